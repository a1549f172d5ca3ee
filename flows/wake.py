"""The waking flow, for a service that stays up: it takes up what changes of master data, or the day, can change.

`tallymark import` wakes in its own process. What comes by another way (a program that writes master data, an
import that was killed after its commit, a deadline that passes overnight) is heard by `flows.listen`: storage
notes every change, an index says in a moment whether one is unheard, and only then a flow run is made.
"""

from __future__ import annotations

from typing import Any

from flows.batch import settle_one
from journey.rouse import Settle, rouse
from journey.shift import Shift
from storage.records import Document


def waking(shift: Shift, settle: Settle = settle_one) -> Any:
    """The flow: wakes, then matches, decides, posts and files each woken document as a task of its own."""
    from prefect import flow

    @flow(name="wake", persist_result=False)
    def wake() -> tuple[Document, ...]:
        return rouse(shift, settle)

    return wake


__all__ = ["waking"]
