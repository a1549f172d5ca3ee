"""People: the register, for administrators."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from desk.asked import choice_of, role_and_days
from desk.navigation import Entry
from desk.rendering import page, redirect
from desk.visit import Visit, Visited, allow
from documents.errors import WrongUseError
from documents.kinds import Role
from journey.people import deputies, invite, register

NAVIGATION = Entry("People", "/people", 90, frozenset({Role.ADMIN}))
router = APIRouter(prefix="/people", dependencies=[allow(Role.ADMIN)])
Text = Annotated[str, Form()]
Words = Annotated[list[str], Form()]


@router.get("")
def people(request: Request, visit: Visited) -> Response:
    """Everybody, with roles and standing."""
    with visit.shift.workspace.look() as unit:
        everybody = unit.people.everybody()
        able = {one.login for one in everybody if unit.people.password_of(one.login) or unit.people.is_bound(one.login)}
        delegations = unit.people.delegations(day=visit.shift.as_of)
    facts: dict[str, Any] = {"everybody": everybody, "able": able, "delegations": delegations, "roles": list(Role)}
    return page(request, visit, "people.html", **facts)


@router.post("")
def add(request: Request, visit: Visited, login: Text, name: Text, roles: Words = ()) -> Response:  # type: ignore[assignment]
    """Register somebody, and show the link with which they set their password, this once."""
    by = visit.administrator()
    person = register.add(visit.shift, by, login, name, _roles(roles))
    return _person(request, visit, person.login, invite.invite(visit.shift, person.login, by.name))


@router.get("/{login}")
def person(request: Request, visit: Visited, login: str) -> Response:
    """One person: roles, deputies, sessions, tokens, and what was done about them."""
    return _person(request, visit, login)


@router.post("/{login}/roles")
def give_roles(request: Request, visit: Visited, login: str, version: Text, roles: Words = ()) -> Response:  # type: ignore[assignment]
    """Set somebody's roles; refused if the entry was changed since the form was made."""
    if not version.isdecimal() or len(version) > 9:
        raise WrongUseError("load the page again, then choose again")
    register.give_roles(visit.shift, visit.administrator(), login, _roles(roles), version=int(version))
    return redirect(request, f"/people/{login}", said=f"The roles of {login} are changed.")


@router.post("/{login}/link")
def link(request: Request, visit: Visited, login: str) -> Response:
    """Show a new link with which they set their password; earlier ones fall."""
    return _person(request, visit, login, invite.invite(visit.shift, login, visit.administrator().name))


@router.post("/{login}/standing")
def standing(request: Request, visit: Visited, login: str, disabled: Text, reason: Text) -> Response:
    """Keep somebody out, or let them in again."""
    out = disabled == "yes"
    register.disable(visit.shift, visit.administrator(), login, reason, disabled=out)
    return redirect(request, f"/people/{login}", said=f"{login} may {'no longer ' if out else ''}sign in.")


@router.post("/{login}/deputies")
def delegate(
    request: Request, visit: Visited, login: str, deputy: Text, role: Text, first: Text, last: Text, reason: Text
) -> Response:  # fmt: skip
    """Name a deputy for somebody who cannot do it themselves, such as one who fell ill."""
    chosen, days = role_and_days(role, first, last)
    made = deputies.delegate(visit.shift, visit.administrator(), login, deputy, chosen, days, reason)
    said = f"{deputy} acts as {chosen.value} for {login} from {made.first} to {made.last}."
    return redirect(request, f"/people/{login}", said=said)


@router.post("/delegations/{number}/revoke")
def revoke(request: Request, visit: Visited, number: int) -> Response:
    """End anybody's delegation."""
    deputies.revoke(visit.shift, visit.administrator(), number)
    return redirect(request, "/people", said="The delegation has ended.")


def _person(request: Request, visit: Visit, login: str, secret: str | None = None) -> Response:
    base = (visit.office.settings.desk_url or str(request.base_url)).rstrip("/")
    facts: dict[str, Any] = {"link": None if secret is None else f"{base}{invite.PATH}{secret}", "roles": list(Role)}
    with visit.shift.workspace.look() as unit:
        facts |= {
            "whose": unit.people.person(login), "version": unit.people.version(login),
            "sessions": unit.people.sessions_of(login), "tokens": unit.people.tokens_of(login),
            "delegations": unit.people.delegations(login=login, day=visit.shift.as_of), "today": visit.shift.as_of,
            "others": [one for one in unit.people.everybody() if one.login != login and not one.disabled],
            "trail": unit.audit.newest(f"person:{login}", limit=30),
        }  # fmt: skip
    facts["lendable"] = sorted(facts["whose"].roles - {Role.ADMIN})
    return page(request, visit, "person.html", **facts)


def _roles(words: list[str]) -> set[Role]:
    return {found for word in words if (found := choice_of(Role, word, "role"))}


__all__ = ["NAVIGATION", "router"]
