"""/exceptions/…/join: one document over two files, joined by a person, and taken apart again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field

from desk.api.exceptions_pieces import Piece
from desk.asked import Id
from desk.readers import readers_of
from desk.resources import Sent, Told
from desk.visit import Visited, allow
from documents.kinds import Kind, Role
from journey.clearing import joining
from journey.clearing.trail import newest
from storage.records import Document

router = APIRouter(prefix="/exceptions", tags=["exceptions"], dependencies=[allow(*Role)])
_Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
_Seen = Annotated[int | None, Field(ge=0, le=2**62)]
_Reason = Annotated[str, Field(min_length=1, max_length=1000)]


class Foreseen(Told):
    """Two documents as one, in the order of their pages: what would be read, and sentences on what speaks against it,
    or is lost. `seen` and `other_seen` go into the act, which is refused if either has changed since."""

    first: int
    second: int
    kind: Kind
    pages: str
    fields: Mapping[str, Any]
    lines: list[Mapping[str, Any]]
    doubts: list[str]
    seen: int
    other_seen: int


class Joined(Sent):
    """The document that is joined to the one of the address, with its pages behind that one's or before, and why."""

    other: _Number
    behind: bool = True
    reason: _Reason
    seen: _Seen = None
    other_seen: _Seen = None


class Apart(Sent):
    """Why these are documents of their own."""

    reason: _Reason
    seen: _Seen = None


@router.get("/{document}/join")
def foreseen(
    request: Request, visit: Visited, document: Id, other: Annotated[int, Query(ge=1, le=2**31 - 1)],
    behind: bool = True,
) -> Foreseen:  # fmt: skip
    """Both as one; nothing is changed, the look at the other is logged."""
    wanted = joining.Asked(document, other, behind)
    told = joining.foresee(visit.shift, readers_of(request), visit.person, wanted)
    with visit.shift.workspace.look() as unit:
        seen, other_seen = newest(unit, document), newest(unit, other)
    read = told.draft.to_json()
    return Foreseen(
        first=told.first.id, second=told.second.id, kind=told.draft.kind, pages=told.draft.pages,
        fields=read["fields"], lines=read["lines"], doubts=list(told.doubts), seen=seen, other_seen=other_seen,
    )  # fmt: skip


@router.post("/{document}/join", status_code=201)
def join(request: Request, visit: Visited, document: Id, given: Joined) -> Piece:
    """Make them one document, which is matched as such."""
    wanted = joining.Asked(document, given.other, given.behind, given.seen, given.other_seen)
    return _piece(joining.join(visit.shift, readers_of(request), visit.person, wanted, given.reason))


@router.post("/{document}/take-apart", status_code=201)
def take_apart(request: Request, visit: Visited, document: Id, given: Apart) -> list[Piece]:
    """Make a document over several files one of each file."""
    readers = readers_of(request)
    made = joining.take_apart(visit.shift, readers, visit.person, document, given.reason, given.seen)
    return [_piece(one) for one in made]


def _piece(one: Document) -> Piece:
    return Piece(document=one.id, kind=one.draft.kind, number=one.number, state=one.state)


__all__ = ["router"]
