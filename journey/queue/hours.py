"""Working hours of a workspace: `hours.toml` in its folder, checked; without it Monday to Friday, 8 to 17 o'clock UTC.

zone = "Europe/Berlin"
monday = ["08:00-12:00", "13:00-17:00"]
holidays = [2026-12-25, 2026-12-26]
default = 16                 # working hours that an exception may stay open

[[term]]                     # the first that fits counts
reason = "bank-account-changed"
hours = 2
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator

from connectors.out.checking import checked
from documents.errors import WrongUseError
from documents.kinds import Role
from journey.queue.clocks import Hours, Span, Term, allowed, due
from rules.catalogue import rules
from storage.encoding import digest
from storage.records import QueueItem

FILE: Final = "hours.toml"
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPAN: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")
_NEXT: Final[Mapping[Role, Role]] = {Role.APPROVER: Role.ADMIN, Role.ADMIN: Role.ADMIN}


@dataclass(frozen=True, slots=True)
class Timetable:
    """Hours, terms, and to whom a role's overdue exceptions go; the approver where nothing is said."""

    hours: Hours = field(default_factory=Hours)
    terms: tuple[Term, ...] = ()
    otherwise: timedelta = timedelta(hours=16)
    escalate: Mapping[Role, Role] = field(default_factory=dict)
    mark: str = "default"
    """Names what it was read from: deadlines that were reckoned by another mark are reckoned anew."""

    def due(self, item: QueueItem) -> datetime:
        """When an exception should be settled, in UTC."""
        length = allowed(item.findings, item.owner, self.terms, self.otherwise)
        return due(item.opened_at, length, self.hours)

    def next_role(self, role: Role) -> Role:
        """The role that an overdue exception is told to."""
        return self.escalate.get(role) or _NEXT.get(role, Role.APPROVER)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Term(_Part):
    hours: Decimal = Field(gt=0, le=2000)
    role: Role | None = None
    reason: str | None = None
    stake: Decimal | None = Field(None, ge=0)

    @field_validator("reason")
    @classmethod
    def _known(cls, reason: str | None) -> str | None:
        if reason is not None and reason not in {code.name for entry in rules() for code in entry.rule.codes}:
            raise ValueError(f"there is no finding {reason}")
        return reason


class _File(_Part):
    zone: str = "UTC"
    monday: tuple[str, ...] = ("08:00-17:00",)
    tuesday: tuple[str, ...] = ("08:00-17:00",)
    wednesday: tuple[str, ...] = ("08:00-17:00",)
    thursday: tuple[str, ...] = ("08:00-17:00",)
    friday: tuple[str, ...] = ("08:00-17:00",)
    saturday: tuple[str, ...] = ()
    sunday: tuple[str, ...] = ()
    holidays: tuple[date, ...] = ()
    default: Decimal = Field(Decimal(16), gt=0, le=2000)
    term: tuple[_Term, ...] = ()
    escalate: Mapping[Role, Role] = Field(default_factory=dict)

    @field_validator("zone")
    @classmethod
    def _zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{zone!r} is no time zone: write one such as Europe/Berlin") from error
        return zone

    @field_validator(*_DAYS)
    @classmethod
    def _spans(cls, written: tuple[str, ...]) -> tuple[str, ...]:
        spans = [_span(text) for text in written]
        if any(before[1] is None or before[1] > after[0] for before, after in pairwise(spans)):
            raise ValueError("the spans of a day stand in order and apart")
        return written


def timetable(home: Path) -> Timetable:
    """The timetable of a workspace; raises WrongUseError naming the key at fault."""
    file = home / FILE
    try:
        return _read(file, file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Timetable()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongUseError(f"{file} cannot be read: {error}") from error


@lru_cache(maxsize=8)
def _read(file: Path, text: str) -> Timetable:
    """The timetable that a text says; the same text is taken apart once."""
    mark = digest(text.encode())[:16]
    return replace(_timetable(checked(_File, tomllib.loads(text), str(file))), mark=mark)


def _timetable(file: _File) -> Timetable:
    spans: dict[str, Any] = file.model_dump(include=set(_DAYS))
    week = {number: tuple(_span(text) for text in spans[day]) for number, day in enumerate(_DAYS)}
    terms = tuple(Term(_length(one.hours), one.role, one.reason, one.stake) for one in file.term)
    hours = Hours(file.zone, week, frozenset(file.holidays))
    return Timetable(hours, terms, _length(file.default), dict(file.escalate))


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no span of a day: write it as 08:00-17:00")
    begin = time(int(found[1]), int(found[2]))
    end = time(int(found[3]), int(found[4])) if found[3] else None
    if end is not None and end <= begin:
        raise ValueError(f"{text!r} ends before it begins")
    return begin, end


def _length(hours: Decimal) -> timedelta:
    return timedelta(seconds=int(hours * 3600))


__all__ = ["FILE", "Timetable", "timetable"]
