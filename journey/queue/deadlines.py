"""Deadlines: by when an exception is to be settled, reckoned in the hours that people work and kept beside it.

An exception is reckoned when it opens and when its findings change, in the same transaction. Where `hours.toml` has
changed since, everything open is reckoned anew before the queue is next looked at, escalated or told in a digest.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from documents.errors import WrongUseError
from documents.kinds import Role
from journey.queue.exceptions import open_items
from journey.queue.hours import Timetable, timetable
from journey.shift import Shift
from storage import Unit
from storage.records import QueueItem

TOGETHER: Final = 500
"""Exceptions that are reckoned in one transaction: nobody else's act waits for more."""
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


def reckon(shift: Shift, unit: Unit, items: Iterable[QueueItem]) -> None:
    """Note the deadlines of exceptions that were opened or changed just now.

    An invoice does not wait for a faulty `hours.toml`: its exceptions are reckoned once the file is put right, and
    until then the queue says what is wrong with it."""
    try:
        table = timetable(shift.settings.home)
    except WrongUseError:
        return
    _note(unit, table, [item for item in items if item.timed_by != table.mark])


def keep(shift: Shift) -> Timetable:
    """Reckon anew what was not reckoned in the hours that hold now, and return those. Raises WrongUseError, with all
    deadlines as they were, where `hours.toml` is faulty."""
    table = timetable(shift.settings.home)
    while _behind(shift, table):
        shift.workspace.run(lambda unit: _note(unit, table, unit.queue.untimed(table.mark, TOGETHER)))
    return table


def by_deadline(unit: Unit, role: Role | None = None, until: datetime | None = None) -> list[QueueItem]:
    """Open exceptions of a role, or all, whose time runs out first; only those whose time is up at `until`, where
    given. What is not reckoned yet comes last."""
    items = sorted(open_items(unit, role), key=lambda item: (item.settle_by or _NEVER, item.id))
    return items if until is None else [item for item in items if (item.settle_by or _NEVER) <= until]


def _behind(shift: Shift, table: Timetable) -> bool:
    with shift.workspace.look() as unit:
        return bool(unit.queue.untimed(table.mark, 1))


def _note(unit: Unit, table: Timetable, items: Iterable[QueueItem]) -> None:
    unit.queue.time({item.id: table.due(item) for item in items}, table.mark)


__all__ = ["by_deadline", "keep", "reckon"]
