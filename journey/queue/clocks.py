"""Clocks: how long an exception may stay open, counted in the hours that people work.

Pure: everything that is known of the calendar is given. Spans are local times of one day; hours are counted
as they pass, so that a day on which the clocks change is an hour shorter or longer if somebody works then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from documents.errors import WrongUseError
from documents.finding import Finding
from documents.kinds import Role

Span: TypeAlias = tuple[time, time | None]
"""From when to when people work on a day; None is the day's end."""

LONGEST: Final = 366
"""Days after which a calendar without working hours is refused instead of being searched on."""

_WEEK: Final[Mapping[int, Sequence[Span]]] = {day: ((time(8), time(17)),) for day in range(5)}


@dataclass(frozen=True, slots=True)
class Hours:
    """When people work: spans by weekday (0 is Monday), in order and apart; none on holidays."""

    zone: str = "UTC"
    week: Mapping[int, Sequence[Span]] = field(default_factory=lambda: _WEEK)
    holidays: frozenset[date] = frozenset()

    def on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The spans of a day as instants in UTC, in order."""
        if day in self.holidays:
            return
        for begin, end in self.week.get(day.weekday(), ()):
            until = self.instant(day + timedelta(days=1), time(0)) if end is None else self.instant(day, end)
            start = self.instant(day, begin)
            if start < until:
                yield start, until

    def from_(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working spans after a moment, the first one cut at it. Raises WrongUseError after a year of none."""
        day, idle = self.day(moment), 0
        while idle <= LONGEST:
            idle += 1
            for start, end in self.on(day):
                if end > moment:
                    idle = 0
                    yield max(start, moment), end
            day += timedelta(days=1)
        raise WrongUseError(f"nobody works within {LONGEST} days of {moment:%Y-%m-%d}: look at hours.toml")

    def day(self, moment: datetime) -> date:
        """The day that a moment lies on, where the people are."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def works(self, moment: datetime) -> bool:
        """Whether somebody works at a moment."""
        return any(start <= moment < end for start, end in self.on(self.day(moment)))

    def instant(self, day: date, at: time) -> datetime:
        """A local time as an instant in UTC; one that a change of the clocks skips is as much later (PEP 495)."""
        return datetime.combine(day, at, ZoneInfo(self.zone)).astimezone(UTC)


def due(begin: datetime, length: timedelta, hours: Hours) -> datetime:
    """The moment at which so much working time has passed since `begin`, in UTC; `begin` itself for none.

    >>> friday = datetime(2026, 3, 6, 15, tzinfo=UTC)
    >>> due(friday, timedelta(hours=4), Hours())
    datetime.datetime(2026, 3, 9, 10, 0, tzinfo=datetime.timezone.utc)
    """
    left = length
    if left <= timedelta(0):
        return begin.astimezone(UTC)
    for start, end in hours.from_(begin.astimezone(UTC)):
        if left <= end - start:
            return start + left
        left -= end - start
    raise AssertionError("unreachable")


def worked(begin: datetime, end: datetime, hours: Hours) -> timedelta:
    """How much working time lies between two moments.

    >>> worked(datetime(2026, 3, 6, 15, tzinfo=UTC), datetime(2026, 3, 9, 10, tzinfo=UTC), Hours())
    datetime.timedelta(seconds=14400)
    """
    passed, day, last = timedelta(0), hours.day(begin), hours.day(end)
    while day <= last:
        for start, stop in hours.on(day):
            passed += max(min(stop, end) - max(start, begin), timedelta(0))
        day += timedelta(days=1)
    return passed


@dataclass(frozen=True, slots=True)
class Term:
    """How long an exception may stay open; it is for findings of this role, reason and, at least, this stake."""

    length: timedelta
    role: Role | None = None
    reason: str | None = None
    stake: Decimal | None = None

    def fits(self, finding: Finding, role: Role) -> bool:
        """Whether this term is for a finding that lies with a role."""
        if self.role not in (None, role) or self.reason not in (None, finding.code):
            return False
        return self.stake is None or (finding.money_at_stake is not None and finding.money_at_stake >= self.stake)


def allowed(findings: Iterable[Finding], role: Role, terms: Sequence[Term], otherwise: timedelta) -> timedelta:
    """The time that a role has for some findings: of each finding the first term that fits, of all the shortest."""
    found = [
        next((term.length for term in terms if term.fits(finding, role)), otherwise) for finding in findings
    ]  # fmt: skip
    return min(found, default=otherwise)


__all__ = ["LONGEST", "Hours", "Span", "Term", "allowed", "due", "worked"]
