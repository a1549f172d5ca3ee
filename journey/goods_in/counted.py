"""Counted: the entries of a count, added up to the lines of a goods receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from documents.errors import WrongUseError
from documents.money import plain
from documents.order import MatchLevel, PurchaseOrder
from documents.receipt import GoodsReceipt, ReceiptLine
from storage import Unit
from storage.records import Count, Entry, EntryKind

_QUANTITIES = (EntryKind.COUNT, EntryKind.CORRECTION)


def receipt_of(unit: Unit, count: Count, today: date) -> GoodsReceipt:
    """The goods receipt that a count comes to, of today or of the day on which it was booked.

    Raises WrongUseError where more went back than came."""
    order = unit.masters.order(count.order)
    assert order is not None, "a count is of an order, and orders stay"
    lines = lines_of(order, unit.receiving.entries(count.id))
    for line in lines:
        if line.quantity < 0 or line.quantity - line.rejected - line.returned < 0:
            raise WrongUseError(f"line {line.order_line}: more is rejected or sent back than came")
    known = unit.masters.receipt(count.number)
    day = known.received_on if known is not None else today
    booked = {line.line for line in known.lines} if known else set()
    kept = tuple(line for line in lines if line.quantity or line.line in booked)
    return GoodsReceipt(count.number, count.order, day, count.delivery_note, kept)


def lines_of(order: PurchaseOrder, entries: Sequence[Entry]) -> tuple[ReceiptLine, ...]:
    """The entries added up to receipt lines: one an order line and lot, numbered as they first came."""
    places: dict[tuple[int, str | None], list[Entry]] = {}
    for entry in entries:
        places.setdefault((entry.made.order_line, entry.made.lot), []).append(entry)
    levels = {line.line: line.match for line in order.lines}
    summed = (
        _summed(place, line, lot, made, levels.get(line)) for place, ((line, lot), made) in enumerate(places.items(), 1)
    )
    return tuple(summed)


def over(unit: Unit, count: Count, lines: Sequence[ReceiptLine]) -> tuple[str, ...]:
    """What a count would bring beyond the order, a sentence a line."""
    standing = unit.receiving.standing(count.order)
    told = []
    for line in standing.lines if standing else ():
        counted = sum((one.quantity - one.returned for one in lines if one.order_line == line.line), Decimal(0))
        surplus = counted - line.open
        if counted and surplus > 0:
            told.append(f"line {line.line}: {plain(surplus)} more than is still ordered")
    return tuple(told)


def _summed(
    place: int, line: int, lot: str | None, entries: Sequence[Entry], level: MatchLevel | None
) -> ReceiptLine:  # fmt: skip
    def of(*kinds: EntryKind) -> Decimal:
        return sum((one.made.quantity for one in entries if one.made.kind in kinds), Decimal(0))

    inspected = any(one.made.kind is EntryKind.INSPECTION for one in entries)
    returned = of(EntryKind.RETURN)
    # No piece is both: rejects that went back are returned.
    rejected = max(of(EntryKind.INSPECTION) - returned, Decimal(0))
    return ReceiptLine(
        place, line, of(*_QUANTITIES), None, rejected, returned, inspected or level is not MatchLevel.FOUR_WAY, lot
    )  # fmt: skip


__all__ = ["lines_of", "over", "receipt_of"]
