"""Working time: over nights, weekends, holidays and changes of the clocks; it adds up whatever the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.errors import WrongUseError
from documents.finding import Finding
from documents.kinds import Role, Severity
from journey.queue.clocks import Hours, Span, Term, allowed, due, worked

BERLIN = ZoneInfo("Europe/Berlin")
EVERY_DAY = dict.fromkeys(range(5), ((time(8), time(12)), (time(13), time(17))))
OFFICE = Hours("Europe/Berlin", EVERY_DAY, frozenset({date(2026, 12, 25), date(2026, 12, 24), date(2026, 5, 1)}))
ROUND_THE_CLOCK = Hours("Europe/Berlin", dict.fromkeys(range(7), ((time(0), None),)))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("begin", "hours", "end"),
    [
        ("2026-03-02 08:00", 2, "2026-03-02 10:00"),
        ("2026-03-02 06:00", 2, "2026-03-02 10:00"),
        ("2026-03-02 11:00", 2, "2026-03-02 14:00"),
        ("2026-03-02 12:30", 2, "2026-03-02 15:00"),
        ("2026-03-02 08:00", 8, "2026-03-02 17:00"),
        ("2026-03-02 19:00", 1, "2026-03-03 09:00"),
        ("2026-03-06 16:00", 2, "2026-03-09 09:00"),  # from Friday to Monday
        ("2026-03-07 10:00", 4, "2026-03-09 12:00"),  # Saturday
        ("2026-04-30 16:00", 2, "2026-05-04 09:00"),  # Labour Day is a Friday
        ("2026-12-23 16:30", 1, "2026-12-28 08:30"),  # Christmas and the weekend behind it
        ("2026-03-27 16:00", 2, "2026-03-30 09:00"),  # the clocks go forward in between
        ("2026-10-23 16:00", 2, "2026-10-26 09:00"),  # and back
        ("2026-03-02 09:00", 0, "2026-03-02 09:00"),
    ],
)  # fmt: skip
def test_when_an_exception_is_due(begin: str, hours: int, end: str) -> None:
    assert due(at(begin), timedelta(hours=hours), OFFICE) == at(end)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 3, 28), 24)]
)  # fmt: skip
def test_a_day_on_which_the_clocks_change_has_the_hours_that_pass(day: date, hours: int) -> None:
    begin = datetime.combine(day, time(0), BERLIN)
    end = datetime.combine(day + timedelta(days=1), time(0), BERLIN)
    assert worked(begin, end, ROUND_THE_CLOCK) == timedelta(hours=hours)


def test_a_shift_in_the_hour_that_is_skipped_is_none() -> None:
    night = Hours("Europe/Berlin", {6: ((time(2), time(3)),)})
    assert list(night.on(date(2026, 3, 29))) == []
    assert len(list(night.on(date(2026, 4, 5)))) == 1


def test_a_calendar_without_working_hours_is_refused() -> None:
    with pytest.raises(WrongUseError, match=r"hours\.toml"):
        due(at("2026-03-02 08:00"), timedelta(hours=1), Hours(week={}))


def test_who_works_when() -> None:
    assert OFFICE.works(at("2026-03-02 08:00"))
    assert not OFFICE.works(at("2026-03-02 12:00"))
    assert not OFFICE.works(at("2026-03-07 09:00"))
    assert not OFFICE.works(at("2026-12-25 09:00"))


moments = st.datetimes(datetime(2025, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))
minutes = st.integers(0, 60 * 200).map(lambda count: timedelta(minutes=count))


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    edges = sorted(draw(st.lists(st.integers(0, 23), min_size=2, max_size=6, unique=True)))
    pairs = [edges[place : place + 2] for place in range(0, len(edges) - 1, 2)]
    return tuple((time(begin), time(end)) for begin, end in pairs)


@st.composite
def calendars(draw: st.DrawFn) -> Hours:
    zone = draw(st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]))
    week = {day: draw(spans()) for day in draw(st.sets(st.integers(0, 6), min_size=1))}
    dates = st.dates(date(2025, 1, 1), date(2031, 2, 1))
    return Hours(zone, week, frozenset(draw(st.sets(dates, max_size=20))))


@settings(max_examples=60, deadline=None)
@given(calendars(), moments, minutes)
def test_what_is_due_lies_just_so_much_working_time_ahead(hours: Hours, begin: datetime, length: timedelta) -> None:
    end = due(begin, length, hours)
    assert end >= begin
    assert worked(begin, end, hours) == length


@settings(max_examples=40, deadline=None)
@given(calendars(), moments, minutes, minutes)
def test_time_adds_up_and_more_time_is_never_earlier(
    hours: Hours, begin: datetime, first: timedelta, second: timedelta
) -> None:
    middle = due(begin, first, hours)
    assert due(middle, second, hours) == due(begin, first + second, hours)
    assert due(begin, first, hours) <= due(begin, first + second, hours)


@settings(max_examples=40, deadline=None)
@given(calendars(), moments, minutes)
def test_what_is_due_falls_into_working_time(hours: Hours, begin: datetime, length: timedelta) -> None:
    end = due(begin, length + timedelta(minutes=1), hours)
    assert hours.works(end - timedelta(seconds=1))


def finding(code: str = "price-over", stake: str | None = "100") -> Finding:
    money = None if stake is None else Decimal(stake)
    return Finding(code, Severity.BLOCK, Role.BUYER, "", money_at_stake=money)


TERMS = (
    Term(timedelta(hours=1), reason="bank-account-changed"),
    Term(timedelta(hours=2), role=Role.BUYER, stake=Decimal(1000)),
    Term(timedelta(hours=8), role=Role.BUYER),
)


@pytest.mark.parametrize(
    ("findings", "role", "hours"),
    [
        ([finding()], Role.BUYER, 8),
        ([finding(stake="1000")], Role.BUYER, 2),
        ([finding(stake=None)], Role.BUYER, 8),
        ([finding(stake="5000")], Role.CLERK, 16),
        ([finding("bank-account-changed")], Role.TREASURY, 1),
        ([finding(), finding("bank-account-changed")], Role.BUYER, 1),
        ([], Role.BUYER, 16),
    ],
)
def test_of_each_finding_the_first_term_that_fits_of_all_the_shortest(
    findings: list[Finding], role: Role, hours: int
) -> None:
    assert allowed(findings, role, TERMS, timedelta(hours=16)) == timedelta(hours=hours)
