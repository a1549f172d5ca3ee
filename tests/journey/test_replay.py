"""Verdicts are given again byte for byte, and a difference is named."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from documents.finding import Verdict
from journey.verdicts import replay as replaying
from journey.verdicts.replay import case_of, replay, replay_all
from rules.policy import effective


@pytest.fixture
def stored(office: Any) -> Any:
    """The verdict on the invoice whose price is too high."""
    office.run()
    number = int(office.documents()["04-price.eml 260533"]["id"])
    with office.open() as shift, shift.workspace.look() as unit:
        return unit.verdicts.latest(number)


def changed(stored: Any, **parts: Any) -> Any:
    """The stored verdict as if it had said something else."""
    said = json.loads(stored.verdict_json) | parts
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return replace(stored, verdict_json=text, verdict=Verdict.from_json(said))


def test_every_verdict_is_the_same_bytes_again(office: Any) -> None:
    office.run()
    with office.open() as shift:
        given = list(replay_all(shift))
        assert len(given) == 10
        assert all(one.same for one in given)
        one = given[0].stored.document
        assert [again.stored.id for again in replay_all(shift, one)] == [given[0].stored.id]


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"decision": "approve"}, "approve then, hold now"), ({"findings": []}, "block price-over on line 2 now"),
        ({"allocations": []}, "allocations [] then"), ({"policy_hash": "0"}, 'policy_hash "0" then'),
    ],
)  # fmt: skip
def test_what_differs_is_named(stored: Any, parts: dict[str, Any], sentence: str) -> None:
    again = replay(changed(stored, **parts))
    assert not again.same
    assert any(sentence in difference for difference in again.differences), again.differences


def test_a_figure_in_a_finding_and_a_stray_blank_are_differences(stored: Any) -> None:
    [finding] = json.loads(stored.verdict_json)["findings"]
    other = replay(changed(stored, findings=[finding | {"actual": "3.56"}]))
    assert other.differences == ("findings in other words or figures: block price-over on line 2",)
    spaced = replace(stored, verdict_json=stored.verdict_json.replace(":", ": "))
    assert replay(spaced).differences == ("the stored verdict is not in the spelling in which verdicts are stored",)


def test_rules_of_another_version_that_say_the_same_are_no_difference(stored: Any) -> None:
    assert replay(replace(changed(stored, rules_version="1"), rules_version="1")).same


def test_a_verdict_is_given_again_under_the_default_policy_that_it_had(stored: Any, monkeypatch: Any) -> None:
    said = effective({"price": {"upper_percent": 20}}).to_json()
    then = replace(stored, policy_hash="0" * 64, evidence={**stored.evidence, "policy": said})
    assert effective(case_of(then).policy).terms(None, None).general.price.upper.percent == 20
    assert replaying.replay(then).verdict.decision.value == "approve"
