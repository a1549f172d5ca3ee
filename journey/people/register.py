"""The register as administrators keep it: who may sign in, in which roles, and when no longer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from documents.errors import NotAllowedError, WrongUseError
from documents.kinds import Role
from documents.people import Person, login_of
from journey.queue.duties import acting
from journey.shift import Shift
from storage import Unit

_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Administrator:
    """Who keeps the register: somebody with the role (`administrator`), or the operator of the machine (`operator`)."""

    name: str
    login: str | None = None


def administrator(person: Person) -> Administrator:
    """A person as administrator. Raises NotAllowedError if they are none; the role is never delegated."""
    acting(person, Role.ADMIN)
    return Administrator(person.login, person.login)


def operator(user: str) -> Administrator:
    """Whoever runs the program on its own machine: they could open its database anyway, and the trail names them."""
    return Administrator(f"operator:{user}")


def add(shift: Shift, by: Administrator, login: str, name: str, roles: Collection[Role]) -> Person:
    """Register somebody, who signs in after a link has set their password (`invite`).

    Raises WrongUseError for a login that is taken or none, or without a name."""
    said = _name(name)
    return shift.workspace.run(lambda unit: unit.people.add(login_of(login), said, roles, by.name))


def give_roles(
    shift: Shift, by: Administrator, login: str, roles: Collection[Role], *, version: int | None = None
) -> Person:
    """Set somebody's roles. Raises NotAllowedError where an administrator gives one to themselves, StaleError where
    the entry is no longer of the `version` that was looked at."""

    def act(unit: Unit) -> Person:
        before = unit.people.person(login)
        if by.login == login and not set(roles) <= before.roles:
            raise NotAllowedError("nobody gives a role to themselves: ask another administrator")
        if Role.ADMIN in before.roles and Role.ADMIN not in roles and not _others(unit, login):
            raise WrongUseError(f"{login} is the last administrator: name another one first")
        return unit.people.give_roles(login, roles, by.name, version=version)

    return shift.workspace.run(act)


def rename(shift: Shift, by: Administrator, login: str, name: str) -> Person:
    """Set the name that others read."""
    said = _name(name)
    return shift.workspace.run(lambda unit: unit.people.rename(login, said, by.name))


def disable(shift: Shift, by: Administrator, login: str, because: str, *, disabled: bool = True) -> Person:
    """Keep somebody out from now on, or let them in again. Raises WrongUseError without a reason, or for the last
    administrator, NotAllowedError for oneself."""
    if not because.strip():
        raise WrongUseError("say why, for the auditor")
    if by.login == login:
        raise NotAllowedError("nobody disables themselves: ask another administrator")
    return shift.workspace.run(lambda unit: unit.people.disable(login, by.name, because, disabled=disabled))


def _others(unit: Unit, login: str) -> bool:
    return any(person.login != login for person in unit.people.holders(Role.ADMIN))


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise WrongUseError(f"a person needs a name of at most {_LONGEST_NAME} characters")
    return name


__all__ = ["Administrator", "add", "administrator", "disable", "give_roles", "operator", "rename"]
