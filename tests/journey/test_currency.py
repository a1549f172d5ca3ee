"""A bare "$" is the dollar that supplier and orders agree on; anything else stays as it was read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from documents.draft import Draft, Field
from documents.invoice import Invoice, PackingSlip
from documents.kinds import Kind
from documents.order import PurchaseOrder
from documents.supplier import Supplier
from journey.facts.currency import agreed


def _order(currency: str) -> PurchaseOrder:
    return PurchaseOrder("PO-1", "S1", currency)


@pytest.mark.parametrize(
    ("method", "supplier", "orders", "currency", "sure"),
    [
        ("fields/1 currency/sign", "USD", ("USD",), "USD", True),
        ("fields/1 currency/sign", "CAD", (), "CAD", True),
        ("fields/1 currency/sign", "USD", ("AUD",), "AUD", False),
        ("fields/1 currency/sign", None, ("USD",), "AUD", False),
        ("fields/1 currency/sign", "EUR", ("EUR",), "AUD", False),
        ("fields/1 currency", "USD", ("USD",), "AUD", False),
    ],
)
def test_whose_dollar(method: str, supplier: str | None, orders: tuple[str, ...], currency: str, sure: bool) -> None:
    draft = Draft(Kind.INVOICE, {"currency": Field("AUD", 0.8, method=method)})
    paper = Invoice("R-1", currency="AUD", gross_total=Decimal(5), confidence={"currency": 0.8})
    told = agreed(draft, paper, Supplier("S1", currency=supplier), [_order(one) for one in orders])
    assert isinstance(told, Invoice)
    assert told.currency == currency and (told.confidence["currency"] >= 0.9) is sure


def test_slips_have_no_currency() -> None:
    slip = PackingSlip("LS-1")
    assert agreed(Draft(Kind.PACKING_SLIP, {}), slip, None, []) is slip
