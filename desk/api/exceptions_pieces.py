"""/exceptions/…/repage: pages that belong otherwise, one document divided or several of one file joined."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from desk.readers import readers_of
from desk.resources import Sent, Told
from desk.visit import Visited, allow
from documents.kinds import Kind, Role
from documents.lifecycle import State
from journey.clearing.pieces import repage

router = APIRouter(prefix="/exceptions", tags=["exceptions"], dependencies=[allow(*Role)])
_Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class Span(Sent):
    """Pages of the file, the first being 1; both belong to it."""

    first: Annotated[int, Field(ge=1, le=100_000)]
    last: Annotated[int, Field(ge=1, le=100_000)]


class Divided(Sent):
    """The documents that the pages are: one for each span. `others` are further documents of the same file whose
    pages are parted too."""

    spans: Annotated[list[Span], Field(min_length=1, max_length=500)]
    others: Annotated[tuple[_Number, ...], Field(max_length=500)] = ()
    reason: Annotated[str, Field(min_length=1, max_length=1000)]
    seen: Annotated[int | None, Field(ge=0, le=2**62)] = None


class Piece(Told):
    """A document that was made."""

    document: int
    kind: Kind
    number: str | None
    state: State


@router.post("/{document}/repage", status_code=201)
def divide(request: Request, visit: Visited, document: int, given: Divided) -> list[Piece]:
    """Read the file's pages as these documents."""
    documents, spans = [document, *given.others], [(span.first, span.last) for span in given.spans]
    made = repage(visit.shift, readers_of(request), visit.person, documents, spans, given.reason, given.seen)
    return [Piece(document=one.id, kind=one.draft.kind, number=one.number, state=one.state) for one in made]


__all__ = ["router"]
