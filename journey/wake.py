"""Wake: a new fact takes up again exactly those documents that it can change.

A document that waits or is held notes the orders, receipts, delivery notes, supplier and documents that
its verdict hangs on. What master data bring, or a person's act on another document, wakes those that
noted it; the passing of a last day of waiting wakes too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from documents.case import Case
from documents.invoice import PackingSlip
from documents.lifecycle import State
from journey.shift import Shift
from rules.policy import effective
from storage import Unit
from storage.records import Change, Document, WakeKey

ANY_SUPPLIER = WakeKey("supplier", "*")
"""What a document of unknown supplier waits for: any supplier, new or changed."""

ASLEEP = (State.WAITING, State.HELD, State.REJECTED)
"""The states out of which a document is taken up to be matched again."""


def keys_of(case: Case, rivals: Iterable[int] = ()) -> tuple[WakeKey, ...]:
    """The facts that the verdict on a case hangs on; `rivals` are earlier documents that it may be the same as."""
    paper = case.document
    orders = {*paper.orders, *(line.order for line in paper.lines if line.order), *(o.number for o in case.orders)}
    notes = {*paper.delivery_notes, *([paper.number] if isinstance(paper, PackingSlip) and paper.number else [])}
    return (
        *(WakeKey("order", order) for order in sorted(orders)),
        *(WakeKey("delivery_note", note) for note in sorted(notes)),
        *(WakeKey("document", str(rival)) for rival in rivals),
        WakeKey("supplier", case.supplier.id) if case.supplier else ANY_SUPPLIER,
    )


def until(case: Case) -> date | None:
    """The last day before the verdict on a waiting case turns: the later of document date and arrival, and
    the days that the policy gives; where an item has days of its own, the next such day."""
    paper = case.document
    begin = max(filter(None, (paper.date, paper.arrived)), default=None)
    if begin is None:
        return None
    terms = effective(case.policy).terms(paper.supplier, getattr(paper, "currency", None))
    items = {line.item for order in case.orders for line in order.lines}
    days = {int(terms.item(item).receipt_days) for item in (None, *items)}
    return min((day for day in (begin + timedelta(days=one) for one in days) if day >= case.as_of), default=None)


def wake(shift: Shift) -> tuple[int, ...]:
    """Take up again what new master data, or the day, can change; returns the documents in custody order."""
    return shift.workspace.run(lambda unit: _wake(unit, shift.as_of))


def _wake(unit: Unit, today: date) -> tuple[int, ...]:
    changes = unit.masters.unheard()
    woken: list[int] = []
    while changes:
        woken += _concerned(unit, changes)
        unit.masters.heard(changes)
        changes = unit.masters.unheard()
    woken += unit.queue.overdue(today)
    return take_up(unit, woken, "a fact that it waited for has arrived")


def _concerned(unit: Unit, changes: Iterable[Change]) -> list[int]:
    found = list(changes)
    woken = list(unit.queue.woken_by_changes(found))
    if any(change.subject == "supplier" for change in found):
        woken += unit.queue.woken_by([ANY_SUPPLIER])
    return woken


def take_up(unit: Unit, documents: Iterable[int], why: str) -> tuple[int, ...]:
    """Put waiting, held and rejected documents back to be matched again; others are left alone."""
    taken = []
    for number in dict.fromkeys(documents):
        if unit.custody.document(number).state in ASLEEP:
            unit.queue.stop_waiting(number)
            unit.custody.move(number, State.READ, because=why)
            taken.append(number)
    return tuple(taken)


def ripple(unit: Unit, document: Document, but: Collection[int] = ()) -> tuple[int, ...]:
    """Take up what was stopped by a document that a person has changed or rejected: its duplicates, and
    later documents that are held on the same orders; `but` those that are taken up already."""
    stopped = (unit.custody.document(number) for number in stopped_by(unit, document) if number not in but)
    later = [one.id for one in stopped if one.rank > document.rank]
    return take_up(unit, later, f"document {document.id} was changed by a person")


def stopped_by(unit: Unit, document: Document) -> tuple[int, ...]:
    """The documents that a document may have stopped, in custody order: copies, and others on its orders."""
    orders = set(document.draft.values("orders")) | {document.draft.value("po_number") or ""}
    stored = unit.verdicts.latest(document.id)
    orders |= set(stored.verdict.orders) if stored else set()
    keys = [WakeKey("document", str(document.id)), *(WakeKey("order", order) for order in sorted(orders) if order)]
    return unit.queue.woken_by(keys)


__all__ = ["ANY_SUPPLIER", "ASLEEP", "keys_of", "ripple", "stopped_by", "take_up", "until", "wake"]
