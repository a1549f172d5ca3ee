"""What a scan's misread numbers are taken for, and when a supplier is known by the order alone."""

from __future__ import annotations

from typing import Any

import pytest

from documents.draft import Draft, Field
from documents.invoice import PackingSlip, SlipLine
from documents.kinds import Kind
from documents.receipt import GoodsReceipt, ReceiptLine
from journey.lots import recognised
from journey.orders import folded, settled
from journey.supplier import trace
from journey.typed import Sender, typed


def draft(medium: str, kind: Kind = Kind.PACKING_SLIP, name: str = "", **fields: Any) -> Draft:
    values = {field: Field(value) for field, value in fields.items()}
    return Draft(kind, values | ({"supplier_name": Field(name)} if name else {}), medium=medium)


@pytest.fixture
def unit(office: Any) -> Any:
    with office.open() as shift, shift.workspace.look() as unit:
        yield unit


@pytest.mark.parametrize(
    ("medium", "read", "ours"),
    [
        ("pdf_scan", ("45-7001", "8812"), ("45-7001",)), ("image", ("45-7OO1",), ("45-7001",)),
        ("image", ("99-1",), ("99-1",)), ("pdf_text", ("45-7001", "8812"), ("45-7001", "8812")),
    ],
)  # fmt: skip
def test_order_numbers_of_a_scan(unit: Any, medium: str, read: tuple[str, ...], ours: tuple[str, ...]) -> None:
    paper = draft(medium, orders=read)
    assert settled(unit, paper, typed(paper, Sender("V100"))).orders == ours


@pytest.mark.parametrize(("medium", "lot"), [("image", "L23483"), ("pdf_text", "123483")])
def test_a_lot_that_differs_by_look_alikes_only_is_that_lot_on_a_scan(medium: str, lot: str) -> None:
    from decimal import Decimal

    receipts = (GoodsReceipt("GR-1", "45-1", lines=(ReceiptLine(1, 10, Decimal(5), lot="L23483"),)),)
    slip = PackingSlip("LS-1", lines=(SlipLine(1, lot="123483"), SlipLine(2, lot="X9")))
    assert [line.lot for line in recognised(draft(medium), slip, receipts).lines] == [lot, "X9"]


def test_folding_keeps_different_numbers_apart() -> None:
    assert folded("45-7001") != folded("45-7010")


@pytest.mark.parametrize(
    ("medium", "kind", "name", "supplier"),
    [
        ("pdf_scan", Kind.PACKING_SLIP, "", "V100"), ("pdf_scan", Kind.INVOICE, "", None),
        ("pdf_scan", Kind.INVOICE, "Mordhafen Schraub GmbH", "V100"), ("pdf_scan", Kind.INVOICE, "Somebody Else", None),
        ("pdf_text", Kind.PACKING_SLIP, "", None),
    ],
)  # fmt: skip
def test_a_supplier_is_known_by_the_order_of_a_scan(
    office: Any, medium: str, kind: Kind, name: str, supplier: str | None
) -> None:
    from storage.records import NewMessage

    with office.open() as shift:
        digest = shift.workspace.archive.put(b"a mail")
        message = shift.workspace.run(lambda unit: unit.custody.seal(NewMessage("a", "b", digest, 6)))
        with shift.workspace.look() as unit:
            found, _ = trace(shift, unit, draft(medium, kind, name, orders=("45-7001",)), message, ())
    assert (found.id if found else None) == supplier
