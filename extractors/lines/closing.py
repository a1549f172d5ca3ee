"""Closing: does quantity × unit price ÷ price unit, less the discount, make the net of a row?

This is the strongest evidence that a row was read right, and it needs no words. Figures with more
than one reading are tried in all of them, those as printed first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import TypeAlias

from extractors.lines.figures import Figure, Reading

_CENT = Decimal("0.011")
_ONE, _HUNDRED = Decimal(1), Decimal(100)
_TENTH = Decimal("0.001")
_LOOSEST = Decimal("0.004")  # a rounded unit price may move the net by so much of it


_Trio: TypeAlias = tuple[Reading, Reading, Reading]


@dataclass(frozen=True, slots=True)
class Closing:
    """The readings with which a row closes.

    `exact` to the cent; otherwise within what rounding of the printed unit price explains.
    `telling` unless one piece costs what the line does. `percent` is the discount that was needed.
    """

    quantity: Reading
    price: Reading
    net: Reading
    exact: bool
    percent: Decimal | None = None
    deducted: Decimal | None = None

    @property
    def telling(self) -> bool:
        return self.quantity.value != _ONE and self.price.value != 0

    @property
    def repaired(self) -> bool:
        return self.quantity.repaired or self.price.repaired or self.net.repaired


def close(
    quantity: Figure, price: Figure, net: Figure, discount: Figure | None = None, per: Decimal = _ONE
) -> Closing | None:
    """The best readings that close, those as printed before repaired ones; None if none do.

    >>> from extractors.lines.figures import figure_of
    >>> row = close(figure_of("20", ","), figure_of("4,55", ","), figure_of("81,90", ","), figure_of("10%", ","))
    >>> row.percent, row.exact
    (Decimal('10'), True)
    """
    readings = sorted(product(quantity.readings, price.readings, net.readings), key=_effort)
    return _signed(readings, discount, per, same_sign=True) or _signed(readings, discount, per, same_sign=False)


def _signed(readings: Sequence[_Trio], discount: Figure | None, per: Decimal, *, same_sign: bool) -> Closing | None:
    """The best closing; with the same sign on both sides, or, as credit notes print it, with either."""
    loose: Closing | None = None
    for q, p, n in readings:
        for worth, percent, deducted in _worths(q.value * p.value / per, discount):
            if same_sign != (worth * n.value >= 0):
                continue
            gap = abs(abs(worth) - abs(n.value))
            if gap <= _CENT and (n.value != 0 or worth == 0):
                return Closing(q, p, n, True, percent, deducted)
            if loose is None and not (q.repaired or p.repaired or n.repaired) and gap <= _rounding(q, p, n, per):
                loose = Closing(q, p, n, False, percent, deducted)
    return loose


def percent_of(part: Decimal, whole: Decimal) -> Decimal:
    """What part is of whole in percent, as short as gives the part back to a tenth of a cent.

    >>> percent_of(Decimal("5.00"), Decimal("91.00")), percent_of(Decimal("1.20"), Decimal("12.00"))
    (Decimal('5.4945'), Decimal('10.00'))
    """
    exact = part / whole * _HUNDRED
    for places in (2, 4, 6, 8):
        percent = round(exact, places)
        if abs(whole * percent / _HUNDRED - part) < _TENTH:
            return percent
    return exact


def _effort(readings: _Trio) -> int:
    return sum(reading.repaired for reading in readings)


def _worths(worth: Decimal, discount: Figure | None) -> Iterator[tuple[Decimal, Decimal | None, Decimal | None]]:
    if discount is None or discount.value == 0:
        yield worth, None, None
        return
    off = abs(discount.value)
    if off < _HUNDRED:
        yield worth * (_HUNDRED - off) / _HUNDRED, off, None
    if not discount.percent:
        yield abs(worth) - off, None, off
    yield worth, None, None


def _rounding(q: Reading, p: Reading, n: Reading, per: Decimal) -> Decimal:
    """By how much the net may be off because the printed price or quantity was rounded."""
    if p.places < 2:
        return _CENT
    by_price = abs(q.value) / per / 2 * Decimal(1).scaleb(-p.places)
    by_quantity = abs(p.value) / per / 2 * Decimal(1).scaleb(-q.places) if q.places >= 2 else Decimal(0)
    return max(_CENT, min(by_price + by_quantity, abs(n.value) * _LOOSEST))


__all__ = ["Closing", "close", "percent_of"]
