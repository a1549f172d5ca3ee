"""One cause behind several documents: seen as a group, previewed, cleared by one act."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from documents.errors import WrongUseError
from documents.kinds import Decision, Role
from documents.lifecycle import State
from journey.masterdata import masters
from journey.queue import groups
from journey.queue.exceptions import open_items
from journey.resolve import Actor, waive
from tests.journey.papers import bring, invoice

BRABANT = "billing@brabant-afdichtingen.example"
ANNA, IDA = Actor("anna", Role.BUYER), Actor("ida", Role.CLERK)
CAUSE = "price of order line 45-7003/10"


@pytest.fixture
def dear(office: Any) -> Any:
    """Two invoices at a price that the order does not know yet, and one that nobody ordered so."""
    with office.open() as shift:
        for number in ("B-1", "B-2"):
            bring(shift, invoice(number, "45-7003", ("10", "20", "0.80")), BRABANT)
        bring(shift, invoice("B-3", "45-7003", ("20", "5", "3.95")), BRABANT)
    return office


def group(shift: Any, cause: str = CAUSE, role: Role | None = None) -> groups.Group:
    with shift.workspace.look() as unit:
        return groups.group_of(unit, cause, role)


def test_a_price_list_not_updated_is_one_group(dear: Any) -> None:
    with dear.open() as shift:
        with shift.workspace.look() as unit:
            found = groups.groups(unit)
            assert [one.cause for one in found] == [CAUSE]
            assert groups.groups(unit, Role.TREASURY) == ()
        one = found[0]
        assert (one.documents, one.codes, one.owners, one.sibling) == ((1, 2), ("price-over",), (Role.BUYER,), None)
        assert {name: str(amount) for name, amount in one.at_stake.items()} == {"EUR": "7.2"}
        with pytest.raises(WrongUseError, match="no group"):
            group(shift, "price of order line 45-7003/20")


def test_a_preview_writes_nothing_and_says_what_becomes_of_each(dear: Any) -> None:
    with dear.open() as shift:
        with shift.workspace.look() as unit:
            before = unit.audit.head()
        seen = list(groups.preview(shift, group(shift), ANNA, "new list", "price-over"))
        assert [(one.document, one.after, one.refused) for one in seen] == [
            (1, Decision.APPROVE, None), (2, Decision.APPROVE, None),
        ]  # fmt: skip
        refused = list(groups.preview(shift, group(shift), IDA, "new list", "price-over"))
        assert all(one.after is None and "buyer" in (one.refused or "") for one in refused)
        with shift.workspace.look() as unit:
            assert unit.audit.head() == before


def test_one_act_clears_them_all(dear: Any) -> None:
    with dear.open() as shift:
        done = list(groups.waive_all(shift, group(shift), ANNA, "new list of May", "price-over"))
        assert [(one.number, one.after) for one in done] == [("B-1", State.FILED), ("B-2", State.FILED)]
        with shift.workspace.look() as unit:
            assert groups.groups(unit) == ()
            assert [item.document for item in open_items(unit)] == [3]


def test_what_is_refused_is_told_and_the_others_are_done(dear: Any) -> None:
    with dear.open() as shift:
        found = group(shift)
        waive(shift, 1, ANNA, "this one", "price-over")
        done = list(groups.waive_all(shift, found, IDA, "all", "price-over"))
        assert [(one.after, bool(one.refused)) for one in done] == [(State.FILED, False), (None, True)]
        wrong = list(groups.waive_all(shift, found, ANNA, "all", "quantity-over"))
        assert [one.refused for one in wrong] == ["it has no such finding"] * 2


def test_a_group_is_sent_back_or_pointed_elsewhere(dear: Any) -> None:
    with dear.open() as shift:
        found = group(shift)
        assert [one.after for one in groups.repoint_all(shift, found, ANNA, "misprint", "45-7004")] == [State.HELD] * 2
        assert [one.after for one in groups.reject_all(shift, found, ANNA, "wrong")] == [State.REJECTED] * 2


def test_goods_booked_on_the_wrong_line_are_shown_where_they_lie(office: Any, tmp_path: Path) -> None:
    table = tmp_path / "receipts.csv"
    table.write_text("receipt,order,line,order_line,quantity\nGR-77,45-7004,1,10,6\n", encoding="utf-8")
    with office.open() as shift:
        masters.take(shift, "receipts", table)
        for number, quantity in (("P-1", "25"), ("P-2", "3")):
            draft = invoice(
                number, "45-7004", ("20", quantity, "6.20"), currency="GBP", invoice_date="2026-05-01"
            )  # fmt: skip
            bring(shift, draft, "accounts@pennine-tools.example", date(2026, 5, 2))
        with shift.workspace.look() as unit:
            [found] = groups.groups(unit, Role.RECEIVING)
    assert (found.cause, found.codes) == ("receipt for order line 45-7004/20", ("receipt-missing",))
    assert found.sibling == "45-7004/10"
