"""The life of one document: its states and the moves between them that are legal."""

from __future__ import annotations

from enum import StrEnum

from documents.errors import IllegalTransitionError


class State(StrEnum):
    """Where a document stands."""

    RECEIVED = "received"
    READ = "read"
    MATCHED = "matched"
    APPROVED = "approved"
    POSTED = "posted"
    FILED = "filed"
    WAITING = "waiting"
    HELD = "held"
    QUARANTINED = "quarantined"
    REJECTED = "rejected"
    IGNORED = "ignored"


# Held and waiting documents go back to `read` to be matched again: a resolution never flips a state.
# A rejected document may be taken up again by a person ("not a duplicate"), likewise by `read`. A filed one can
# be withdrawn by an approver: it is then rejected, and its posting cancelled. One that was filed without a match, as
# the second half of an invoice that looked like nothing, is ignored once a person has joined it to the first.
LEGAL: dict[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.READ, State.QUARANTINED, State.IGNORED}),
    State.READ: frozenset({State.MATCHED, State.FILED, State.READ, State.IGNORED}),
    State.MATCHED: frozenset({State.APPROVED, State.WAITING, State.HELD, State.REJECTED, State.FILED}),
    State.APPROVED: frozenset({State.POSTED}),
    State.POSTED: frozenset({State.FILED}),
    State.WAITING: frozenset({State.READ, State.REJECTED}),
    State.HELD: frozenset({State.READ, State.REJECTED}),
    State.REJECTED: frozenset({State.READ}),
    State.QUARANTINED: frozenset({State.RECEIVED}),
    State.IGNORED: frozenset({State.RECEIVED}),
    State.FILED: frozenset({State.REJECTED, State.IGNORED}),
}


def move(current: State, to: State) -> State:
    """The state a document is in after a legal move.

    Raises IllegalTransitionError if the lifecycle does not know the move.

    >>> move(State.MATCHED, State.HELD)
    <State.HELD: 'held'>
    >>> move(State.FILED, State.READ)
    Traceback (most recent call last):
    ...
    documents.errors.IllegalTransitionError: a filed document cannot become read
    """
    if to not in LEGAL[current]:
        raise IllegalTransitionError(f"a {current.value} document cannot become {to.value}")
    return to


__all__ = ["LEGAL", "State", "move"]
