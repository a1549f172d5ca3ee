"""Duties: who acts, in which role, and whether the register says so. What a role may release on a document, and with
whom, is the rules' to say (`rules.duties`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from documents.errors import NotAllowedError
from documents.kinds import Role
from documents.lifecycle import State
from documents.people import Person
from rules.duties import may_waive
from storage import Unit
from storage.records import Document, ExceptionState

_EVERYWHERE: Final = frozenset({Role.CLERK, Role.BUYER})
"""Who may put right, re-point and reject any document; other roles only one that has an exception of theirs."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which role, and for whom they stand in, if it is not their own."""

    name: str
    role: Role
    instead_of: str | None = None

    def because(self, reason: str) -> str:
        """A reason for the auditor, which names for whom a deputy stood in."""
        return f"{reason} (standing in for {self.instead_of})" if self.instead_of and reason.strip() else reason


def acting(person: Person, *roles: Role) -> Actor:
    """A person in the first of some roles that they may act in today: a role of their own before one in which they
    stand in. Raises NotAllowedError where they hold none of them."""
    held = [role for role in roles if role in person.roles] or [role for role in roles if role in person.acting]
    if person.disabled or not held:
        raise NotAllowedError(f"this takes {_listed(roles)}: ask somebody who holds it, or to be named their deputy")
    return Actor(person.login, held[0], person.principal(held[0]))


def _listed(roles: Sequence[Role]) -> str:
    *others, last = [role.value for role in roles]
    return f"one of the roles {', '.join(others)} or {last}" if others else f"the role {last}"


def registered(unit: Unit, who: Actor, day: date) -> Actor:
    """The actor as the register knows them on a day. Raises NotAllowedError for somebody who is not in it, is
    disabled, or does not act in that role. A workspace in which nobody is registered yet takes people at their word.
    """
    if not unit.people.anybody():
        return who
    person = unit.people.on_duty(who.name, day)
    if person is None:
        raise NotAllowedError(f"{who.name} is not registered, or disabled: `tallymark user add` registers people")
    return acting(person, who.role)


def require_hand(unit: Unit, document: Document, who: Actor) -> None:
    """Raise NotAllowedError unless a role may put right, re-point or reject a document."""
    if who.role in _EVERYWHERE or who.role in _concerned(unit, document.id):
        return
    raise NotAllowedError(
        f"document {document.id} has nothing that is for {who.role.value} to settle: ask a clerk or a buyer"
    )


def takes_part(unit: Unit, document: Document, person: Person) -> bool:
    """Whether somebody can settle or move anything on a document: who cannot may read it and say something of it, and
    stands in nobody's way."""
    if document.state is State.REJECTED:
        return person.may(Role.CLERK)
    items = unit.queue.unresolved(document.id)
    if not items and document.state not in (State.HELD, State.WAITING):
        return False
    if any(person.login in (item.claimed_by, item.asked_by) for item in items):
        return True
    desks = [role for item in items for role in (item.desk, item.home)]
    return person.may(*_EVERYWHERE, *desks, *_concerned(unit, document.id))


def _concerned(unit: Unit, document_id: int) -> Iterable[Role]:
    """The roles that an unresolved exception of a document is for."""
    for item in unit.queue.of(document_id):
        if item.state is not ExceptionState.RESOLVED:
            yield item.owner
            yield from (may_waive(finding) for finding in item.findings)


__all__ = ["Actor", "acting", "registered", "require_hand", "takes_part"]
