"""People: who signs in, which roles they hold, and for whom they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from documents.errors import WrongUseError
from documents.kinds import Role

SYSTEM: Final = "tallymark"
"""The actor of what the program does by itself; nobody may be called so."""

_LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")


@dataclass(frozen=True, slots=True)
class Delegation:
    """From one day to another, both included, somebody (`deputy`) acts in a role that `principal` holds."""

    id: int
    principal: str
    deputy: str
    role: Role
    first: date
    last: date
    reason: str
    granted_by: str

    def holds(self, day: date) -> bool:
        """True on the days of the delegation."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in. `stands_in` are the delegations to them that hold today."""

    login: str
    name: str
    roles: frozenset[Role]
    stands_in: tuple[Delegation, ...] = ()
    disabled: bool = False

    @property
    def acting(self) -> frozenset[Role]:
        """The roles in which they may act today, their own and delegated ones."""
        return self.roles | {delegation.role for delegation in self.stands_in}

    def may(self, *roles: Role) -> bool:
        """True if they may act in one of some roles today."""
        return not self.acting.isdisjoint(roles)

    def principal(self, role: Role) -> str | None:
        """For whom they stand in when acting in a role; None in a role of their own."""
        if role in self.roles:
            return None
        return next((one.principal for one in self.stands_in if one.role is role), None)


class Scope(StrEnum):
    """What a token of the programming interface may do; never more than the person it belongs to."""

    READ = "read"
    ACT = "act"
    ADMIN = "admin"


def login_of(text: str) -> str:
    """A login in its one spelling. Raises WrongUseError for what cannot be one.

    >>> login_of("  Ada.King ")
    'ada.king'
    """
    login = text.strip().casefold()
    if not _LOGIN.fullmatch(login) or login == SYSTEM:
        raise WrongUseError(f"{text.strip()[:64]!r} is no login: up to 64 letters, digits, and . _ @ -")
    return login


def roles_of(words: Iterable[str]) -> frozenset[Role]:
    """Roles by their names. Raises WrongUseError naming the one that is not known.

    >>> sorted(roles_of(["buyer", "clerk"]))
    [<Role.BUYER: 'buyer'>, <Role.CLERK: 'clerk'>]
    """
    known = {role.value: role for role in Role}
    given = [word.strip() for word in words if word.strip()]
    unknown = [word for word in given if word not in known]
    if unknown:
        raise WrongUseError(f"there is no role {unknown[0][:64]}: it is one of {', '.join(known)}")
    return frozenset(known[word] for word in given)


__all__ = ["SYSTEM", "Delegation", "Person", "Scope", "login_of", "roles_of"]
