"""A visit: who asks, what they may do today, and the shift under which it is done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request

from desk.failures import SignInNeededError
from desk.navigation import Entry, seen_by
from desk.office import Office, office_of
from desk.security import cookies
from desk.security.gate import SAFE, bearer_of
from documents.errors import NotAllowedError
from documents.kinds import Role
from documents.people import Person, Scope
from journey.people.register import Administrator, administrator
from journey.people.signing_in import Visitor, session_of
from journey.people.tokens import token_of
from journey.queue.duties import Actor, acting
from journey.shift import Shift
from storage.records.people import Session


@dataclass(frozen=True, slots=True)
class Visit:
    """A signed-in person's request. `session` is None for a program with a token, which has `scopes`."""

    person: Person
    shift: Shift
    office: Office
    csrf: str = ""
    session: Session | None = None
    scopes: frozenset[Scope] | None = None

    @property
    def menu(self) -> list[Entry]:
        """The pages of use to this person."""
        return seen_by(self.person, self.office.menu)

    def sees(self, path: str) -> bool:
        """True if the page of the menu at this path is open to them: a link there leads somewhere."""
        return any(entry.path == path for entry in self.menu)

    def may(self, *roles: Role) -> bool:
        """True if they act in one of these roles today: for showing or hiding, the service checks again."""
        return self.person.may(*roles)

    def acting(self, *roles: Role) -> Actor:
        """The person in the first of these roles that they hold or stand in for, as the journey's acts take it.
        Raises NotAllowedError."""
        return acting(self.person, *roles)

    def administrator(self) -> Administrator:
        """The person as keeper of the register. Raises NotAllowedError."""
        self.require_scopes({Scope.ADMIN})
        return administrator(self.person)

    def require_scopes(self, scopes: Collection[Scope]) -> None:
        """Raise NotAllowedError where the request's token lacks a scope; a signed-in browser has all of its person."""
        if self.scopes is not None and not self.scopes.issuperset(scopes):
            raise NotAllowedError("this token's scopes do not cover the request: make one with the scope it needs")


def visitor_of(request: Request) -> Visitor:
    """From where a request comes. A proxy's word is uvicorn's to believe or not, never this function's."""
    return Visitor(request.client.host if request.client else "?", request.headers.get("user-agent", ""))


def visit(request: Request) -> Visit:
    """The visit of a request. Raises SignInNeededError where nobody is signed in."""
    office = office_of(request)
    shift, token = office.shift(), bearer_of(request)
    return _by_token(office, shift, token, request.method) if token is not None else _by_session(office, shift, request)


def _by_session(office: Office, shift: Shift, request: Request) -> Visit:
    secret = cookies.secret_of(request, office.settings)
    if secret is None:
        raise SignInNeededError
    with office.workspace.look() as unit:
        found = session_of(shift, unit, secret)
        due = found is not None and unit.people.due_to_be_seen(found[0])
    if found is None:
        raise SignInNeededError
    session, person = found
    if due:
        office.workspace.run(lambda unit: unit.people.see(session))
    return Visit(person, shift, office, cookies.csrf_of(secret), session)


def _by_token(office: Office, shift: Shift, token: str, method: str) -> Visit:
    found = token_of(shift, token)
    if found is None:
        raise SignInNeededError
    person, scopes = found
    made = Visit(person, shift, office, scopes=scopes)
    made.require_scopes({Scope.READ if method in SAFE else Scope.ACT})
    return made


Visited = Annotated[Visit, Depends(visit)]
"""The visit, as a parameter of every endpoint that is not public."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The dependency that `allow` makes; `roles` are for whoever walks the routes."""

    roles: tuple[Role, ...]

    async def __call__(self, visited: Visited) -> None:
        acting(visited.person, *self.roles)
        if self.roles == (Role.ADMIN,):
            visited.require_scopes({Scope.ADMIN})


def allow(*roles: Role) -> Any:
    """A dependency that keeps everybody else out: `@router.get("/people", dependencies=[allow(Role.ADMIN)])`."""
    return Depends(Allowed(roles))


__all__ = ["Allowed", "Visit", "Visited", "allow", "visit", "visitor_of"]
