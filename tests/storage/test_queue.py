"""The queue: exceptions go to one person, waiting documents are woken by what can change them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from documents.errors import NotAllowedError
from documents.kinds import Role
from storage import Unit, Workspace
from storage.errors import NotFoundError, StaleError
from storage.records import ExceptionState, QueueItem, WakeKey
from tests.storage.builders import document, finding, order, receipt, received

PRICE = finding("price-over")
COUNT = finding("quantity-over", stake="7")
BANK = finding("bank-account-changed", Role.TREASURY, None)


def opened(unit: Unit, workspace: Workspace, number: int = 1) -> QueueItem:
    """One exception of a buyer."""
    return unit.queue.open(document(unit, workspace, f"INV-{number}").id, [PRICE])[0]


def test_findings_become_one_item_an_owner(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        entered = document(unit, workspace)
        items = unit.queue.open(entered.id, [PRICE, BANK, COUNT], due=date(2026, 3, 16), currency="EUR")
        assert [(item.owner, item.findings, item.stake) for item in items] == [
            (Role.BUYER, (PRICE, COUNT), Decimal("12.5")), (Role.TREASURY, (BANK,), None),
        ]  # fmt: skip
        assert items[0].due == date(2026, 3, 16)
        assert items[0].state is ExceptionState.OPEN
        head = unit.audit.head()
        assert unit.queue.open(entered.id, [PRICE, BANK, COUNT], due=date(2026, 3, 16), currency="EUR") == items
        assert unit.audit.head() == head


def test_matching_again_renews_items_and_keeps_claims(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        entered = document(unit, workspace)
        buyers, _ = unit.queue.open(entered.id, [PRICE, BANK])
        unit.queue.claim(buyers.id, "anna")
        (left,) = unit.queue.open(entered.id, [COUNT])
        assert (left.id, left.claimed_by, left.findings) == (buyers.id, "anna", (COUNT,))
        assert [item.state for item in unit.queue.of(entered.id)] == [ExceptionState.CLAIMED, ExceptionState.RESOLVED]
        (settled,) = unit.queue.settle(entered.id, "matched clean")
        assert (settled.state, settled.because) == (ExceptionState.RESOLVED, "matched clean")
        assert unit.queue.settle(entered.id, "matched clean") == ()
        (again,) = unit.queue.open(entered.id, [PRICE])
        assert again.id not in (buyers.id, settled.id)


def test_an_item_goes_to_one_person(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        item = opened(unit, workspace)
        claimed = unit.queue.claim(item.id, "anna")
        assert claimed.claimed_by == "anna"
        assert unit.queue.claim(item.id, "anna") == claimed
        acts: tuple[Callable[[], object], ...] = (
            lambda: unit.queue.claim(item.id, "ben"),
            lambda: unit.queue.resolve(item.id, "ben", "mine now"),
        )
        for act in acts:
            with pytest.raises(StaleError, match="by anna"):
                act()
        with pytest.raises(NotAllowedError):
            unit.queue.release(item.id, "ben")
        unit.queue.release(item.id, "anna")
        assert unit.queue.resolve(item.id, "ben", "price agreed by phone").resolved_by == "ben"
        with pytest.raises(StaleError):
            unit.queue.claim(item.id, "anna")
        with pytest.raises(NotFoundError):
            unit.queue.item(99)


def test_the_next_item_is_the_most_urgent(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        for number, due in enumerate([None, date(2026, 4, 2), date(2026, 4, 1), date(2026, 4, 1)]):
            unit.queue.open(document(unit, workspace, f"INV-{number}").id, [PRICE], due=due)
        unit.queue.open(document(unit, workspace, "INV-9").id, [BANK], due=date(2026, 1, 1))
        taken = [unit.queue.claim_next(Role.BUYER, "anna") for _ in range(5)]
        assert [item and item.id for item in taken] == [3, 4, 2, 1, None]


def test_lists_are_filtered(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        for number, supplier in enumerate(["S1", "S2", "S2"]):
            entered = document(unit, workspace, f"INV-{number}", supplier=supplier)
            unit.queue.open(entered.id, [PRICE], due=date(2026, 4, number + 1))
        unit.queue.open(1, [PRICE, BANK], due=date(2026, 4, 1))
        unit.queue.claim(2, "anna")
        unit.queue.resolve(3, "ben", "done")

        def ids(**asked: Any) -> list[int]:
            return [item.id for item in unit.queue.list(**asked)]

        assert ids() == [1, 2, 4]
        assert ids(owner=Role.TREASURY) == [4]
        assert ids(state=ExceptionState.RESOLVED) == [3]
        assert ids(claimed_by="anna") == [2]
        assert ids(supplier="S2") == [2]
        assert ids(due_by=date(2026, 4, 1)) == [1, 4]
        assert ids(after=1, limit=1) == [2]


def test_a_fact_wakes_exactly_the_documents_that_wait_for_it(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        ids = [document(unit, workspace, f"INV-{number}").id for number in range(4)]
        unit.queue.wait_for(ids[3], [WakeKey("order", "PO-1"), WakeKey("delivery_note", "DN-1")], date(2026, 3, 20))
        unit.queue.wait_for(ids[0], [WakeKey("order", " po-1 ")], date(2026, 3, 10))
        unit.queue.wait_for(ids[1], [WakeKey("order", "PO-2"), WakeKey("supplier", "S1")])
        unit.queue.wait_for(ids[2], [WakeKey("document", str(ids[0]))])
        assert unit.queue.woken_by([WakeKey("order", "PO-1")]) == (ids[0], ids[3])
        assert unit.queue.woken_by([WakeKey("receipt", "PO-1")]) == ()
        assert unit.queue.woken_by([WakeKey("delivery_note", "dn-1"), WakeKey("order", "PO-2")]) == (ids[1], ids[3])
        assert unit.queue.woken_by([WakeKey("document", str(ids[0]))]) == (ids[2],)
        assert unit.queue.overdue(date(2026, 3, 10)) == ()
        assert unit.queue.overdue(date(2026, 3, 11)) == (ids[0],)
        waiting = unit.queue.waiting(ids[0])
        assert waiting is not None and waiting.keys == (WakeKey("order", "po-1"),)
        unit.queue.wait_for(ids[0], [WakeKey("order", "PO-3")])
        unit.queue.stop_waiting(ids[3])
        assert unit.queue.woken_by([WakeKey("order", "PO-1")]) == ()
        assert unit.queue.waiting(ids[3]) is None


@pytest.mark.parametrize(
    "known", [WakeKey("order", "PO-1"), WakeKey("delivery_note", "DN-1"), WakeKey("receipt", "GR-1")]
)
def test_a_receipt_wakes_those_who_wait_for_it_its_order_or_its_note(workspace: Workspace, known: WakeKey) -> None:
    with workspace.begin() as unit:
        first, second = document(unit, workspace, "INV-1").id, document(unit, workspace, "INV-2").id
        unit.queue.wait_for(first, [known])
        unit.queue.wait_for(second, [WakeKey("order", "PO-2")])
        unit.masters.take_receipts([receipt()], "anna")
        changes = unit.masters.unheard()
        assert unit.queue.woken_by_changes(changes) == (first,)
        unit.masters.heard(changes)
        unit.masters.take_receipts([receipt()], "anna")
        assert unit.queue.woken_by_changes(unit.masters.unheard()) == ()
        unit.masters.take_receipts([receipt("GR-1", "PO-1", "DN-1", received(1, "99"))], "anna")
        assert unit.queue.woken_by_changes(unit.masters.unheard()) == (first,)


def test_an_order_wakes_those_who_wait_for_it_not_all_of_its_supplier(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        first, second = document(unit, workspace, "INV-1").id, document(unit, workspace, "INV-2").id
        unit.queue.wait_for(first, [WakeKey("supplier", "S1")])
        unit.queue.wait_for(second, [WakeKey("order", "PO-1")])
        unit.masters.take_orders([order()], "anna")
        assert unit.queue.woken_by_changes(unit.masters.unheard()) == (second,)
