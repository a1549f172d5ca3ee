"""Cancel: a document that a person has withdrawn leaves the ERP through the door by which it went in.

The claim says who withdraws it and why. From there a crash between any two lines is finished by the next run:
what is linked in the outbox is not written again. With the read-back, and not before, the goods are free again,
the document counts for nothing, and those that it stopped are matched again.
"""

from __future__ import annotations

from connectors.erp import outbox, posting
from documents.crash import reach
from documents.errors import CustodyError
from documents.invoice import Invoice
from documents.lifecycle import State
from journey.shift import Shift
from journey.verdicts.replay import case_of
from journey.wake import stopped_by, take_up
from storage import Unit
from storage.records import Cancellation, PostingState


def cancel(shift: Shift) -> tuple[int, ...]:
    """Finish every cancellation that was claimed; returns the documents that are to be matched again."""
    with shift.workspace.look() as unit:
        unfinished = unit.cancellations.unfinished()
    return tuple(number for one in unfinished for number in _cancel(shift, one))


def _cancel(shift: Shift, claimed: Cancellation) -> tuple[int, ...]:
    reach("cancel.claimed")
    digest = _write(shift, claimed)
    reach("cancel.linked")
    shift.workspace.run(lambda unit: unit.cancellations.written(claimed.key, digest))
    back = outbox.read_back(shift.workspace.outbox, claimed.key)
    reach("cancel.read-back")
    woken = shift.workspace.run(lambda unit: _withdrawn(unit, claimed, back))
    reach("cancel.committed")
    return woken


def _write(shift: Shift, claimed: Cancellation) -> str:
    with shift.workspace.look() as unit:
        document, posted = unit.custody.document(claimed.document), unit.postings.of(claimed.document)
        stored = unit.verdicts.verdict(claimed.verdict)
    paper = case_of(stored).document
    if not isinstance(paper, Invoice) or posted is None:
        raise CustodyError(f"document {claimed.document} was never posted: it cannot be cancelled")
    origin = posting.Origin(claimed.key, document.id, stored.id, tuple(sha256 for sha256, _ in document.key))
    cancels = posting.Cancels(posted.key, posted.sha256 or "", claimed.person, claimed.reason)
    record = posting.cancellation(origin, paper, stored.verdict, cancels)
    return outbox.write(shift.workspace.outbox, claimed.key, record, posting.rows(record))


def _withdrawn(unit: Unit, claimed: Cancellation, back: str) -> tuple[int, ...]:
    """Nothing is left to do where a run beside this one, such as the desk's, was quicker."""
    present = unit.cancellations.of(claimed.document)
    if present is not None and present.state is PostingState.POSTED:
        return ()
    unit.cancellations.posted(claimed.key, back)
    unit.ledger.reverse(claimed.document, claimed.reason, claimed.person)
    withdrawn = unit.custody.move(claimed.document, State.REJECTED, claimed.person, claimed.reason)
    return take_up(unit, stopped_by(unit, withdrawn), f"document {claimed.document} was withdrawn")


__all__ = ["cancel"]
