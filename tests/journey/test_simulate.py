"""Another policy on the cases as they were: documents, findings and money."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from documents.kinds import Decision, Role
from journey.resolve import Actor, waive
from journey.verdicts.simulate import Tally, simulate
from rules.policy import PolicyError

EVER = datetime.min.replace(tzinfo=UTC)


@pytest.fixture
def ran(office: Any) -> Any:
    office.run()
    return office


def tally(office: Any, policy: dict[str, Any], since: datetime = EVER) -> Tally:
    sums = Tally()
    with office.open() as shift:
        for one in simulate(shift, policy, since):
            sums.add(one)
    return sums


def test_a_looser_price_lets_one_document_pass(ran: Any) -> None:
    sums = tally(ran, {"price": {"upper_percent": 20}})
    assert (sums.tried, sums.changed) == (10, 1)
    assert sums.to_json()["decisions"] == [
        {"before": "hold", "after": "approve", "documents": 1, "gross": {"EUR": "301.5"}}
    ]  # fmt: skip
    assert sums.to_json()["findings"] == [
        {"code": "price-over", "fate": "gone", "findings": 1, "at_stake": {"EUR": "22.5"}}
    ]  # fmt: skip


def test_a_lower_limit_holds_what_was_approved(ran: Any) -> None:
    sums = tally(ran, {"approval": {"limit": 300}})
    assert sums.documents == {(Decision.APPROVE, Decision.HOLD): sums.findings["over-limit", "new"]}
    assert sums.findings["over-limit", "new"] >= 1
    assert all(total > 300 for total in sums.gross.values())


def test_the_same_policy_changes_nothing_and_waivers_are_kept(ran: Any) -> None:
    number = int(ran.documents()["04-price.eml 260533"]["id"])
    with ran.open() as shift:
        waive(shift, number, Actor("anna", Role.BUYER), "agreed", "price-over")
    assert tally(ran, {}).changed == 0
    with pytest.raises(PolicyError):
        tally(ran, {"prise": {}})


def test_only_verdicts_since_a_day_are_tried(ran: Any) -> None:
    assert tally(ran, {}, datetime.now(UTC) + timedelta(days=1)).tried == 0
