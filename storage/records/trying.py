"""Trials: another policy tried on the past, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class TrialState(StrEnum):
    """What became of a trial: it goes on, it has gone through everything, somebody or something stopped it."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Trial:
    """A proposal tried on the documents judged since a day (None: all): `tried` of so many `documents`, up to the
    verdict `after`; `sums` and `shown` what it found so far, in the spelling of whoever tries; `wrong` why it failed.
    `seen_at` is when it last came on."""

    id: int
    person: str
    proposal: str
    since: date | None
    started_at: datetime
    seen_at: datetime
    state: TrialState = TrialState.RUNNING
    tried: int = 0
    documents: int = 0
    after: int = 0
    sums: Mapping[str, Any] | None = None
    shown: tuple[Mapping[str, Any], ...] = ()
    wrong: str = ""


__all__ = ["Trial", "TrialState"]
