"""What another policy would change, which findings share a cause, and where missing goods may lie."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from documents.finding import Finding
from documents.kinds import Decision, Role, Severity
from rules import Waiver, cases, effect, explain, match
from rules.causes import cause, grouped
from rules.policy import PolicyError
from rules.specimen import specimen
from rules.whatif import at_stake

DEAR: dict[str, Any] = {"orders__0__lines__0__unit_price": "1.45"}


def test_a_looser_policy_lets_the_price_pass() -> None:
    found = effect(cases.parse(specimen(**DEAR)), {"price": {"upper_percent": 5}})
    assert (found.before, found.after, found.changes) == (Decision.HOLD, Decision.APPROVE, True)
    assert [one.code for one in found.gone] == ["price-over"] and not found.new
    assert at_stake(found.gone) == Decimal("10.00")


def test_a_stricter_limit_comes_up() -> None:
    found = effect(cases.parse(specimen()), {"approval": {"limit": 100}})
    assert (found.after, [one.code for one in found.new]) == (Decision.HOLD, ["over-limit"])
    assert at_stake(found.new) == 0


def test_nothing_changes_with_the_same_policy_and_waivers() -> None:
    case = cases.parse(specimen(**DEAR))
    waiver = Waiver.of(match(case).findings[0], "ben", Role.BUYER, "price list of May")
    assert not effect(case, {}, [waiver]).changes
    with pytest.raises(PolicyError):
        effect(case, {"prise": {}})


def _finding(code: str, actual: str | None = None, **evidence: str) -> Finding:
    return Finding(code, Severity.BLOCK, Role.BUYER, "", actual=actual, evidence=evidence)


def test_findings_of_several_documents_share_a_cause() -> None:
    price, account = _finding("price-over", order="P-1/1"), _finding("bank-account-changed", "DE1")
    groups = grouped([(1, price), (2, price), (2, price), (3, account), (3, account), (4, _finding("date-stale"))])
    assert groups == {"price of order line P-1/1": [(1, price), (2, price), (2, price)]}
    assert cause(account) == "bank account DE1"
    assert cause(_finding("price-over")) is None


def _two_lines(**second: Any) -> Finding:
    line = specimen()["orders"][0]["lines"][0]
    booked = [{"line": 1, "order_line": 20, "quantity": second.pop("booked", "210")}]
    if counted := second.pop("counted", None):
        booked.append({"line": 2, "order_line": 10, "quantity": counted})
    lines = [line, line | {"line": 20, "item": "W-9", "quantity": "10"} | second]
    return match(cases.parse(specimen(orders__0__lines=lines, receipts__0__lines=booked))).findings[0]


def test_missing_goods_may_lie_on_a_sibling_line() -> None:
    found = _two_lines()
    assert (found.code, found.evidence["sibling"]) == ("receipt-missing", "4500001/20")
    case, verdict = cases.parse(specimen()), match(cases.parse(specimen()))
    assert "Perhaps booked on order line 4500001/20." in explain(case, replace(verdict, findings=(found,)))


def test_a_sibling_holds_what_is_missing_and_not_all_that_is_billed() -> None:
    assert _two_lines(counted="40", booked="170").evidence["sibling"] == "4500001/20"
    assert "sibling" not in _two_lines(counted="40", booked="169").evidence


@pytest.mark.parametrize("second", [{"booked": "209"}, {"unit": "KGM"}, {"match": "two_way"}])
def test_a_line_without_the_surplus_is_no_sibling(second: dict[str, Any]) -> None:
    assert "sibling" not in _two_lines(**second).evidence
