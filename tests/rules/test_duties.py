"""Waivers and separation of duties: who may release what, and what a waiver changes."""

from __future__ import annotations

from typing import Any

import pytest

import rules
from documents.errors import NotAllowedError
from documents.finding import Finding, Verdict
from documents.kinds import Decision, Role, Severity
from rules import Waiver, cases, match, waive
from rules.duties import may_waive, refusal, require
from rules.specimen import EARLIER, specimen


def _verdict(*waivers: Waiver, entered_by: tuple[str, ...] = (), **changes: Any) -> Verdict:
    return match(cases.parse(specimen(**changes)), waivers, entered_by)


def _waiver(verdict: Verdict, code: str, person: str, role: Role | None = None) -> Waiver:
    finding = next(one for one in (*verdict.findings, *verdict.latent) if one.code == code)
    return Waiver.of(finding, person, role or may_waive(finding), "agreed by telephone")


DEAR: dict[str, Any] = {"orders__0__lines__0__unit_price": "1.00"}
STRANGE: dict[str, Any] = {"document__iban": "DE02500105170137075030"}
LARGE: dict[str, Any] = {"policy": {"approval": {"limit": "100"}}}


def test_the_owner_releases_and_the_finding_stays_as_information() -> None:
    waiver = _waiver(_verdict(**DEAR), "price-over", "ben")
    verdict = _verdict(waiver, **DEAR)
    assert verdict.decision is Decision.APPROVE
    finding = verdict.findings[0]
    assert (finding.code, finding.severity) == ("price-over", Severity.INFO)
    assert finding.evidence["waived_by"] == "ben (buyer)"
    assert finding.evidence["waived_because"] == "agreed by telephone"
    assert verdict.allocations == _verdict(**DEAR).allocations


def test_a_waiver_falls_when_its_figures_change() -> None:
    waiver = _waiver(_verdict(**DEAR), "price-over", "ben")
    changed: dict[str, Any] = {"orders__0__lines__0__unit_price": "0.99"}
    assert _verdict(waiver, **changed).decision is Decision.HOLD
    assert "other figures" in (refusal(_verdict(**changed).findings[0], waiver) or "")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.BUYER])
def test_only_the_owner_role_releases(role: Role) -> None:
    verdict = _verdict(**DEAR)
    waiver = _waiver(verdict, "price-over", "eve", role)
    assert _verdict(waiver, **DEAR).decision is Decision.HOLD
    with pytest.raises(NotAllowedError, match=f"only the role buyer may accept “Price above order”, not {role.value}"):
        require(verdict.findings[0], waiver)


def test_nobody_releases_what_they_entered() -> None:
    waiver = _waiver(_verdict(**DEAR), "price-over", "ben")
    assert _verdict(waiver, entered_by=("ben",), **DEAR).decision is Decision.HOLD
    require(_verdict(**DEAR).findings[0], waiver, entered_by=("ann",))


def test_a_release_needs_a_person_and_a_reason() -> None:
    verdict = _verdict(**DEAR)
    silent = Waiver.of(verdict.findings[0], "ben", Role.BUYER, " ")
    assert _verdict(silent, **DEAR).decision is Decision.HOLD
    assert refusal(verdict.findings[0], silent) == "“Price above order” needs a person and a reason"


def test_a_changed_bank_account_needs_two_of_treasury() -> None:
    verdict = _verdict(**STRANGE)
    one, other = (_waiver(verdict, "bank-account-changed", person) for person in ("tom", "tina"))
    assert _verdict(one, one, **STRANGE).decision is Decision.HOLD
    assert _verdict(one, other, entered_by=("tina",), **STRANGE).decision is Decision.HOLD
    both = _verdict(one, other, **STRANGE)
    assert both.decision is Decision.APPROVE
    assert both.findings[0].evidence["waived_by"] == "tom (treasury), tina (treasury)"


def test_the_limit_needs_an_approver() -> None:
    verdict = _verdict(**LARGE)
    assert [one.code for one in verdict.findings] == ["over-limit"]
    assert _verdict(_waiver(verdict, "over-limit", "ben", Role.BUYER), **LARGE).decision is Decision.HOLD
    assert _verdict(_waiver(verdict, "over-limit", "ada"), **LARGE).decision is Decision.APPROVE


def test_the_limit_is_asked_of_the_decision_after_waivers() -> None:
    both = DEAR | LARGE
    first = _verdict(**both)
    assert [one.code for one in first.findings] == ["price-over"]
    assert [one.code for one in first.latent] == ["over-limit"]
    price = _waiver(first, "price-over", "ben")
    second = _verdict(price, **both)
    assert second.decision is Decision.HOLD
    assert [(one.code, one.severity) for one in second.findings] == [
        ("price-over", Severity.INFO), ("over-limit", Severity.BLOCK),
    ]  # fmt: skip
    assert second.latent == ()
    limit = _waiver(second, "over-limit", "ada")
    assert _verdict(price, limit, **both).decision is Decision.APPROVE


def test_the_approver_must_have_released_nothing_else() -> None:
    both = DEAR | LARGE
    price = _waiver(_verdict(**both), "price-over", "ben")
    same_person = _waiver(_verdict(price, **both), "over-limit", "ben")
    verdict = _verdict(price, same_person, **both)
    assert verdict.decision is Decision.HOLD
    sentence = refusal(verdict.findings[1], same_person, [price, same_person])
    assert sentence == "ben released something else on this document: another approver must release the limit"


def test_waiving_the_stored_verdict_is_matching_with_the_waivers() -> None:
    both = DEAR | LARGE
    price = _waiver(_verdict(**both), "price-over", "ben")
    limit = _waiver(_verdict(price, **both), "over-limit", "ada")
    for waivers in ((price,), (price, limit), (limit,), ()):
        stored = waive(_verdict(**both), waivers)
        assert stored == _verdict(*waivers, **both)
        assert waive(stored, waivers) == stored


def test_an_exact_duplicate_is_not_waived_but_marked() -> None:
    copy = EARLIER | {"number": "F-100", "gross_total": "357.00", "lines": []}
    twice: dict[str, Any] = {"invoiced": [copy, copy | {"date": "2030-05-03"}]}
    first = _verdict(**twice)
    assert first.decision is Decision.REJECT and first.allocations == ()
    mark = _waiver(first, "duplicate-exact", "cleo")
    assert waive(first, [mark]) == first
    second = _verdict(mark, **twice)
    assert second.decision is Decision.REJECT and second.findings[0].expected != first.findings[0].expected
    third = _verdict(mark, _waiver(second, "duplicate-exact", "cleo"), **twice)
    assert third.decision is Decision.APPROVE and third.allocations
    wrong = _waiver(first, "duplicate-exact", "ben", Role.BUYER)
    assert _verdict(wrong, **twice).decision is Decision.REJECT


def test_information_needs_no_release() -> None:
    told: dict[str, Any] = {"receipts__0__lines__0__quantity": "300"}
    finding: Finding = _verdict(**told).findings[0]
    waiver = Waiver.of(finding, "ben", Role.BUYER, "kept")
    assert _verdict(waiver, **told).findings == (finding,)


def test_the_version_of_the_rules_is_in_the_verdict() -> None:
    assert _verdict().rules_version == rules.VERSION == rules.version()
    with pytest.raises(AttributeError, match="module 'rules' has no attribute 'NOTHING'"):
        rules.__getattr__("NOTHING")
