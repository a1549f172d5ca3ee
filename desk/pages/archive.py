"""Archive: documents found by words and fields, looked at, proved, and handed out as they came."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from desk.asked import Id
from desk.asked_archive import MEASURED, Asked
from desk.attachment import attachment
from desk.navigation import Entry
from desk.rendering import page
from desk.visit import Visited, allow
from documents.kinds import Kind, Role
from documents.lifecycle import State
from journey.archive import archived
from journey.archive.retrieve import original
from journey.clearing.pages import paged
from journey.withdraw import WITHDRAWS, withdrawable
from storage.search import SearchQuery

NAVIGATION = Entry("Archive", "/archive", 30, frozenset(Role), searches=True)
router = APIRouter(prefix="/archive", dependencies=[allow(*Role)])


@router.get("")
def search(request: Request, visit: Visited, asked: Annotated[Asked, Depends()]) -> Response:
    """Documents by filter, newest first; the search is logged."""
    query = asked.query()
    found = archived.search(visit.shift, visit.person, query)
    with visit.shift.workspace.look() as unit:
        names = {hit.supplier: unit.masters.supplier(hit.supplier) for hit in found.page.hits if hit.supplier}
        empty = not found.total and not unit.search.count(SearchQuery(), 1)
    facts: dict[str, Any] = {
        "asked": asked,
        "query": query,
        "found": found,
        "names": names,
        "empty": empty,
        "measured": MEASURED,
    }
    return page(request, visit, "archive.html", kinds=list(Kind), states=list(State), **facts)


@router.get("/{document_id}")
def document(request: Request, visit: Visited, document_id: Id) -> Response:
    """A document with all that is known of it; the view is logged."""
    one = archived.look_at(visit.shift, visit.person, document_id)
    with visit.shift.workspace.look() as unit:
        supplier = unit.masters.supplier(one.document.supplier) if one.document.supplier else None
        items = unit.queue.of(document_id)
        pages = paged(visit.shift, unit, one.document).refs
        open_to = visit.may(WITHDRAWS) and withdrawable(unit, one.document)
    facts: dict[str, Any] = {
        "one": one, "supplier": supplier, "items": items, "pages": pages, "withdrawable": open_to
    }  # fmt: skip
    return page(request, visit, "archived.html", sees_log=visit.may(*archived.PROVERS), **facts)


@router.post("/{document_id}/proof", dependencies=[allow(*archived.PROVERS)])
def prove(request: Request, visit: Visited, document_id: Id) -> Response:
    """Hold the document against what was recorded of it."""
    proved = archived.proof(visit.shift, visit.person, document_id)
    return page(request, visit, "proof.html", fragment="proof", proof=proved, document_id=document_id)


@router.get("/{document_id}/original")
def download(visit: Visited, document_id: Id, file: Annotated[int, Query(ge=1, le=2**31 - 1)] = 1) -> Response:
    """The original, byte for byte, as a download, or one of its files; the access is logged before the bytes leave."""
    name, data = original(visit.shift, document_id, visit.person.login, "desk: downloaded", file)
    return attachment(name, data)


__all__ = ["NAVIGATION", "router"]
