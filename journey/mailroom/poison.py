"""Poison: a mail on which the readers fail again and again is set aside, so that what came after it goes on."""

from __future__ import annotations

from documents.errors import TallymarkError, UnreadableError
from journey.shift import Shift
from storage.custody.messages import ENGINE

TRIES = 5
"""Polls in which a mail may make its readers fail, each with the retries of its own, before it is quarantined."""


def is_poison(shift: Shift, message_id: int, error: TallymarkError) -> bool:
    """Note in the audit log that a mail failed; whether that was once too often.

    Only a reader's failure counts: a full disk or a busy database says nothing about the mail.
    """
    if not isinstance(error, UnreadableError):
        return False
    subject, kind = f"message:{message_id}", "message:failed"
    with shift.workspace.begin() as unit:
        unit.audit.append(ENGINE, kind, subject, error.sentence)
        return len(unit.audit.entries(subject, kind)) >= TRIES


__all__ = ["TRIES", "is_poison"]
