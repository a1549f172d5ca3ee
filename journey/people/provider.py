"""Sign-in by an identity provider: who its subject is here, and which roles its groups give.

A subject is bound to a person once. A person who has a password of their own is never taken over by a provider's
word: an administrator would have to remove it first.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from documents.errors import NotAllowedError, WrongUseError
from documents.kinds import Role
from documents.people import Person, login_of, roles_of
from journey.people.signing_in import Visitor, open_session
from journey.shift import Shift
from storage import Unit

_ACTOR: Final = "oidc"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a provider said and its signature proved: issuer and subject together name somebody for ever."""

    issuer: str
    subject: str
    login: str
    name: str
    groups: tuple[str, ...]

    @property
    def key(self) -> str:
        """The subject as the register keeps it."""
        return f"{self.issuer}|{self.subject}"


def sign_in_by_provider(shift: Shift, claims: Claims, visitor: Visitor) -> str:
    """The secret of a new session. Raises NotAllowedError for somebody who is disabled, has no role by any group,
    or whose login belongs to a person with a password."""
    mapped = _roles(shift.settings.oidc_groups, claims.groups)

    def act(unit: Unit) -> Person:
        person = unit.people.of_subject(claims.key) or _bound(unit, claims, mapped)
        if person.disabled:
            raise NotAllowedError(f"{person.login} is disabled: ask an administrator")
        if shift.settings.oidc_groups and mapped != person.roles:
            person = unit.people.give_roles(person.login, mapped, _ACTOR)
        return person

    person = shift.workspace.run(act)
    return open_session(shift, person.login, visitor, _ACTOR)


def _bound(unit: Unit, claims: Claims, mapped: Collection[Role]) -> Person:
    """The person of a subject that comes for the first time: registered before without a password, or new."""
    login = login_of(claims.login)
    known = unit.people.find(login)
    if known is None:
        if not mapped:
            raise NotAllowedError("none of your groups gives a role here: ask an administrator")
        return unit.people.add(login, claims.name or login, mapped, _ACTOR, subject=claims.key)
    if unit.people.password_of(login) is not None or unit.people.is_bound(login):
        raise NotAllowedError(f"{login} signs in another way here: ask an administrator")
    return unit.people.bind_subject(login, claims.key, _ACTOR)


def _roles(mapping: Collection[str], groups: Collection[str]) -> frozenset[Role]:
    """The roles that some groups give. Raises WrongUseError for a mapping that is none."""
    pairs = [entry.rpartition("=") for entry in mapping]
    if not all(group and role for group, _, role in pairs):
        raise WrongUseError("oidc_groups: write each as GROUP=ROLE")
    return roles_of(role for group, _, role in pairs if group.strip() in groups)


__all__ = ["Claims", "sign_in_by_provider"]
