"""Trying: a proposal tried on all documents of a period, however many, without anybody waiting for it.

What takes no longer than a moment is answered at once. The rest is gone through by a process of its own, at low
priority, which keeps how far it has come; whoever asked looks at it when they like, stops it, or lets it go on where
it ended. Nothing but the trial itself is written.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as of_day
from typing import Final

from documents.errors import TallymarkError, WrongUseError
from documents.kinds import Role
from documents.people import Person
from journey.queue.duties import acting
from journey.settings import Settings
from journey.shift import Shift, open_shift
from journey.verdicts.proposal import read
from journey.verdicts.simulate import Tally, simulate
from rules import policy
from storage.records.trying import Trial, TrialState

TRIERS: Final = (Role.APPROVER, Role.TREASURY, Role.BUYER, Role.COMPLIANCE, Role.ADMIN)
SHOWN: Final = 100
"""Documents that are kept one by one; the sums are of all."""
MOMENT: Final = 1.0
"""Seconds that the first answer may take, and after which a trial keeps how far it has come."""
SILENT: Final = timedelta(seconds=30)
"""A trial that did not come on for so long has lost its process: the machine, or the desk, was stopped."""


@dataclass(frozen=True, slots=True)
class Told:
    """A trial as people see it: the limits that it changes, what is idle in it, and its sums so far. `lost` where it
    should go on, but nobody is at it."""

    trial: Trial
    changes: tuple[tuple[str, str, str], ...]
    idle: tuple[str, ...]
    tally: Tally
    lost: bool

    @property
    def running(self) -> bool:
        """Whether it will come on by itself."""
        return self.trial.state is TrialState.RUNNING and not self.lost

    @property
    def complete(self) -> bool:
        """Whether all documents of the period were tried."""
        return self.trial.state is TrialState.DONE


def begin(shift: Shift, who: Person, text: str, since: date | None = None) -> Told:
    """Try a proposal on the documents judged since a day, the oldest first. What is not done in a moment goes on by
    itself. Raises PolicyError with the key that is wrong."""
    acting(who, *TRIERS)
    read(text)
    with shift.workspace.look() as unit:
        number = unit.verdicts.judged(_begin(since))
    trial = shift.workspace.run(lambda unit: unit.trials.begin(who.login, text, since, number))
    trial = _come_on(shift, trial)
    if trial.state is TrialState.RUNNING:
        _send_off(shift.settings, trial.id)
    return told(shift, trial.id)


def told(shift: Shift, number: int) -> Told:
    """A trial as far as it has come. Raises NotFoundError."""
    with shift.workspace.look() as unit:
        trial = unit.trials.one(number)
    proposed = read(trial.proposal)
    changes = policy.differences(shift.policy, proposed)
    silent = shift.workspace.clock() - trial.seen_at > SILENT
    return Told(
        trial, tuple((key, was or "–", becomes or "–") for key, was, becomes in changes),
        tuple(policy.unreached(proposed)), Tally.from_json(trial.sums or {}),
        trial.state is TrialState.RUNNING and silent,
    )  # fmt: skip


def newest(shift: Shift) -> tuple[Trial, ...]:
    """The newest trials, of everybody."""
    with shift.workspace.look() as unit:
        return unit.trials.newest()


def stop(shift: Shift, who: Person, number: int) -> Told:
    """Stop a trial; what it has found so far stays."""
    acting(who, *TRIERS)
    shift.workspace.run(lambda unit: unit.trials.turn(number, TrialState.STOPPED))
    return told(shift, number)


def go_on(shift: Shift, who: Person, number: int) -> Told:
    """Let a stopped trial go on where it ended. Raises WrongUseError for one that needs no help."""
    acting(who, *TRIERS)
    before = told(shift, number)
    if not (before.lost or before.trial.state is TrialState.STOPPED):
        raise WrongUseError("this what-if goes on by itself, or is at its end")
    shift.workspace.run(lambda unit: unit.trials.turn(number, TrialState.RUNNING))
    _send_off(shift.settings, number)
    return told(shift, number)


def go_through(shift: Shift, number: int) -> Trial:
    """Go through a trial until its end, or until it is stopped; a page of documents is in memory at a time."""
    with shift.workspace.look() as unit:
        trial = unit.trials.one(number)
    while trial.state is TrialState.RUNNING:
        trial = _come_on(shift, trial)
    return trial


def _come_on(shift: Shift, trial: Trial) -> Trial:
    """Go on for a moment and keep what was found; the trial as it stands then."""
    proposed, tally, shown = read(trial.proposal), Tally.from_json(trial.sums or {}), list(trial.shown)
    ends, after, state = time.monotonic() + MOMENT, trial.after, TrialState.DONE
    for one in simulate(shift, proposed, _begin(trial.since), after):
        tally.add(one)
        after = one.verdict
        if one.effect.changes and len(shown) < SHOWN:
            shown.append(one.to_json())
        if time.monotonic() > ends:
            state = TrialState.RUNNING
            break
    come = replace(
        trial, state=state, tried=tally.tried, documents=max(trial.documents, tally.tried), after=after,
        sums=tally.to_json(), shown=tuple(shown),
    )  # fmt: skip
    kept = shift.workspace.run(lambda unit: unit.trials.come_on(come))
    return come if kept else replace(come, state=TrialState.STOPPED)


def _begin(since: date | None) -> datetime:
    return datetime.combine(since or date.min, of_day(), UTC)


def _send_off(settings: Settings, number: int) -> None:
    """Start the process that goes through a trial; it ends with this one."""
    context = multiprocessing.get_context("spawn")
    context.Process(target=_alone, args=(settings, number), name=f"what-if {number}", daemon=True).start()


def _alone(settings: Settings, number: int) -> None:
    """The process: what goes wrong is kept with the trial, for whoever asked."""
    os.nice(10)
    with open_shift(settings) as shift:
        try:
            go_through(shift, number)
        except TallymarkError as error:
            sentence = error.sentence
            with shift.workspace.begin() as unit:
                unit.trials.come_on(replace(unit.trials.one(number), state=TrialState.FAILED, wrong=sentence))


__all__ = [
    "MOMENT", "SHOWN", "SILENT", "TRIERS", "Told", "begin", "go_on", "go_through", "newest", "stop", "told",
]  # fmt: skip
