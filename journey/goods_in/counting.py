"""Counting: what receiving counts at the door becomes a goods receipt, and wakes exactly what waited for it.

A count grows entry by entry: a scan, a figure typed in, a correction. Nothing is ever changed: a mistake is put
right by another entry with a reason, after booking too. Each act has a key, so that a scan sent twice counts once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from documents.errors import WrongUseError
from documents.kinds import Role
from documents.money import plain
from documents.people import Person
from documents.receipt import GoodsReceipt
from journey.goods_in.counted import over, receipt_of
from journey.goods_in.receipts import draft
from journey.queue.duties import acting
from journey.rouse import rouse
from journey.shift import Shift
from storage import Unit
from storage.records import Count, CountState, Document, Entry, EntryKind, NewCount, NewEntry


@dataclass(frozen=True, slots=True)
class Booked:
    """A receipt as it was booked, and the documents that it woke, as they stand now."""

    count: Count
    receipt: GoodsReceipt
    woken: tuple[Document, ...]


def begin(shift: Shift, who: Person, order: str, note: str = "", number: str = "") -> Count:
    """Open a count of a delivery to an order; `number` is the receipt's own where the ERP gave one.

    Raises WrongUseError where there is no such order, or a receipt of this number."""
    acting(who, Role.RECEIVING)
    return shift.workspace.run(lambda unit: _begin(unit, who, NewCount(order, note or None, None, number or None)))


def from_slip(shift: Shift, who: Person, slip: int) -> tuple[Count, ...]:
    """The counts that a packing slip drafts, one an order, with the slip's figures entered for receiving to check.
    Asked for again they are the same. Raises WrongUseError where the slip drafts nothing."""
    acting(who, Role.RECEIVING)
    with shift.workspace.look() as unit:
        known = unit.receiving.counts_of_slip(slip)
    if known:
        return known
    drafted = draft(shift, slip)

    def act(unit: Unit) -> tuple[Count, ...]:
        return unit.receiving.counts_of_slip(slip) or tuple(_drafted(unit, who, slip, one) for one in drafted)

    return shift.workspace.run(act)


def enter(
    shift: Shift, who: Person, count_id: int, key: str, order_line: int, quantity: Decimal, *, lot: str = "",
    expiry: date | None = None, sscc: str | None = None, code: str | None = None,
) -> tuple[Entry, bool]:  # fmt: skip
    """Count a quantity of an order line, in its unit; the same key again counts nothing more and gives False."""
    acting(who, Role.RECEIVING)
    if not 0 < quantity < 10**9:
        raise WrongUseError(f"{plain(quantity)} cannot be counted: give a quantity above zero")
    made = NewEntry(key, EntryKind.COUNT, order_line, quantity, None, lot.strip() or None, expiry, sscc, code)

    def act(unit: Unit) -> tuple[Entry, bool]:
        count = unit.receiving.count(count_id)
        _line(unit, count, order_line)
        if _made(unit, count_id, key) is None:
            _must_be(count, CountState.OPEN)
            _once(unit, sscc)
        return unit.receiving.enter(count_id, made, who.login)

    return shift.workspace.run(act)


def correct(shift: Shift, who: Person, key: str, entry_id: int, right: Decimal, because: str) -> Count:
    """Put an entry right by a new one, before booking or after; after booking what it touches is matched again."""
    acting(who, Role.RECEIVING)
    if right < 0:
        raise WrongUseError("less than nothing cannot have come: give 0 where nothing did")

    def act(unit: Unit) -> NewEntry:
        wrong = unit.receiving.entry(entry_id)
        if wrong.made.kind is not EntryKind.COUNT:
            raise WrongUseError("a correction puts right what was counted: correct the count itself")
        others = [one for one in unit.receiving.entries(wrong.count) if one.made.corrects == entry_id]
        stands = wrong.made.quantity + sum((one.made.quantity for one in others), Decimal(0))
        return NewEntry(
            key, EntryKind.CORRECTION, wrong.made.order_line, right - stands, lot=wrong.made.lot, corrects=entry_id,
            because=because.strip(),
        )  # fmt: skip

    with shift.workspace.look() as unit:
        count_id = unit.receiving.entry(entry_id).count
    return _amend(shift, who, count_id, key, act, because)


def inspect(
    shift: Shift, who: Person, key: str, count_id: int, order_line: int, rejected: Decimal, lot: str = "",
    because: str = "",
) -> Count:  # fmt: skip
    """Quality's word on a booked line: how much of it is rejected, 0 where all of it is good."""
    acting(who, Role.QUALITY)
    made = NewEntry(
        key, EntryKind.INSPECTION, order_line, rejected, lot=lot.strip() or None, because=because.strip()
    )  # fmt: skip
    if rejected:
        _reasoned(because)
    return _amend(shift, who, count_id, key, lambda unit: _among(unit, count_id, made), None)


def send_back(
    shift: Shift, who: Person, key: str, count_id: int, order_line: int, quantity: Decimal, lot: str = "",
    because: str = "",
) -> Count:  # fmt: skip
    """Book goods that went back to the supplier; what quality rejected goes back first."""
    acting(who, Role.RECEIVING)
    made = NewEntry(key, EntryKind.RETURN, order_line, quantity, lot=lot.strip() or None, because=because.strip())
    return _amend(shift, who, count_id, key, lambda unit: _among(unit, count_id, made), because)


def book(shift: Shift, who: Person, count_id: int, because: str = "") -> Booked:
    """Book a count as goods receipt. More than was ordered needs a reason. Documents that wait for it go on at once.

    Raises WrongUseError where nothing was counted, StaleError where somebody booked it before."""
    acting(who, Role.RECEIVING)

    def act(unit: Unit) -> tuple[Count, GoodsReceipt]:
        count = unit.receiving.count(count_id)
        _must_be(count, CountState.OPEN)
        receipt = receipt_of(unit, count, shift.as_of)
        if not receipt.lines:
            raise WrongUseError(f"nothing is counted on {count.number} yet: scan or enter what came")
        surplus = over(unit, count, receipt.lines)
        if surplus and not because.strip():
            raise WrongUseError(f"{'; '.join(surplus)}: book it with a reason, or correct the count")
        closed = unit.receiving.close_count(count_id, CountState.BOOKED, who.login, because.strip())
        unit.masters.take_receipts([receipt], who.login)
        return closed, receipt

    count, receipt = shift.workspace.run(act)
    return Booked(count, receipt, rouse(shift))


def drop(shift: Shift, who: Person, count_id: int, because: str) -> Count:
    """Give an open count up: nothing is booked, its entries stay for the auditor."""
    acting(who, Role.RECEIVING)
    _reasoned(because)
    return shift.workspace.run(
        lambda unit: unit.receiving.close_count(count_id, CountState.DROPPED, who.login, because)
    )  # fmt: skip


def _begin(unit: Unit, who: Person, new: NewCount) -> Count:
    if unit.masters.order(new.order) is None:
        raise WrongUseError(f"there is no order {new.order}: import it first, or look at the label again")
    if new.number and unit.masters.receipt(new.number) is not None:
        raise WrongUseError(f"receipt {new.number} is booked already: leave the number empty for one of our own")
    return unit.receiving.open_count(new, who.login)


def _drafted(unit: Unit, who: Person, slip: int, receipt: GoodsReceipt) -> Count:
    count = _begin(unit, who, NewCount(receipt.order, receipt.delivery_note, slip))
    for line in receipt.lines:
        key = f"slip-{slip}-{count.id}-{line.line}"
        made = NewEntry(
            key, EntryKind.COUNT, line.order_line, line.quantity, None, line.lot, because="the packing slip"
        )
        unit.receiving.enter(count.id, made, who.login)
    return count


def _amend(
    shift: Shift, who: Person, count_id: int, key: str, made: Callable[[Unit], NewEntry], because: str | None
) -> Count:  # fmt: skip
    """Add an entry to a count; where that is booked, book its new sums, and let what they touch be matched again."""
    if because is not None:
        _reasoned(because)

    def act(unit: Unit) -> Count:
        count = unit.receiving.count(count_id)
        if _made(unit, count_id, key) is not None:
            return count
        if count.state is CountState.DROPPED:
            raise WrongUseError(f"count {count.number} was given up: open a new one")
        unit.receiving.enter(count_id, made(unit), who.login)
        receipt = receipt_of(unit, count, shift.as_of)
        if count.state is CountState.BOOKED:
            unit.masters.take_receipts([receipt], who.login)
        return count

    amended = shift.workspace.run(act)
    if amended.state is CountState.BOOKED:
        rouse(shift)
    return amended


def _among(unit: Unit, count_id: int, made: NewEntry) -> NewEntry:
    """An entry on goods that were booked."""
    count = unit.receiving.count(count_id)
    _must_be(count, CountState.BOOKED)
    if not 0 <= made.quantity < 10**9:
        raise WrongUseError(f"{plain(made.quantity)} is no quantity of goods")
    places = {(one.made.order_line, one.made.lot) for one in unit.receiving.entries(count_id)}
    if (made.order_line, made.lot) not in places:
        raise WrongUseError(f"count {count.number} has no line {made.order_line} of lot {made.lot or 'none'}")
    return made


def _line(unit: Unit, count: Count, order_line: int) -> None:
    order = unit.masters.order(count.order)
    if order is None or order_line not in {line.line for line in order.lines}:
        raise WrongUseError(f"order {count.order} has no line {order_line}")


def _once(unit: Unit, sscc: str | None) -> None:
    """A logistic unit comes once."""
    for entry, count in unit.receiving.entries_of_unit(sscc) if sscc else ():
        raise WrongUseError(f"pallet {sscc} was counted already, by {entry.person} on {count.number}")


def _made(unit: Unit, count_id: int, key: str) -> Entry | None:
    return next((one for one in unit.receiving.entries(count_id) if one.made.key == key), None)


def _must_be(count: Count, state: CountState) -> None:
    if count.state is not state:
        raise WrongUseError(f"count {count.number} is {count.state.value}: {_ADVICE[count.state]}")


def _reasoned(because: str) -> None:
    if not because.strip():
        raise WrongUseError("say why, for the auditor")


_ADVICE = {
    CountState.OPEN: "book it first", CountState.BOOKED: "correct its entries instead",
    CountState.DROPPED: "open a new one",
}  # fmt: skip

__all__ = [
    "Booked", "begin", "book", "correct", "drop", "enter", "from_slip", "inspect", "send_back",
]  # fmt: skip
