"""By when exceptions are to be settled: sorted, filtered and counted through indexes, the same on both databases."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from documents.kinds import Kind, Role
from storage import Unit, Workspace
from storage.records import Docket, Order, Place, QueueItem, QueueQuery
from storage.search import SearchEntry
from tests.storage.builders import document, finding
from tests.storage.plans import plans_of

PRICE, BANK = finding("price-over"), finding("bank-account-changed", Role.TREASURY, None)
BEGIN = datetime(2026, 3, 9, 12, tzinfo=UTC)
BY_TIME = QueueQuery(order=Order.TIME)


def opened(unit: Unit, workspace: Workspace, number: int, hours: float | None, supplier: str = "S1") -> QueueItem:
    """An exception that is to be settled so many hours after the beginning; None: not reckoned yet."""
    entered = document(unit, workspace, f"INV-{number}", supplier=supplier)
    unit.search.index(SearchEntry(entered.id, Kind.INVOICE, f"INV-{number}", ""))
    owner = BANK if number % 3 == 2 else PRICE
    docket = Docket(supplier, {owner.owner: number}, causes={owner.owner: (f"cause {number % 2}",)})
    (item,) = unit.queue.open(entered.id, [owner], docket=docket)
    if hours is not None:
        unit.queue.time({item.id: BEGIN + timedelta(hours=hours)}, "mark")
    return unit.queue.item(item.id)


def test_pages_by_deadline_follow_each_other_as_a_plain_sort_does(workspace: Workspace) -> None:
    chance = random.Random(5)
    hours: list[float | None] = [chance.choice((None, 0.5, chance.uniform(-9, 99))) for _ in range(23)]
    with workspace.begin() as unit:
        items = [opened(unit, workspace, n, one, f"S{n % 4}") for n, one in enumerate(hours)]
        unit.queue.park(items[4].id, "anna", "later")
        never = datetime.max.replace(tzinfo=UTC)
        meant = sorted((i for i in items if i.id != items[4].id), key=lambda i: (i.settle_by or never, i.id))
        asked = [
            (BY_TIME, meant),
            (QueueQuery(order=Order.TIME, desks=(Role.BUYER,)), [i for i in meant if i.desk is Role.BUYER]),
            (QueueQuery(order=Order.TIME, supplier="S2"), [i for i in meant if i.supplier == "S2"]),
            (QueueQuery(order=Order.TIME, code="bank-account-changed"), [i for i in meant if i.desk is Role.TREASURY]),
            (QueueQuery(order=Order.TIME, cause="cause 1"), [i for i in meant if i.cost % 2]),
            (QueueQuery(order=Order.TIME, text="INV-1"), [i for i in meant if i.cost == 1 or 10 <= i.cost < 20]),
        ]  # fmt: skip
        for query, wanted in asked:
            assert [item.id for item in _all(unit, query)] == [item.id for item in wanted], query
            for last in (BEGIN, BEGIN + timedelta(hours=40)):
                due = QueueQuery(**{**_given(query), "settle_by": last})
                late = [item for item in wanted if item.settle_by is not None and item.settle_by <= last]
                assert [item.id for item in _all(unit, due)] == [item.id for item in late]
                assert unit.queue.tally(due).items == len(late)
                assert unit.queue.tally(due).cost == sum(item.cost for item in late)


def _given(query: QueueQuery) -> dict[str, Any]:
    return {name: getattr(query, name) for name in query.__slots__}


def _all(unit: Unit, query: QueueQuery) -> list[QueueItem]:
    found: list[QueueItem] = []
    after: Place | None = None
    while page := unit.queue.page(QueueQuery(**{**_given(query), "after": after, "limit": 4})):
        found += page
        after = page[-1].place
    return found


def test_what_was_reckoned_by_other_hours_is_found_and_reckoned_anew(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        items = [opened(unit, workspace, n, 1 if n else None) for n in range(3)]
        assert [item.id for item in unit.queue.untimed("mark")] == [items[0].id]
        assert {item.id for item in unit.queue.untimed("other")} == {item.id for item in items}
        assert len(unit.queue.untimed("other", 2)) == 2
        unit.queue.time({item.id: BEGIN for item in items}, "other")
        assert unit.queue.untimed("other") == ()
        assert {item.settle_by for item in unit.queue.page(BY_TIME)} == {BEGIN}
        unit.queue.settle(items[0].document, "matched clean")
        assert len(unit.queue.untimed("third")) == 2, "what is settled is not reckoned"
        assert [item.id for item in unit.queue.late(BEGIN)] == [items[1].id, items[2].id]
        assert unit.queue.late(BEGIN - timedelta(microseconds=1)) == ()


def test_other_findings_are_reckoned_anew_the_same_ones_are_not(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        item = opened(unit, workspace, 1, 5)
        docket = Docket("S1", {Role.BUYER: 1}, causes={Role.BUYER: ("cause 1",)})
        assert unit.queue.open(item.document, [PRICE], docket=docket) == (item,)
        (changed,) = unit.queue.open(item.document, [PRICE, finding("line-unmatched")], docket=docket)
        assert (changed.settle_by, unit.queue.untimed("mark")) == (item.settle_by, (changed,))
        assert [one.id for one in unit.queue.page(QueueQuery(order=Order.TIME, code="line-unmatched"))] == [item.id]


NEXT = Place("2026-03-09T12:00:00.000000Z", 5)
WALKS: dict[str, Callable[[Unit], object]] = {
    "a desk's page": lambda unit: unit.queue.page(QueueQuery(desks=(Role.BUYER,), order=Order.TIME)),
    "its next page": lambda unit: unit.queue.page(QueueQuery(desks=(Role.BUYER,), order=Order.TIME, after=NEXT)),
    "all desks": lambda unit: unit.queue.page(BY_TIME),
    "what is late": lambda unit: unit.queue.page(QueueQuery(order=Order.TIME, settle_by=BEGIN)),
    "of a code": lambda unit: unit.queue.page(QueueQuery(desks=(Role.BUYER,), code="price-over", order=Order.TIME)),
    "not reckoned yet": lambda unit: unit.queue.untimed("mark"),
    "whose time has run out": lambda unit: unit.queue.late(BEGIN),
}


@pytest.mark.parametrize("name", WALKS)
def test_a_page_by_deadline_is_a_walk_through_an_index(workspace: Workspace, name: str) -> None:
    with workspace.begin() as unit:
        for number in range(3):
            opened(unit, workspace, number, number)
    plans = plans_of(workspace, WALKS[name])
    assert plans and not [plan for plan in plans if plan.startswith("SCAN")], plans
    if name != "whose time has run out":
        assert not [plan for plan in plans if "TEMP B-TREE FOR ORDER BY" in plan], plans
