"""Unwrap: a message is taken apart by a reader without rights; its parts are archived and entered.

`take_apart` touches nothing and may run many at once; `unwrap` enters what came out, one message
after the other in custody order, because an equal earlier message makes a later one a duplicate.
"""

from __future__ import annotations

from typing import TypeAlias

from documents.crash import reach
from documents.errors import UnreadableError
from documents.kinds import Outcome, Reason
from extractors.sandbox import ReaderPool
from extractors.unwrap.unwrapped import MessageFacts as Told
from extractors.unwrap.unwrapped import Part as Leaf
from extractors.unwrap.unwrapped import Unwrapped
from journey.mailroom.trust import recheck
from journey.shift import Shift
from storage import Unit
from storage.records import Message, MessageFacts, NewPart

TakenApart: TypeAlias = Unwrapped | UnreadableError

# What a reader's failure means for the custody ledger; what is not named here is plainly corrupt.
_REASONS = {
    "encrypted": Reason.ENCRYPTED, "bomb": Reason.BOMB, "active-content": Reason.ACTIVE_CONTENT,
    "time-limit": Reason.BOMB, "memory-limit": Reason.BOMB,
}  # fmt: skip


def reason_of(error: UnreadableError) -> Reason:
    """Why something that could not be read is quarantined."""
    return _REASONS.get(error.code, Reason.CORRUPT)


def take_apart(shift: Shift, readers: ReaderPool, message: Message) -> TakenApart:
    """The facts and parts of a sealed message, or why there are none. Raises only what may pass by itself."""
    data = shift.workspace.archive.get(message.sha256)
    try:
        taken = readers.unwrap(data, message.name, shift.unwrap_limits)
        return recheck(shift, readers, message, data, taken)
    except UnreadableError as error:
        if error.retryable:
            raise
        return error


def unwrap(shift: Shift, message: Message, taken: TakenApart) -> Message:
    """Enter what was in a message; a message with nothing to be read gets its outcome here."""
    if isinstance(taken, UnreadableError):
        return shift.workspace.run(
            lambda unit: unit.custody.conclude(message.id, Outcome.QUARANTINED, reason_of(taken))
        )  # fmt: skip
    with shift.workspace.archive.together() as put:
        for part in taken.parts:
            put(part.data)
    reach("unwrap.archived")
    entered = shift.workspace.run(lambda unit: _enter(shift, unit, message, taken))
    reach("unwrap.committed")
    return entered


def _enter(shift: Shift, unit: Unit, message: Message, taken: Unwrapped) -> Message:
    present = unit.custody.describe(message.id, _facts(shift, taken.facts, taken.content_hash))
    duplicate = present.outcome is not None
    unit.custody.add_parts(message.id, [new_part(leaf, duplicate=duplicate) for leaf in taken.parts])
    if duplicate or taken.candidates:
        return present
    return unit.custody.conclude(message.id, taken.outcome, taken.reason)


def _facts(shift: Shift, told: Told, canonical: str) -> MessageFacts:
    arrived = told.arrived or told.sent
    return MessageFacts(
        canonical=canonical or None, message_id=told.message_id or None, sender=told.sender or None,
        subject=told.subject or None, sent=told.sent, arrived=arrived.date() if arrived else None,
        dmarc=told.dmarc(shift.settings.authserv_ids), dkim=told.dkim or None, automatic=told.automatic,
    )  # fmt: skip


def new_part(leaf: Leaf, *, duplicate: bool = False) -> NewPart:
    """A leaf as custody records it: what is to be read has no fate yet."""
    size = len(leaf.data)
    if duplicate:
        return NewPart(leaf.path, leaf.sha256, size, leaf.media.value, Outcome.IGNORED, Reason.DUPLICATE_MAIL)
    fate = None if leaf.fate is Outcome.CONSUMED else leaf.fate
    return NewPart(leaf.path, leaf.sha256, size, leaf.media.value, fate, leaf.reason)


__all__ = ["TakenApart", "new_part", "reason_of", "take_apart", "unwrap"]
