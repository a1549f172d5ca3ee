"""The catalogue: every rule explains itself, and docs/rules.md says what the code does."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

from documents.kinds import Kind
from rules.catalogue import Entry, link, rules, rules_for, version
from rules.catalogue.page import page

ROOT = Path(__file__).resolve().parents[2]
CODES = {
    "field-uncertain", "page-xml-mismatch", "line-arithmetic", "net-arithmetic", "gross-arithmetic",
    "tax-mismatch", "supplier-unknown", "supplier-mismatch", "bank-account-invalid", "bank-account-changed",
    "vat-id-mismatch", "sender-suspect", "date-future", "date-stale", "duplicate-exact", "duplicate-number",
    "duplicate-probable", "order-missing", "order-unknown", "order-closed", "currency-mismatch",
    "line-ambiguous", "line-unmatched", "unit-mismatch", "quantity-over", "inspection-pending",
    "receipt-missing", "over-delivery", "price-over", "price-under", "charge-unplanned",
    "credit-without-invoice", "credit-over", "slip-line-unordered", "slip-short", "slip-over", "lot-mismatch",
    "over-limit",
}  # fmt: skip
ENTRIES = [pytest.param(entry, id=entry.module) for entry in rules()]


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_rule_explains_itself(entry: Entry) -> None:
    assert entry.title.endswith(".") and "\n" not in entry.title
    assert "Source: " in entry.text and entry.rule.source
    module = import_module(f"rules.controls.{entry.module}")
    examples = [one for test in doctest.DocTestFinder().find(module) for one in test.examples if "told(" in one.source]
    assert len(examples) >= 2, "one example just inside, one just outside"
    assert any(one.want.count("'") == 0 for one in examples) and any("'" in one.want for one in examples)


def test_every_code_of_the_specification_has_its_rule() -> None:
    assert {code.name for entry in rules() for code in entry.rule.codes} == CODES


@pytest.mark.parametrize("kind", [Kind.INVOICE, Kind.CREDIT_NOTE, Kind.PACKING_SLIP])
def test_no_code_of_a_kind_has_two_rules(kind: Kind) -> None:
    names = [code.name for entry in rules_for(kind) for code in entry.rule.codes]
    assert len(names) == len(set(names))


def test_the_page_is_what_the_code_says() -> None:
    assert (ROOT / "docs" / "rules.md").read_text() == page(), "run: python -m rules.catalogue > docs/rules.md"


def test_findings_link_to_the_page() -> None:
    text = page()
    for code in CODES:
        assert f'<a id="{link(code).partition("#")[2]}">' in text
    assert link("no-such-code") == ""


def test_the_version_is_stable() -> None:
    assert version() == version() and len(version()) == 12


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_rules_prose_is_whole_paragraphs(entry: Entry) -> None:
    assert entry.prose and not any(">>>" in part or "\n" in part for part in entry.prose)
