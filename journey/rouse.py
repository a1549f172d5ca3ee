"""Rouse: what new facts or the day can change is taken up and goes as far as it can, at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from journey.batch import advance, pending
from journey.shift import Shift
from journey.wake import wake
from storage.records import Document

Settle: TypeAlias = Callable[[Shift, int], Document]


def stirred(shift: Shift) -> bool:
    """Whether there is anything to wake for: changes that nobody has heard, or a last day that has passed."""
    with shift.workspace.look() as unit:
        return bool(unit.masters.unheard(limit=1) or unit.queue.overdue(shift.as_of))


def rouse(shift: Shift, settle: Settle = advance) -> tuple[Document, ...]:
    """Wake, and take what was woken further in custody order; returns those documents as they stand then."""
    woken = set(wake(shift))
    return tuple(settle(shift, document.id) for document in pending(shift) if document.id in woken)


__all__ = ["Settle", "rouse", "stirred"]
