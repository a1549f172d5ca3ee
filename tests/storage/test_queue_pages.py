"""Pages of the queue: what costs most to leave first, through indexes, the same on both databases."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.kinds import Role
from storage import Unit, Workspace
from storage.errors import StaleError
from storage.queue.urgency import LEAST, lane_of, put_in, urgency
from storage.records import Docket, Lane, Place, QueueItem, QueueQuery
from tests.storage.builders import document, finding
from tests.storage.plans import plans_of

PRICE, BANK = finding("price-over"), finding("bank-account-changed", Role.TREASURY, None)
DAYS = st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2099, 12, 31)))


def opened(unit: Unit, workspace: Workspace, number: int, cost: int, supplier: str = "S1", **more: Any) -> QueueItem:
    """A buyer's exception that may cost so much."""
    entered = document(unit, workspace, f"INV-{number}", supplier=supplier)
    noted = Docket(supplier, {Role.BUYER: cost}, causes={Role.BUYER: (f"price of {supplier}",)}, **more)
    return unit.queue.open(entered.id, [PRICE], due=date(2026, 4, 1), docket=noted)[0]


@given(st.sampled_from(Lane), st.integers(0, LEAST), DAYS, st.sampled_from(Lane), st.integers(0, LEAST), DAYS)
def test_urgencies_sort_by_lane_cost_and_day(
    one: Lane, cost: int, day: date | None, other: Lane, dear: int, due: date | None
) -> None:
    mine, theirs = urgency(one, cost, day), urgency(other, dear, due)
    assert (len(mine), mine.isdigit(), lane_of(mine)) == (24, True, one)
    meant = (one.value, -cost, day or date.max) < (other.value, -dear, due or date.max)
    assert (mine < theirs) == meant
    assert lane_of(put_in(other, mine)) is other


def test_pages_follow_each_other_without_gap_or_repeat(workspace: Workspace) -> None:
    costs = random.Random(7).sample(range(1000), 23)
    with workspace.begin() as unit:
        for number, cost in enumerate(costs):
            opened(unit, workspace, number, cost)
        seen: list[QueueItem] = []
        after: Place | None = None
        while page := unit.queue.page(QueueQuery(desks=(Role.BUYER, Role.CLERK), after=after, limit=5)):
            seen += page
            after = page[-1].place
        assert [item.cost for item in seen] == sorted(costs, reverse=True)
        assert unit.queue.tally(QueueQuery()).cost == sum(costs)
        assert unit.queue.at_desks()[Role.BUYER].items == 23


def test_filters_and_counts_agree(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        for number in range(6):
            opened(unit, workspace, number, 100 * number, f"S{number % 2}")
        both = document(unit, workspace, "INV-9", supplier="S0")
        unit.queue.open(both.id, [PRICE, BANK], docket=Docket("S0", {Role.BUYER: 50}))
        unit.queue.claim(1, "anna")
        asked: list[tuple[QueueQuery, int]] = [
            (QueueQuery(), 8), (QueueQuery(desks=(Role.TREASURY,)), 1), (QueueQuery(supplier="S0"), 5),
            (QueueQuery(code="price-over"), 7), (QueueQuery(code="bank-account-changed"), 1),
            (QueueQuery(cause="price of S1"), 3), (QueueQuery(cause="PRICE OF S1", supplier="S0"), 0),
            (QueueQuery(least=200), 4), (QueueQuery(claimed_by="anna"), 1), (QueueQuery(asked_by="anna"), 0),
            (QueueQuery(due_by=date(2026, 4, 1)), 6), (QueueQuery(opened_before=date(2026, 1, 1)), 0),
            (QueueQuery(parked=True), 0), (QueueQuery(claimed_by="anna", code="price-over"), 1),
        ]  # fmt: skip
        for query, number in asked:
            assert (len(unit.queue.page(query)), unit.queue.tally(query).items) == (number, number), query
        assert unit.queue.codes(QueueQuery()) == {"price-over": 7, "bank-account-changed": 1}
        assert {cause: one.items for cause, one in unit.queue.causes(QueueQuery()).items()} == {
            "price of s1": 3, "price of s0": 3,
        }  # fmt: skip
        assert unit.queue.suppliers(QueueQuery(desks=(Role.BUYER,))) == {"S0": 4, "S1": 3}


def test_a_new_day_makes_items_press_and_brings_parked_ones_back(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        dear = opened(unit, workspace, 1, 900)
        late = opened(unit, workspace, 2, 5, presses=date(2026, 3, 10))
        assert [item.id for item in unit.queue.page(QueueQuery())] == [dear.id, late.id]
        assert not unit.queue.turning(date(2026, 3, 9))
        assert unit.queue.turning(date(2026, 3, 10))
        assert unit.queue.turn(date(2026, 3, 10)) == 1
        assert [item.id for item in unit.queue.page(QueueQuery(code="price-over"))] == [late.id, dear.id]
        unit.queue.park(dear.id, "anna", "asked the supplier", date(2026, 3, 12))
        assert [item.id for item in unit.queue.page(QueueQuery())] == [late.id]
        assert [item.id for item in unit.queue.page(QueueQuery(parked=True))] == [dear.id]
        assert unit.queue.turn(date(2026, 3, 12)) == 1
        back = unit.queue.item(dear.id)
        assert (back.parked_by, lane_of(back.urgency)) == (None, Lane.PRESSING)
        assert unit.queue.turn(date(2026, 3, 13)) == 0


def test_other_findings_bring_a_parked_item_back_the_same_ones_do_not(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        item = opened(unit, workspace, 1, 900)
        unit.queue.park(item.id, "anna", "later")
        noted = Docket("S1", {Role.BUYER: 900}, causes={Role.BUYER: ("price of S1",)})
        unit.queue.open(item.document, [PRICE], due=date(2026, 4, 1), docket=noted)
        assert unit.queue.item(item.id).parked_by == "anna"
        unit.queue.open(item.document, [PRICE, finding("line-unmatched")], due=date(2026, 4, 1), docket=noted)
        assert unit.queue.item(item.id).parked_by is None
        assert unit.queue.codes(QueueQuery()) == {"line-unmatched": 1, "price-over": 1}


def test_a_question_goes_to_a_role_and_the_answer_back(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        item = opened(unit, workspace, 1, 900)
        asked = unit.queue.ask(item.id, Role.RECEIVING, "boris", "has it come?")
        assert (asked.desk, asked.home, asked.asked_by) == (Role.RECEIVING, Role.BUYER, "boris")
        assert [one.id for one in unit.queue.page(QueueQuery(desks=(Role.RECEIVING,)))] == [item.id]
        assert unit.queue.page(QueueQuery(desks=(Role.BUYER,))) == ()
        assert unit.queue.codes(QueueQuery(desks=(Role.RECEIVING,))) == {"price-over": 1}
        answered = unit.queue.answer(item.id, "rita", "yes, on Monday")
        assert (answered.desk, answered.claimed_by, answered.note) == (Role.BUYER, "boris", "yes, on Monday")
        with pytest.raises(StaleError, match="answered already"):
            unit.queue.answer(item.id, "rita", "again")
        unit.queue.settle(item.document, "matched clean")
        acts: tuple[Callable[[], object], ...] = (
            lambda: unit.queue.assign(item.id, "anna", "ben"), lambda: unit.queue.park(item.id, "anna", "x"),
            lambda: unit.queue.ask(item.id, Role.QUALITY, "anna", "?"),
        )  # fmt: skip
        for act in acts:
            with pytest.raises(StaleError, match="resolved"):
                act()


def test_one_person_looks_until_they_leave_or_time_runs_out(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        number = document(unit, workspace).id
        unit.looks.take(number, "anna")
        with pytest.raises(StaleError, match="anna has document"):
            unit.looks.take(number, "ben")
        assert unit.looks.others("ben") == {number: "anna"}
        taken = unit.looks.take_over(number, "ben", "anna is away")
        assert (taken.person, taken.note) == ("ben", "anna is away")
        assert unit.audit.entries(f"document:{number}", "exception:taken-over")[0].details == {"from": "anna"}
        unit.looks.leave(number, "anna")
        assert unit.looks.others("anna") == {number: "ben"}
        unit.looks.leave(number, "ben")
        assert unit.looks.at(number) is None


def test_who_is_named_finds_it_until_seen(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        number = document(unit, workspace).id
        unit.comments.say(number, "anna", "@ben please look", mentions=["ben", "ben"])
        assert [comment.words for comment in unit.comments.unseen("ben")] == ["@ben please look"]
        assert unit.comments.unseen("anna") == ()
        unit.comments.see(number, "ben")
        assert unit.comments.unseen("ben") == ()
        assert unit.comments.of(number)[0].mentions == ("ben",)


ASKED: dict[str, Callable[[Unit], Any]] = {
    "a desk's page": lambda unit: unit.queue.page(QueueQuery(desks=(Role.BUYER,))),
    "its next page": lambda unit: unit.queue.page(QueueQuery(desks=(Role.BUYER,), after=Place("1" * 24, 5))),
    "all desks": lambda unit: unit.queue.page(QueueQuery()),
    "of a code": lambda unit: unit.queue.page(QueueQuery(desks=(Role.BUYER,), code="price-over")),
    "of a supplier": lambda unit: unit.queue.page(QueueQuery(desks=(Role.BUYER,), supplier="S1")),
    "one's own": lambda unit: unit.queue.page(QueueQuery(claimed_by="anna")),
    "a new day": lambda unit: unit.queue.turning(date(2026, 3, 1)),
}


@pytest.mark.parametrize("name", ASKED)
def test_a_page_is_a_walk_through_an_index_that_needs_no_sorting(workspace: Workspace, name: str) -> None:
    with workspace.begin() as unit:
        for number in range(3):
            opened(unit, workspace, number, number)
    plans = plans_of(workspace, ASKED[name])
    assert plans, "nothing was asked"
    assert not [plan for plan in plans if plan.startswith("SCAN") or "TEMP B-TREE FOR ORDER BY" in plan], plans


def test_counts_are_taken_once_and_then_followed_by_the_head_of_the_trail(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        for number in range(3):
            opened(unit, workspace, number, number)
    first, again = (plans_of(workspace, lambda unit: unit.queue.at_desks()) for _ in range(2))
    assert any("queue_sign" in plan for plan in first), first
    assert set(again) == {"SCAN audit_head"}, "one row: has anything changed?"
