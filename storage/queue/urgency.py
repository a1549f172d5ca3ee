"""What comes first in the queue: the exception that costs most to leave.

An urgency is 24 digits that sort: the lane (pressing, open, parked), what leaving the exception may cost (as
complement: the dearest first) and its due day; equal ones go by number, the oldest first. Digits only, so
that both databases sort them alike, and one index gives any page of a queue of any length.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from storage.records.desk import Lane

LEAST: Final = 10**15 - 1
"""The complement of a cost of nothing; dearer than this is no paper."""

_NEVER: Final = "99991231"


def urgency(lane: Lane, cost: int, due: date | None) -> str:
    """The urgency of an exception that may cost `cost` hundredths and is due on a day.

    >>> urgency(Lane.OPEN, 1250, date(2026, 6, 13)) < urgency(Lane.OPEN, 1249, date(2026, 1, 1))
    True
    >>> urgency(Lane.PRESSING, 0, None) < urgency(Lane.OPEN, 10**12, date(2026, 1, 1))
    True
    """
    return f"{lane.value}{LEAST - min(max(cost, 0), LEAST):015d}{due.strftime('%Y%m%d') if due else _NEVER}"


def lane_of(text: str) -> Lane:
    """The lane of an urgency."""
    return Lane(text[0])


def put_in(lane: Lane, text: str) -> str:
    """The same urgency in another lane.

    >>> put_in(Lane.PARKED, urgency(Lane.OPEN, 0, None))[:3]
    '299'
    """
    return lane.value + text[1:]


__all__ = ["LEAST", "lane_of", "put_in", "urgency"]
