"""Post: an approved document is written for the ERP exactly once, and marked posted after it was read back.

The key is the document and its verdict. A crash between any two lines is finished by the next run: the
claim is there already, the files are linked or not, and what is linked is never written again.
"""

from __future__ import annotations

from connectors.erp import outbox, posting
from documents.crash import reach
from documents.errors import CustodyError
from documents.invoice import Invoice
from documents.lifecycle import State
from journey.shift import Shift
from journey.verdicts.replay import case_of
from storage import Unit
from storage.records import Document, Posting, StoredVerdict


def post(shift: Shift, document_id: int) -> Document:
    """Post an approved document; a document in another state is left alone."""
    with shift.workspace.look() as unit:
        document, stored = unit.custody.document(document_id), unit.verdicts.latest(document_id)
    if document.state is not State.APPROVED:
        return document
    if stored is None:
        raise CustodyError(f"document {document_id} is approved without a verdict: run `tallymark doctor`")
    claimed = shift.workspace.run(lambda unit: unit.postings.claim(document_id, stored.id))
    reach("post.claimed")
    _write(shift, document, stored, claimed)
    back = outbox.read_back(shift.workspace.outbox, claimed.key)
    reach("post.read-back")
    posted = shift.workspace.run(lambda unit: _posted(unit, document_id, claimed.key, back))
    reach("post.committed")
    return posted


def _write(shift: Shift, document: Document, stored: StoredVerdict, claimed: Posting) -> None:
    paper = case_of(stored).document
    if not isinstance(paper, Invoice):
        raise CustodyError(f"document {document.id} is no invoice: it cannot be posted")
    origin = posting.Origin(claimed.key, document.id, stored.id, tuple(sha256 for sha256, _ in document.key))
    record = posting.record(origin, paper, stored.verdict)
    digest = outbox.write(shift.workspace.outbox, claimed.key, record, posting.rows(record))
    reach("post.written")
    shift.workspace.run(lambda unit: unit.postings.written(claimed.key, digest))


def _posted(unit: Unit, document_id: int, key: str, back: str) -> Document:
    unit.postings.posted(key, back)
    return unit.custody.move(document_id, State.POSTED, because=f"posting {key}")


__all__ = ["post"]
