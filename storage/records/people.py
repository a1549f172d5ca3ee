"""People's records beside `documents.people`: sessions, tokens, one-time secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from documents.people import Scope


class Purpose(StrEnum):
    """What a one-time secret is for."""

    PASSWORD = "password"  # noqa: S105 - the name of a purpose
    OIDC = "oidc"


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser; `hash` is of its cookie, which nobody here knows."""

    hash: str
    login: str
    opened_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class Token:
    """A token of the programming interface; its secret was shown once and is not known here."""

    prefix: str
    login: str
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Once:
    """A one-time secret as it was made; `facts` are what its purpose needs to know again."""

    purpose: Purpose
    login: str | None
    facts: Mapping[str, Any]
    expires_at: datetime


__all__ = ["Once", "Purpose", "Session", "Token"]
