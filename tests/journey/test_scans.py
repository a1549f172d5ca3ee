"""What a scan's misread numbers are taken for, and when a supplier is known by the order alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from documents.draft import Draft, Field
from documents.invoice import Invoice, InvoiceLine, PackingSlip, SlipLine
from documents.kinds import Kind
from documents.order import OrderLine, PurchaseOrder
from documents.receipt import GoodsReceipt, ReceiptLine
from journey.facts.corroborate import corroborated
from journey.facts.items import itemised
from journey.facts.lots import recognised
from journey.facts.orders import folded, settled
from journey.facts.supplier import trace
from journey.facts.typed import Sender, typed


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


@pytest.mark.parametrize(
    ("medium", "shipped", "sure"),
    [
        ("image", ("5", "3"), [0.95, 0.95]), ("image", ("5", "4"), [0.8, 0.99]), ("pdf_text", ("5", "3"), [0.8, 0.99]),
        ("image", ("5", "3", "1"), [0.8, 0.99, 0.8]),
    ],
)  # fmt: skip
def test_all_quantities_as_goods_in_counted_them_make_a_scan_sure(
    medium: str, shipped: tuple[str, ...], sure: list[float]
) -> None:
    booked = (ReceiptLine(1, 10, Decimal(2)), ReceiptLine(2, 10, Decimal(3)), ReceiptLine(3, 20, Decimal(3)))
    receipts = (GoodsReceipt("GR-1", "45-1", delivery_note="ls-1", lines=booked), GoodsReceipt("GR-2", "45-1"))
    read = (0.8, 0.99 if medium != "image" or sure[1] == 0.99 else 0.9, 0.8)
    lines = tuple(
        SlipLine(place, shipped=Decimal(one), confidence={"shipped": read[place - 1]})
        for place, one in enumerate(shipped, 1)
    )
    slip = corroborated(draft(medium), PackingSlip("LS-1", lines=lines), receipts)
    assert [line.confidence["shipped"] for line in slip.lines] == sure


def test_a_reading_that_is_no_more_than_a_guess_is_not_corroborated() -> None:
    receipts = (GoodsReceipt("GR-1", "45-1", delivery_note="LS-1", lines=(ReceiptLine(1, 10, Decimal(5)),)),)
    slip = PackingSlip("LS-1", lines=(SlipLine(1, shipped=Decimal(5), confidence={"shipped": 0.5}),))
    assert corroborated(draft("image"), slip, receipts).lines[0].confidence["shipped"] == 0.5


@pytest.mark.parametrize(
    ("description", "item"),
    [
        ("08841-616H Hair trimmer", "08841-616h"), ("Trimmer 08841-616HX", None), ("Trimmer", None),
        ("08841-616H with KW-77", None), ("Hair", None),
    ],
)  # fmt: skip
def test_an_item_number_inside_a_description_is_the_lines(description: str, item: str | None) -> None:
    one = OrderLine(10, Decimal(1), "C62", Decimal(1), item="KW-77", description="Case")
    other = OrderLine(20, Decimal(1), "C62", Decimal(1), supplier_item="08841-616H", item="Hair")
    paper = Invoice("R-1", lines=(InvoiceLine(1, description),))
    order = PurchaseOrder("45-1", "V1", "EUR", (one, other))
    assert itemised(paper, [order]).lines[0].supplier_item == item
