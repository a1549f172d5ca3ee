"""Listening, for a service that stays up: what is to be done at once, and not only when a schedule says so.

An ear asks storage, by an index and in a moment, whether there is anything; only then a flow run is made.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from threading import Event

from documents.errors import TallymarkError
from flows.batch import carry_on_once
from flows.wake import waking
from journey.mailroom import handin
from journey.mailroom.lease import PolledElsewhereError
from journey.notices import sending
from journey.readers import open_readers
from journey.rouse import stirred
from journey.shift import Shift

SECONDS = 1.0
"""How long it takes at most until something is heard."""
RESTING_SECONDS = 30.0
"""How long an ear rests after what it heard could not be done."""


@dataclass(slots=True)
class Ear:
    """Something to listen for: whether it is there, and what is done then. `at_once` acts at the start without
    listening; `rests` are the seconds left until it is tried again after a failure."""

    name: str
    heard: Callable[[Shift], bool]
    act: Callable[[Shift], object]
    at_once: bool = False
    rests: float = 0.0


def ears(jobs: int) -> tuple[Ear, ...]:
    """What a service listens for: facts that wake documents, what people hand in over the desk, and what is to be
    told. At its start it carries on with what was left when it ended, whatever that was."""
    return (
        Ear("waking", stirred, lambda shift: waking(shift)()),
        Ear("handed in", handin.waiting, lambda shift: _carry_on(shift, jobs), at_once=True),
        Ear("outbox", sending.waiting, sending.send_due),
    )


def _carry_on(shift: Shift, jobs: int) -> None:
    with open_readers(shift, jobs) as readers:
        asyncio.run(carry_on_once(shift, readers, jobs))


def listen(
    shift: Shift, stop: Event, today: Callable[[], date], ears: Sequence[Ear],
    failed: Callable[[str, TallymarkError], None],
) -> int:  # fmt: skip
    """Listen until told to stop; returns how many runs were made. `today` is asked anew each time: a service
    that stays up sees many days. What fails is told to `failed` and tried again after a rest."""
    runs = 0
    while not stop.wait(SECONDS):
        present = replace(shift, as_of=today())
        runs += sum(_listened(ear, present, failed) for ear in ears)
    return runs


def _listened(ear: Ear, present: Shift, failed: Callable[[str, TallymarkError], None]) -> bool:
    """Whether there was something, and it was done."""
    ear.rests = max(0.0, ear.rests - SECONDS)
    if ear.rests or not (ear.at_once or ear.heard(present)):
        return False
    try:
        ear.act(present)
    except PolledElsewhereError:
        return False  # another process is at it: nothing is lost, and nothing to be told
    except TallymarkError as error:
        failed(ear.name, error)
        ear.rests = RESTING_SECONDS
        return False
    ear.at_once = False
    return True


__all__ = ["RESTING_SECONDS", "SECONDS", "Ear", "ears", "listen"]
