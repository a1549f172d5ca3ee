"""Tokens: secrets for programs, `prefix.secret`, with scopes and an end. Never more than the person they belong to."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from datetime import timedelta
from typing import Final

from documents.errors import NotAllowedError, WrongUseError
from documents.kinds import Role
from documents.people import Person, Scope
from journey.people.register import Administrator
from journey.people.secrets import hash_of, new_secret
from journey.shift import Shift
from storage import Unit
from storage.errors import NotFoundError
from storage.records.people import Token

LONGEST_DAYS: Final = 366
_SHAPE: Final = re.compile(r"tm_([0-9a-f]{12})\.([A-Za-z0-9_-]{20,100})")


def give_token(
    shift: Shift, person: Person, name: str, scopes: Collection[Scope], days: int, actor: str
) -> tuple[Token, str]:
    """A new token of a person, and its whole text, which is shown once. Raises WrongUseError for a life of no days or
    of more than a year, NotAllowedError for a scope beyond the person's roles."""
    if not 1 <= days <= LONGEST_DAYS or not scopes or not name.strip() or len(name) > 100:
        raise WrongUseError(f"a token needs a name, a scope, and a life of 1 to {LONGEST_DAYS} days")
    if Scope.ADMIN in scopes and Role.ADMIN not in person.roles:
        raise NotAllowedError(f"{person.login} is no administrator: a token of theirs cannot be one")
    if person.disabled:
        raise NotAllowedError(f"{person.login} is disabled: enable them first")
    prefix, secret = f"tm_{secrets.token_hex(6)}", new_secret()

    def act(unit: Unit) -> Token:
        lasts = timedelta(days=days)
        return unit.people.add_token(prefix, hash_of(secret), person.login, name.strip(), scopes, lasts, actor)

    return shift.workspace.run(act), f"{prefix}.{secret}"


def token_of(shift: Shift, text: str) -> tuple[Person, frozenset[Scope]] | None:
    """Whose token this is, with what it may do; None if it is none, or no longer. Its use is noted, once a minute."""
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        return None
    prefix, secret = f"tm_{shape[1]}", shape[2]
    with shift.workspace.look() as unit:
        token = unit.people.token_of(prefix, hash_of(secret))
        person = None if token is None else unit.people.on_duty(token.login, shift.as_of)
        due = token is not None and unit.people.due_to_be_noted(token)
    if token is None or person is None:
        return None
    if due:
        shift.workspace.run(lambda unit: unit.people.note_use(prefix))
    return person, token.scopes


def revoke_token(shift: Shift, prefix: str, by: Person | Administrator, login: str) -> Token:
    """Refuse a token of a person from now on: themselves, or an administrator. Raises NotFoundError for a token
    that is not that person's."""
    if isinstance(by, Person) and by.login != login:
        raise NotAllowedError("everybody revokes their own tokens only: ask them, or an administrator")

    def act(unit: Unit) -> Token:
        if unit.people.token(prefix).login != login:
            raise NotFoundError(f"{login} has no token {prefix}")
        return unit.people.revoke_token(prefix, by.login if isinstance(by, Person) else by.name)

    return shift.workspace.run(act)


__all__ = ["LONGEST_DAYS", "give_token", "revoke_token", "token_of"]
