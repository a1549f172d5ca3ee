"""Invite: a link with which a person sets their password once; and the very first administrator."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from documents.errors import NotAllowedError
from documents.kinds import Role
from documents.people import SYSTEM, Person
from journey.people.passwords import hashed
from journey.people.secrets import hash_of, new_secret
from journey.shift import Shift
from storage import Unit
from storage.records.people import Purpose

LASTS: Final = timedelta(days=1)
ADMIN: Final = "admin"
PATH: Final = "/set-password/"
"""Where the desk answers to a link; the secret follows."""


def invite(shift: Shift, login: str, actor: str) -> str:
    """The secret of a link that sets a person's password once, within a day; earlier links fall.

    Raises NotFoundError without such a person."""
    secret = new_secret()
    shift.workspace.run(lambda unit: _promise(unit, login, secret, actor))
    return secret


def invited(unit: Unit, secret: str) -> Person | None:
    """Whose link this is, while it is good."""
    promise = unit.people.promised(hash_of(secret), Purpose.PASSWORD)
    return None if promise is None or promise.login is None else unit.people.find(promise.login)


def set_password(shift: Shift, secret: str, password: str) -> Person:
    """Set the password of the link's person; the link is used up. Raises NotAllowedError for one that is not good."""
    with shift.workspace.look() as unit:
        person = invited(unit, secret)
    hashed_password = hashed(password, person.login) if person else ""

    def act(unit: Unit) -> Person:
        promise = unit.people.redeem(hash_of(secret), Purpose.PASSWORD)
        if promise is None or promise.login is None:
            raise NotAllowedError("this link was used, replaced or is older than a day: ask for a new one")
        unit.people.set_password(promise.login, hashed_password, promise.login)
        return unit.people.person(promise.login)

    return shift.workspace.run(act)


def first_admin(shift: Shift, password: str | None = None) -> str | None:
    """Make sure that somebody can administer: the person `admin`, with a given password if there is one.

    The first person of a workspace holds every role, so that one can try everything; duties that need two people
    stay refused. The roles are theirs to drop once others are registered.

    Returns the secret of a set-up link while `admin` has no password yet; None otherwise. A password that is
    given is set again only if it differs, so that a restart ends no session."""
    from journey.people.passwords import verified

    shift.workspace.run(_ensure)
    with shift.workspace.look() as unit:
        stored = unit.people.password_of(ADMIN)
        able = any(unit.people.password_of(person.login) for person in unit.people.holders(Role.ADMIN))
    if password:
        if not verified(password, stored)[0]:
            new = hashed(password, ADMIN)
            shift.workspace.run(lambda unit: unit.people.set_password(ADMIN, new, SYSTEM))
        return None
    return None if able else invite(shift, ADMIN, SYSTEM)


def _ensure(unit: Unit) -> None:
    if not unit.people.holders(Role.ADMIN) and unit.people.find(ADMIN) is None:
        unit.people.add(ADMIN, "Administrator", Role, SYSTEM)


def _promise(unit: Unit, login: str, secret: str, actor: str) -> None:
    person = unit.people.person(login)
    if person.disabled:
        raise NotAllowedError(f"{login} is disabled: enable them first")
    unit.people.promise(hash_of(secret), Purpose.PASSWORD, LASTS, login=login, actor=actor)


__all__ = ["ADMIN", "LASTS", "PATH", "first_admin", "invite", "invited", "set_password"]
