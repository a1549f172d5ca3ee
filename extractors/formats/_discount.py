"""A line's allowances and charges as the one figure that matching knows: a discount in percent.

MATCHING: net = quantity × unit price ÷ price per, less the line's discount. Structured formats give
allowances as amounts, so the percentage is worked out from the net that the document itself states
(EN 16931: BT-131 = BT-129 × BT-146 ÷ BT-149 − BT-136 + BT-141). A charge on a line is a negative discount:
the price paid for a piece is what both come to.
"""

from __future__ import annotations

from decimal import Decimal

from documents.money import minor_unit, plain

_PLACES = (2, 4, 6, 8, 10, 12)


def discount_between(quantity: Decimal, price: Decimal, per: Decimal, net: Decimal, currency: str | None) -> str | None:
    """The percentage, as short as it may be, that takes quantity × price ÷ per to the net; None if none does.

    >>> discount_between(Decimal(120), Decimal(5), Decimal(1), Decimal(575), "EUR")
    '4.1667'
    >>> discount_between(Decimal(10), Decimal(5), Decimal(1), Decimal(45), "EUR")
    '10'
    >>> discount_between(Decimal(1), Decimal(0), Decimal(1), Decimal(5), "EUR") is None
    True
    """
    full = quantity * price / per if per else Decimal(0)
    if not full:
        return None
    exact, near = (1 - net / full) * 100, minor_unit(currency) / 20
    for places in _PLACES:
        percent = round(exact, places)
        if abs(full * (100 - percent) / 100 - net) <= near:
            return plain(percent)
    return None


__all__ = ["discount_between"]
