"""What the dashboard counts, as sets of documents: the same set is counted there and listed by the search.

A set is bounded by days, both included (UTC): of posting, of receipt, or the last day of a discount, as each says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Integer, Select, cast, func, select, union

from documents.kinds import Decision, Kind
from documents.lifecycle import State
from storage.custody.papers import MADE
from storage.encoding import NEVER
from storage.records import PostingState
from storage.tables import AUDIT, CANCELLATION, DOCUMENT, POSTING, RESOLUTION, SEARCH_ENTRY, VERDICT


class Measured(StrEnum):
    """The sets. `posted` and its parts by the day of posting; `copies`, `refused` and `arrived` by the day of
    receipt; `discount` (a cash discount not yet used) by its last day."""

    POSTED = "posted"
    TOUCHLESS = "touchless"
    TOUCHED = "touched"
    WITHIN_HOUR = "within-1h"
    WITHIN_4_HOURS = "within-4h"
    WITHIN_DAY = "within-1d"
    WITHIN_3_DAYS = "within-3d"
    WITHIN_WEEK = "within-7d"
    OVER_WEEK = "over-7d"
    ARRIVED = "arrived"
    COPIES = "copies"
    REFUSED = "refused"
    DISCOUNT = "discount"


_HOUR: Final = 3600
CYCLES: Final[Mapping[Measured, tuple[int, int | None]]] = {
    Measured.WITHIN_HOUR: (0, _HOUR), Measured.WITHIN_4_HOURS: (_HOUR, 4 * _HOUR),
    Measured.WITHIN_DAY: (4 * _HOUR, 24 * _HOUR), Measured.WITHIN_3_DAYS: (24 * _HOUR, 72 * _HOUR),
    Measured.WITHIN_WEEK: (72 * _HOUR, 168 * _HOUR), Measured.OVER_WEEK: (168 * _HOUR, None),
}  # fmt: skip
"""The classes of cycle time in seconds from receipt to posting: above the first, up to the second."""

OPEN_STATES: Final = (State.RECEIVED, State.READ, State.MATCHED, State.WAITING, State.HELD, State.APPROVED)
"""Where a document stands that is not yet posted, and may still be."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included; None where it is open."""

    since: date | None = None
    until: date | None = None


EVER: Final = Period()
"""All days."""


def instants(period: Period) -> tuple[str, str]:
    """The texts between which the instants of a period lie, the second one not included."""
    begin = "" if period.since is None else period.since.isoformat()
    return begin, NEVER if period.until is None else (period.until + timedelta(days=1)).isoformat()


def within(column: Column[Any], period: Period) -> list[ColumnElement[bool]]:
    """That an instant's text lies within some days."""
    bounds: list[ColumnElement[bool]] = []
    if period.since is not None:
        bounds.append(column >= period.since.isoformat())
    if period.until is not None:
        bounds.append(column < (period.until + timedelta(days=1)).isoformat())
    return bounds


_MADE_BY_HAND: Final = select(cast(func.substr(AUDIT.c.subject, len("document:") + 1), Integer)).where(
    AUDIT.c.kind == MADE
)
_ACTED_ON: Final = POSTING.c.document_id.in_(
    union(*(select(acts.c.document_id) for acts in (RESOLUTION, CANCELLATION)), _MADE_BY_HAND)
)
_NEWEST: Final = (
    select(VERDICT.c.decision).where(VERDICT.c.document_id == DOCUMENT.c.id).order_by(VERDICT.c.id.desc()).limit(1)
    .scalar_subquery()
)  # fmt: skip
_BILLS: Final = DOCUMENT.c.kind.in_([Kind.INVOICE.value, Kind.CREDIT_NOTE.value])


def documents_of(measured: Measured, period: Period) -> Select[Any]:
    """The ids of the documents of a set."""
    return _SETS.get(measured, _posted)(measured, period)


def _posted(measured: Measured, period: Period) -> Select[Any]:
    bounds = [POSTING.c.state == PostingState.POSTED.value, *within(POSTING.c.posted_at, period)]
    if measured is Measured.TOUCHLESS:
        bounds.append(~_ACTED_ON)
    elif measured is Measured.TOUCHED:
        bounds.append(_ACTED_ON)
    if measured not in CYCLES:
        return select(POSTING.c.document_id).where(*bounds)
    above, most = CYCLES[measured]
    # The first class begins at nothing at all, so that no document falls beside them.
    if above:
        bounds.append(POSTING.c.seconds > above)
    if most is not None:
        bounds.append(POSTING.c.seconds <= most)
    return select(POSTING.c.document_id).where(*bounds)


def _arrived(_measured: Measured, period: Period) -> Select[Any]:
    return select(DOCUMENT.c.id).where(_BILLS, *within(DOCUMENT.c.created_at, period))


def _rejected(measured: Measured, period: Period) -> Select[Any]:
    by_rules = _NEWEST.in_([Decision.REJECT.value])
    bounds = [_BILLS, DOCUMENT.c.state == State.REJECTED.value, *within(DOCUMENT.c.created_at, period)]
    return select(DOCUMENT.c.id).where(*bounds, by_rules if measured is Measured.COPIES else ~by_rules)


def _discount(_measured: Measured, period: Period) -> Select[Any]:
    entry = SEARCH_ENTRY.c
    bounds: list[ColumnElement[bool]] = [entry.discount.is_not(None)]
    if period.since is not None:
        bounds.append(entry.discount_until >= period.since.isoformat())
    if period.until is not None:
        bounds.append(entry.discount_until <= period.until.isoformat())
    joined = SEARCH_ENTRY.join(DOCUMENT, DOCUMENT.c.id == entry.document_id)
    still = DOCUMENT.c.state.in_([state.value for state in OPEN_STATES])
    return select(entry.document_id).select_from(joined).where(still, *bounds)


_SETS: Final[Mapping[Measured, Callable[[Measured, Period], Select[Any]]]] = {
    Measured.ARRIVED: _arrived, Measured.COPIES: _rejected, Measured.REFUSED: _rejected,
    Measured.DISCOUNT: _discount,
}  # fmt: skip

__all__ = ["CYCLES", "EVER", "OPEN_STATES", "Measured", "Period", "documents_of", "instants", "within"]
