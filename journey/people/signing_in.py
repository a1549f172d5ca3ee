"""Signing in: by password, throttled before anything is hashed; the session that follows, and its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from documents.errors import NotAllowedError, TallymarkError, WrongUseError
from documents.people import Person, login_of
from journey.people.passwords import hashed, verified
from journey.people.secrets import hash_of, new_secret
from journey.shift import Shift
from storage import Unit
from storage.records.people import Session

COUNTS_FOR: Final = timedelta(minutes=15)
FROM_ONE_PLACE, FOR_ONE_LOGIN, BY_ONE_ADDRESS = 5, 25, 100
"""Failed attempts within that time after which further ones are refused unread: of a login from one address, of
a login from anywhere (so that many machines are slowed too), and of an address whatever the login."""


class TooManyAttemptsError(TallymarkError):
    """Somebody guesses: nothing is tried for a while."""

    code = "too-many-attempts"
    retryable = True


@dataclass(frozen=True, slots=True)
class Visitor:
    """From where a browser comes."""

    address: str
    agent: str = ""


def sign_in(shift: Shift, login: str, password: str, visitor: Visitor) -> tuple[Person, str]:
    """The person and the secret of their new session. Raises NotAllowedError where login and password do not fit,
    in one sentence for all causes; TooManyAttemptsError before anything is hashed."""
    name = _spelled(login)
    with shift.workspace.look() as unit:
        _throttle(unit, name, visitor.address)
        stored = unit.people.password_of(name)
        known = unit.people.on_duty(name, shift.as_of)
    right, renewed = verified(password, stored)
    if not right or known is None:
        shift.workspace.run(partial(_note, login=name, address=visitor.address))
        raise NotAllowedError("login and password do not fit")
    return known, _opened(shift, known, visitor, renewed)


def open_session(shift: Shift, login: str, visitor: Visitor, how: str) -> str:
    """A new session for somebody who has proved who they are; its secret, for the cookie."""
    return shift.workspace.run(lambda unit: _open(unit, shift, login, visitor, how))


def session_of(shift: Shift, unit: Unit, secret: str) -> tuple[Session, Person] | None:
    """The session of a secret and its person as they may act today, if both still stand."""
    session = unit.people.session(hash_of(secret), idle=timedelta(minutes=shift.settings.session_idle_minutes))
    person = None if session is None else unit.people.on_duty(session.login, shift.as_of)
    return None if session is None or person is None else (session, person)


def change_password(shift: Shift, person: Person, old: str, new: str, visitor: Visitor) -> str:
    """Change one's own password, knowing the old one; all sessions end, and the secret of a new one is returned.

    Raises NotAllowedError for a wrong old password, which counts as a failed sign-in; WrongUseError for a bad new one.
    """
    with shift.workspace.look() as unit:
        _throttle(unit, person.login, visitor.address)
        stored = unit.people.password_of(person.login)
    if not verified(old, stored)[0]:
        shift.workspace.run(partial(_note, login=person.login, address=visitor.address))
        raise NotAllowedError("the old password is another one")
    fresh = hashed(new, person.login)
    shift.workspace.run(lambda unit: unit.people.set_password(person.login, fresh, person.login))
    return open_session(shift, person.login, visitor, "password")


def sign_out(shift: Shift, session: Session) -> None:
    """End a session."""
    shift.workspace.run(lambda unit: unit.people.end_session(session.hash, session.login))


def _spelled(login: str) -> str:
    """A login as it would be registered; what cannot be one is counted as a guess like any other."""
    try:
        return login_of(login)
    except WrongUseError:
        return "?"


def _note(unit: Unit, login: str, address: str) -> None:
    unit.people.note_attempt(login, address, counts_for=COUNTS_FOR)


def _throttle(unit: Unit, login: str, address: str) -> None:
    here, anywhere, by_address = unit.people.attempts(login, address, within=COUNTS_FOR)
    if here >= FROM_ONE_PLACE or anywhere >= FOR_ONE_LOGIN or by_address >= BY_ONE_ADDRESS:
        raise TooManyAttemptsError(
            "too many failed attempts: try again in a quarter of an hour, or ask an administrator"
        )


def _opened(shift: Shift, person: Person, visitor: Visitor, renewed: str | None) -> str:
    def act(unit: Unit) -> str:
        unit.people.forget_attempts(person.login, visitor.address)
        if renewed is not None:
            unit.people.renew_password(person.login, renewed)
        return _open(unit, shift, person.login, visitor, "password")

    return shift.workspace.run(act)


def _open(unit: Unit, shift: Shift, login: str, visitor: Visitor, how: str) -> str:
    secret, lasts = new_secret(), timedelta(hours=shift.settings.session_hours)
    unit.people.open_session(
        hash_of(secret), login, lasts=lasts, address=visitor.address, agent=visitor.agent, how=how
    )  # fmt: skip
    return secret


__all__ = [
    "BY_ONE_ADDRESS", "COUNTS_FOR", "FOR_ONE_LOGIN", "FROM_ONE_PLACE", "TooManyAttemptsError", "Visitor",
    "change_password", "open_session", "session_of", "sign_in", "sign_out",
]  # fmt: skip
