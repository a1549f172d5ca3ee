"""The small facts under the rules: units, numbers, domains, identifiers, earlier documents, orders."""

from __future__ import annotations

import runpy
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from documents.invoice import Invoice
from documents.kinds import Decision
from rules import cases, explain, match
from rules.identifiers import vat_is_wrong
from rules.lookalikes import domain_of, imitated
from rules.numbers import document_keys, same_document
from rules.policy import effective
from rules.specimen import CREDIT, EARLIER, SLIP, specimen
from rules.units import Factor, factor

ROOT = Path(__file__).resolve().parents[2]
NONE: Mapping[str, Decimal] = {}


@pytest.mark.parametrize(
    ("unit", "ordered", "own", "twelve"),
    [
        (None, "C62", NONE, "12"), ("c62 ", "C62", NONE, "12"), ("EA", "PCE", NONE, "12"), ("C62", "DZN", NONE, "1"),
        ("GRM", "KGM", NONE, "0.012"), ("TNE", "KGM", NONE, "12000"), ("CMT", "MTR", NONE, "0.12"),
        ("KMT", "MTR", NONE, "12000"), ("MLT", "LTR", NONE, "0.012"), ("MTQ", "LTR", NONE, "12000"),
        ("MIN", "HUR", NONE, "0.2"), ("KGM", "C62", NONE, None), ("BX", "C62", NONE, None), ("KGM", "MTR", NONE, None),
        ("BX", "C62", {"bx": Decimal(50)}, "600"), ("DZN", "C62", {"DZN": Decimal(10)}, "120"),
        ("PCE", "BX", {"EA": Decimal("0.5")}, "6"), ("PCE", "C62", {"EA": Decimal("0.5")}, "12"),
        ("BX", "C62", {"BX": Decimal(0)}, None), ("BX", "PF", {"XX": Decimal(1)}, None),
    ],
)  # fmt: skip
def test_units(unit: str | None, ordered: str, own: Mapping[str, Decimal], twelve: str | None) -> None:
    found = factor(unit, ordered, own)
    assert (None if found is None else found.quantity(Decimal(12))) == (None if twelve is None else Decimal(twelve))


def test_a_price_converts_the_other_way() -> None:
    assert Factor(Decimal(50), Decimal(1)).price(Decimal(100)) == 2


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("INV-17", "inv 0017", True), ("INV-O17", "INV-17", True), ("RI7", "R17", True), ("L0L", "101", True),
        ("I001", "1001", True), ("I001", "11", True), ("A10", "A1", False), ("A-0", "A", True), ("17A", "17B", False),
        ("--", "--", True), ("--", "//", False), (None, None, False), ("", "1", False),
    ],
)  # fmt: skip
def test_document_numbers(one: str | None, other: str | None, same: bool) -> None:
    assert same_document(document_keys(one), document_keys(other)) is same


@pytest.mark.parametrize(
    ("sender", "model"),
    [
        ("a@acme.example", None), ("a@mail.acme.example", None), ("a@acmee.example", "acme.example"),
        ("a@acm.example", "acme.example"), ("a@acrne.example", "acme.example"), ("a@x.y.acne.example", "acme.example"),
        ("a@amce.example", None), ("a@acm\u0435.example", "acme.example"), ("a@xn--acm-dma.example", "acme.example"),
        ("a@xn--\u00e9.example", None), ("a@vv0rks.example", "works.example"), ("a@wor1d.example", None),
        ("nobody", None),
    ],
)  # fmt: skip
def test_look_alikes(sender: str, model: str | None) -> None:
    assert imitated(domain_of(sender), ["ACME.example", "works.example", " "]) == model


def test_vat_ids_of_gb_are_judged_too() -> None:
    assert vat_is_wrong("GB980780684") is False and vat_is_wrong("GB980780685") is True


def test_documents_of_other_kinds_bill_nothing() -> None:
    slip = EARLIER | {"kind": "packing_slip", "number": "D-9"}
    assert match(cases.parse(specimen(invoiced=[slip]))).decision is Decision.APPROVE


def test_charges_of_other_orders_are_not_ours() -> None:
    freight = [{"kind": "freight", "amount": "15"}]
    other = EARLIER | {"orders": ["4500009"], "lines": [], "charges": freight}
    changes: dict[str, Any] = {"document__charges": [{"kind": "freight", "amount": "25"}]}
    codes = [one.code for one in match(cases.parse(specimen(invoiced=[other], **changes))).findings]
    assert "charge-unplanned" not in codes
    credit = EARLIER | {"kind": "credit_note", "charges": freight}
    again = EARLIER | {"charges": freight}
    both = match(cases.parse(specimen(invoiced=[again, credit], **changes)))
    assert "charge-unplanned" not in [one.code for one in both.findings]
    one = match(cases.parse(specimen(invoiced=[again], **changes)))
    assert "charge-unplanned" in [finding.code for finding in one.findings]


@pytest.mark.parametrize(
    ("before", "billed", "found"),
    [
        (("invoice 8",), "15", False), (("invoice 8",), "17.01", True),
        (("invoice 15", "credit_note 15"), "25", False), (("invoice 15", "credit_note 15"), "25.01", True),
    ],
)  # fmt: skip
def test_charges_count_once_and_a_credit_note_gives_them_back_once(
    before: tuple[str, ...], billed: str, found: bool
) -> None:
    invoiced = [
        EARLIER | {"kind": kind, "charges": [{"kind": "freight", "amount": amount}]}
        for kind, amount in (one.split() for one in before)
    ]
    charges = [{"kind": "freight", "amount": billed}]
    verdict = match(cases.parse(specimen(invoiced=invoiced, document__charges=charges)))
    assert ("charge-unplanned" in [one.code for one in verdict.findings]) is found


@pytest.mark.parametrize(
    ("credits", "order", "found"), [("F-90", None, False), ("F-1", "4500001", False), ("F-1", "99", True)]
)
def test_a_credit_note_needs_an_invoice_or_an_order(credits: str, order: str | None, found: bool) -> None:
    paper = CREDIT | {"credits": credits, "order": order}
    orders = [] if order == "99" else specimen()["orders"]
    verdict = match(cases.parse(specimen(document=paper, invoiced=[EARLIER], orders=orders)))
    assert ("credit-without-invoice" in [one.code for one in verdict.findings]) is found


@pytest.mark.parametrize(
    ("words", "price", "pairs"),
    [
        ("Washer mm", "1.50", 1),
        ("Washer mm", "2.90", 0),
        ("Washer mm steel", "1.50", 1),
        ("Washer mm steel", "1.51", 0),
    ],
)
def test_a_likeness_of_one_half_pairs_and_one_below_never(words: str, price: str, pairs: int) -> None:
    line = {"item": None, "description": words, "unit_price": price}
    changes = {f"document__lines__0__{name}": value for name, value in line.items()}
    assert len(match(cases.parse(specimen(**changes))).pairings) == pairs


def test_the_orders_supplier_is_named() -> None:
    [finding] = match(cases.parse(specimen(orders__0__supplier="V8"))).findings
    assert (finding.code, finding.expected, finding.actual) == ("supplier-mismatch", "V8", "V7")


def test_earlier_allocations_keep_the_line_that_took_them() -> None:
    taken = {"line": 3, "receipt": "R-1", "receipt_line": 1, "quantity": "50"}
    lines = [EARLIER["lines"][0] | {"allocations": [taken]}]
    [earlier] = cases.parse(specimen(invoiced=[EARLIER | {"lines": lines}])).invoiced
    assert [one.line for one in earlier.lines[0].allocations] == [3]


def test_a_line_number_used_twice_is_no_matter() -> None:
    line = specimen()["document"]["lines"][0]
    lines = [line | {"quantity": "80"}, line | {"quantity": "120"}]
    one, other = (match(cases.parse(specimen(document__lines=given))) for given in (lines, lines[::-1]))
    assert one == other and sum(taken.quantity for taken in one.allocations) == 200


def test_one_order_number_twice_is_settled_without_its_position() -> None:
    order = specimen()["orders"][0]
    orders = [order, order | {"status": "closed"}, order]
    one, other = (match(cases.parse(specimen(orders=given))) for given in (orders, orders[::-1]))
    assert one == other


def test_a_price_for_no_units_is_uncertain_and_never_divides() -> None:
    case = cases.parse(specimen())
    assert isinstance(case.document, Invoice)
    lines = (replace(case.document.lines[0], price_per=Decimal(0)),)
    verdict = match(replace(case, document=replace(case.document, lines=lines)))
    assert [(one.code, one.evidence["field"]) for one in verdict.findings] == [("field-uncertain", "price_per")]
    ordered = replace(case.orders[0].lines[0], price_per=Decimal(0))
    orders = (replace(case.orders[0], lines=(ordered,)),)
    assert "price-over" in [one.code for one in match(replace(case, orders=orders)).findings]


def test_allocations_of_several_order_lines_stand_with_their_own() -> None:
    order = specimen()["orders"][0]["lines"][0]
    line = specimen()["document"]["lines"][0]
    case = cases.parse(specimen(
        orders__0__lines=[order, order | {"line": 20, "item": "W-9"}],
        receipts__0__lines=[{"line": n, "order_line": 10 * n, "quantity": q} for n, q in ((1, "200"), (2, "9"))],
        document__lines=[line, line | {"line": 2, "item": "W-9", "quantity": "9"}],
    ))  # fmt: skip
    text = explain(case, match(case))
    assert text.count("taken from receipt R-1/1: 200 pieces") == text.count("taken from receipt R-1/2: 9 pieces") == 1


def test_a_receipt_in_a_unit_that_converts_to_nothing_counts_for_nothing() -> None:
    verdict = match(cases.parse(specimen(receipts__0__lines__0__unit="PF")))
    assert [one.code for one in verdict.findings] == ["receipt-missing"]


def test_a_currency_without_a_factor_counts_as_it_is() -> None:
    assert effective({"currency": {"JPY": {}}}).terms(None, "JPY").approval_limit == 10000


def test_the_specimen_changes_items_of_lists() -> None:
    assert specimen(document__tax__0={"rate": "0"})["document"]["tax"] == [{"rate": "0"}]


@pytest.mark.parametrize(
    ("module", "path"), [("rules.catalogue", "docs/rules.md"), ("rules.policy", "policies/schema.json")]
)
def test_generated_pages_print_themselves(module: str, path: str, capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_module(module, run_name="__main__")
    assert capsys.readouterr().out == (ROOT / path).read_text()


def test_figures_of_no_sense_end_in_findings_not_in_errors() -> None:
    huge = {"quantity": "999999999999999", "unit_price": "999999999999999", "net": "1", "unit": "BX"}
    units = {"BX": "999999999999999"}
    verdict = match(cases.parse(specimen(document__lines__0=huge | {"item": "W-8"}, orders__0__lines__0__units=units)))
    assert {"line-arithmetic", "quantity-over"} <= {one.code for one in verdict.findings}


def test_a_slip_without_a_receipt_names_its_delivery_note() -> None:
    finding = match(cases.parse(specimen(document=SLIP, receipts=[]))).findings[0]
    assert (finding.actual, finding.evidence["delivery_note"]) == ("none under D-1", "D-1")
    nameless = match(cases.parse(specimen(document=SLIP, document__number=None))).findings
    assert "none under none" in [one.actual for one in nameless]


def test_messages_are_one_sentence_with_both_figures_and_units() -> None:
    case = specimen(invoiced=[EARLIER], orders__0__lines__0__unit_price="1.00")
    told = {one.code: one.message for one in match(cases.parse(case)).findings}
    assert told == {
        "quantity-over": "200 pieces of order line 4500001/10 are billed, 150 pieces are open: "
        "200 pieces were ordered, 50 pieces billed before.",
        "price-over": "Line 1 bills 1.50 EUR a piece, 1.00 EUR a piece is expected by order line 4500001/10.",
    }
