"""Deputies: a person lets somebody act in a role of theirs for some days; administrators may do it for others."""

from __future__ import annotations

from datetime import date
from typing import Final

from documents.errors import NotAllowedError, WrongUseError
from documents.kinds import Role
from documents.people import Delegation, Person
from journey.people.register import Administrator
from journey.shift import Shift
from storage import Unit

LONGEST_DAYS: Final = 366
_NEVER: Final = frozenset({Role.ADMIN})


def delegate(
    shift: Shift, by: Person | Administrator, principal: str, deputy: str, role: Role, days: tuple[date, date],
    reason: str,
) -> Delegation:  # fmt: skip
    """Let a deputy act in a role from the first to the last of `days`. Raises NotAllowedError for a role of somebody
    else's or one that is never handed on, WrongUseError for days that are none, past or more than a year."""
    _require(by, principal)
    first, last = days
    if role in _NEVER:
        raise NotAllowedError(f"the role {role.value} is not handed on: an administrator names another one")
    if not reason.strip() or last < shift.as_of or not 0 <= (last - first).days <= LONGEST_DAYS:
        raise WrongUseError("a delegation needs a reason, and days that are not past, a year at most")
    actor = _name(by)
    return shift.workspace.run(
        lambda unit: unit.people.delegate(principal, deputy, role, first, last, reason=reason.strip(), actor=actor)
    )


def revoke(shift: Shift, by: Person | Administrator, number: int) -> None:
    """End a delegation now: its principal, its deputy, or an administrator."""

    def act(unit: Unit) -> None:
        found = unit.people.delegation(number)
        if not (isinstance(by, Person) and by.login == found.deputy):
            _require(by, found.principal)
        unit.people.revoke_delegation(number, _name(by))

    shift.workspace.run(act)


def _require(by: Person | Administrator, principal: str) -> None:
    if isinstance(by, Person) and by.login != principal:
        raise NotAllowedError("everybody hands on their own roles only: ask them, or an administrator")


def _name(by: Person | Administrator) -> str:
    return by.login if isinstance(by, Person) else by.name


__all__ = ["LONGEST_DAYS", "delegate", "revoke"]
