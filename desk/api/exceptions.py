"""/exceptions: one document's exceptions, and every act on them.

`seen` is the newest entry of the document's trail that the program acts on: the act is refused with 409 if anything
has happened since. Left out, the act is done on the document as it is.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from desk.resources import Sent, Told
from desk.visit import Visited, allow
from documents.kinds import Role
from documents.lifecycle import State
from journey.clearing import acts, looking
from journey.clearing.opened import Opened, open_exception
from journey.clearing.remarks import remark, strangers
from journey.clearing.sheet import Row
from journey.clearing.told import sentence
from journey.queue.sidebyside import Pair
from storage.records import QueueItem

router = APIRouter(prefix="/exceptions", tags=["exceptions"], dependencies=[allow(*Role)])
Words = Annotated[str, Field(min_length=1, max_length=2000)]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
Seen = Annotated[int | None, Field(ge=0, le=2**62)]
Figure = Annotated[str | None, Field(max_length=2000)]
"""What a finding expected, or what it found."""


class Named(Sent):
    """A finding by code, and line where it has one; by its figures where several of a code are on one line."""

    code: Annotated[str, Field(min_length=1, max_length=60)]
    line: Annotated[int | None, Field(ge=1, le=100_000)] = None
    figures: tuple[Figure, Figure] | None = None


class Accepted(Sent):
    """Which findings are accepted, and why; without `findings` all that the person may release."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]
    findings: list[Named] | None = None
    seen: Seen = None


class Corrected(Sent):
    """A header field, or a line's as `3.quantity`, and its value in any spelling that the document uses."""

    field: Annotated[str, Field(min_length=1, max_length=60)]
    value: Annotated[str, Field(min_length=1, max_length=400)]
    reason: Annotated[str, Field(max_length=1000)] = ""
    seen: Seen = None


class Repointed(Sent):
    """The right order; of one line, where `line` says which."""

    order: Annotated[str, Field(min_length=1, max_length=80)]
    line: Annotated[int | None, Field(ge=1, le=100_000)] = None
    reason: Annotated[str, Field(min_length=1, max_length=1000)]
    seen: Seen = None


class Because(Sent):
    """Why."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]
    seen: Seen = None


class Copy(Because):
    """Of which document it is a copy."""

    of: Number


class Said(Sent):
    """Words."""

    words: Words


class AskedOf(Sent):
    """An exception laid before a role, with a question."""

    exception: Number
    role: Role
    question: Words


class Given(Sent):
    """An exception given to somebody."""

    exception: Number
    to: Annotated[str, Field(min_length=1, max_length=64)]
    note: Annotated[str, Field(max_length=1000)] = ""


class Parked(Sent):
    """An exception put aside, until a day or until it is brought back."""

    exception: Number
    note: Words
    until: date | None = None


class One(Sent):
    """One exception, and words where the act needs them."""

    exception: Number
    words: Annotated[str, Field(max_length=2000)] = ""


class Changed(Told):
    """What an act led to."""

    document: int
    before: State
    after: State
    gone: list[str]
    new: list[str]
    settled: bool
    sentence: str


class Item(Told):
    """An exception as it stands."""

    exception: int
    document: int
    lies_with: Role
    releases: Role
    claimed_by: str | None
    asked_by: str | None
    parked_by: str | None
    turns_on: date | None
    note: str | None


class Beside(Told):
    """The document that this one may be a copy of, and both field by field."""

    document: int
    rows: list[dict[str, str | bool]]


class Whole(Told):
    """All that the page of an exception shows."""

    document: int
    title: str
    state: State
    seen: int
    open_at: str
    open_until: datetime
    exceptions: list[Item]
    findings: list[dict[str, Any]]
    fields: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    beside: Beside | None
    comments: list[dict[str, Any]]
    history: list[dict[str, Any]]


@router.get("/{document}")
def exception(visit: Visited, document: int) -> Whole:
    """One document's exceptions; it is kept for this person, where nobody else has it open. The access is logged."""
    return _whole(open_exception(visit.shift, visit.person, document))


@router.post("/{document}/accept")
def accept(visit: Visited, document: int, given: Accepted) -> Changed:
    """Accept findings."""
    if given.findings is None:
        return _changed(acts.accept_mine(visit.shift, visit.person, document, given.reason, given.seen))
    named = [acts.Named(one.code, one.line, one.figures) for one in given.findings]
    return _changed(acts.accept(visit.shift, visit.person, document, named, given.reason, given.seen))


@router.post("/{document}/correct")
def correct(visit: Visited, document: int, given: Corrected) -> Changed:
    """Put a field right."""
    said = (given.field, given.value, given.reason, given.seen)
    return _changed(acts.correct(visit.shift, visit.person, document, *said))


@router.post("/{document}/repoint")
def repoint(visit: Visited, document: int, given: Repointed) -> Changed:
    """Say which order it belongs to."""
    said = (given.order, given.line, given.reason, given.seen)
    return _changed(acts.repoint(visit.shift, visit.person, document, *said))


@router.post("/{document}/reject")
def reject(visit: Visited, document: int, given: Because) -> Changed:
    """Send it back."""
    return _changed(acts.reject(visit.shift, visit.person, document, given.reason, given.seen))


@router.post("/{document}/duplicate")
def duplicate(visit: Visited, document: int, given: Copy) -> Changed:
    """Mark it as a copy."""
    return _changed(acts.is_duplicate(visit.shift, visit.person, document, given.of, given.reason, given.seen))


@router.post("/{document}/not-a-duplicate")
def not_a_duplicate(visit: Visited, document: int, given: Because) -> Changed:
    """Mark it as a document of its own."""
    return _changed(acts.not_a_duplicate(visit.shift, visit.person, document, given.reason, given.seen))


@router.post("/{document}/take-over", status_code=204)
def take_over(visit: Visited, document: int, given: Said) -> None:
    """Take it over from whoever has it open."""
    looking.take_over(visit.shift, visit.person, document, given.words)


@router.post("/{document}/leave", status_code=204)
def leave(visit: Visited, document: int) -> None:
    """Have it open no longer."""
    looking.leave(visit.shift, visit.person, document)


@router.post("/{document}/comment", status_code=201)
def comment(visit: Visited, document: int, given: Said) -> dict[str, Any]:
    """Say something of it; @login tells somebody. `unknown` are names that nobody signs in with."""
    said = remark(visit.shift, visit.person, document, given.words)
    unknown = list(strangers(visit.shift, given.words))
    return {"comment": said.id, "mentions": list(said.mentions), "unknown": unknown}


def _changed(one: acts.Changed) -> Changed:
    return Changed(
        document=one.document, before=one.before, after=one.after, gone=[f.code for f in one.gone],
        new=[f.code for f in one.new], settled=one.settled, sentence=sentence(one),
    )  # fmt: skip


def item_told(item: QueueItem) -> Item:
    """An exception for a program."""
    return Item(
        exception=item.id, document=item.document, lies_with=item.desk, releases=item.home,
        claimed_by=item.claimed_by, asked_by=item.asked_by, parked_by=item.parked_by, turns_on=item.turns_on,
        note=item.note,
    )  # fmt: skip


def _whole(one: Opened) -> Whole:
    rows = one.tally.rows if one.tally else ()
    return Whole(
        document=one.document.id, title=one.title, state=one.document.state, seen=one.seen,
        open_at=one.looking.person, open_until=one.looking.until, exceptions=[item_told(item) for item in one.items],
        findings=[
            matter.finding.to_json() | {"releases": matter.role.value, "refused": matter.refused, "lit": matter.lit}
            for matter in one.matters
        ],
        fields=[_field(field) for field in (*one.header, *(f for line in one.lines.values() for f in line))],
        rows=[_row(row) for row in rows], beside=_beside(one.pair) if one.pair else None,
        comments=[{"person": c.person, "kind": c.kind.value, "words": c.words, "at": c.at} for c in one.comments],
        history=[{"at": e.at, "actor": e.actor, "what": e.what, "because": e.because} for e in one.history],
    )  # fmt: skip


def _beside(pair: Pair) -> Beside:
    rows: list[dict[str, str | bool]] = [
        {"field": row.field, "this": row.this, "other": row.other, "differs": row.differs} for row in pair.rows
    ]
    return Beside(document=pair.other, rows=rows)


def _row(row: Row) -> dict[str, Any]:
    offs = {name: _plain(getattr(row, name)) for name in ("quantity_off", "price_off", "money_off")}
    return {"line": row.line, "order": row.ordered.name if row.ordered else None, **offs}


def _field(field: Any) -> dict[str, Any]:
    names = ("name", "value", "doubt", "proved", "by", "page", "box")
    return {name: getattr(field, name) for name in names}


def _plain(figure: Decimal | None) -> str | None:
    return None if figure is None else str(figure)


__all__ = ["AskedOf", "Given", "Item", "One", "Parked", "item_told", "router"]
