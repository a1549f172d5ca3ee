"""Policies: read, refused, overridden, hashed."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from rules.policy import PolicyError, check, default_policy, differences, effective, policy_hash, read
from rules.policy.schema import schema, written
from rules.tolerance import Side, Tolerance

POLICIES = Path(__file__).resolve().parents[2] / "policies"

REFUSED = [
    ({"prices": {}}, "there is no table prices; did you mean price?"),
    ({"price": {"upper_percnt": 2}}, "price has no key upper_percnt; did you mean upper_percent?"),
    ({"xyzzy": {}}, "there is no table xyzzy"),
    ({"price": 3}, "price must be a table"),
    ({"price": {"upper_percent": "much"}}, "price.upper_percent must be a figure, not 'much'"),
    ({"price": {"upper_percent": True}}, "price.upper_percent must be a figure, not True"),
    ({"price": {"upper_percent": "-1"}}, "price.upper_percent must be a figure of 0 or more, not -1"),
    ({"price": {"upper": 3}}, 'price.upper is "any" or "none"; a limit is upper_percent or upper_amount'),
    ({"approval": {"limit": "none"}}, "approval.limit cannot be unset; give a figure"),
    ({"wait": {"receipt_days": 1.5}}, "wait.receipt_days counts whole days, not 1.5"),
    ({"for": {"supplier": "S1"}}, "for must be a list of tables, [[for]] in TOML"),
    ({"for": ["S1"]}, "each entry of for must be a table"),
    ({"for": [{"suplier": "S1"}]}, "for has no key suplier; did you mean supplier?"),
    ({"for": [{"supplier": 7}]}, "for.supplier must be a text, not 7"),
    ({"for": [{"item": "A", "price": {"uper": "any"}}]}, "for.price has no key uper; did you mean upper?"),
    ({"currency": {"JPY": 160}}, "currency must hold a table for each currency, [currency.JPY] in TOML"),
    ({"currency": {"JPY": {"faktor": 1}}}, "currency.JPY has no key faktor; did you mean factor?"),
    ({"currency": {"JPY": {"factor": "x"}}}, "currency.JPY.factor must be a figure, not 'x'"),
]  # fmt: skip


@pytest.mark.parametrize(("policy", "sentence"), REFUSED, ids=[sentence for _, sentence in REFUSED])
def test_a_faulty_policy_is_refused_by_name(policy: dict[str, Any], sentence: str) -> None:
    with pytest.raises(PolicyError) as refused:
        check(policy)
    assert refused.value.sentence == f"policy: {sentence}"


def test_text_that_is_no_toml_is_refused() -> None:
    with pytest.raises(PolicyError, match="not valid TOML"):
        read("[price")


def _price(policy: dict[str, Any], supplier: str | None = "S1", item: str | None = "A", **_: Any) -> Tolerance:
    return effective(policy).terms(supplier, "EUR").item(item).price


DEFAULT = Side(Decimal(2), Decimal(25))
LEVELS = [
    ("the default", {}, DEFAULT),
    ("a policy overrides key by key", {"price": {"upper_percent": 3}}, Side(Decimal(3), Decimal(25))),
    ("none unsets", {"price": {"upper_amount": "none"}}, Side(Decimal(2))),
    ("null unsets", {"price": {"upper_percent": None, "upper_amount": None}}, Side()),
    ("any sets the default's limits aside", {"price": {"upper": "any"}}, Side(any=True)),
    ("side by side the limit holds", {"price": {"upper": "any", "upper_amount": 1}}, Side(None, Decimal(1), any=True)),
    ("a more specific limit sets any aside",
     {"price": {"upper": "any"}, "for": [{"supplier": "S1", "price": {"upper_percent": 7}}]},
     Side(Decimal(7), any=True)),
    ("any unset again: the default's limits are back",
     {"price": {"upper": "any"}, "for": [{"supplier": "S1", "price": {"upper": "none"}}]}, DEFAULT),
    ("item beats supplier, both beat item",
     {"for": [{"supplier": "S1", "item": "a", "price": {"upper_percent": 9}},
              {"item": "A", "price": {"upper_percent": 8, "upper_amount": 80}},
              {"supplier": "S1", "price": {"upper_percent": 7, "upper_amount": 70}}]},
     Side(Decimal(9), Decimal(80))),
    ("another supplier's override", {"for": [{"supplier": "S2", "price": {"upper_percent": 7}}]}, DEFAULT),
    ("of equals the later",
     {"for": [{"item": "A", "price": {"upper_percent": 5}}, {"item": "A ", "price": {"upper_percent": 6}}]},
     Side(Decimal(6), Decimal(25))),
    ("an override for everybody is the policy itself", {"for": [{"price": {"upper_percent": 5}}]},
     Side(Decimal(5), Decimal(25))),
]  # fmt: skip


@pytest.mark.parametrize(("policy", "side"), [row[1:] for row in LEVELS], ids=[row[0] for row in LEVELS])
def test_levels(policy: dict[str, Any], side: Side) -> None:
    found = _price(policy).upper
    assert (found.percent, found.amount, found.any) == (side.percent, side.amount, side.any)


def test_an_unknown_supplier_has_no_supplier_override() -> None:
    policy = {"for": [{"supplier": "S1", "price": {"upper": "any"}}]}
    assert _price(policy, supplier=None).upper == DEFAULT
    assert _price(policy).upper.any


def test_an_item_does_not_reach_what_judges_whole_documents() -> None:
    policy = {"for": [{"item": "A", "charges": {"upper": "any"}, "approval": {"limit": 1}, "price": {"upper": "any"}}]}
    terms = effective(policy).terms("S1", "EUR")
    assert not terms.charges.upper.any and terms.approval_limit == 10000
    assert check(policy).overrides[0].unreached == ("approval.limit", "charges.upper")


def test_a_currency_factor_multiplies_amounts_only() -> None:
    terms = effective({"currency": {"jpy": {"factor": 160}}}).terms("S1", "JPY")
    assert (terms.general.price.upper.percent, terms.general.price.upper.amount) == (Decimal(2), Decimal(4000))
    assert terms.approval_limit == 1_600_000
    assert effective({}).terms("S1", "JPY").approval_limit == 10000


SAME: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {"price": {"upper_percent": "2.0"}}),
    ({"price": {"upper_percent": 3}}, {"price": {"upper_percent": "3.00"}, "version": "2030-01"}),
]
OTHER: list[dict[str, Any]] = [
    {}, {"price": {"upper_percent": 3}}, {"price": {"upper": "any"}}, {"price": {"upper": "any", "upper_percent": 2}},
    {"for": [{"supplier": "S1", "price": {"upper_percent": 3}}]}, {"currency": {"JPY": {"factor": 160}}},
    {"approval": {"limit": 5}}, {"price": {"lower": "none"}},
]  # fmt: skip


def test_the_hash_names_what_decides() -> None:
    assert all(policy_hash(one) == policy_hash(other) for one, other in SAME)
    assert len({policy_hash(policy) for policy in OTHER}) == len(OTHER)
    assert len(policy_hash({})) == 64


def test_differences_are_told_key_by_key() -> None:
    old = {"currency": {"JPY": {"factor": 160}}}
    new = {"for": [{"supplier": "S1", "item": "A", "price": {"upper_percent": "none"}}], "price": {"upper": "any"}}
    assert differences(old, new) == [
        ("currency.JPY.factor", "160", None),
        ("for supplier S1, item a: price.upper_percent", None, "none"),
        ("price.upper", None, "any"),
    ]
    assert differences(old, old) == []


def test_the_schema_is_written_down_and_takes_what_the_code_takes() -> None:
    assert (POLICIES / "schema.json").read_text() == written()
    validator = jsonschema.Draft202012Validator(schema())
    for policy in [*OTHER, *(row[1] for row in LEVELS), {"wait": {"receipt_days": "3"}}]:
        assert not list(validator.iter_errors(json.loads(json.dumps(policy))))
    for policy, _ in REFUSED:
        assert list(validator.iter_errors(policy)), policy


def test_the_default_policy_says_everything() -> None:
    assert default_policy().level["approval", "limit"] == Decimal(10000)
    assert not default_policy().overrides
