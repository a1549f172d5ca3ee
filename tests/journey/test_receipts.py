"""A packing slip drafts its receipt; receiving imports it, and what waited for the goods goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connectors.erp import drafts
from connectors.erp import masters as tables
from documents.errors import WrongUseError
from documents.kinds import Kind
from journey.goods_in.receipts import draft
from journey.masterdata import masters
from tests.journey.papers import bring, invoice, read

LAGO = "fatture@lago-utensili.example"


@pytest.fixture
def waiting(office: Any) -> Any:
    """A slip of goods that nobody has booked yet, and the invoice for them."""
    lines = [{"po_number": "45-7005", "order_line": "10", "shipped": "24", "unit": "C62", "lot": "L7"}]
    slip = read(
        Kind.PACKING_SLIP, lines, delivery_note_number="DDT-9", delivery_note_date="2026-05-18", po_number="45-7005"
    )
    with office.open() as shift:
        assert bring(shift, slip, LAGO).state.value == "waiting"
        bill = invoice("L-1", "45-7005", ("10", "24", "14.75"), delivery_note_number="DDT-9")
        assert bring(shift, bill, LAGO).state.value == "waiting"
    return office


def test_the_draft_imported_settles_slip_and_invoice(waiting: Any, tmp_path: Path) -> None:
    file = tmp_path / "receipt.csv"
    with waiting.open() as shift:
        drafted = draft(shift, 1, "GR-500")
        file.write_text(drafts.table(drafted), encoding="utf-8")
        assert tables.receipts(file).things == drafted
        taken = masters.take(shift, "receipts", file)
        assert [(document.number, document.state.value) for document in taken.woken] == [
            ("DDT-9", "filed"), ("L-1", "filed"),
        ]  # fmt: skip
        with pytest.raises(WrongUseError, match="booked already"):
            draft(shift, 1)


def test_what_receiving_counted_otherwise_is_its_own_matter(waiting: Any, tmp_path: Path) -> None:
    file = tmp_path / "receipt.csv"
    with waiting.open() as shift:
        file.write_text(drafts.table(draft(shift, 1)).replace(",24,", ",23,"), encoding="utf-8")
        woken = masters.take(shift, "receipts", file).woken
        assert [document.state.value for document in woken] == ["held", "held"]
        with shift.workspace.look() as unit:
            codes = [finding.code for finding in unit.verdicts.latest(1).verdict.findings]
            assert (codes, unit.masters.receipt("slip-1").delivery_note) == (["slip-short"], "DDT-9")


def test_only_slips_draft(waiting: Any) -> None:
    with waiting.open() as shift, pytest.raises(WrongUseError, match="is of kind invoice"):
        draft(shift, 2)
