"""From drafts to typed facts: what is no figure is dropped, what is there keeps its confidence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.draft import Draft, Field
from documents.invoice import Invoice, PackingSlip
from documents.kinds import Kind
from documents.money import plain
from journey.facts.typed import Sender, compact, number, typed, whole


def draft(kind: Kind = Kind.INVOICE, lines: tuple[dict[str, str], ...] = (), **fields: object) -> Draft:
    values = {name: Field(value, 0.97) for name, value in fields.items()}  # type: ignore[arg-type]
    rows = tuple({name: Field(value, 0.9) for name, value in line.items()} for line in lines)
    return Draft(kind, values, rows)


def test_an_invoice_is_typed_with_confidences_of_the_needed_fields_only() -> None:
    paper = typed(
        draft(
            invoice_number="R-1",
            invoice_date="2026-05-05",
            currency="EUR",
            gross_total="11.90",
            due_date="2026-06-04",
            po_number="45-1",
            orders=("45-1", "45-2"),
            iban="DE89 3704 0044 0532 0130 00",
            charges=({"kind": "freight", "amount": "5.00"}, {"kind": "packaging", "amount": "much"}),
            lines=({"quantity": "10", "unit_price": "1.00", "net": "ten"},),
        ),
        Sender("V1", 0.99, date(2026, 5, 6)),
    )
    assert isinstance(paper, Invoice)
    assert (paper.orders, paper.iban, paper.arrived) == (("45-1", "45-2"), "DE89370400440532013000", date(2026, 5, 6))
    assert [(charge.kind, charge.amount) for charge in paper.charges] == [("freight", Decimal("5.00"))]
    assert paper.confidence == {"number": 0.97, "date": 0.97, "currency": 0.97, "gross_total": 0.97, "supplier": 0.99}
    assert (paper.lines[0].net, paper.lines[0].confidence) == (None, {"quantity": 0.9, "unit_price": 0.9, "net": 0.9})


def test_a_slip_names_the_delivery_notes_that_are_not_its_own() -> None:
    paper = typed(
        draft(
            Kind.PACKING_SLIP, delivery_note_number="LS-1", delivery_notes=("LS-1", "LS-2"), lines=({"quantity": "4"},)
        ),
        Sender(),
    )
    assert isinstance(paper, PackingSlip)
    assert (paper.number, paper.delivery_notes, paper.supplier) == ("LS-1", ("LS-2",), None)
    assert (paper.lines[0].shipped, paper.lines[0].confidence) == (Decimal(4), {"shipped": 0.9})


def test_a_statement_is_not_matched() -> None:
    with pytest.raises(ValueError, match="a statement is not matched"):
        typed(draft(Kind.STATEMENT), Sender())


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_a_plain_figure_is_read_as_it_is(value: Decimal) -> None:
    assert number(plain(value)) == value


@given(st.text())
def test_no_text_breaks_the_reading_of_a_figure(text: str) -> None:
    found = number(text)
    assert found is None or found.is_finite()
    assert whole(text) is None or isinstance(whole(text), int)
    assert compact(text) != ""
