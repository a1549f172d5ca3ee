"""Account: one's own roles, deputies, password, sessions and tokens."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from desk.asked import choice_of, role_and_days
from desk.rendering import page, redirect
from desk.security import cookies
from desk.visit import Visit, Visited, visitor_of
from documents.errors import NotAllowedError, WrongUseError
from documents.kinds import Role
from documents.people import Scope
from journey.people import deputies, signing_in, tokens

router = APIRouter(prefix="/account")
Text = Annotated[str, Form()]
Words = Annotated[list[str], Form()]


@router.get("")
def account(request: Request, visit: Visited) -> Response:
    """What the desk knows of the person who asks."""
    return page(request, visit, "account.html", **_facts(visit))


@router.post("/password")
def change_password(request: Request, visit: Visited, old: Text, password: Text, again: Text) -> Response:
    """Change one's own password; every other session ends."""
    if password != again:
        raise WrongUseError("the two new passwords differ: type the same twice")
    if visit.session is None:
        raise NotAllowedError("a password is changed by a person who is signed in")
    secret = signing_in.change_password(visit.shift, visit.person, old, password, visitor_of(request))
    response = redirect(request, "/account", said="Your password is changed; other sessions have ended.")
    cookies.keep(response, visit.office.settings, secret)
    return response


@router.post("/sessions/end")
def end_sessions(request: Request, visit: Visited) -> Response:
    """End all of one's own sessions, this one too."""
    visit.shift.workspace.run(lambda unit: unit.people.end_sessions(visit.person.login, visit.person.login))
    response = redirect(request, "/login")
    cookies.forget(response, visit.office.settings)
    return response


@router.post("/tokens")
def make_token(request: Request, visit: Visited, name: Text, days: Text = "90", scopes: Words = ()) -> Response:  # type: ignore[assignment]
    """Make a token, and show it this once: the page is answered, not an address that a history would keep."""
    if not days.isdecimal() or len(days) > 4:
        raise WrongUseError("the life of a token is a number of days")
    chosen = {found for word in scopes if (found := choice_of(Scope, word, "scope"))}
    _, text = tokens.give_token(visit.shift, visit.person, name, chosen, int(days), visit.person.login)
    return page(request, visit, "account.html", **_facts(visit) | {"made": text})


@router.post("/tokens/{prefix}/revoke")
def revoke_token(request: Request, visit: Visited, prefix: str) -> Response:
    """Refuse one of one's own tokens from now on."""
    tokens.revoke_token(visit.shift, prefix, visit.person, visit.person.login)
    return redirect(request, "/account", said=f"The token {prefix} is revoked.")


@router.post("/deputies")
def delegate(
    request: Request, visit: Visited, deputy: Text, role: Text, first: Text, last: Text, reason: Text
) -> Response:  # fmt: skip
    """Let somebody act in a role of one's own for some days."""
    chosen, days = role_and_days(role, first, last)
    made = deputies.delegate(visit.shift, visit.person, visit.person.login, deputy, chosen, days, reason)
    said = f"{deputy} acts as {chosen.value} for you from {made.first} to {made.last}."
    return redirect(request, "/account", said=said)


@router.post("/deputies/{number}/revoke")
def revoke(request: Request, visit: Visited, number: int) -> Response:
    """End a delegation from or to oneself."""
    deputies.revoke(visit.shift, visit.person, number)
    return redirect(request, "/account", said="The delegation has ended.")


def _facts(visit: Visit) -> dict[str, Any]:
    login = visit.person.login
    with visit.shift.workspace.look() as unit:
        others = [one for one in unit.people.everybody() if one.login != login and not one.disabled]
        names = {one.login: one.name for one in unit.people.everybody()}
        return {
            "sessions": unit.people.sessions_of(login), "tokens": unit.people.tokens_of(login), "names": names,
            "delegations": unit.people.delegations(login=login, day=visit.shift.as_of), "others": others,
            "scopes": [scope for scope in Scope if scope is not Scope.ADMIN or Role.ADMIN in visit.person.roles],
            "own_roles": sorted(visit.person.roles - {Role.ADMIN}), "today": visit.shift.as_of, "made": None,
            "has_password": unit.people.password_of(login) is not None,
        }  # fmt: skip


__all__ = ["router"]
