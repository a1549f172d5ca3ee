"""Too much: quantities above what is open or ordered, and how long a document waits for its goods."""

from __future__ import annotations

from decimal import Decimal

from documents.kinds import Severity
from rules.figures import shown, stake
from rules.sheet import Sheet, Tallied
from rules.tolerance import Side
from rules.units import counted


def beyond(actual: Decimal, expected: Decimal, side: Side, price: Decimal) -> bool:
    """True if a quantity is above another beyond a tolerance; its amount is the excess at the order's price."""
    excess = actual - expected
    return not side.allows(excess, expected, abs(excess * price))


def above_ordered(tallied: Tallied, total: Decimal) -> bool:
    """True if a total is above the ordered quantity beyond `order_quantity`."""
    ordered = tallied.ordered
    return beyond(total, ordered.line.quantity, tallied.terms.order_quantity.upper, ordered.price)


def patience(sheet: Sheet, days: Decimal) -> Severity:
    """`wait` through the later of document date and arrival + days, then, or without either, `block`."""
    dates = [one for one in (sheet.document.date, sheet.document.arrived) if one is not None]
    if dates and (sheet.case.as_of - max(dates)).days <= days:
        return Severity.WAIT
    return Severity.BLOCK


def worth(sheet: Sheet, tallied: Tallied, excess: Decimal) -> Decimal:
    """Money at stake of an excess quantity: at the order's unit price, in the document's currency."""
    return stake(excess * tallied.ordered.price, sheet.currency or tallied.ordered.order.currency)


def amount(tallied: Tallied, quantity: Decimal) -> str:
    """A quantity with the order line's unit."""
    return f"{shown(quantity)} {counted(quantity, tallied.ordered.line.unit)}".strip()


def evidence(tallied: Tallied) -> dict[str, str]:
    """Where to look: the order line and its receipt lines."""
    found = {"order": tallied.ordered.name}
    arrivals = ", ".join(one.name for one in tallied.standing.arrivals)
    return {**found, "receipts": arrivals} if arrivals else found


__all__ = ["above_ordered", "amount", "beyond", "evidence", "patience", "worth"]
