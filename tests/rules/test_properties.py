"""What must hold for every input (the end of the matching specification)."""

from __future__ import annotations

import copy
import json
import os
from collections import defaultdict
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from documents.finding import Verdict
from rules import cases, match
from rules.cases import dump
from tests.rules.random_cases import ITEMS, case_file, case_files
from tests.rules.second_opinion import Fraction, Opinion, norm
from tests.rules.second_opinion_checks import CODES, caps_and_use, opine

MANY = settings(deadline=None, max_examples=1000 if os.environ.get("TALLYMARK_SOAK") else 60)
seeds = st.integers(0, 2**48)

GOVERNED = {
    "price": {"price-over", "price-under"},
    "quantity": {"quantity-over", "receipt-missing", "inspection-pending"},
    "order_quantity": {"over-delivery"},
    "charges": {"charge-unplanned"},
    "tax": {"tax-mismatch"},
    "rounding": {"line-arithmetic", "net-arithmetic", "gross-arithmetic", "tax-mismatch"},
}
LOOSER = ("upper_percent", "upper_amount", "lower_percent", "lower_amount")


def _match(case: dict[str, Any]) -> Verdict:
    return match(cases.parse(case))


def _lines_with(verdict: Verdict, codes: set[str]) -> set[tuple[int | None, str]]:
    """Lines with one of these codes; codes of quantities count as one: room only picks between them."""
    merged = GOVERNED["quantity"] | {"over-delivery"}
    return {
        (one.line, "" if codes <= merged and one.code != "over-delivery" else one.code)
        for one in verdict.findings
        if one.code in codes and one.severity != "info"
    }


@MANY
@given(case_files)
def test_no_valid_case_raises_and_the_same_case_gives_the_same_bytes(file: dict[str, Any]) -> None:
    case = cases.parse(file)
    first, second = match(case), match(cases.parse(json.dumps(file)))
    assert json.dumps(first.to_json()) == json.dumps(second.to_json())
    assert Verdict.from_json(first.to_json()) == first
    assert cases.parse(json.dumps(dump(case))) == case


@MANY
@given(seeds)
def test_loosening_a_tolerance_adds_no_finding_that_it_governs(seed: int) -> None:
    random = Random(seed)
    file = case_file(random)
    table, key = random.choice(sorted(GOVERNED)), random.choice(LOOSER)
    tight, loose = sorted(random.sample(["0", "1", "2", "5", "20", "100"], 2), key=Decimal)
    for level in [file["policy"], *file["policy"].get("for", [])]:
        level.pop(table, None)
    before, after = copy.deepcopy(file), copy.deepcopy(file)
    before["policy"][table] = {key: tight}
    after["policy"][table] = random.choice(({key: loose}, {key: "none", key[:5]: "any"}))
    strict, easy = _match(before), _match(after)
    assert _lines_with(easy, GOVERNED[table]) <= _lines_with(strict, GOVERNED[table])
    if strict.decision == "approve":
        assert easy.decision == "approve"


@MANY
@given(seeds)
def test_the_order_of_lines_orders_and_receipts_changes_nothing(seed: int) -> None:
    random = Random(seed)
    file = case_file(random)
    shuffled = copy.deepcopy(file)
    lists = [shuffled["orders"], shuffled["receipts"], shuffled["document"]["lines"]]
    lists += [one["lines"] for one in (*shuffled["orders"], *shuffled["receipts"])]
    for one in lists:
        random.shuffle(one)
    assert _match(shuffled) == _match(file)


@MANY
@given(seeds)
def test_a_further_receipt_brings_no_line_that_had_none_a_quantity_finding(seed: int) -> None:
    random = Random(seed)
    file = case_file(random)
    verdict = _match(file)
    order = random.choice(file["orders"])
    for line in file["document"]["lines"]:  # every line names its order line
        paired = next((one for one in verdict.pairings if one.line == line["line"]), None)
        other = order["number"], random.choice(order["lines"])["line"]
        line["order"], line["order_line"] = (paired.order, paired.order_line) if paired else other
        line["item"] = None if paired is None else line["item"]
    before = _match(file)
    more = {
        "number": "R-NEW", "order": order["number"], "date": "2030-02-20", "delivery_note": random.choice(("D1", None)),
        "lines": [{"line": 1, "order_line": random.choice(order["lines"])["line"], "quantity": "25"}],
    }  # fmt: skip
    file["receipts"].append(more)
    codes = GOVERNED["quantity"]
    assert _lines_with(_match(file), codes) <= _lines_with(before, codes)


@MANY
@given(seeds)
def test_no_sequence_of_documents_takes_more_of_a_receipt_line_than_its_cap(seed: int) -> None:
    random = Random(seed)
    file = case_file(random)
    file["invoiced"] = []
    for number in range(4):
        document = case_file(random)["document"]
        file["document"] = document | {"number": f"N-{number}", "supplier": "S1"}
        _within_caps(file, verdict := _match(file))
        if document["kind"] != "packing_slip" and verdict.decision != "reject":
            file["invoiced"].append(_booked(file["document"], verdict))


def _booked(document: dict[str, Any], verdict: Verdict) -> dict[str, Any]:
    """The document as an earlier one of the next."""
    lines = [
        {
            "order": pair.order, "order_line": pair.order_line, "quantity": str(pair.quantity), "unit_price": "1",
            "allocations": [one.to_json() for one in verdict.allocations if one.line == pair.line],
        }
        for pair in verdict.pairings
        if pair.quantity is not None
    ]  # fmt: skip
    names = ("kind", "number", "date", "currency", "gross_total", "charges")
    return {name: document.get(name) for name in names} | {"orders": list(verdict.orders), "lines": lines}


def _within_caps(file: dict[str, Any], verdict: Verdict) -> None:
    """No new allocation may lift what is allocated of a receipt line above its cap."""
    opinion = Opinion(file)
    new: dict[tuple[str, int], Fraction] = defaultdict(Fraction)
    touched = set()
    for taken in verdict.allocations:
        new[norm(taken.receipt), taken.receipt_line] += Fraction(taken.quantity)
        pair = next(one for one in verdict.pairings if one.line == taken.line)
        touched.add((norm(pair.order), pair.order_line))
    for key in touched:
        for (receipt, line, _), (cap, used) in zip(opinion.booked(key), caps_and_use(opinion, key), strict=True):
            more = new[norm(receipt["number"]), line["line"]]
            assert more == 0 or used + more <= cap + Fraction(1, 10**9)


@settings(deadline=None, max_examples=1000 if os.environ.get("TALLYMARK_SOAK") else 200)
@given(case_files)
def test_a_second_opinion_agrees(file: dict[str, Any]) -> None:
    opinion = opine(file)
    if opinion is None:
        return
    verdict = _match(file)
    found = {(one.code, one.line, one.severity.value, one.owner.value) for one in verdict.findings if one.code in CODES}
    assert found == opinion.findings
    taken = [(one.line, one.receipt, one.receipt_line, Fraction(one.quantity)) for one in verdict.allocations]
    expected = [] if verdict.decision == "reject" else opinion.allocations
    assert sorted((*one[:3], round(one[3], 6)) for one in taken) == sorted((*o[:3], round(o[3], 6)) for o in expected)


@MANY
@given(seeds, st.sampled_from(ITEMS))
def test_an_item_override_touches_only_its_item(seed: int, item: str) -> None:
    file = case_file(Random(seed))
    file["policy"] = {}
    before = _match(file)
    file["policy"] = {"for": [{"item": item, "price": {"upper": "any"}}]}
    after = _match(file)
    gone = {one.line for one in before.findings if one not in after.findings}
    lines = {(order["number"], line["line"]): line["item"] for order in file["orders"] for line in order["lines"]}
    paired = {one.line: lines[one.order, one.order_line] for one in before.pairings}
    assert all(paired[line] == item for line in gone if line is not None and line in paired)


TEXTS = ("steel pin", "PIN, steel!", "brass nut m6", "nut brass M6 flat", "felt ring", "felt", "")


@MANY
@given(seeds)
def test_words_pair_whatever_the_figures_and_never_without_a_word_in_common(seed: int) -> None:
    random = Random(seed)
    figures = ("0", "1", "2.5", "99999")
    ordered: list[dict[str, Any]] = [
        {"line": n, "description": random.choice(TEXTS), "quantity": random.choice(figures), "unit": "C62",
         "unit_price": random.choice(figures)}
        for n in range(1, random.randint(2, 6))
    ]  # fmt: skip
    billed: list[dict[str, Any]] = [
        {"line": n, "description": random.choice(TEXTS), "quantity": random.choice(figures),
         "unit_price": random.choice(figures), "net": "1"}
        for n in range(1, random.randint(2, 6))
    ]  # fmt: skip
    file = case_file(random)
    file["orders"] = [file["orders"][0] | {"lines": ordered}]
    file["document"] = file["document"] | {"kind": "invoice", "order": file["orders"][0]["number"], "lines": billed}
    paired = {one.line: one.order_line for one in _match(file).pairings}
    words = {n: _words(one["description"]) for n, one in enumerate(ordered, 1)}
    assert len(set(paired.values())) == len(paired)
    for line in billed:
        mine = _words(line["description"])
        same = [number for number, theirs in words.items() if mine and theirs == mine]
        alone = sum(_words(one["description"]) == mine for one in billed) == 1
        if len(same) == 1 and alone:
            assert paired[line["line"]] == same[0]
        if line["line"] in paired:
            assert mine & words[paired[line["line"]]]


def _words(text: str) -> frozenset[str]:
    return frozenset("".join(sign if sign.isalnum() else " " for sign in text.lower()).split())
