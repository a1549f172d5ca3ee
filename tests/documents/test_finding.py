"""Findings decide, and verdicts survive storage unchanged."""

from __future__ import annotations

import json
import pickle
from decimal import Decimal

import pytest

from documents.errors import TallymarkError, UnreadableError
from documents.finding import Allocation, Finding, Pairing, Verdict, decide
from documents.kinds import Decision, Kind, Outcome, Reason, Role, Severity


def _finding(code: str, severity: Severity) -> Finding:
    return Finding(code, severity, Role.BUYER, "billed 2.60 EUR, ordered 2.50 EUR", 1, "2.50", "2.60", Decimal("6.00"))


@pytest.mark.parametrize(
    ("findings", "decision"),
    [
        ((), Decision.APPROVE),
        ((_finding("over-delivery", Severity.INFO),), Decision.APPROVE),
        ((_finding("receipt-missing", Severity.WAIT),), Decision.WAIT),
        ((_finding("receipt-missing", Severity.WAIT), _finding("price-over", Severity.BLOCK)), Decision.HOLD),
        ((_finding("duplicate-exact", Severity.BLOCK), _finding("price-over", Severity.BLOCK)), Decision.REJECT),
    ],
)
def test_the_decision_follows_from_the_findings(findings: tuple[Finding, ...], decision: Decision) -> None:
    assert decide(findings) is decision


def test_verdict_round_trip() -> None:
    verdict = Verdict(
        Decision.HOLD,
        (_finding("price-over", Severity.BLOCK),),
        (Allocation(1, "GR-1", 1, Decimal("60")),),
        (Pairing(1, "PO-1", 10, "item", Decimal("60"), Decimal("2.6"), Decimal("156")),),
        ("PO-1",),
        "hash",
        "1",
    )
    assert Verdict.from_json(json.loads(json.dumps(verdict.to_json()))) == verdict


def test_reasons_know_their_outcome() -> None:
    assert Reason.BOMB.outcome is Outcome.QUARANTINED
    assert Reason.NEWSLETTER.outcome is Outcome.IGNORED


def test_only_invoices_and_credit_notes_are_posted() -> None:
    assert {kind for kind in Kind if kind.posted} == {Kind.INVOICE, Kind.CREDIT_NOTE}
    assert {kind for kind in Kind if kind.matched} == {Kind.INVOICE, Kind.CREDIT_NOTE, Kind.PACKING_SLIP}


def test_errors_cross_process_borders_whole() -> None:
    error = UnreadableError("ask the supplier for an open copy", code="encrypted", retryable=False)
    back = pickle.loads(pickle.dumps(error))
    assert isinstance(back, TallymarkError)
    assert type(back) is UnreadableError
    assert (back.code, back.sentence, back.retryable) == ("encrypted", error.sentence, False)
