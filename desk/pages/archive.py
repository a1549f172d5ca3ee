"""Archive: documents found by words and fields, looked at, proved, and handed out as they came."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from desk.asked import address, amount_of, choice_of, day_of, number_of
from desk.navigation import Entry
from desk.rendering import page
from desk.security.headers import SANDBOX
from desk.visit import Visited, allow
from documents.kinds import Kind, Role
from documents.lifecycle import State
from journey import archived
from journey.clearing.pages import paged
from journey.retrieve import original
from storage.search import Measured, Period, SearchQuery

NAVIGATION = Entry("Archive", "/archive", 30, frozenset(Role), searches=True)
router = APIRouter(prefix="/archive", dependencies=[allow(*Role)])

MEASURED: Final = {
    Measured.POSTED: "posted", Measured.TOUCHLESS: "posted, untouched by people",
    Measured.TOUCHED: "posted, a person acted on them", Measured.WITHIN_HOUR: "posted within an hour",
    Measured.WITHIN_4_HOURS: "posted within 1 to 4 hours", Measured.WITHIN_DAY: "posted within 4 to 24 hours",
    Measured.WITHIN_3_DAYS: "posted within 1 to 3 days", Measured.WITHIN_WEEK: "posted within 3 to 7 days",
    Measured.OVER_WEEK: "posted after more than 7 days", Measured.ARRIVED: "invoices and credit notes received",
    Measured.COPIES: "rejected as copies", Measured.REFUSED: "rejected by a person",
    Measured.DISCOUNT: "cash discount still to be had, its last day",
}  # fmt: skip
"""What the sets of the dashboard are called above a list of their documents."""


@dataclass(frozen=True)
class Asked:
    """The filters of the archive as an address has them; all of them text, the empty one asks for nothing."""

    q: str = ""
    number: str = ""
    supplier: str = ""
    kind: str = ""
    state: str = ""
    since: str = ""
    until: str = ""
    least: str = ""
    most: str = ""
    currency: str = ""
    measured: str = ""
    begin: str = ""
    end: str = ""
    before: str = ""

    def query(self, limit: int = 50) -> SearchQuery:
        """The search that they mean. Raises WrongUseError naming a filter that is none."""
        return SearchQuery(
            self.q[:400], self.number[:100], self.supplier or None, choice_of(Kind, self.kind, "kind"),
            choice_of(State, self.state, "state"), day_of(self.since, "dated from"), day_of(self.until, "dated to"),
            amount_of(self.least, "amount from"), amount_of(self.most, "amount to"), self.currency.upper() or None,
            choice_of(Measured, self.measured, "figure"), Period(day_of(self.begin, "from"), day_of(self.end, "to")),
            number_of(self.before, "page"), limit,
        )  # fmt: skip

    def here(self, **other: Any) -> str:
        """The address of this search, with some filters changed."""
        return address("/archive", **{one.name: getattr(self, one.name) for one in fields(self)} | other)

    @property
    def narrowed(self) -> bool:
        """Whether any filter beside the words is set."""
        return any(getattr(self, one.name) for one in fields(self) if one.name not in ("q", "before"))


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
    return page(request, visit, "archive.html", fragment="results", kinds=list(Kind), states=list(State), **facts)


@router.get("/{document_id}")
def document(request: Request, visit: Visited, document_id: int) -> Response:
    """A document with all that is known of it; the view is logged."""
    one = archived.look_at(visit.shift, visit.person, document_id)
    with visit.shift.workspace.look() as unit:
        supplier = unit.masters.supplier(one.document.supplier) if one.document.supplier else None
        items = unit.queue.of(document_id)
        pages = paged(visit.shift, unit, one.document).refs
    facts: dict[str, Any] = {"one": one, "supplier": supplier, "items": items, "pages": pages}
    return page(request, visit, "archived.html", sees_log=visit.may(*archived.PROVERS), **facts)


@router.post("/{document_id}/proof", dependencies=[allow(*archived.PROVERS)])
def prove(request: Request, visit: Visited, document_id: int) -> Response:
    """Hold the document against what was recorded of it."""
    proved = archived.proof(visit.shift, visit.person, document_id)
    return page(request, visit, "proof.html", fragment="proof", proof=proved, document_id=document_id)


@router.get("/{document_id}/original")
def download(visit: Visited, document_id: int) -> Response:
    """The original, byte for byte, as a download; the access is logged before the bytes leave."""
    name, data = original(visit.shift, document_id, visit.person.login, "desk: downloaded")
    return attachment(name, data)


def attachment(name: str, data: bytes, media: str = "application/octet-stream") -> Response:
    """Bytes that a browser keeps and never shows, whatever they are."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {"content-disposition": disposition, "content-security-policy": SANDBOX}
    return Response(data, media_type=media, headers=headers)


__all__ = ["MEASURED", "NAVIGATION", "Asked", "attachment", "router"]
