"""Withdraw: an approver takes back a document that was posted and filed, as one that should never have been.

It is cancelled in the ERP, what it took of receipts is given back, and what it stopped is matched again. The
document stays in the archive with all that was said of it, as rejected: it counts for nothing, and cannot be
posted again.
"""

from __future__ import annotations

from documents.errors import NotAllowedError, WrongUseError
from documents.kinds import Role
from documents.lifecycle import State
from journey.batch import advance, pending
from journey.cancel import cancel
from journey.queue.duties import Actor, registered
from journey.shift import Shift
from storage import Unit
from storage.records import Document


def withdraw(shift: Shift, document_id: int, who: Actor, reason: str) -> Document:
    """Take a filed document back. Asking again changes nothing.

    Raises NotAllowedError for other roles than the approver's, WrongUseError without a reason, and for a document
    that was not posted or is not filed yet."""
    if who.role is not Role.APPROVER:
        raise NotAllowedError(f"{who.role.value} does not take back what was posted: ask an approver")
    shift.workspace.run(lambda unit: _claim(shift, unit, document_id, who, reason))
    woken = set(cancel(shift))
    for document in pending(shift):
        if document.id in woken:
            advance(shift, document.id)
    with shift.workspace.look() as unit:
        return unit.custody.document(document_id)


def _claim(shift: Shift, unit: Unit, document_id: int, who: Actor, reason: str) -> None:
    document, posting = unit.custody.document(document_id), unit.postings.of(document_id)
    if unit.cancellations.of(document_id) is not None:
        return
    if posting is None or document.state is not State.FILED:
        raise WrongUseError(f"document {document_id} is {document.state.value}, and not posted and filed: reject it")
    actor = registered(unit, who, shift.as_of)
    unit.cancellations.claim(posting, actor.name, actor.role, actor.because(reason))


__all__ = ["withdraw"]
