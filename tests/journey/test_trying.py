"""A proposal tried on more documents than a moment allows: a process of its own goes on, is stopped, goes on again."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from documents.errors import NotAllowedError, WrongUseError
from documents.kinds import Role
from documents.people import Person
from journey.verdicts import trying
from journey.verdicts.simulate import Tally, simulate
from rules.policy import PolicyError
from storage.records import TrialState

LAX = "[price]\nupper_percent = 20\n[approval]\nlimit = 300\n"
ANNA = Person("anna", "Anna", frozenset({Role.APPROVER}))


@pytest.fixture
def ran(office: Any) -> Any:
    office.run()
    return office


def whole(shift: Any) -> Tally:
    sums = Tally()
    policy = {"price": {"upper_percent": 20}, "approval": {"limit": 300}}
    for one in simulate(shift, policy, datetime.min.replace(tzinfo=UTC)):
        sums.add(one)
    return sums


def test_sums_that_go_on_are_those_of_one_go(ran: Any) -> None:
    with ran.open() as shift:
        sums = whole(shift)
    assert sums.changed and Tally.from_json(sums.to_json()).to_json() == sums.to_json()
    assert Tally.from_json(sums.to_json()) == sums
    assert Tally.from_json({}) == Tally()


def test_what_takes_a_moment_is_answered_at_once(ran: Any) -> None:
    with ran.open() as shift:
        told = trying.begin(shift, ANNA, LAX)
        assert told.complete and told.tally == whole(shift)
        assert (told.trial.tried, told.trial.documents) == (10, 10)
        assert [one["document"] for one in told.trial.shown] and not told.lost
        with pytest.raises(WrongUseError, match="at its end"):
            trying.go_on(shift, ANNA, told.trial.id)
        with pytest.raises(PolicyError):
            trying.begin(shift, ANNA, "[prise]\na = 1")
        with pytest.raises(NotAllowedError):
            trying.begin(shift, Person("carl", "Carl", frozenset({Role.CLERK})), LAX)


def test_the_rest_goes_on_by_itself_and_ends_with_the_same_sums(ran: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with ran.open() as shift:
        with monkeypatch.context() as within:
            within.setattr(trying, "MOMENT", 0.0)
            told = trying.begin(shift, ANNA, LAX)
        assert (told.running, told.complete, told.trial.tried, told.trial.documents) == (True, False, 1, 10)
        ends = time.monotonic() + 60
        while told.running and time.monotonic() < ends:
            time.sleep(0.2)
            told = trying.told(shift, told.trial.id)
        assert told.complete and told.tally == whole(shift)


def test_a_trial_is_stopped_and_taken_up_where_it_ended(ran: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "MOMENT", 0.0)
    sent: list[int] = []
    monkeypatch.setattr(trying, "_send_off", lambda _, number: sent.append(number))
    with ran.open() as shift:
        number = trying.begin(shift, ANNA, LAX).trial.id
        assert trying.stop(shift, ANNA, number).trial.state is TrialState.STOPPED
        assert trying.go_through(shift, number).state is TrialState.STOPPED
        assert trying.told(shift, number).trial.tried == 1
        assert trying.go_on(shift, ANNA, number).running
        trying.go_through(shift, number)
        told = trying.told(shift, number)
        assert sent == [number, number] and told.complete and told.tally == whole(shift)


def test_a_trial_whose_process_ended_is_told_and_may_go_on(ran: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "MOMENT", 0.0)
    monkeypatch.setattr(trying, "_send_off", lambda *_: None)
    with ran.open() as shift:
        number = trying.begin(shift, ANNA, LAX).trial.id
        clock = shift.workspace.clock
        monkeypatch.setattr(shift.workspace, "clock", lambda: clock() + 2 * trying.SILENT)
        told = trying.told(shift, number)
        assert (told.lost, told.running) == (True, False)
        assert trying.go_on(shift, ANNA, number).running
