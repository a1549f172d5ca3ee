"""Pictures of pages: what a browser shows instead of an original. Each is logged before it leaves."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from desk.readers import readers_of
from desk.visit import Visit, Visited, allow
from documents.errors import UnreadableError
from documents.kinds import Role
from extractors.picture import Picture
from journey.clearing import pages
from storage.records import Document

router = APIRouter(prefix="/documents", dependencies=[allow(*Role)])
KEPT = "private, max-age=31536000, immutable"


@router.get("/{document_id}/pages/{number}/{tag}")
def tagged(request: Request, visit: Visited, document_id: int, number: int, tag: str) -> Response:
    """A page's picture, kept by the browser for as long as its address stands."""
    return _picture(request, visit, document_id, number, tag)


@router.get("/{document_id}/pages/{number}.png")
def untagged(request: Request, visit: Visited, document_id: int, number: int) -> Response:
    """The same, for a page that does not know its tag."""
    return _picture(request, visit, document_id, number, "")


@router.get("/{document_id}/words/{number}")
def words(request: Request, visit: Visited, document_id: int, number: int) -> Response:
    """The words of a page with their places in points, for pages that a browser was not given them of yet."""
    with visit.shift.workspace.look() as unit:
        document = unit.custody.document(document_id)
        paged = pages.paged(visit.shift, unit, document)
    ref = paged.ref(number)
    page = paged.words(number) or _made(request, visit, document, ref).page
    return JSONResponse(page.to_json() | {"page": number})


def _picture(request: Request, visit: Visited, document_id: int, number: int, tag: str) -> Response:
    with visit.shift.workspace.look() as unit:
        document = unit.custody.document(document_id)
        ref = pages.paged(visit.shift, unit, document).ref(number)
    found = _made(request, visit, document, ref)
    kept = KEPT if tag == ref.tag else "private, no-cache"
    return Response(found.data, media_type=found.media, headers={"cache-control": kept, "etag": f'"{ref.tag}"'})


def _made(request: Request, visit: Visit, document: Document, ref: pages.PageRef) -> Picture:
    """The picture of a page; one that cannot be rendered is not there, and the sentence says why."""
    try:
        return pages.picture(visit.shift, readers_of(request), visit.person, document, ref)
    except UnreadableError as error:
        raise pages.NoPageError(error.sentence) from error


__all__ = ["router"]
