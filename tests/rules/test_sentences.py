"""A finding's sentence has both of its figures, and nonsense in a case is refused in a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from rules import cases, match
from rules.cases import CaseError
from rules.policy import PolicyError
from rules.specimen import EARLIER, specimen

BEFORE = EARLIER | {"charges": [{"kind": "freight", "amount": "20"}]}
LINE = "document__lines__0__"
FIGURES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("receipt-missing", "-50 pieces", "100 pieces",
     {"receipts": [], "invoiced": [EARLIER], f"{LINE}quantity": "100", f"{LINE}net": "150.00"}),
    ("quantity-over", "150 pieces", "200 pieces", {"invoiced": [EARLIER]}),
    ("charge-unplanned", "-5.00 EUR", "6.00 EUR",
     {"invoiced": [BEFORE], "document__charges": [{"kind": "freight", "amount": "6"}]}),
    ("gross-arithmetic", "357.00 EUR", "300.00 EUR",
     {"document__tax_total": None, "document__tax": [{"rate": "19", "net": "300.00"}]}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "expected", "actual", "changes"), FIGURES)
def test_the_sentence_has_both_figures(code: str, expected: str, actual: str, changes: dict[str, Any]) -> None:
    [finding] = [one for one in match(cases.parse(specimen(**changes))).findings if one.code == code]
    assert expected in finding.message and actual in finding.message


@pytest.mark.parametrize("policy", [
    {"price": {"upper_amount": "1e999999"}}, {"approval": {"limit": "1e15"}}, {"pairing": {"margin": "1e-37"}},
    {"currency": {"EUR": {"factor": "1e400"}}},
])  # fmt: skip
def test_a_policy_without_measure_is_refused(policy: dict[str, Any]) -> None:
    with pytest.raises(PolicyError, match="no figure of this world"):
        cases.parse(specimen(policy=policy))


def test_a_case_nested_without_end_is_refused() -> None:
    with pytest.raises(CaseError, match="the case is not JSON"):
        cases.parse('{"document":' * 100_000)
