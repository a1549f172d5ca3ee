"""Withdraw: an approver takes back a document that was posted and filed, as one that should never have been.

It is cancelled in the ERP, what it took of receipts is given back, and what it stopped is matched again. The
document stays in the archive with all that was said of it, as rejected: it counts for nothing, and cannot be
posted again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from documents.errors import NotAllowedError, WrongUseError
from documents.finding import Allocation
from documents.kinds import Role
from documents.lifecycle import State
from journey.batch import advance, pending
from journey.cancel import cancel
from journey.queue.duties import Actor, registered
from journey.resolve import Check, unchecked
from journey.shift import Shift
from journey.wake import ASLEEP, stopped_by
from storage import Unit
from storage.records import Cancellation, Document, Posting

WITHDRAWS: Final = Role.APPROVER
"""Who takes back what was posted."""


@dataclass(frozen=True, slots=True)
class Consequences:
    """What withdrawing a document would do: the posting that is cancelled, what is given back of receipts, and the
    documents that it stopped, which are matched again."""

    document: Document
    posting: Posting
    goods: tuple[Allocation, ...]
    stopped: tuple[Document, ...]


def withdraw(shift: Shift, document_id: int, who: Actor, reason: str, *, check: Check = unchecked) -> Document:
    """Take a filed document back. Asking again changes nothing.

    Raises NotAllowedError for other roles than the approver's, WrongUseError without a reason, and for a document
    that was not posted or is not filed yet; what `check` raises."""
    if who.role is not WITHDRAWS:
        raise NotAllowedError(f"{who.role.value} does not take back what was posted: ask an approver")
    shift.workspace.run(lambda unit: _claim(shift, unit, document_id, who, reason, check))
    woken = set(cancel(shift))
    for document in pending(shift):
        if document.id in woken:
            advance(shift, document.id)
    with shift.workspace.look() as unit:
        return unit.custody.document(document_id)


def consequences(unit: Unit, document_id: int) -> Consequences:
    """What withdrawing a document would do now. Raises WrongUseError for one that cannot be withdrawn."""
    withdrawn = unit.cancellations.of(document_id)
    if withdrawn is not None:
        raise WrongUseError(_told(withdrawn))
    document, posting = _filed(unit, document_id)
    stopped = (unit.custody.document(number) for number in stopped_by(unit, document))
    asleep = tuple(one for one in stopped if one.state in ASLEEP)
    return Consequences(document, posting, unit.ledger.of(document_id), asleep)


def withdrawable(unit: Unit, document: Document) -> bool:
    """Whether a document is one to be withdrawn: posted, filed, and not withdrawn already."""
    return (
        document.state is State.FILED
        and unit.postings.of(document.id) is not None
        and unit.cancellations.of(document.id) is None
    )


def _claim(shift: Shift, unit: Unit, document_id: int, who: Actor, reason: str, check: Check) -> None:
    if unit.cancellations.of(document_id) is not None:
        return
    check(unit)
    _, posting = _filed(unit, document_id)
    actor = registered(unit, who, shift.as_of)
    unit.cancellations.claim(posting, actor.name, actor.role, actor.because(reason))


def _filed(unit: Unit, document_id: int) -> tuple[Document, Posting]:
    document, posting = unit.custody.document(document_id), unit.postings.of(document_id)
    if posting is None or document.state is not State.FILED:
        raise WrongUseError(f"document {document_id} is {document.state.value}, and not posted and filed: reject it")
    return document, posting


def _told(withdrawn: Cancellation) -> str:
    return f"document {withdrawn.document} was withdrawn by {withdrawn.person}: “{withdrawn.reason}”"


__all__ = ["WITHDRAWS", "Consequences", "consequences", "withdraw", "withdrawable"]
