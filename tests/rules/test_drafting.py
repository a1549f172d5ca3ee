"""A slip drafts the receipt that receiving confirms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from documents.receipt import GoodsReceipt, ReceiptLine
from rules import cases
from rules.drafting import draft_receipts
from rules.specimen import SLIP, specimen


def test_a_slip_ahead_of_its_receipt_drafts_it_in_order_units() -> None:
    lines = [
        SLIP["lines"][0] | {"shipped": "3", "unit": "BX", "lot": " a1 "},
        SLIP["lines"][0] | {"line": 2, "shipped": None},
    ]
    case = cases.parse(specimen(document=SLIP, document__lines=lines, receipts=[], document__arrived="2030-05-11"))
    expected = ReceiptLine(1, 10, Decimal(150), "C62", inspected=False, lot="a1")
    assert draft_receipts(case) == (GoodsReceipt("", "4500001", date(2030, 5, 11), "D-1", (expected,)),)


def test_nothing_is_drafted_twice_or_for_an_invoice() -> None:
    assert draft_receipts(cases.parse(specimen(document=SLIP))) == ()
    assert draft_receipts(cases.parse(specimen(receipts=[]))) == ()
