"""Prepared statements do what SQLAlchemy's own would: the same rows, the same values, the same errors."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import bindparam, insert, literal, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from documents.errors import TallymarkError
from storage import Workspace
from storage.encoding import canonical, canonical_bytes
from storage.errors import StaleError
from storage.prepared import Prepared
from storage.tables import CURSOR, RECEIPT_LINE, SUPPLIER
from tests.storage.builders import order, receipt, received

ASKED = select(SUPPLIER.c.key, SUPPLIER.c.name).where(
    SUPPLIER.c.key.in_(bindparam("keys", expanding=True)), SUPPLIER.c.name != "never"
)
LISTS = [[], ["a"], ["a", "b"], ["a", "b", "x"], ["b", "b", "a", "x", "c"]]


@pytest.fixture
def stocked(workspace: Workspace) -> Workspace:
    with workspace.begin() as unit:
        rows = [
            {"key": key, "id": key, "name": f"Works {key}", "bank_accounts": "[]", "email_domains": "[]"}
            for key in "abc"
        ]
        unit.transaction.run(insert(SUPPLIER), rows)
        unit.masters.take_orders([order()], "anna")
        unit.masters.take_receipts([receipt("GR-1", "PO-1", None, received(1, "10"), received(2, "5"))], "anna")
    return workspace


@pytest.mark.parametrize("keys", LISTS, ids=len)
def test_a_list_of_any_length_finds_what_the_statement_itself_finds(stocked: Workspace, keys: list[str]) -> None:
    query = ASKED.order_by(SUPPLIER.c.key)
    prepared = Prepared(query)
    with stocked.look() as unit:
        for _ in range(2):
            found = unit.transaction.rows(prepared, {"keys": keys})
            assert found == [dict(row) for row in unit.transaction.rows(query, {"keys": keys})]
        assert unit.transaction.tuples(prepared, {"keys": keys}) == [tuple(row.values()) for row in found]
        assert unit.transaction.row(prepared, {"keys": keys}) == next(iter(found), None)
        assert unit.transaction.value(prepared, {"keys": keys}) == next((row["key"] for row in found), None)


def test_values_come_back_as_their_columns_mean_them(stocked: Workspace) -> None:
    with stocked.look() as unit:
        (row, *_) = unit.transaction.rows(Prepared(select(RECEIPT_LINE.c.inspected, RECEIPT_LINE.c.net)))
        assert (row["inspected"] is True, row["net"]) == (True, 10 * 10**9)


def test_it_writes_once_or_for_each(stocked: Workspace) -> None:
    enter = Prepared(insert(CURSOR).inline(), ["account", "turn"])
    change = update(CURSOR).where(CURSOR.c.turn >= bindparam("least"))
    move = Prepared(change.values(turn=bindparam("to"), holder=literal("me")))
    with stocked.begin() as unit:
        unit.transaction.run(enter, {"account": "one", "turn": 1})
        unit.transaction.run(enter, [{"account": "two", "turn": 2}, {"account": "three", "turn": 3}])
        assert unit.transaction.run(move, {"least": 2, "to": 9}).rowcount == 2
        assert unit.transaction.value(Prepared(select(CURSOR.c.holder).where(CURSOR.c.account == "two"))) == "me"


def test_errors_are_those_of_the_statement(stocked: Workspace) -> None:
    enter = Prepared(insert(CURSOR).inline(), ["account", "turn"])
    with pytest.raises(IntegrityError), stocked.begin() as unit:
        unit.transaction.run(enter, [{"account": "one", "turn": 1}, {"account": "one", "turn": 1}])
    with pytest.raises((DBAPIError, TallymarkError)), stocked.look() as unit:
        unit.transaction.run(enter, {"account": "one", "turn": 1})
    with stocked.look() as unit:
        assert unit.transaction.count(CURSOR) == 0


def test_what_is_undone_is_undone_and_the_transaction_goes_on(stocked: Workspace) -> None:
    with stocked.begin() as unit:
        unit.audit.append("anna", "test:before", "test")
        with pytest.raises(StaleError), unit.audit.savepoint():
            unit.cursors.lease("box", "me")
            unit.audit.append("anna", "test:within", "test")
            raise StaleError("undone")
        unit.cursors.lease("mail", "me")
        unit.audit.append("anna", "test:after", "test")
    with stocked.look() as unit:
        kinds = [entry.kind for entry in unit.audit.entries("test")]
        assert (kinds, unit.audit.verify()) == (["test:before", "test:after"], ())
        assert (unit.cursors.holder("box"), unit.cursors.holder("mail")) == (None, "me")


words = st.text(st.characters(exclude_categories=["Cs"]))
plain = st.none() | st.booleans() | st.integers() | words
shares = st.integers(0, 10_000).map(lambda parts: parts / 10_000)
values = st.recursive(
    plain | shares, lambda inner: st.lists(inner) | st.dictionaries(words, inner)
)  # fmt: skip


@given(values)
def test_what_is_canonical_is_what_the_standard_library_writes(value: object) -> None:
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert (canonical(value), canonical_bytes(value)) == (written, written.encode())
