"""/queue: the exceptions that people have to settle, what costs most to leave first; one act on many."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from desk.asked_queue import AskedQueue, written
from desk.resources import Sent, Told
from desk.visit import Visited, allow
from documents.errors import WrongUseError
from documents.kinds import Kind, Role
from journey.clearing import bulk
from journey.clearing.listing import Entry, View, causes, following_entry, listed, surroundings

router = APIRouter(prefix="/queue", tags=["queue"], dependencies=[allow(*Role)])
Asked = Annotated[AskedQueue, Depends()]


class Line(Told):
    """One exception: `cost` is what leaving it may cost, in hundredths of the policy's currency; `due` the day on
    which the invoice is to be paid, `settle_by` when the exception's own time runs out, in working hours, and `late`
    whether it has; `place` goes into `after` for the page behind it."""

    exception: int
    document: int
    kind: Kind
    number: str | None
    supplier: str | None
    supplier_name: str
    codes: list[str]
    message: str
    stake: Decimal | None
    currency: str | None
    cost: int
    due: date | None
    opened_at: datetime
    settle_by: datetime | None
    late: bool
    lies_with: Role
    releases: Role
    claimed_by: str | None
    asked_by: str | None
    parked_by: str | None
    note: str | None
    open_at: str | None
    presses: bool
    place: str


class Lines(Told):
    """A page of the queue; `next` goes into `after`, None on the last; `items` and `cost` are of all pages. `wrong`
    says why deadlines could not be reckoned, where the working hours are faulty."""

    lines: list[Line]
    next: str | None
    items: int
    cost: int
    wrong: str


class Counts(Told):
    """How many exceptions each view and each desk holds, each code and each supplier has; the shared root causes."""

    views: dict[View, int]
    desks: dict[Role, int]
    codes: dict[str, int]
    causes: dict[str, int]
    suppliers: dict[str, int]


class Many(Sent):
    """An act on some exceptions: `to` a login for `assign`, `until` a day for `park`."""

    exceptions: Annotated[list[Annotated[int, Field(ge=1, le=2**31 - 1)]], Field(min_length=1, max_length=bulk.MOST)]
    act: bulk.Bulk
    reason: Annotated[str, Field(max_length=1000)] = ""
    to: Annotated[str, Field(max_length=64)] = ""
    until: date | None = None

    @property
    def order(self) -> bulk.Order:
        """The act. Raises WrongUseError where it lacks its reason."""
        if self.act in (bulk.Bulk.ACCEPT, bulk.Bulk.REJECT, bulk.Bulk.PARK) and not self.reason.strip():
            raise WrongUseError("say why: the auditor reads it")
        return bulk.Order(self.act, self.reason.strip(), self.to.strip(), self.until)


class Outcome(Told):
    """What would become, or became, of one exception's document."""

    exception: int
    document: int
    number: str | None
    becomes: str
    refused: str
    gross: Decimal | None
    currency: str | None


@router.get("")
def queue(visit: Visited, asked: Asked) -> Lines:
    """A page of fifty by filter."""
    found = listed(visit.shift, visit.person, asked.wanted)
    following_page = written(found.next) if found.next else None
    lines = [_line(entry) for entry in found.entries]
    return Lines(
        lines=lines, next=following_page, items=found.tally.items, cost=found.tally.cost, wrong=found.wrong
    )  # fmt: skip


@router.get("/counts")
def counts(visit: Visited, asked: Asked) -> Counts:
    """What each view, desk, code, cause and supplier holds."""
    around = surroundings(visit.shift, visit.person, asked.wanted)
    shared = causes(visit.shift, visit.person, asked.wanted)
    return Counts(
        views=dict(around.views), desks={role: tally.items for role, tally in around.desks.items()},
        codes=dict(around.codes), causes={cause: tally.items for cause, tally in shared.items()},
        suppliers={supplier: many for supplier, (_, many) in around.suppliers.items()},
    )  # fmt: skip


@router.get("/next")
def next_one(visit: Visited, asked: Asked, but: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0) -> Line | None:
    """The next exception behind `after` that nobody else has open, and not of document `but`; null if none."""
    entry = following_entry(visit.shift, visit.person, asked.wanted, but)
    return None if entry is None else _line(entry)


@router.post("/preview")
def preview(visit: Visited, many: Many) -> list[Outcome]:
    """What an act would do to each; nothing is written."""
    return _told(bulk.preview(visit.shift, visit.person, many.exceptions, many.order))


@router.post("/apply")
def apply(visit: Visited, many: Many) -> list[Outcome]:
    """Do it to one after the other; what is refused is told, the others are done."""
    return _told(bulk.apply(visit.shift, visit.person, many.exceptions, many.order))


def _told(outcome: tuple[bulk.Would, ...]) -> list[Outcome]:
    return [
        Outcome(
            exception=one.item, document=one.document, number=one.number, becomes=one.becomes, refused=one.refused,
            gross=one.gross, currency=one.currency,
        )
        for one in outcome
    ]  # fmt: skip


def _line(entry: Entry) -> Line:
    item, head = entry.item, entry.head
    return Line(
        exception=item.id, document=item.document, kind=head.kind, number=head.number, supplier=item.supplier,
        supplier_name=entry.supplier, codes=[finding.code for finding in item.findings],
        message=entry.finding.message, stake=item.stake, currency=item.currency, cost=item.cost, due=item.due,
        opened_at=item.opened_at, settle_by=item.settle_by, late=entry.late,
        lies_with=item.desk, releases=item.home, claimed_by=item.claimed_by, asked_by=item.asked_by,
        parked_by=item.parked_by, note=item.note, open_at=entry.open_at,
        presses=entry.presses, place=written(item.place),
    )  # fmt: skip


__all__ = ["router"]
