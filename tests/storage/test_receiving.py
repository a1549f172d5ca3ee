"""Receiving: counts grow by entries that stay; what is expected is what was ordered and has not come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from documents.errors import WrongUseError
from documents.kinds import Kind
from documents.lifecycle import State
from documents.order import OrderLine, OrderStatus, Promise, PurchaseOrder
from documents.receipt import GoodsReceipt, ReceiptLine
from documents.supplier import Supplier
from storage import Unit, Workspace
from storage.errors import NotFoundError, StaleError
from storage.records import CountState, EntryKind, NewCount, NewEntry
from tests.storage.builders import document, order, ordered, receipt, received


@pytest.fixture
def unit(workspace: Workspace) -> Iterator[Unit]:
    with workspace.begin() as unit:
        unit.masters.take_suppliers([Supplier("S1", "Nordhafen 100% GmbH"), Supplier("S2", "Lago")], "test")
        unit.masters.take_orders(
            [
                order("PO-1", ordered(1), ordered(2, "50", BX="10")), order("PO-2", ordered(1)),
                PurchaseOrder("PO-3", "S2", "EUR", (ordered(1),)),
                PurchaseOrder("PO-4", "S2", "EUR", (ordered(1),), OrderStatus.CLOSED),
            ], "test",
        )  # fmt: skip
        unit.masters.take_receipts([receipt("GR-2", "PO-2")], "test")
        yield unit


def entry(key: str = "k1", quantity: str = "5", kind: EntryKind = EntryKind.COUNT, **more: object) -> NewEntry:
    return NewEntry(key, kind, 1, Decimal(quantity), **more)  # type: ignore[arg-type]


def numbers(unit: Unit, **asked: object) -> list[str]:
    return [found.number for found in unit.receiving.expected(**asked)]  # type: ignore[arg-type]


def test_open_orders_are_expected_until_all_has_come(unit: Unit) -> None:
    assert numbers(unit) == ["PO-1", "PO-3"]
    unit.masters.take_receipts([receipt("GR-1", "PO-1", "DN", received(1, "100"), received(2, "4", "0", 2, "BX"))], "t")
    (first, _) = unit.receiving.expected()
    assert [line.line for line in first.lines] == [1, 2]
    assert [(line.received, line.open) for line in first.lines] == [
        (Decimal(100), Decimal(0)), (Decimal(40), Decimal(10)),
    ]  # fmt: skip
    assert [line.line for line in first.open] == [2]
    unit.masters.take_receipts([receipt("GR-3", "PO-1", "DN", received(1, "10", "0", 2))], "test")
    assert numbers(unit) == ["PO-3"]
    unit.masters.take_receipts([receipt("GR-3", "PO-1", "DN", received(1, "10", "1", 2))], "test")
    assert numbers(unit) == ["PO-1", "PO-3"], "what went back is still to come"


def test_a_piece_finds_orders_and_suppliers_as_it_is_written(unit: Unit) -> None:
    assert numbers(unit, piece="po-1") == ["PO-1"]
    assert numbers(unit, piece="LAGO") == ["PO-3"]
    assert numbers(unit, piece="100%") == ["PO-1"]
    assert numbers(unit, piece="%") == ["PO-1"] and numbers(unit, piece="_") == []
    assert numbers(unit, supplier="S2") == ["PO-3"]
    assert numbers(unit, limit=1) == ["PO-1"] and numbers(unit, limit=1, after="po-1") == ["PO-3"]


def test_what_was_promised_comes_first(unit: Unit) -> None:
    assert not unit.receiving.promised()
    promises = [Promise("po-3", 1, date(2026, 3, 1)), Promise("PO-1", 2, date(2026, 3, 5)),
                Promise("PO-2", 1, date(2026, 3, 1))]  # fmt: skip
    assert unit.receiving.promise(promises, "test") == 3
    assert unit.receiving.promise(promises, "test") == 0
    assert unit.receiving.promise([Promise("PO-1", 2, date(2026, 2, 1))], "test") == 1
    due = unit.receiving.due(date(2026, 3, 4))
    assert [(one.number, one.promised_on) for one in due] == [("PO-1", date(2026, 2, 1)), ("PO-3", date(2026, 3, 1))]


def test_a_count_is_numbered_entered_and_closed_once(unit: Unit) -> None:
    count = unit.receiving.open_count(NewCount("PO-1", " DN-1 "), "rita")
    assert (count.number, count.delivery_note, count.state) == ("GI-000001", "DN-1", CountState.OPEN)
    assert unit.receiving.open_count(NewCount("PO-1", number="GR-77"), "rita").number == "GR-77"
    with pytest.raises(WrongUseError, match="counted here already"):
        unit.receiving.open_count(NewCount("PO-1", number="GR-77"), "rita")
    first, fresh = unit.receiving.enter(count.id, entry(lot="L1", expiry=date(2027, 1, 1), sscc="9" * 18), "rita")
    assert fresh and unit.receiving.enter(count.id, entry(quantity="99"), "rita") == (first, False)
    with pytest.raises(WrongUseError, match="used for another entry"):
        unit.receiving.enter(count.id, entry(kind=EntryKind.RETURN), "rita")
    unit.receiving.enter(count.id, entry("k2", "-1", EntryKind.CORRECTION, corrects=first.id, because="one less"), "r")
    assert [one.made.quantity for one in unit.receiving.entries(count.id)] == [5, -1]
    assert [(one.id, other.id) for one, other in unit.receiving.entries_of_unit("9" * 18)] == [(first.id, count.id)]
    assert unit.receiving.close_count(count.id, CountState.BOOKED, "rita").closed_by == "rita"
    with pytest.raises(StaleError, match="booked by rita"):
        unit.receiving.close_count(count.id, CountState.DROPPED, "ruth")
    assert [one.id for one in unit.receiving.counts(CountState.BOOKED)] == [count.id]
    assert [one.id for one in unit.receiving.counts_of_order("po-1", CountState.OPEN)] == [count.id + 1]
    with pytest.raises(NotFoundError):
        unit.receiving.count(99)


def test_a_dropped_count_frees_its_pallet_and_its_slip(unit: Unit, workspace: Workspace) -> None:
    slip = document(unit, workspace, "DN-5", kind=Kind.PACKING_SLIP)
    count = unit.receiving.open_count(NewCount("PO-1", slip=slip.id), "rita")
    unit.receiving.enter(count.id, entry(sscc="9" * 18), "rita")
    assert [one.id for one in unit.receiving.counts_of_slip(slip.id)] == [count.id]
    unit.receiving.close_count(count.id, CountState.DROPPED, "rita", "wrong door")
    assert unit.receiving.counts_of_slip(slip.id) == () and unit.receiving.entries_of_unit("9" * 18) == ()


@pytest.mark.parametrize("statement", ["UPDATE goods_entry SET quantity = '9'", "DELETE FROM goods_entry"])
def test_no_entry_is_changed_or_removed(workspace: Workspace, statement: str) -> None:
    with workspace.begin() as unit:
        unit.masters.take_orders([order("PO-1")], "test")
        count = unit.receiving.open_count(NewCount("PO-1"), "rita")
        unit.receiving.enter(count.id, entry(), "rita")
    with pytest.raises(DBAPIError, match="append-only"), workspace.begin() as unit:
        unit.transaction.connection.execute(text(statement))


def test_slips_are_those_that_wait_or_are_held(unit: Unit, workspace: Workspace) -> None:
    slip = document(unit, workspace, "DN-5", kind=Kind.PACKING_SLIP, state=State.WAITING)
    document(unit, workspace, "DN-6", kind=Kind.PACKING_SLIP, state=State.FILED)
    document(unit, workspace, "INV-7", state=State.WAITING)
    assert [one.id for one in unit.receiving.slips()] == [slip.id]
    assert GoodsReceipt("a", "b").lines == () and ReceiptLine(1, 1, Decimal(1)).inspected
    assert OrderLine(1, Decimal(1), "C62", Decimal(1)).units == {}
