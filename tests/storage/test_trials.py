"""Trials of a policy: kept as they come on, stopped and taken up, one of a person at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from storage import Workspace
from storage.errors import NotFoundError
from storage.records import TrialState
from tests.storage.builders import document, verdict


def test_a_trial_keeps_how_far_it_has_come_until_it_is_stopped(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        trial = unit.trials.begin("anna", "[price]", date(2026, 3, 1), 9)
        come = replace(trial, tried=4, after=17, sums={"tried": 4}, shown=({"document": 1},))
        assert unit.trials.come_on(come)
        kept = unit.trials.one(trial.id)
        assert replace(kept, seen_at=come.seen_at) == come and kept.seen_at > trial.seen_at
        assert unit.trials.turn(trial.id, TrialState.STOPPED).state is TrialState.STOPPED
        assert not unit.trials.come_on(replace(come, tried=5))
        assert unit.trials.one(trial.id).tried == 4
        assert unit.trials.turn(trial.id, TrialState.RUNNING).state is TrialState.RUNNING
        assert unit.trials.come_on(replace(come, tried=9, state=TrialState.DONE))
        assert unit.trials.turn(trial.id, TrialState.STOPPED).state is TrialState.DONE
        with pytest.raises(NotFoundError, match="what-if 7"):
            unit.trials.one(7)


def test_a_new_trial_of_a_person_ends_their_last_one(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        first, other = (unit.trials.begin(person, "", None, 1) for person in ("anna", "ben"))
        second = unit.trials.begin("anna", "", None, 1)
        states = {one.id: one.state for one in unit.trials.newest()}
    running, stopped = TrialState.RUNNING, TrialState.STOPPED
    assert states == {first.id: stopped, other.id: running, second.id: running}


def test_documents_are_counted_by_their_newest_verdict(workspace: Workspace) -> None:
    begin = datetime.min.replace(tzinfo=UTC)
    with workspace.begin() as unit:
        for number in range(3):
            paper = document(unit, workspace, f"INV-{number}")
            for case in (b"{}", b"[]"):
                last = unit.verdicts.store(paper.id, verdict(), case)
        assert unit.verdicts.judged(begin) == len(unit.verdicts.newest(begin)) == 3
        assert unit.verdicts.judged(last.given_at) == 1
        assert unit.verdicts.judged(last.given_at + timedelta(seconds=1)) == 0
