"""Master data: taken in as often as it comes, found as documents name it, its changes heard once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from documents.order import Charge, OrderLine, OrderStatus, PurchaseOrder
from documents.receipt import ReceiptLine
from documents.supplier import Supplier
from storage import Workspace
from storage.masters.intake import Taken
from storage.records import WakeKey
from tests.storage.builders import order, ordered, receipt, received

ACME = Supplier("S1", "Acme GmbH", "DE136695976", ("DE89370400440532013000",), ("acme.example",), "DE", "EUR", "de")
FULL = PurchaseOrder(
    "PO-1", "S1", "EUR",
    (replace(ordered(10, "0.333", "MTR", BX="50"), price_per=Decimal(100), estimated=True, tax_rate=Decimal("7.7")),),
    OrderStatus.CLOSED, (Charge("freight", Decimal("25.5")),), None,
)  # fmt: skip


def test_master_data_comes_back_as_it_went_in(workspace: Workspace) -> None:
    goods = replace(received(1, "7.25", "1", 10, "BX"), lot="L1", inspected=False)
    full_receipt = receipt("GR-1", "PO-1", "DN-7", goods)
    with workspace.begin() as unit:
        unit.masters.take_suppliers([ACME, Supplier("S2")], "anna")
        unit.masters.take_orders([FULL], "anna")
        unit.masters.take_receipts([full_receipt], "anna")
        assert unit.masters.supplier("s1 ") == ACME
        assert unit.masters.suppliers() == (ACME, Supplier("S2"))
        assert unit.masters.order(" po-1") == FULL
        assert unit.masters.receipt("gr-1 ") == full_receipt
        assert unit.masters.receipts_of(["po-1"]) == (full_receipt,)
        assert unit.masters.receipts_by_note([" dn-7"]) == (full_receipt,)
        for orders, notes in ((["po-1"], ["DN-0"]), (["PO-0"], ["dn-7 "]), (["PO-1"], ["DN-7"]), ([], ["DN-7"])):
            assert unit.masters.receipts_about(orders, notes) == (full_receipt,)
        assert unit.masters.receipts_about(["PO-0"], ["DN-0"]) == unit.masters.receipts_about([], []) == ()
        assert unit.masters.orders_of("S1") == (FULL,)
        assert (unit.masters.supplier("S9"), unit.masters.order("PO-9"), unit.masters.receipt("GR-9")) == (None,) * 3
        assert unit.masters.counts() == {
            "supplier": 2, "purchase_order": 1, "order_line": 1, "receipt": 1, "receipt_line": 1,
        }  # fmt: skip


def test_taking_in_the_same_again_changes_nothing(workspace: Workspace) -> None:
    orders = [order(f"PO-{number}", ordered(1), ordered(2)) for number in range(500)]
    with workspace.begin() as unit:
        assert unit.masters.take_orders(orders, "anna") == Taken(new=500)
        entries = unit.audit.head()
        assert unit.masters.take_orders(orders, "anna") == Taken(same=500)
        assert unit.audit.head() == entries
        assert len(unit.masters.orders(f"po-{number}" for number in range(500))) == 500


def test_lines_that_an_import_does_not_name_stay(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        unit.masters.take_orders([order("PO-1", ordered(1), ordered(2))], "anna")
        assert unit.masters.take_orders([order("PO-1", ordered(2, "70"), ordered(3))], "anna") == Taken(changed=1)
        found = unit.masters.order("PO-1")
        assert found is not None
        assert [line.line for line in found.lines] == [1, 2, 3]
        assert [line.quantity for line in found.lines] == [100, 70, 100]


def test_of_two_records_with_one_number_the_last_holds(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        taken = unit.masters.take_orders([order("PO-1"), order("po-1", ordered(1, "7"))], "anna")
        found = unit.masters.order("PO-1")
        assert taken == Taken(new=1)
        assert found is not None and found.lines[0].quantity == 7


def test_changes_are_recorded_and_heard_once(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        unit.masters.take_suppliers([ACME], "anna")
        unit.masters.take_orders([order()], "anna")
        unit.masters.take_receipts([receipt()], "anna")
        new = unit.masters.unheard()
        assert [(change.subject, change.key, change.fields) for change in new] == [
            ("supplier", "s1", ()), ("order", "po-1", ()), ("receipt", "gr-1", ()),
        ]  # fmt: skip
        assert new[2].related == (WakeKey("order", "po-1"), WakeKey("delivery_note", "dn-1"))
        unit.masters.heard(new)
        assert unit.masters.unheard() == ()
        unit.masters.take_suppliers([replace(ACME, bank_accounts=("DE02120300000000202051",))], "ben")
        unit.masters.take_orders([replace(order("PO-1", ordered(1, "90")), status=OrderStatus.CLOSED)], "ben")
        unit.masters.take_receipts([receipt("GR-1", "PO-1", "DN-1", received(1, "100", "5"))], "ben")
        changes = unit.masters.unheard()
        assert [change.fields for change in changes] == [
            ("bank_accounts",), ("line 1 quantity", "status"), ("line 1 returned",),
        ]  # fmt: skip
        unit.masters.heard(changes[:2])
        assert unit.masters.unheard() == changes[2:]
        assert len(unit.masters.history("order", "po-1")) == 2


@pytest.mark.parametrize(
    ("line", "goods", "net"),
    [
        (ordered(1), received(1, "10", "3"), 7_000_000_000),
        (ordered(1, unit="KGM"), received(1, "10", unit="kgm"), 10_000_000_000),
        (ordered(1, BX="50"), received(1, "2", unit="BX"), 100_000_000_000),
        (ordered(1), received(1, "2", unit="DZN"), None),
        (ordered(2), received(1, "2"), None),
        (ordered(1), received(1, "2", "3"), 0),
    ],
)
@pytest.mark.parametrize("order_first", [True, False])
def test_a_receipt_line_knows_what_came_in_by_order_units(
    workspace: Workspace, line: OrderLine, goods: ReceiptLine, net: int | None, order_first: bool
) -> None:
    with workspace.begin() as unit:
        takes: list[Callable[[], Taken]] = [
            lambda: unit.masters.take_orders([order("PO-1", line)], "anna"),
            lambda: unit.masters.take_receipts([receipt("GR-1", "PO-1", None, goods)], "anna"),
        ]
        for take in takes if order_first else reversed(takes):
            take()
        from sqlalchemy import text

        assert unit.transaction.value(text("SELECT net FROM receipt_line")) == net


def test_suppliers_are_remembered_until_one_changes_and_never_from_what_was_undone(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        unit.masters.take_suppliers([ACME], "anna")
        assert unit.masters.suppliers() == (ACME,)
    with workspace.look() as unit:
        assert unit.masters.suppliers() is unit.masters.suppliers()
    with pytest.raises(ZeroDivisionError), workspace.begin() as unit:
        unit.masters.take_suppliers([Supplier("S2")], "anna")
        assert unit.masters.suppliers() == (ACME, Supplier("S2"))
        raise ZeroDivisionError
    with workspace.look() as unit:
        assert unit.masters.suppliers() == (ACME,)
    with workspace.begin() as unit:
        unit.masters.take_suppliers([Supplier("S3")], "anna")
    with workspace.look() as unit:
        assert unit.masters.suppliers() == (ACME, Supplier("S3"))
