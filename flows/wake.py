"""The waking flow, for a service that stays up: it listens for changes of master data and for the day.

`tallymark import` wakes in its own process. What comes by another way (a program that writes master data, an
import that was killed after its commit, a deadline that passes overnight) is heard here: storage notes every
change, an index says in a moment whether one is unheard, and only then a flow run is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from threading import Event
from typing import Any

from flows.batch import settle_one
from journey.rouse import Settle, rouse, stirred
from journey.shift import Shift
from storage.records import Document

SECONDS = 1.0
"""How long it takes at most until a change is heard."""


def waking(shift: Shift, settle: Settle = settle_one) -> Any:
    """The flow: wakes, then matches, decides, posts and files each woken document as a task of its own."""
    from prefect import flow

    @flow(name="wake", persist_result=False)
    def wake() -> tuple[Document, ...]:
        return rouse(shift, settle)

    return wake


def listen(
    shift: Shift, stop: Event, today: Callable[[], date], run: Callable[[Shift], object] | None = None
) -> int:  # fmt: skip
    """Listen until told to stop; returns how many runs were made. `today` is asked anew each time: a service
    that stays up sees many days."""
    runs = 0
    act = run or (lambda present: waking(present)())
    while not stop.wait(SECONDS):
        present = replace(shift, as_of=today())
        if stirred(present):
            act(present)
            runs += 1
    return runs


__all__ = ["SECONDS", "listen", "waking"]
