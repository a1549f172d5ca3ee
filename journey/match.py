"""Match: the rules judge a read document on its case; the verdict is stored with the case's exact bytes."""

from __future__ import annotations

from documents.case import BilledLine, EarlierDocument
from documents.crash import reach
from documents.finding import Verdict
from documents.invoice import Invoice, InvoiceLine
from documents.lifecycle import State
from journey.archive.search import entry
from journey.consume import note_caps
from journey.facts.case import Gathered, akin, gather
from journey.mailroom.trust import evidence as evidence_of
from journey.shift import Shift
from journey.verdicts.judge import acts_on, judge
from rules import cases
from rules.policy import effective
from storage import Unit
from storage.encoding import canonical_bytes
from storage.records import Document, StoredVerdict


def match(shift: Shift, document_id: int) -> Document:
    """Judge a document that was read; a document in another state is left alone.

    Matching again with no new fact gives the same verdict, which is not stored twice.
    """
    matched = shift.workspace.run(lambda unit: match_within(shift, unit, document_id))
    reach("match.committed")
    return matched


def match_within(shift: Shift, unit: Unit, document_id: int) -> Document:
    """The same, as part of a transaction that does more."""
    document = unit.custody.document(document_id)
    if document.state is not State.READ or not document.kind.matched:
        return document
    stored = judge_on_facts(shift, unit, document)
    return unit.custody.move(document_id, State.MATCHED, because=stored.verdict.decision.value)


def judge_on_facts(shift: Shift, unit: Unit, document: Document) -> StoredVerdict:
    """The verdict on a document's case as the workspace knows it now, stored; and what it bills, for later ones."""
    gathered = gather(shift, unit, document)
    acts = acts_on(unit, document, gathered.resolutions)
    verdict = judge(gathered.case, acts)
    evidence = acts.to_json() | {
        "policy": effective(shift.policy).to_json(), "rivals": _rivals(unit, document, gathered, verdict),
        "caps": note_caps(gathered.case, verdict), **evidence_of(unit.custody.message(document.message).facts),
    }  # fmt: skip
    stored = unit.verdicts.store(document.id, verdict, case_bytes(gathered), evidence)
    unit.custody.assign_supplier(document.id, gathered.case.document.supplier)
    _bill(unit, document, gathered, verdict)
    if gathered.resolutions:
        unit.search.index(entry(document.id, gathered.draft, gathered.case.document.supplier))
    return stored


def case_bytes(gathered: Gathered) -> bytes:
    """The case as canonical JSON, the same bytes for the same facts."""
    return canonical_bytes(cases.dump(gathered.case))


def _rivals(unit: Unit, document: Document, gathered: Gathered, verdict: Verdict) -> list[int]:
    """The earlier documents that this one may be a duplicate of, where the rules say that it is one."""
    paper = gathered.case.document
    if not any(finding.code.startswith("duplicate-") for finding in verdict.findings):
        return []
    if not isinstance(paper, Invoice) or paper.supplier is None:
        return []
    numbers = [paper.number] if paper.number else []
    found = unit.custody.sealed_before(
        document.id, paper.supplier, numbers=numbers, gross=paper.gross_total, currency=paper.currency
    )  # fmt: skip
    sisters = akin(unit, document, paper, gathered.case.orders)
    since = unit.custody.decided_since(document.id, paper.supplier, paper.number) if paper.number else ()
    return [earlier.document for earlier in (*found, *sisters, *since)]


def _bill(unit: Unit, document: Document, gathered: Gathered, verdict: Verdict) -> None:
    """What this document bills, for those that come after it; a slip bills nothing."""
    paper = gathered.case.document
    if not isinstance(paper, Invoice) or paper.supplier is None:
        unit.custody.unbill(document.id)
        return
    facts = EarlierDocument(
        kind=paper.kind, number=paper.number, date=paper.date, currency=paper.currency, gross_total=paper.gross_total,
        orders=verdict.orders or paper.orders, delivery_notes=paper.delivery_notes, charges=paper.charges,
        lines=tuple(_billed(line, verdict) for line in paper.lines),
    )  # fmt: skip
    unit.custody.bill(document.id, paper.supplier, facts)


def _billed(line: InvoiceLine, verdict: Verdict) -> BilledLine:
    """A line as later documents see it: in order units where it was paired, as printed where it was not."""
    pairing = next((pairing for pairing in verdict.pairings if pairing.line == line.line), None)
    if pairing is None:
        return BilledLine(line.order, None, line.quantity, line.unit_price, line.net)
    allocations = tuple(allocation for allocation in verdict.allocations if allocation.line == line.line)
    return BilledLine(
        pairing.order, pairing.order_line, pairing.quantity, pairing.unit_price, pairing.net, allocations
    )  # fmt: skip


__all__ = ["case_bytes", "judge_on_facts", "match", "match_within"]
