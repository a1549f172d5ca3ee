"""One document over two files: another joined to the one shown, after a look at both as one; or taken apart again."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from desk.asked import Id, number_of
from desk.pages.exception import Asked, Seen, Text
from desk.readers import readers_of
from desk.rendering import page, redirect
from desk.visit import Visited, allow
from documents.errors import WrongUseError
from documents.kinds import Role
from journey.clearing import joining
from journey.clearing.pages import paged
from journey.clearing.trail import newest

router = APIRouter(prefix="/exceptions", dependencies=[allow(*Role)])
_BEFORE = "before"


@router.get("/{document_id}/join")
def foreseen(
    request: Request, visit: Visited, document_id: Id, asked: Asked, other: str = "", pages: str = ""
) -> Response:  # fmt: skip
    """Both as one, before anything is changed."""
    wanted = _wanted(document_id, other, pages)
    told = joining.foresee(visit.shift, readers_of(request), visit.person, wanted)
    with visit.shift.workspace.look() as unit:
        sheets = [(one, paged(visit.shift, unit, one).refs) for one in (told.first, told.second)]
        seen = {number: newest(unit, number) for number in (wanted.document, wanted.other)}
    facts: dict[str, Any] = {"told": told, "sheets": sheets, "seen": seen, "wanted": wanted, "asked": asked}
    return page(request, visit, "join.html", **facts)


@router.post("/{document_id}/join")
def join(
    request: Request, visit: Visited, document_id: Id, asked: Asked, other: Text = "", pages: Text = "",
    reason: Text = "", seen: Seen = None, other_seen: Annotated[int | None, Form()] = None,
) -> Response:  # fmt: skip
    """Make them one."""
    wanted = _wanted(document_id, other, pages, seen, other_seen)
    made = joining.join(visit.shift, readers_of(request), visit.person, wanted, reason)
    said = f"Joined: they are document {made.id}, which is {made.state.value}."
    return redirect(request, asked.here(f"/exceptions/{made.id}", after=""), said)


@router.post("/{document_id}/take-apart")
def take_apart(
    request: Request, visit: Visited, document_id: Id, asked: Asked, reason: Text = "", seen: Seen = None
) -> Response:
    """Make it one document of each file."""
    made = joining.take_apart(visit.shift, readers_of(request), visit.person, document_id, reason, seen)
    said = ", ".join(f"document {one.id} is {one.state.value}" for one in made)
    return redirect(request, asked.here(f"/exceptions/{made[0].id}", after=""), f"Taken apart: {said}.")


def _wanted(
    document: int, other: str, pages: str, seen: int | None = None, other_seen: int | None = None
) -> joining.Asked:  # fmt: skip
    number = number_of(other, "document") or 0
    if not 0 < number < 2**31:
        raise WrongUseError("choose the document to join, by its number here")
    return joining.Asked(document, number, pages != _BEFORE, seen, other_seen)


__all__ = ["router"]
