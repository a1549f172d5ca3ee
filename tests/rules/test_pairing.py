"""Pairing: by number, by item and price, by likeness; what is ambiguous is never paired."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from rules import cases, match
from rules.pairing.assignment import assignment
from rules.pairing.likeness import wording
from rules.specimen import SLIP, specimen

Row = dict[str, Any]


def _ordered(line: int, **facts: Any) -> Row:
    return {"line": line, "quantity": "100", "unit": "C62", "unit_price": "2.00"} | facts


def _billed(line: int, **facts: Any) -> Row:
    return {"line": line, "quantity": "10", "unit_price": "2.00", "net": "20"} | facts


def _pairs(ordered: list[Row], billed: list[Row], **changes: Any) -> dict[int, str]:
    case = specimen(orders__0__lines=ordered, document__lines=billed, receipts=[], **changes)
    verdict = match(cases.parse(case))
    found = {one.line: f"{one.order_line} {one.by}" for one in verdict.pairings}
    return found | {one.line or 0: one.code for one in verdict.findings if one.code in ("line-ambiguous",)}


def test_largest_first_each_takes_the_least_that_suffices() -> None:
    ordered = [_ordered(n, item="A", match="two_way", quantity=q) for n, q in ((1, "100"), (2, "30"), (3, "60"))]
    billed = [
        _billed(1, item="A", quantity="25"),
        _billed(2, item="A", quantity="55"),
        _billed(3, item="A", quantity="90"),
    ]
    assert _pairs(ordered, billed) == {1: "2 item", 2: "3 item", 3: "1 item"}


def test_none_suffices_the_most_open_then_the_most_left() -> None:
    ordered = [_ordered(n, item="A", match="two_way", quantity=q) for n, q in ((1, "10"), (2, "30"))]
    billed = [
        _billed(1, item="A", quantity="50"),
        _billed(2, item="A", quantity="40"),
        _billed(3, item="A", quantity="5"),
    ]
    assert _pairs(ordered, billed) == {1: "2 item", 2: "1 item", 3: "2 item"}


def test_a_line_paired_by_number_is_not_free() -> None:
    ordered = [_ordered(n, item="A", match="two_way") for n in (1, 2)]
    billed = [_billed(1, item="A", order_line=1, quantity="5"), _billed(2, item="A", quantity="50")]
    assert _pairs(ordered, billed) == {1: "1 line-number", 2: "2 item"}


def test_ties_go_to_the_lowest_line() -> None:
    ordered = [_ordered(n, item="A", match="two_way") for n in (2, 1)]
    assert _pairs(ordered, [_billed(1, item="A")]) == {1: "1 item"}


def test_an_unread_quantity_comes_last_and_takes_the_most_open() -> None:
    ordered = [_ordered(n, item="A", match="two_way", quantity=q) for n, q in ((1, "10"), (2, "30"), (3, "5"))]
    billed = [_billed(1, item="A", quantity=None), _billed(2, item="A", quantity="30")]
    assert _pairs(ordered, billed) == {1: "1 item", 2: "2 item"}


def test_only_lines_that_the_unit_converts_to_are_candidates() -> None:
    ordered = [_ordered(1, item="A", unit="KGM"), _ordered(2, item="A", unit_price="9")]
    assert _pairs(ordered, [_billed(1, item="A", unit="EA")]) == {1: "2 item"}
    assert _pairs(
        [_ordered(n, item="A", unit="KGM", unit_price=str(n)) for n in (1, 2)], [_billed(1, item="A", unit="EA")]
    ) == {1: "1 item"}


def test_one_price_in_two_units_is_one_price() -> None:
    ordered = [_ordered(1, item="A", unit="DZN", unit_price="24"), _ordered(2, item="A")]
    assert _pairs(ordered, [_billed(1, item="A", unit="C62", unit_price="2.02")])[1] in ("1 item", "2 item")


def test_what_is_open_is_compared_in_one_unit() -> None:
    dozens = _ordered(1, item="A", unit="DZN", unit_price="24", quantity="10", match="two_way")
    pieces = _ordered(2, item="A", quantity="50", match="two_way")
    exact = _billed(1, item="A", unit="C62", unit_price="2", quantity="50")
    assert _pairs([dozens, pieces], [exact]) == {1: "2 item"}
    most = _billed(1, item="A", unit="C62", unit_price="2", quantity="200")
    assert _pairs([dozens, pieces], [most]) == {1: "1 item"}


def test_nothing_is_near_a_price_of_nothing() -> None:
    ordered = [_ordered(1, item="A", unit_price="0"), _ordered(2, item="A", unit_price="4")]
    assert _pairs(ordered, [_billed(1, item="A", unit_price="2")]) == {1: "2 item"}
    free = [_ordered(n, item="A", unit_price="0") for n in (1, 2)]
    assert _pairs(free, [_billed(1, item="A", unit_price="2")]) == {1: "1 item"}


def test_a_slip_has_no_price_to_be_ambiguous_by() -> None:
    ordered = [_ordered(n, item="W-8", unit_price=str(n), quantity=str(300 // n)) for n in (1, 2)]
    case = specimen(orders__0__lines=ordered, document=SLIP)
    assert [one.order_line for one in match(cases.parse(case)).pairings] == [1]


@pytest.mark.parametrize(
    ("header", "number", "found"),
    [("4500001", 10, "4500001/10"), (None, 20, "4500002/20"), (None, 10, None), ("4500001", 20, "4500002/20")],
)
def test_a_number_without_an_order_is_the_headers_else_the_only_one(header: str, number: int, found: str) -> None:
    lines = [_ordered(10, item="A"), _ordered(20, item="B")]
    orders = [
        {"number": "4500001", "supplier": "V7", "currency": "EUR", "lines": lines[:1]},
        {"number": "4500002", "supplier": "V7", "currency": "EUR", "lines": lines},
    ]
    billed = [_billed(1, order_line=number), _billed(2, order="4500002"), _billed(3, order="4500001")]
    case = specimen(orders=orders, document__lines=billed, document__order=header, receipts=[])
    pairs = {one.line: f"{one.order}/{one.order_line}" for one in match(cases.parse(case)).pairings}
    assert pairs.get(1) == found


def test_the_same_words_pair_whatever_the_figures() -> None:
    ordered = [_ordered(1, description="Gear wheel, 12 teeth"), _ordered(2, description="Gear wheel")]
    billed = [_billed(1, description="12 TEETH gear-wheel", unit_price="900", quantity="9999")]
    assert _pairs(ordered, billed) == {1: "1 likeness"}


def test_the_same_words_are_worth_more_than_two_other_pairs() -> None:
    ordered = [_ordered(1, description="alpha beta gamma"), _ordered(2, description="alpha beta gamma delta")]
    billed = [
        _billed(1, description="alpha beta gamma", unit_price="50"),
        _billed(2, description="alpha beta gamma omega", unit_price="2.00"),
    ]
    assert _pairs(ordered, billed)[1] == "1 likeness"


def test_two_lines_with_the_same_words_share_out_one_to_one() -> None:
    ordered = [_ordered(n, description="Felt ring", unit_price=str(n)) for n in (2, 9)]
    billed = [_billed(1, description="felt ring", unit_price="9"), _billed(2, description="FELT RING", unit_price="2")]
    assert _pairs(ordered, billed) == {1: "9 likeness", 2: "2 likeness"}


def test_a_price_between_two_like_lines_is_ambiguous() -> None:
    ordered = [_ordered(n, description="Felt ring", unit_price=p) for n, p in ((1, "2.00"), (2, "2.40"))]
    assert _pairs(ordered, [_billed(1, description="felt ring", unit_price="2.20")]) == {1: "line-ambiguous"}
    assert _pairs(ordered, [_billed(1, description="felt ring", unit_price="2.40")]) == {1: "2 likeness"}


def test_another_size_is_another_thing() -> None:
    assert _pairs([_ordered(1, description="Hex bolt M8")], [_billed(1, description="Hex bolt M10")]) == {}


def test_words_that_a_supplier_adds_do_not_hide_what_was_ordered() -> None:
    added = "Felt ring as per our quotation of last week, packed singly"
    assert _pairs([_ordered(1, description="Felt ring")], [_billed(1, description=added)]) == {1: "1 likeness"}
    assert _pairs([_ordered(1, description="Ring")], [_billed(1, description=added)]) == {}


def test_a_price_of_nothing_and_no_price_weigh_little() -> None:
    ordered = [_ordered(1, description="felt ring grey", unit_price="0")]
    assert _pairs(ordered, [_billed(1, description="felt ring grey")]) == {1: "1 likeness"}
    assert _pairs(ordered, [_billed(1, description="felt ring", unit_price=None, quantity=None)]) == {1: "1 likeness"}


def test_words_of_the_own_order_only() -> None:
    other = {"number": "4500002", "supplier": "V7", "currency": "EUR", "lines": [_ordered(1, description="Felt ring")]}
    case = specimen(document__lines=[_billed(1, description="felt ring", order="4500001"), _billed(2, order="4500002")])
    case["orders"].append(other)
    assert [one.line for one in match(cases.parse(case)).pairings] == []


def test_assignment_is_exact() -> None:
    assert assignment({(3, 7): 5, (3, 8): 4, (9, 7): 4}) == [(3, 8), (9, 7)]
    assert wording("").words == frozenset()


def test_the_lead_is_told() -> None:
    verdict = match(cases.parse(specimen(document__lines__0__item=None)))
    assert verdict.pairings[0].lead == Decimal(1)
