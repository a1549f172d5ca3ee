"""Trials of a policy, kept as far as they have come: they change no document, and none is logged."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Final

from sqlalchemy import insert, select, update

from storage.encoding import canonical, day, day_text, instant, instant_text
from storage.errors import NotFoundError
from storage.prepared import Row
from storage.records.trying import Trial, TrialState
from storage.tables import TRIAL
from storage.transaction import Transaction

_RUNNING: Final = TrialState.RUNNING.value


class Trials:
    """One row a trial, for good: what was tried before a policy was saved can be looked up."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def begin(self, person: str, proposal: str, since: date | None, documents: int) -> Trial:
        """A new trial on so many documents; another one of the same person that goes on is stopped."""
        mine = (TRIAL.c.person == person, TRIAL.c.state == _RUNNING)
        self._transaction.run(update(TRIAL).where(*mine).values(state=TrialState.STOPPED.value))
        now = instant_text(self._transaction.now())
        values: dict[str, Any] = {
            "person": person, "proposal": proposal, "since": day_text(since), "started_at": now, "seen_at": now,
            "state": _RUNNING, "tried": 0, "documents": documents, "after": 0, "sums": "null", "shown": "[]",
            "wrong": "",
        }  # fmt: skip
        return self.one(int(self._transaction.value(insert(TRIAL).values(**values).returning(TRIAL.c.id))))

    def one(self, number: int) -> Trial:
        """One trial. Raises NotFoundError."""
        row = self._transaction.row(select(TRIAL).where(TRIAL.c.id == number))
        if row is None:
            raise NotFoundError(f"there is no what-if {number}")
        return _trial(row)

    def newest(self, limit: int = 10) -> tuple[Trial, ...]:
        """The newest trials."""
        rows = self._transaction.rows(select(TRIAL).order_by(TRIAL.c.id.desc()).limit(limit))
        return tuple(map(_trial, rows))

    def come_on(self, trial: Trial) -> bool:
        """Keep how far a trial has come; False, and nothing kept, where it was stopped meanwhile."""
        values = {
            "state": trial.state.value, "tried": trial.tried, "after": trial.after, "sums": canonical(trial.sums),
            "shown": canonical(list(trial.shown)), "wrong": trial.wrong,
            "seen_at": instant_text(self._transaction.now()),
        }  # fmt: skip
        going = (TRIAL.c.id == trial.id, TRIAL.c.state == _RUNNING)
        return self._transaction.run(update(TRIAL).where(*going).values(**values)).rowcount == 1

    def turn(self, number: int, state: TrialState) -> Trial:
        """Stop a trial, or let a stopped one go on; one that has gone through everything stays as it is."""
        now = instant_text(self._transaction.now())
        living = (TRIAL.c.id == number, TRIAL.c.state.in_([_RUNNING, TrialState.STOPPED.value]))
        self._transaction.run(update(TRIAL).where(*living).values(state=state.value, seen_at=now))
        return self.one(number)


def _trial(row: Row) -> Trial:
    return Trial(
        row["id"], row["person"], row["proposal"], day(row["since"]), instant(row["started_at"]),
        instant(row["seen_at"]), TrialState(row["state"]), row["tried"], row["documents"], row["after"],
        json.loads(row["sums"]), tuple(json.loads(row["shown"])), row["wrong"],
    )  # fmt: skip


__all__ = ["Trials"]
