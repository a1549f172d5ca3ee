"""/people: the register, for administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from desk.api.me import Deputyship, NewDeputy
from desk.resources import Sent, Told
from desk.visit import Visited, allow
from documents.kinds import Role
from documents.people import Person
from journey.people import deputies, invite, register

router = APIRouter(prefix="/people", tags=["people"], dependencies=[allow(Role.ADMIN)])
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Login = Annotated[str, StringConstraints(max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]*$")]


class Registered(Told):
    """Somebody in the register; `version` is to be sent with a change of roles."""

    login: str
    name: str
    roles: list[Role]
    disabled: bool
    version: int


class NewPerson(Sent):
    """Somebody to be registered."""

    login: Login
    name: Name
    roles: set[Role] = Field(default_factory=set)


class Roles(Sent):
    """The roles to be held, exactly these."""

    roles: set[Role]
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class Standing(Sent):
    """Whether somebody is kept out, and why."""

    disabled: bool
    reason: Reason


class Link(Told):
    """The path of a link that sets a password, once and within a day."""

    path: str


@router.get("")
def everybody(visit: Visited) -> list[Registered]:
    """All people by login."""
    with visit.shift.workspace.look() as unit:
        return [_told(person, unit.people.version(person.login)) for person in unit.people.everybody()]


@router.post("", status_code=201)
def add(visit: Visited, new: NewPerson) -> Registered:
    """Register somebody, without a password yet."""
    return _now(visit, register.add(visit.shift, visit.administrator(), new.login, new.name, new.roles))


@router.get("/{login}")
def one(visit: Visited, login: str) -> Registered:
    """One person."""
    with visit.shift.workspace.look() as unit:
        person = unit.people.person(login)
    return _now(visit, person)


@router.put("/{login}/roles")
def give_roles(visit: Visited, login: str, new: Roles) -> Registered:
    """Set somebody's roles; refused with 409 if the entry was changed since it was looked at."""
    by = visit.administrator()
    return _now(visit, register.give_roles(visit.shift, by, login, new.roles, version=new.version))


@router.put("/{login}/standing")
def disable(visit: Visited, login: str, new: Standing) -> Registered:
    """Keep somebody out, or let them in again."""
    by = visit.administrator()
    return _now(visit, register.disable(visit.shift, by, login, new.reason, disabled=new.disabled))


@router.post("/{login}/link", status_code=201)
def link(visit: Visited, login: str) -> Link:
    """A link with which they set their password; earlier ones fall."""
    return Link(path=invite.PATH + invite.invite(visit.shift, login, visit.administrator().name))


@router.post("/{login}/deputies", status_code=201)
def make_deputy(visit: Visited, login: str, new: NewDeputy) -> Deputyship:
    """Name a deputy for somebody who cannot do it themselves, such as one who fell ill."""
    days, by = (new.first, new.last), visit.administrator()
    return Deputyship.of(deputies.delegate(visit.shift, by, login, new.deputy, new.role, days, new.reason))


def _now(visit: Visited, person: Person) -> Registered:
    with visit.shift.workspace.look() as unit:
        return _told(person, unit.people.version(person.login))


def _told(person: Person, version: int) -> Registered:
    return Registered(
        login=person.login, name=person.name, roles=sorted(person.roles), disabled=person.disabled, version=version
    )  # fmt: skip


__all__ = ["router"]
