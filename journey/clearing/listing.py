"""The queue as somebody sees it: what is theirs, their roles', all; what comes first, and what comes next.

The order is `storage.queue.urgency`'s: what presses, then what costs most to leave, then what is due first; or it
is that of the deadlines, by which exceptions are to be settled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from documents.errors import NotAllowedError, WrongUseError
from documents.finding import Finding
from documents.kinds import Role
from documents.people import Person
from journey.queue.deadlines import keep
from journey.queue.hours import timetable
from journey.shift import Shift
from storage import Unit
from storage.records import Comment, Head, Lane, Order, Place, QueueItem, QueueQuery, Tally

PAGE: Final = 50
_TRIES: Final = 20


class View(StrEnum):
    """Whose exceptions are listed: one's own, those at the desks of one's roles, all; asked by one, parked."""

    MINE = "mine"
    ROLE = "role"
    ALL = "all"
    ASKED = "asked"
    PARKED = "parked"


class Due(StrEnum):
    """When the invoices are due: already, or within a week."""

    OVERDUE = "overdue"
    WEEK = "week"


class Settle(StrEnum):
    """When the time of the exceptions themselves runs out: it has, by the end of today, or within a week."""

    LATE = "late"
    TODAY = "today"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see of the queue; `older` in days since opening, `least` in the policy's currency."""

    view: View = View.ROLE
    desk: Role | None = None
    code: str | None = None
    cause: str | None = None
    supplier: str | None = None
    older: int | None = None
    due: Due | None = None
    settle: Settle | None = None
    least: Decimal | None = None
    text: str = ""
    order: Order = Order.COST
    after: Place | None = None

    @property
    def narrowed(self) -> bool:
        """Whether anything but the view is chosen."""
        return replace(self, after=None) != Wanted(self.view, order=self.order)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the queue: the exception, its document, its supplier's name, who has it open, its weightiest
    finding, and whether its own time has run out."""

    item: QueueItem
    head: Head
    supplier: str
    open_at: str | None
    finding: Finding
    late: bool

    @property
    def presses(self) -> bool:
        """Whether it comes before all that is only dear."""
        return self.item.urgency.startswith(Lane.PRESSING.value)


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the queue: its lines, where the next page begins, how much there is in all; and what is wrong with
    the working hours, where deadlines could not be reckoned by them."""

    entries: tuple[Entry, ...]
    next: Place | None
    tally: Tally
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around the queue: how many each view holds, what can be chosen, where one is named."""

    views: Mapping[View, int]
    desks: Mapping[Role, Tally]
    codes: Mapping[str, int]
    suppliers: Mapping[str, tuple[str, int]]
    mentions: tuple[Comment, ...]


def query_of(shift: Shift, person: Person, wanted: Wanted, limit: int = PAGE) -> QueueQuery:
    """The question to the queue. Raises NotAllowedError for somebody without any role."""
    roles = tuple(sorted(person.acting))
    if not roles:
        raise NotAllowedError("you have no role yet: an administrator gives you one")
    by_role = wanted.view in (View.ROLE, View.PARKED)
    due_by = {Due.OVERDUE: shift.as_of, Due.WEEK: shift.as_of + timedelta(days=7), None: None}[wanted.due]
    return QueueQuery(
        desks=(wanted.desk,) if wanted.desk else roles if by_role else (),
        claimed_by=person.login if wanted.view is View.MINE else None,
        asked_by=person.login if wanted.view is View.ASKED else None,
        supplier=wanted.supplier, code=wanted.code, cause=wanted.cause, due_by=due_by,
        settle_by=None if wanted.settle is None else _last(shift, wanted.settle),
        opened_before=None if wanted.older is None else shift.as_of - timedelta(days=wanted.older - 1),
        least=None if wanted.least is None else int(wanted.least * 100), text=wanted.text,
        parked=wanted.view is View.PARKED, order=wanted.order, after=wanted.after, limit=limit,
    )  # fmt: skip


def _last(shift: Shift, settle: Settle) -> datetime:
    """The last instant that a filter of deadlines includes; days end where the people are."""
    now = shift.workspace.clock()
    if settle is Settle.LATE:
        return now
    hours = timetable(shift.settings.home).hours
    after = timedelta(days=1 if settle is Settle.TODAY else 8)
    return hours.instant(hours.day(now) + after, time()) - timedelta(microseconds=1)


def listed(shift: Shift, person: Person, wanted: Wanted, limit: int = PAGE) -> Listed:
    """A page of the queue. A new day is turned first: what was parked until today is back, what is due presses; and
    deadlines are reckoned anew where the working hours have changed."""
    turn(shift)
    wrong = _kept(shift)
    query = query_of(shift, person, wanted, limit + 1)
    with shift.workspace.look() as unit:
        items = unit.queue.page(query)
        entries = _entries(shift, unit, person, items[:limit])
        tally = unit.queue.tally(query)
    return Listed(entries, items[limit - 1].place if len(items) > limit else None, tally, wrong)


def _kept(shift: Shift) -> str:
    try:
        keep(shift)
    except WrongUseError as error:
        return error.sentence
    return ""


def surroundings(shift: Shift, person: Person, wanted: Wanted) -> Surroundings:
    """What stands around the queue, counted now."""
    roles = sorted(person.acting)
    query = query_of(shift, person, Wanted(wanted.view, wanted.desk))
    with shift.workspace.look() as unit:
        at_desks = unit.queue.at_desks()
        names = {supplier.id: supplier.name for supplier in unit.masters.suppliers()}
        count = {view: unit.queue.tally(query_of(shift, person, Wanted(view))).items for view in _PERSONAL}
        views = {
            View.MINE: count[View.MINE], View.ROLE: sum(at_desks[role].items for role in roles if role in at_desks),
            View.ALL: sum(one.items for one in at_desks.values()), View.ASKED: count[View.ASKED],
            View.PARKED: count[View.PARKED],
        }  # fmt: skip
        suppliers = unit.queue.suppliers(query).items()
        return Surroundings(
            views, at_desks, unit.queue.codes(query),
            {supplier: (names.get(supplier, supplier), number) for supplier, number in suppliers},
            unit.comments.unseen(person.login),
        )  # fmt: skip


def causes(shift: Shift, person: Person, wanted: Wanted) -> Mapping[str, Tally]:
    """What one act may clear together in a view: the causes that several exceptions share, the dearest first."""
    with shift.workspace.look() as unit:
        return unit.queue.causes(query_of(shift, person, Wanted(wanted.view, wanted.desk)))


_PERSONAL: Final = (View.MINE, View.ASKED, View.PARKED)


def following(shift: Shift, person: Person, wanted: Wanted, but: int) -> QueueItem | None:
    """What comes after `wanted.after` in somebody's queue, else its beginning: nothing that another has open, and
    not the document `but`. None if there is nothing."""
    with shift.workspace.look() as unit:
        taken = unit.looks.others(person.login)
        for place in dict.fromkeys((wanted.after, None)):
            for item in _on_from(shift, unit, person, replace(wanted, after=place)):
                if item.document not in taken and item.document != but and item.claimed_by in (None, person.login):
                    return item
    return None


def _on_from(shift: Shift, unit: Unit, person: Person, wanted: Wanted) -> Iterator[QueueItem]:
    """All of a queue from a place on: a few, then many at a time, as most often one of the first few is free."""
    place, limit = wanted.after, _TRIES
    while True:
        items = unit.queue.page(query_of(shift, person, replace(wanted, after=place), limit))
        yield from items
        if len(items) < limit:
            return
        place, limit = items[-1].place, _TRIES * 25


def following_entry(shift: Shift, person: Person, wanted: Wanted, but: int) -> Entry | None:
    """The same, as a line of the queue."""
    item = following(shift, person, wanted, but)
    if item is None:
        return None
    with shift.workspace.look() as unit:
        [entry] = _entries(shift, unit, person, (item,))
        return entry


def turn(shift: Shift) -> None:
    """Turn the day, if it has not been."""
    with shift.workspace.look() as unit:
        turning = unit.queue.turning(shift.as_of)
    if turning:
        shift.workspace.run(lambda unit: unit.queue.turn(shift.as_of))


def _entries(shift: Shift, unit: Unit, person: Person, items: tuple[QueueItem, ...]) -> tuple[Entry, ...]:
    now = shift.workspace.clock()
    heads = unit.queue.heads([item.document for item in items])
    names = {supplier.id: supplier.name for supplier in unit.masters.suppliers()}
    taken = unit.looks.others(person.login)
    return tuple(
        Entry(
            item, heads[item.document], names.get(item.supplier or "", item.supplier or ""), taken.get(item.document),
            weightiest(item), item.settle_by is not None and item.settle_by <= now,
        )
        for item in items
    )  # fmt: skip


def weightiest(item: QueueItem) -> Finding:
    """The finding with the most money at stake, else the first."""
    return max(item.findings, key=lambda finding: finding.money_at_stake or Decimal(0))


__all__ = [
    "PAGE", "Due", "Entry", "Listed", "Order", "Settle", "Surroundings", "View", "Wanted", "causes", "following",
    "following_entry", "listed", "query_of", "surroundings", "turn", "weightiest",
]  # fmt: skip
