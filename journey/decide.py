"""Decide: what a verdict means for its document. It is approved, or held for people, or waits, or is rejected."""

from __future__ import annotations

from documents.crash import reach
from documents.kinds import Decision, Kind, Severity
from documents.lifecycle import State
from journey.amended import amended
from journey.clearing.docket import docket
from journey.consume import consume
from journey.facts.typed import day
from journey.learning.learn import learn_from
from journey.masterdata.accounts import remember
from journey.match import judge_on_facts
from journey.notices.bank import warn
from journey.queue.deadlines import reckon
from journey.shift import Shift
from journey.verdicts.replay import case_of
from journey.wake import keys_of, until
from storage import Unit
from storage.errors import OverAllocatedError
from storage.records import Document, StoredVerdict, WakeKey

STATES = {
    Decision.APPROVE: State.APPROVED, Decision.HOLD: State.HELD, Decision.WAIT: State.WAITING,
    Decision.REJECT: State.REJECTED,
}  # fmt: skip


def decide(shift: Shift, document_id: int) -> Document:
    """Act on a matched document's newest verdict; a document in another state is left alone.

    A slip is filed with its approval: what its corrections teach is learnt before."""
    learn_from(shift, document_id)
    decided = shift.workspace.run(lambda unit: decide_within(shift, unit, document_id))
    reach("decide.committed")
    return decided


def decide_within(shift: Shift, unit: Unit, document_id: int) -> Document:
    """The same, as part of a transaction that does more, for what teaches nothing or has been learnt from."""
    document = unit.custody.document(document_id)
    stored = unit.verdicts.latest(document_id)
    if document.state is not State.MATCHED or stored is None:
        return document
    stored = _consumed(shift, unit, document, stored)
    remember(unit, document, stored)
    warn(shift, unit, document, stored.verdict)
    _tell(shift, unit, document, stored)
    decision = stored.verdict.decision
    to = State.FILED if decision is Decision.APPROVE and document.kind is Kind.PACKING_SLIP else STATES[decision]
    return unit.custody.move(document_id, to, because=because(stored))


def _consumed(shift: Shift, unit: Unit, document: Document, stored: StoredVerdict) -> StoredVerdict:
    """The verdict that the ledger has taken. Where others were quicker, after the match and before this, the ledger
    has the last word: the document is judged anew on what they left, in the same transaction."""
    try:
        consume(unit, document, stored)
    except OverAllocatedError:
        stored = judge_on_facts(shift, unit, document)
        consume(unit, document, stored)
    return stored


def because(stored: StoredVerdict) -> str:
    """The findings behind a decision in one line; no finding is a reason too."""
    codes = dict.fromkeys(f.code for f in stored.verdict.findings if f.severity is not Severity.INFO)
    return ", ".join(codes) or "no finding"


def _tell(shift: Shift, unit: Unit, document: Document, stored: StoredVerdict) -> None:
    """Open what people have to settle, and note which facts would change the decision."""
    verdict, reason = stored.verdict, f"verdict {stored.id}: {stored.verdict.decision.value}"
    if verdict.decision is Decision.HOLD:
        blocking = [finding for finding in verdict.findings if finding.severity is Severity.BLOCK]
        draft = amended(document.draft, unit.resolutions.of(document.id))
        supplier, due = unit.custody.document(document.id).supplier, day(draft.value("due_date"))
        noted = docket(shift, draft, supplier, blocking, due)
        opened = unit.queue.open(
            document.id, blocking, due=due, currency=draft.value("currency"), because=reason, docket=noted
        )  # fmt: skip
        reckon(shift, unit, opened)
    else:
        unit.queue.settle(document.id, reason)
    rivals = stored.evidence.get("rivals", ())
    if verdict.decision in (Decision.HOLD, Decision.WAIT):
        case = case_of(stored)
        last = until(case) if verdict.decision is Decision.WAIT else None
        unit.queue.wait_for(document.id, keys_of(case, rivals), last)
    elif verdict.decision is Decision.REJECT:
        unit.queue.wait_for(document.id, [WakeKey("document", str(rival)) for rival in rivals])
    else:
        unit.queue.stop_waiting(document.id)


__all__ = ["STATES", "because", "decide", "decide_within"]
