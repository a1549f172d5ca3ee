"""The sums of custody: every message, part and document accounted for, once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Column, exists, func, literal, select

from documents.kinds import Outcome
from documents.lifecycle import State
from storage.records import Balance, PostingState
from storage.tables import DOCUMENT, MESSAGE, PART, POSTING, SIGHTING, VERDICT
from storage.transaction import Transaction

_OPEN: Final = "open"
_DECIDED: Final = (State.APPROVED, State.POSTED, State.WAITING, State.HELD)


def balance(transaction: Transaction) -> Balance:
    """Count by outcome, fate and state (with a `total` each) and name what does not add up."""
    messages = _counts(transaction, MESSAGE.c.outcome)
    parts = _counts(transaction, PART.c.fate)
    documents = _counts(transaction, DOCUMENT.c.state)
    faults = [*_gaps(transaction, messages["total"])]
    for sentence, query in _QUESTIONS:
        numbers = [str(row[0]) for row in transaction.tuples(query.limit(20))]
        if numbers:
            faults.append(f"{sentence}: {', '.join(numbers)}")
    return Balance(messages, parts, documents, tuple(faults))


def _counts(transaction: Transaction, column: Column[Any]) -> Mapping[str, int]:
    rows = transaction.tuples(select(func.coalesce(column, _OPEN), func.count()).group_by(column))
    counts = {str(word): int(number) for word, number in rows}
    return {**dict(sorted(counts.items())), "total": sum(counts.values())}


def _gaps(transaction: Transaction, total: int) -> list[str]:
    newest = int(transaction.value(select(func.coalesce(func.max(MESSAGE.c.id), 0))))
    return [] if newest == total else [f"{newest} messages were sealed, but only {total} are in custody"]


def _without(parent: Column[Any], child: Column[Any]) -> Any:
    return ~exists(select(literal(1)).where(child == parent))


_CONCLUDED = MESSAGE.c.outcome.is_not(None)
_CONSUMED = MESSAGE.c.outcome == Outcome.CONSUMED.value

_QUESTIONS: Final[tuple[tuple[str, Any], ...]] = (
    (
        "consumed messages that brought no document",
        select(MESSAGE.c.id).where(_CONSUMED, _without(MESSAGE.c.id, SIGHTING.c.message_id)),
    ),
    (
        "parts without a fate in concluded messages",
        select(PART.c.id).join(MESSAGE, MESSAGE.c.id == PART.c.message_id)
        .where(_CONCLUDED, PART.c.fate.is_(None), MESSAGE.c.duplicate_of.is_(None)),
    ),
    (
        "documents that no message was seen with",
        select(DOCUMENT.c.id).where(_without(DOCUMENT.c.id, SIGHTING.c.document_id)),
    ),
    (
        "decided documents without a verdict",
        select(DOCUMENT.c.id).where(
            DOCUMENT.c.state.in_([state.value for state in _DECIDED]), _without(DOCUMENT.c.id, VERDICT.c.document_id)
        ),
    ),
    (
        "posted documents whose posting was not read back",
        select(DOCUMENT.c.id).where(
            DOCUMENT.c.state == State.POSTED.value,
            ~exists(
                select(literal(1)).where(
                    POSTING.c.document_id == DOCUMENT.c.id, POSTING.c.state == PostingState.POSTED.value
                )
            ),
        ),
    ),
)  # fmt: skip

__all__ = ["balance"]
