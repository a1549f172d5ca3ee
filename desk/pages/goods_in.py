"""Goods-in: what is expected, what is being counted, the barcode gun, the packing slip confirmed as a receipt."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from desk.asked import Id, address, amount_of, day_of, text_of
from desk.navigation import Entry
from desk.rendering import is_partial, page, redirect
from desk.spelling import words
from desk.visit import Visit, Visited, allow
from documents.errors import TallymarkError, WrongUseError
from documents.kinds import Role
from journey.goods_in import counting
from journey.goods_in.counted import lines_of, over
from journey.goods_in.deliveries import FIRST, goods_in
from journey.goods_in.scanning import Scanned, by_hand, scan
from storage.records import CountState, EntryKind

READERS = (Role.RECEIVING, Role.QUALITY, Role.BUYER, Role.CLERK, Role.APPROVER, Role.ADMIN)
NAVIGATION = Entry("Goods-in", "/goods-in", 20, frozenset(READERS))
router = APIRouter(prefix="/goods-in", dependencies=[allow(*READERS)])
Text = Annotated[str, Form(max_length=400)]
Key = Annotated[str, Form(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9-]+$")]


@router.get("")
def expected(request: Request, visit: Visited, q: str = "", after: str = "") -> Response:
    """What receiving sees in the morning."""
    told = goods_in(visit.shift, piece=text_of(q), after=text_of(after) or None)
    further = address("/goods-in", q=q, after=told.next) if told.next else ""
    facts: dict[str, Any] = {"told": told, "q": q, "after": after, "further": further, "may": visit.may(Role.RECEIVING)}
    return page(request, visit, "goods_in.html", today=visit.shift.as_of, first=FIRST, **facts)


@router.post("/counts")
def begin(
    request: Request, visit: Visited, order: Text, delivery_note: Text = "", number: Text = ""
) -> Response:  # fmt: skip
    """Open a count of a delivery."""
    count = counting.begin(visit.shift, visit.person, order, delivery_note, number)
    return redirect(request, f"/goods-in/counts/{count.id}")


@router.post("/slips/{slip}")
def from_slip(request: Request, visit: Visited, slip: Id) -> Response:
    """Draft counts from a packing slip."""
    counts = counting.from_slip(visit.shift, visit.person, slip)
    more = f"; {len(counts) - 1} more are open, one an order" if len(counts) > 1 else ""
    return redirect(request, f"/goods-in/counts/{counts[0].id}", f"Drafted from the slip: count the goods{more}")


@router.get("/counts/{count_id}")
def count(request: Request, visit: Visited, count_id: Id) -> Response:
    """A count: the gun's field, the lines of the order, what was entered."""
    return _count(request, visit, count_id)


@router.post("/counts/{count_id}/scan")
def scanned(
    request: Request, visit: Visited, count_id: Id, key: Key, code: Text = "", pallet: Text = ""
) -> Response:  # fmt: skip
    """Count what the gun read; a refusal is told in place, loud and in words, and changes nothing."""
    try:
        done = scan(visit.shift, visit.person, count_id, key, code, pallet)
    except WrongUseError as error:
        return _count(request, visit, count_id, refused=error.sentence, code=code, pallet=pallet)
    return _count(request, visit, count_id, scanned=done, pallet=done.pallet or "")


@router.post("/counts/{count_id}/enter")
def entered(
    request: Request, visit: Visited, count_id: Id, key: Key, order_line: Annotated[int, Form()], quantity: Text,
    lot: Text = "", expiry: Text = "",
) -> Response:  # fmt: skip
    """Count a quantity typed in beside its line."""
    amount = amount_of(quantity, "quantity")
    if amount is None:
        raise WrongUseError("how many came? write the quantity")
    expires = day_of(expiry, "expiry")
    done = by_hand(visit.shift, visit.person, count_id, key, order_line, amount, lot, expires)
    return _after(request, visit, count_id, done.sentence[0].upper() + done.sentence[1:], done)


@router.post("/counts/{count_id}/correct")
def corrected(
    request: Request, visit: Visited, count_id: Id, key: Key, entry: Annotated[int, Form()], quantity: Text,
    reason: Text,
) -> Response:  # fmt: skip
    """Put an entry right by a new one."""
    right = amount_of(quantity, "right quantity")
    if right is None:
        raise WrongUseError("write the quantity that is right; 0 where nothing came")
    counting.correct(visit.shift, visit.person, key, entry, right, reason)
    return _after(request, visit, count_id, "Corrected by a new entry")


@router.post("/counts/{count_id}/after")
def happened(
    request: Request, visit: Visited, count_id: Id, key: Key, order_line: Annotated[int, Form()], quantity: Text,
    act: Text, lot: Text = "", reason: Text = "",
) -> Response:  # fmt: skip
    """After booking: quality's inspection, or goods sent back."""
    amount = amount_of(quantity, "quantity")
    if amount is None:
        raise WrongUseError("write the quantity; 0 where all of it is good")
    if act == EntryKind.INSPECTION.value:
        counting.inspect(visit.shift, visit.person, key, count_id, order_line, amount, lot, reason)
        return _after(request, visit, count_id, "Inspection recorded")
    if act == EntryKind.RETURN.value:
        counting.send_back(visit.shift, visit.person, key, count_id, order_line, amount, lot, reason)
        return _after(request, visit, count_id, "Return booked")
    raise WrongUseError("choose whether it was inspected or sent back")


@router.post("/counts/{count_id}/book")
def book(request: Request, visit: Visited, count_id: Id, reason: Text = "") -> Response:
    """Book the count as goods receipt."""
    booked = counting.book(visit.shift, visit.person, count_id, reason)
    told = (f"{words(one.kind.value)} {one.number or one.id} is {one.state.value}" for one in booked.woken)
    woken = ", ".join(told)
    said = f"Receipt {booked.count.number} is booked. " + (f"At once: {woken}." if woken else "Nothing waited for it.")
    return redirect(request, f"/goods-in/counts/{count_id}", said)


@router.post("/counts/{count_id}/drop")
def drop(request: Request, visit: Visited, count_id: Id, reason: Text = "") -> Response:
    """Give a count up."""
    dropped = counting.drop(visit.shift, visit.person, count_id, reason)
    return redirect(request, "/goods-in", f"Count {dropped.number} was given up; nothing is booked")


def _after(request: Request, visit: Visit, count_id: int, said: str, entered: Scanned | None = None) -> Response:
    """The count anew in place, where it says what was entered, or by a redirect where it was sent without script."""
    if is_partial(request):
        return _count(request, visit, count_id, entered)
    return redirect(request, f"/goods-in/counts/{count_id}", said)


def _count(
    request: Request, visit: Visit, count_id: int, scanned: Scanned | None = None, refused: str = "", code: str = "",
    pallet: str = "",
) -> Response:  # fmt: skip
    with visit.shift.workspace.look() as unit:
        one = unit.receiving.count(count_id)
        order, entries = unit.masters.order(one.order), unit.receiving.entries(count_id)
        standing = unit.receiving.standing(one.order)
        if order is None or standing is None:
            raise TallymarkError(f"order {one.order} of count {one.number} is missing: run `tallymark doctor`")
        lines = lines_of(order, entries)
        surplus = over(unit, one, lines) if one.state is CountState.OPEN else ()
        supplier = unit.masters.supplier(order.supplier)
    facts: dict[str, Any] = {
        "count": one, "order": standing, "supplier": supplier, "entries": entries, "lines": lines, "over": surplus,
        "scanned": scanned, "refused": refused, "heard": _heard(scanned, refused), "told": _told(scanned, refused),
        "code": code, "pallet": pallet, "key": secrets.token_hex(12), "may": visit.may(Role.RECEIVING),
        "may_inspect": visit.may(Role.QUALITY), "open": one.state is CountState.OPEN,
    }  # fmt: skip
    return page(request, visit, "count.html", fragment="tally", **facts)


def _heard(scanned: Scanned | None, refused: str) -> str:
    """Which sound and colour go with a scan."""
    if refused:
        return "refused"
    if scanned is None:
        return ""
    return "taken" if scanned.fresh else "again"


def _told(scanned: Scanned | None, refused: str) -> str:
    """The same in words."""
    if refused:
        return f"✗ Not counted: {refused}"
    if scanned is None:
        return "Ready."
    return f"{'✓' if scanned.fresh else '='} {scanned.sentence}"


__all__ = ["NAVIGATION", "router"]
