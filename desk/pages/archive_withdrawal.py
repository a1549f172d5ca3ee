"""Withdrawing what was posted and filed: what it would lead to, then done."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from desk.asked import Id, text_of
from desk.rendering import page, redirect
from desk.visit import Visited, allow
from journey.archive import archived
from journey.clearing.looking import require_seen
from journey.clearing.trail import newest
from journey.withdraw import WITHDRAWS, consequences, withdraw

router = APIRouter(prefix="/archive", dependencies=[allow(WITHDRAWS)])


@router.get("/{document_id}/withdraw")
def foreseen(request: Request, visit: Visited, document_id: Id) -> Response:
    """What taking it back would lead to, with the form that does it; the view is logged."""
    one = archived.look_at(visit.shift, visit.person, document_id, "desk: looked at, to withdraw it")
    with visit.shift.workspace.look() as unit:
        found, seen = consequences(unit, document_id), newest(unit, document_id)
    facts: dict[str, Any] = {"one": one, "found": found, "seen": seen}
    return page(request, visit, "withdraw.html", **facts)


@router.post("/{document_id}/withdraw")
def take_back(
    request: Request, visit: Visited, document_id: Id, reason: Annotated[str, Form()] = "",
    seen: Annotated[int | None, Form()] = None,
) -> Response:  # fmt: skip
    """Take it back."""
    check = partial(require_seen, document_id=document_id, seen=seen)
    withdraw(visit.shift, document_id, visit.acting(WITHDRAWS), text_of(reason, 1000), check=check)
    said = "It is withdrawn: the posting is cancelled, its goods are free, and what it stopped was matched again."
    return redirect(request, f"/archive/{document_id}", said)


__all__ = ["router"]
