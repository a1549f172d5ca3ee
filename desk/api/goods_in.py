"""/goods-in: what is expected, counts of deliveries, scans, receipts booked from them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from desk.asked import Id, text_of
from desk.pages.goods_in import READERS
from desk.resources import Sent, Told
from desk.visit import Visit, Visited, allow
from documents.errors import WrongUseError
from documents.lifecycle import State
from journey.goods_in import counting
from journey.goods_in.counted import lines_of
from journey.goods_in.deliveries import goods_in
from journey.goods_in.scanning import scan
from storage.records import Count, CountState, EntryKind

router = APIRouter(prefix="/goods-in", tags=["goods-in"], dependencies=[allow(*READERS)])
Key = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9-]+$")]
Quantity = Annotated[Decimal, Field(ge=0, lt=10**9, max_digits=18, decimal_places=9)]
Words = Annotated[str, Field(max_length=400)]
OrderLine = Annotated[int, Field(ge=0, le=2**31 - 1)]


_ACTS = {EntryKind.INSPECTION: counting.inspect, EntryKind.RETURN: counting.send_back}


class OpenLine(Told):
    """An ordered line of which something is still to come."""

    line: int
    item: str | None
    description: str
    unit: str
    ordered: Decimal
    received: Decimal
    open: Decimal
    promised_on: date | None


class Delivery(Told):
    """An open order with what is still to come of it."""

    number: str
    supplier: str
    supplier_name: str
    promised_on: date | None
    open: list[OpenLine]


class Door(Told):
    """What goods-in has before it; `next` goes into `after`."""

    slips: list[int]
    counts: list[int]
    due: list[Delivery]
    expected: list[Delivery]
    next: str | None


class Begun(Sent):
    """A delivery to be counted."""

    order: Annotated[str, Field(min_length=1, max_length=80)]
    delivery_note: Annotated[str, Field(max_length=80)] = ""
    number: Annotated[str, Field(max_length=80)] = ""


class Scan(Sent):
    """What the gun read; `key` names the act, the same key again counts nothing more."""

    key: Key
    code: Words
    pallet: Annotated[str, Field(max_length=18)] = ""


class Entered(Sent):
    """A quantity of an order line, in its unit."""

    key: Key
    order_line: OrderLine
    quantity: Quantity
    lot: Annotated[str, Field(max_length=40)] = ""
    expiry: date | None = None


class Corrected(Sent):
    """The quantity that is right for an entry, and why."""

    key: Key
    entry: Annotated[int, Field(ge=1, le=2**31 - 1)]
    quantity: Quantity
    reason: Annotated[str, Field(min_length=1, max_length=400)]


class Happened(Sent):
    """After booking: `inspection` (quantity rejected) or `return` (quantity sent back)."""

    key: Key
    act: EntryKind
    order_line: OrderLine
    quantity: Quantity
    lot: Annotated[str, Field(max_length=40)] = ""
    reason: Words = ""


class Because(Sent):
    """Why."""

    reason: Words = ""


class EntryTold(Told):
    """An entry of a count."""

    id: int
    kind: EntryKind
    order_line: int
    quantity: Decimal
    lot: str | None
    sscc: str | None
    corrects: int | None
    person: str
    because: str
    at: datetime


class LineTold(Told):
    """A line of the receipt that the entries come to."""

    line: int
    order_line: int
    quantity: Decimal
    rejected: Decimal
    returned: Decimal
    inspected: bool
    lot: str | None


class CountTold(Told):
    """A count with its entries and their sums."""

    id: int
    number: str
    order: str
    delivery_note: str | None
    slip: int | None
    state: CountState
    lines: list[LineTold]
    entries: list[EntryTold]


class ScanTold(Told):
    """What a scan did; `pallet` goes with the next one."""

    sentence: str
    entry: int | None
    order_line: int | None
    pallet: str | None
    fresh: bool


class BookedTold(Told):
    """A booked receipt, and the documents that it woke with their states."""

    number: str
    woken: dict[int, State]


@router.get("")
def door(visit: Visited, q: str = "", after: str = "") -> Door:
    """Slips that wait, open counts, what is due, what else is expected."""
    told = goods_in(visit.shift, piece=text_of(q), after=text_of(after) or None)
    return Door(
        slips=[slip.document.id for slip in told.slips], counts=[count.id for count in told.counts],
        due=[Delivery.model_validate(one) for one in told.due],
        expected=[Delivery.model_validate(one) for one in told.expected], next=told.next,
    )  # fmt: skip


@router.post("/counts", status_code=201)
def begin(visit: Visited, sent: Begun) -> CountTold:
    """Open a count of a delivery."""
    return _told(visit, counting.begin(visit.shift, visit.person, sent.order, sent.delivery_note, sent.number).id)


@router.post("/slips/{slip}", status_code=201)
def from_slip(visit: Visited, slip: Id) -> list[CountTold]:
    """Counts drafted from a packing slip, one an order."""
    return [_told(visit, count.id) for count in counting.from_slip(visit.shift, visit.person, slip)]


@router.get("/counts/{count_id}")
def count(visit: Visited, count_id: Id) -> CountTold:
    """A count."""
    return _told(visit, count_id)


@router.post("/counts/{count_id}/scan")
def scanned(visit: Visited, count_id: Id, sent: Scan) -> ScanTold:
    """Count what a code names."""
    done = scan(visit.shift, visit.person, count_id, sent.key, sent.code, sent.pallet)
    return ScanTold(
        sentence=done.sentence, entry=done.entry.id if done.entry else None,
        order_line=done.line.line if done.line else None, pallet=done.pallet, fresh=done.fresh,
    )  # fmt: skip


@router.post("/counts/{count_id}/enter")
def entered(visit: Visited, count_id: Id, sent: Entered) -> CountTold:
    """Count a quantity."""
    counting.enter(
        visit.shift, visit.person, count_id, sent.key, sent.order_line, sent.quantity, lot=sent.lot, expiry=sent.expiry
    )  # fmt: skip
    return _told(visit, count_id)


@router.post("/counts/{count_id}/correct")
def corrected(visit: Visited, count_id: Id, sent: Corrected) -> CountTold:
    """Put an entry right by a new one."""
    counting.correct(visit.shift, visit.person, sent.key, sent.entry, sent.quantity, sent.reason)
    return _told(visit, count_id)


@router.post("/counts/{count_id}/after")
def happened(visit: Visited, count_id: Id, sent: Happened) -> CountTold:
    """Quality's inspection, or goods sent back."""
    act = _ACTS.get(sent.act)
    if act is None:
        raise WrongUseError("what happened is an inspection or a return; a count is corrected by a correction")
    act(visit.shift, visit.person, sent.key, count_id, sent.order_line, sent.quantity, sent.lot, sent.reason)
    return _told(visit, count_id)


@router.post("/counts/{count_id}/book")
def book(visit: Visited, count_id: Id, sent: Because) -> BookedTold:
    """Book it as goods receipt."""
    booked = counting.book(visit.shift, visit.person, count_id, sent.reason)
    return BookedTold(number=booked.count.number, woken={one.id: one.state for one in booked.woken})


@router.post("/counts/{count_id}/drop")
def drop(visit: Visited, count_id: Id, sent: Because) -> CountTold:
    """Give it up."""
    counting.drop(visit.shift, visit.person, count_id, sent.reason)
    return _told(visit, count_id)


def _told(visit: Visit, count_id: int) -> CountTold:
    with visit.shift.workspace.look() as unit:
        one: Count = unit.receiving.count(count_id)
        order, entries = unit.masters.order(one.order), unit.receiving.entries(count_id)
    told = [EntryTold.model_validate(_flat(entry)) for entry in entries]
    lines = [LineTold.model_validate(line) for line in (lines_of(order, entries) if order else ())]
    return CountTold(
        id=one.id, number=one.number, order=one.order, delivery_note=one.delivery_note, slip=one.slip, state=one.state,
        lines=lines, entries=told,
    )  # fmt: skip


def _flat(entry: Any) -> dict[str, Any]:
    made = entry.made
    return {
        "id": entry.id, "kind": made.kind, "order_line": made.order_line, "quantity": made.quantity, "lot": made.lot,
        "sscc": made.sscc, "corrects": made.corrects, "person": entry.person, "because": made.because, "at": entry.at,
    }  # fmt: skip


__all__ = ["router"]
