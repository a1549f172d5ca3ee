"""Passwords: argon2id, at most two hashed at a time, so that a storm of sign-ins cannot take the machine's memory."""

from __future__ import annotations

from functools import cache
from threading import BoundedSemaphore
from typing import Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from documents.errors import WrongUseError

SHORTEST: Final = 10
LONGEST: Final = 1024
"""Characters; the upper bound keeps a hostile form from being hashed for seconds."""

_AT_ONCE: Final = BoundedSemaphore(2)


@cache
def _hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(),))


@cache
def _of_nobody() -> str:
    return _hasher().hash("the password of nobody")


def hashed(password: str, login: str = "") -> str:
    """The argon2id hash of a new password. Raises WrongUseError for one that is too short, too long or the login."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WrongUseError(f"a password has {SHORTEST} characters or more: length is what protects it")
    if login and password.casefold().strip() in (login, f"{login}{login}"):
        raise WrongUseError("a password that is the login protects nothing: take another one")
    with _AT_ONCE:
        return _hasher().hash(password)


def verified(password: str, stored: str | None) -> tuple[bool, str | None]:
    """Whether a password is the stored one, and its hash anew where today's parameters are stricter.

    Without a stored hash the same work is done in vain: the time tells nobody which logins there are."""
    if len(password) > LONGEST:
        return False, None
    with _AT_ONCE:
        right, renewed = _hasher().verify_and_update(password, stored or _of_nobody())
    return (right, renewed) if stored else (False, None)


__all__ = ["LONGEST", "SHORTEST", "hashed", "verified"]
