"""Account: one's own roles, delegations, password, sessions and tokens."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from desk.rendering import page
from desk.visit import Visited

router = APIRouter()


@router.get("/account")
def account(request: Request, visit: Visited) -> Response:
    """What the desk knows of the person who asks."""
    with visit.shift.workspace.look() as unit:
        sessions = unit.people.sessions_of(visit.person.login)
        tokens = unit.people.tokens_of(visit.person.login)
        delegations = unit.people.delegations(login=visit.person.login, day=visit.shift.as_of)
    return page(request, visit, "account.html", sessions=sessions, tokens=tokens, delegations=delegations)


__all__ = ["router"]
