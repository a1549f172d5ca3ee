"""Earlier documents: the indexes find what the rules must see, and nothing that counts for nothing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.case import BilledLine, EarlierDocument
from documents.kinds import Kind
from documents.lifecycle import State
from documents.order import Charge
from documents.supplier import Supplier
from storage import Workspace
from storage.encoding import likeness_key
from tests.storage.builders import allocation, billed, document

FULL = EarlierDocument(
    Kind.CREDIT_NOTE, "CN-1", date(2026, 2, 1), "EUR", Decimal("119.00"), ("PO-1",), ("DN-1", "DN-2"),
    (Charge("freight", Decimal("-2.5")),),
    (
        BilledLine("PO-1", 10, Decimal(1) / 3, Decimal("0.125"), Decimal("33.33"), (allocation("0.5"),)),
        BilledLine(None, None, None),
    ),
)  # fmt: skip


def test_what_was_billed_comes_back_as_it_went_in(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        first, second = document(unit, workspace, "CN-1"), document(unit, workspace, "INV-2")
        unit.custody.bill(first.id, "S1", FULL)
        assert unit.custody.earlier(second.id, "S1", numbers=["CN-1"]) == (FULL,)
        unit.custody.bill(first.id, "S1", billed("CN-1"))
        assert unit.custody.earlier(second.id, "S1", numbers=["CN-1"]) == (billed("CN-1"),)
        unit.custody.unbill(first.id)
        assert unit.custody.all_before(second.id, "S1") == ()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"numbers": ["inv 1"]}, True),
        ({"numbers": ["INV-0OO1"]}, True),
        ({"numbers": ["lNV-I"]}, True),
        ({"numbers": ["INV-2"]}, False),
        ({"orders": [" po-1 "]}, True),
        ({"orders": ["PO-2"]}, False),
        ({"gross": Decimal("119"), "currency": "EUR"}, True),
        ({"gross": Decimal("119"), "currency": "USD"}, False),
        ({"gross": Decimal("119"), "currency": "EUR", "around": date(2026, 5, 30), "days": 90}, True),
        ({"gross": Decimal("119"), "currency": "EUR", "around": date(2026, 5, 31), "days": 90}, False),
        ({"numbers": ["INV-2", "INV-1"], "orders": ["PO-1"], "gross": Decimal("119"), "currency": "EUR"}, True),
        ({}, False),
    ],
)
def test_a_document_is_found_by_what_it_shares(workspace: Workspace, asked: dict[str, object], found: bool) -> None:
    with workspace.begin() as unit:
        first, second = document(unit, workspace, "INV-1"), document(unit, workspace, "INV-2")
        unit.custody.bill(first.id, "S1", billed("INV-1", "119.00", "PO-1"))
        unit.custody.bill(second.id, "S1", billed("INV-1", "119.00", "PO-1"))
        assert bool(unit.custody.earlier(second.id, "S1", **asked)) is found  # type: ignore[arg-type]
        assert unit.custody.earlier(first.id, "S1", **asked) == ()  # type: ignore[arg-type]
        assert unit.custody.earlier(second.id, "S2", **asked) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("states", "counts"),
    [
        ([], True),
        ([State.MATCHED, State.HELD], True),
        ([State.MATCHED, State.REJECTED], False),
        ([State.MATCHED, State.REJECTED, State.READ], True),
        ([State.IGNORED], False),
    ],
)
def test_rejected_and_ignored_documents_count_for_nothing(
    workspace: Workspace, states: list[State], counts: bool
) -> None:
    with workspace.begin() as unit:
        first, second = document(unit, workspace, "INV-1"), document(unit, workspace, "INV-2")
        unit.custody.bill(first.id, "S1", billed("INV-1"))
        for state in states:
            unit.custody.move(first.id, state)
        found = unit.custody.sealed_before(second.id, "S1", numbers=["INV-1"])
        assert [one.document for one in found] == ([first.id] if counts else [])


signs = st.text(alphabet="INVOL01-/ 9abz", min_size=1, max_size=8)


def same_number(left: str, right: str) -> bool:
    """Step 5 of the matching rules, word for word."""

    def plain(number: str) -> str:
        return "".join(sign for sign in number.upper() if sign.isalnum()).replace("O", "0")

    def ones(number: str) -> str:
        return number.replace("I", "1").replace("L", "1")

    def zeros(number: str) -> str:
        out, digits = "", ""
        for sign in f"{number} ":
            if sign.isdigit():
                digits += sign
            else:
                out, digits = out + digits.lstrip("0") + sign, ""
        return out.strip()

    a, b = plain(left), plain(right)
    return zeros(ones(a)) == zeros(ones(b)) or ones(zeros(a)) == ones(zeros(b))


@given(signs, signs)
@settings(max_examples=500)
def test_numbers_that_the_rules_call_the_same_share_their_key(left: str, right: str) -> None:
    if same_number(left, right):
        assert likeness_key(left) == likeness_key(right)


facts = st.builds(
    lambda number, gross, orders, day: billed(number, gross, *orders, day=day),
    st.sampled_from(["INV-1", "inv1", "INV-10", "X", None]), st.sampled_from(["1", "1.0", "2", None]),
    st.sampled_from([("PO-1",), ("po-1",), ("PO-2",), ()]),
    st.sampled_from([None, date(2026, 1, 1), date(2026, 3, 1)]),
)  # fmt: skip


@given(st.lists(facts, min_size=1, max_size=6), facts)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_index_finds_what_a_scan_finds(
    workspace: Workspace, history: list[EarlierDocument], mine: EarlierDocument
) -> None:
    with workspace.begin() as unit:
        supplier = f"S{unit.audit.head()[0]}"
        for one in history:
            unit.custody.bill(document(unit, workspace, str(one.number)).id, supplier, one)
        last = document(unit, workspace, "last")
        asked = {"numbers": [mine.number] if mine.number else [], "orders": mine.orders}
        window = timedelta(days=30)
        found = unit.custody.earlier(
            last.id, supplier, **asked, gross=mine.gross_total, currency="EUR", around=mine.date, days=window.days
        )
        scanned = [one.facts for one in unit.custody.all_before(last.id, supplier) if _shares(one.facts, mine, window)]
        assert list(found) == scanned


def _shares(one: EarlierDocument, mine: EarlierDocument, window: timedelta) -> bool:
    near = one.date is not None and (mine.date is None or abs(one.date - mine.date) <= window)
    number = mine.number is not None and likeness_key(one.number) == likeness_key(mine.number)
    order = {name.casefold() for name in one.orders} & {name.casefold() for name in mine.orders}
    amount = one.gross_total is not None and one.gross_total == mine.gross_total and near
    return bool(number or order or (amount and not (one.orders and mine.orders)))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, True),
        ({"number": "inv 1", "orders": []}, True),
        ({"number": "X", "orders": [" po-1"]}, True),
        ({"number": "X", "orders": ["PO-2"]}, False),
        ({"number": None, "orders": []}, False),
        ({"gross": Decimal("119.01")}, False),
        ({"gross": None}, False),
        ({"currency": "USD"}, False),
        ({"sisters": ("S3",)}, False),
        ({"sisters": ()}, False),
    ],
)
def test_a_document_of_a_sister_is_found_by_its_money_and_its_number_or_order(
    workspace: Workspace, asked: dict[str, Any], found: bool
) -> None:
    said: dict[str, Any] = {
        "number": "INV-1", "orders": ["PO-9"], "gross": Decimal("119"), "currency": "EUR", "sisters": ("S2", "S3"),
    }  # fmt: skip
    with workspace.begin() as unit:
        first, second = document(unit, workspace, "INV-1"), document(unit, workspace, "INV-1 too")
        unit.custody.bill(first.id, "S2", billed("INV-1", "119.00", "PO-1"))
        earlier = unit.custody.of_sisters(second.id, **{**said, **asked})
        assert [(one.document, one.facts.supplier) for one in earlier] == ([(first.id, "S2")] if found else [])
        assert unit.custody.of_sisters(first.id, **said) == ()
        unit.custody.move(first.id, State.MATCHED)
        unit.custody.move(first.id, State.REJECTED)
        assert unit.custody.of_sisters(second.id, **said) == ()


def test_sisters_share_a_vat_id_or_a_bank_account(workspace: Workspace) -> None:
    group = {
        "A": ("DE136695976", ()), "B": ("DE 136 695 976", ("DE89370400440532013000",)),
        "C": (None, ("de89 3704 0044 0532 0130 00",)), "D": ("DE100", ()), "E": (None, ()), "F": (None, ()),
    }  # fmt: skip
    with workspace.begin() as unit:
        unit.masters.take_suppliers([Supplier(one, one, vat, accounts) for one, (vat, accounts) in group.items()], "it")
    with workspace.look() as unit:
        found = {one: unit.masters.sisters(one) for one in (*group, "nobody")}
    assert found == {"A": ("B",), "B": ("A", "C"), "C": ("B",), "D": (), "E": (), "F": (), "nobody": ()}
