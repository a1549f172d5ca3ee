"""Codes as witnesses: they confirm, supply and mend, and never overrule what the page says clearly."""

from __future__ import annotations

import pytest

from documents.draft import Barcode, Draft, Field
from documents.kinds import Kind
from extractors.barcodes import parse_content, weigh_codes


def draft(codes: list[str], kind: Kind = Kind.PACKING_SLIP, sure: float = 0.8, **values: str) -> Draft:
    fields = {name: Field(value, sure, 1, (0, 0, 9, 9), None, "header/1") for name, value in values.items()}
    found = tuple(Barcode("QRCode", text, 2, (10, 10, 20, 20), parse_content(text)) for text in codes)
    return Draft(kind, fields, barcodes=found)


@pytest.mark.parametrize("code", ["LS-20955", "DN:LS-20955|PO:4711", "1PLS-20955 K4711"])
def test_a_code_that_repeats_a_number_makes_it_sure(code: str) -> None:
    found = weigh_codes(draft([code], delivery_note_number="LS 20955")).fields["delivery_note_number"]
    assert (found.value, found.confidence, found.method) == ("LS 20955", 0.99, "header/1")


def test_a_code_supplies_what_was_not_read_with_its_place() -> None:
    made = weigh_codes(draft(["DN:LS-20955|PO:4500071"]))
    found = made.fields["delivery_note_number"]
    assert (found.value, found.page, found.box, found.method) == ("LS-20955", 2, (10, 10, 20, 20), "barcode/1")
    assert found.confidence < 0.975 and made.values("orders") == ("4500071",)


def test_a_code_mends_an_unsure_reading() -> None:
    found = weigh_codes(draft(["LS-20955"], delivery_note_number="LS-2O955")).fields["delivery_note_number"]
    assert (found.value, found.method) == ("LS-20955", "barcode/1")


def test_a_clear_reading_is_not_overruled() -> None:
    made = weigh_codes(draft(["DN:LS-20956"], sure=0.97, delivery_note_number="LS-20955"))
    assert made.value("delivery_note_number") == "LS-20955"
    assert any("LS-20956" in warning for warning in made.warnings)


def test_an_account_in_a_payment_code_that_differs_is_told() -> None:
    epc = "BCD\n002\n1\nSCT\n\nBirkenau GmbH\nDE02120300000000202051\nEUR178.50"
    made = weigh_codes(draft([epc], Kind.INVOICE, iban="DE89370400440532013000"))
    assert made.value("iban") == "DE89370400440532013000" and any("DE0212" in text for text in made.warnings)


def test_a_tax_code_gives_totals_to_bills_only() -> None:
    code = "A:500000000*B:999999990*C:PT*D:FT*E:N*F:20260305*G:FT A/12*H:0*I1:PT*N:23.00*O:123.00*Q:x*R:1"
    bill = weigh_codes(draft([code], Kind.INVOICE, gross_total="123"))
    assert (bill.value("invoice_number"), bill.value("tax_total")) == ("FT A/12", "23.00")
    assert "gross_total" not in weigh_codes(draft([code])).fields


def test_without_codes_nothing_changes() -> None:
    plain = draft([], delivery_note_number="LS-1")
    assert weigh_codes(plain) is plain
