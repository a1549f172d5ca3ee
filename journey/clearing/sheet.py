"""The tally sheet of one document: each line beside its order line and its receipt lines, with the differences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from documents.case import Case
from documents.finding import Finding
from documents.order import MatchLevel
from rules.arithmetic import lines_and_charges, tax_amount
from rules.entries import Entry
from rules.figures import CONTEXT, rounded, same
from rules.pairing import Pair
from rules.sheet import Sheet, Tallied
from rules.units import counted


@dataclass(frozen=True, slots=True)
class Received:
    """A receipt line in order units: what was booked, and what of it may be billed."""

    name: str
    note: str
    booked: Decimal
    counts: Decimal


@dataclass(frozen=True, slots=True)
class Ordered:
    """The order line: `open` is what may still be billed, `before` what earlier documents billed."""

    name: str
    description: str
    quantity: Decimal
    unit: str
    price: Decimal
    currency: str
    level: str
    before: Decimal
    open: Decimal
    received: tuple[Received, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the document. The differences are against the order's price and what is open, in order units
    and the document's currency; None where there is nothing to compare with, 0 where they agree. Where several
    lines bill one order line, the last of them carries its difference in quantity."""

    line: int
    description: str
    item: str
    quantity: Decimal | None
    unit: str
    price: Decimal | None
    net: Decimal | None
    ordered: Ordered | None
    by: str
    quantity_off: Decimal | None
    price_off: Decimal | None
    money_off: Decimal | None
    findings: tuple[Finding, ...]

    @property
    def disagrees(self) -> bool:
        """Whether anything is to be settled on it."""
        return any(finding.severity.value != "info" for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Tally:
    """All lines, the sums below them, and what is not about a line."""

    rows: tuple[Row, ...]
    sums: tuple[tuple[str, Decimal | None], ...]
    currency: str | None
    loose: tuple[Finding, ...]


def tally(case: Case, findings: Sequence[Finding]) -> Tally:
    """The sheet of a case, with the findings of its verdict at the lines that they are about."""
    with localcontext(CONTEXT):
        sheet = Sheet(case)
        rows = tuple(sorted(_rows(sheet, findings), key=lambda row: row.line))
        known = {row.line for row in rows}
        loose = tuple(one for one in findings if one.line not in known)
        return Tally(rows, tuple(_sums(sheet)), sheet.currency, loose)


def _rows(sheet: Sheet, findings: Sequence[Finding]) -> Iterator[Row]:
    for tallied in sheet.tallied:
        for pair in tallied.pairs:
            yield _paired(sheet, tallied, pair, findings)
    paired = {pair.entry.line for pair in sheet.outcome.pairs}
    for entry in sheet.entries:
        if entry.line not in paired:
            yield _row(entry, findings, None, "", None, None, None)


def _paired(sheet: Sheet, tallied: Tallied, pair: Pair, findings: Sequence[Finding]) -> Row:
    ordered, line = tallied.ordered, tallied.ordered.line
    comparable = not line.estimated and pair.price is not None and ordered.key[0] not in sheet.other_currency
    price_off = _zero(pair.price - ordered.price) if comparable and pair.price is not None else None
    last = pair.entry.line == tallied.last
    quantity_off = _zero(tallied.q - _measure(sheet, tallied)) if last and tallied.q is not None else None
    money = _money(sheet, tallied, pair, price_off, quantity_off)
    return _row(pair.entry, findings, _ordered(tallied), pair.by, quantity_off, price_off, money)


def _measure(sheet: Sheet, tallied: Tallied) -> Decimal:
    """What the quantity is held against: what is open; of a slip what arrived; of a credit what was billed."""
    if sheet.slip is not None:
        return tallied.standing.kept
    return tallied.standing.invoiced if sheet.credit else tallied.standing.open


def _money(
    sheet: Sheet, tallied: Tallied, pair: Pair, price_off: Decimal | None, quantity_off: Decimal | None
) -> Decimal | None:
    """What the line is off in money: its price on its quantity, and what is beyond the open quantity at the order's."""
    if sheet.slip is not None or (price_off is None and quantity_off is None):
        return None
    beyond = max(quantity_off or Decimal(0), Decimal(0))
    off = (price_off or Decimal(0)) * (pair.quantity or Decimal(0)) + beyond * tallied.ordered.price
    return rounded(off, sheet.currency)


def _ordered(tallied: Tallied) -> Ordered:
    one, standing = tallied.ordered, tallied.standing
    received = tuple(
        Received(arrived.name, arrived.receipt.delivery_note or "", arrived.quantity, arrived.cap(one.line.match))
        for arrived in standing.arrivals
    )
    return Ordered(
        one.name, one.line.description, one.line.quantity, counted(one.line.quantity, one.line.unit), one.price,
        one.order.currency, _LEVELS[one.line.match], standing.invoiced, standing.open, received,
    )  # fmt: skip


_LEVELS = {
    MatchLevel.TWO_WAY: "order", MatchLevel.THREE_WAY: "order and receipt",
    MatchLevel.FOUR_WAY: "order and accepted receipt",
}  # fmt: skip


def _row(
    entry: Entry, findings: Sequence[Finding], ordered: Ordered | None, by: str, quantity_off: Decimal | None,
    price_off: Decimal | None, money_off: Decimal | None,
) -> Row:  # fmt: skip
    item = getattr(entry.source, "item", None) or getattr(entry.source, "supplier_item", None) or ""
    mine = tuple(finding for finding in findings if finding.line == entry.line)
    return Row(
        entry.line, entry.description, item, entry.quantity, counted(entry.quantity, entry.unit), entry.price,
        entry.net, ordered, by, quantity_off, price_off, money_off, mine,
    )  # fmt: skip


def _zero(figure: Decimal) -> Decimal:
    """Nothing, where figures only differ beyond the ninth place."""
    return Decimal(0) if same(figure, Decimal(0)) else figure


def _sums(sheet: Sheet) -> Iterator[tuple[str, Decimal | None]]:
    if sheet.invoice is None:
        return
    yield "lines and charges", lines_and_charges(sheet)
    yield "net", sheet.invoice.net_total
    yield "tax", tax_amount(sheet)
    yield "gross", sheet.invoice.gross_total


__all__ = ["Ordered", "Received", "Row", "Tally", "tally"]
