"""The tax breakdown: lines outside of the items on which a rate, its base and its tax stand together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

from documents.measures import Box
from extractors.lines.outside import OutsideLine

_CENT = Decimal("0.02")
_HIGHEST = Decimal(30)  # no value added or sales tax is higher


@dataclass(frozen=True, slots=True)
class TaxRow:
    """One rate in percent with the net it is on and the tax; `net` is None where it is not printed."""

    rate: Decimal
    net: Decimal | None
    amount: Decimal
    page: int
    box: Box

    @property
    def whole(self) -> bool:
        """True if rate × net is the tax: a row that proves itself."""
        return self.net is not None


def tax_rows(outside: Sequence[OutsideLine]) -> tuple[TaxRow, ...]:
    """The rows of the tax breakdown, one a rate and amount, those that prove themselves first.

    >>> line = OutsideLine("MwSt. 19 %", (Decimal("19"),), (Decimal("100.00"), Decimal("19.00")), True, 1, (0, 0, 9, 9))
    >>> [(str(row.rate), str(row.net), str(row.amount)) for row in tax_rows([line])]
    [('19', '100.00', '19.00')]
    """
    found: list[TaxRow] = []
    for line in outside:
        row = _whole(line) or _partial(line)
        if row is not None:
            found.append(row)
    rows: dict[tuple[Decimal, Decimal], TaxRow] = {}
    for row in sorted(found, key=lambda each: not each.whole):
        rows.setdefault((row.rate, row.amount), row)
    kept = list(rows.values())
    return tuple(row for row in kept if row.whole or not any(o.whole and o.rate == row.rate for o in kept))


def _whole(line: OutsideLine) -> TaxRow | None:
    bare = tuple(value for value in line.amounts if value == value.to_integral_value() and 0 <= value <= _HIGHEST)
    for rate in (*line.percents, *(bare if line.taxed or not line.percents else ())):
        if not 0 < rate <= _HIGHEST:
            continue
        rest = list(line.amounts)
        if rate not in line.percents:
            rest.remove(rate)
        for net, tax in permutations(rest, 2):
            if abs(net) > abs(tax) and tax and abs(abs(net) * rate / 100 - abs(tax)) <= _CENT:
                return TaxRow(rate, abs(net), abs(tax), line.page, line.box)
    return None


def _partial(line: OutsideLine) -> TaxRow | None:
    """A line that names a tax, its rate and one amount: the tax, as far as the totals agree later."""
    rates = [rate for rate in line.percents if 0 < rate <= _HIGHEST]
    if not line.taxed or len(rates) != 1 or len(line.amounts) != 1:
        return None
    return TaxRow(rates[0], None, abs(line.amounts[0]), line.page, line.box)


__all__ = ["TaxRow", "tax_rows"]
