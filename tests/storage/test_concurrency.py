"""Many processes at once: nothing allocated twice, claimed twice, sealed twice or lost."""

from __future__ import annotations

import os
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from documents.finding import Allocation
from documents.kinds import Role
from documents.lifecycle import State
from storage import Unit
from storage.errors import OverAllocatedError
from storage.records import Message, NewMessage, QueueItem
from storage.verification import verify_all
from tests.storage.builders import (
    allocation,
    document,
    finding,
    kill_at,
    message,
    order,
    ordered,
    race,
    receipt,
    received,
)  # fmt: skip
from tests.storage.conftest import Place
from tests.storage.postgres import PostgresServer

SCALE = 20 if os.environ.get("TALLYMARK_SOAK") else 1


def test_documents_that_compete_for_the_same_receipts_never_get_more_than_came_in(place: Place) -> None:
    count, lines = 32 * SCALE, 4
    with place.open() as workspace, workspace.begin() as unit:
        unit.masters.take_orders([order("PO-1", *(ordered(line) for line in range(1, lines + 1)))], "anna")
        goods = [received(line, "100", order_line=line) for line in range(1, lines + 1)]
        unit.masters.take_receipts([receipt("GR-1", "PO-1", None, *goods)], "anna")
        ids = [document(unit, workspace, f"INV-{number}").id for number in range(count)]
    caps = {("GR-1", line): Decimal(100) for line in range(1, lines + 1)}

    def match(process: int) -> None:
        with place.open() as mine:
            for number, document_id in enumerate(ids):
                wanted = [allocation("30", line=line, receipt_line=line) for line in (1 + number % lines, 1)]

                def act(unit: Unit, document_id: int = document_id, wanted: list[Allocation] = wanted) -> None:
                    if unit.custody.document(document_id).state is not State.READ:
                        return
                    unit.custody.move(document_id, State.MATCHED)
                    try:
                        unit.ledger.allocate(document_id, wanted, caps)
                        unit.custody.move(document_id, State.HELD, because=f"process {process}")
                    except OverAllocatedError:
                        unit.custody.move(document_id, State.WAITING)

                mine.run(act)

    race(8, match)
    with place.open() as workspace:
        with workspace.look() as unit:
            states = unit.custody.balance().documents
            assert states["total"] == states["held"] + states["waiting"] == count
            assert unit.ledger.allocated("GR-1", 1) == 90
            assert all(unit.ledger.allocated("GR-1", line) <= 100 for line in range(1, lines + 1))
            assert unit.ledger.uncovered() == ()
        assert verify_all(workspace).faultless


def test_the_database_guards_the_cap_even_from_those_who_take_no_turn(place: Place) -> None:
    with place.open() as workspace, workspace.begin() as unit:
        unit.masters.take_orders([order()], "anna")
        unit.masters.take_receipts([receipt()], "anna")
        unit.ledger.allocate(document(unit, workspace).id, [allocation("1")], {("GR-1", 1): Decimal(100)})
    entry = (
        "INSERT INTO allocation (document_id, line, receipt_key, receipt_line, quantity, because, at)"
        " VALUES (1, 1, 'gr-1', 1, 7000000000, '', '')"
    )

    def insert(_process: int) -> None:
        url = f"sqlite:///{place.home}/tallymark.db" if place.url is None else place.url
        engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
        for _ in range(5):
            try:
                with engine.begin() as connection:
                    connection.execute(text(entry))
            except DBAPIError as refusal:
                assert "more than may be billed" in str(refusal) or "locked" in str(refusal)

    race(8, insert)
    with place.open() as workspace, workspace.look() as unit:
        assert unit.ledger.allocated("GR-1", 1) == 99
        assert unit.ledger.faults() == ()


def _resolve(item: int, person: str, unit: Unit) -> QueueItem:
    return unit.queue.resolve(item, person, "done")


def test_no_exception_is_claimed_twice(place: Place) -> None:
    count = 40 * SCALE
    with place.open() as workspace, workspace.begin() as unit:
        for number in range(count):
            unit.queue.open(document(unit, workspace, f"INV-{number}").id, [finding()])

    def work(process: int) -> None:
        with place.open() as mine:
            while (item := mine.run(lambda unit: unit.queue.claim_next(Role.BUYER, f"clerk {process}"))) is not None:
                mine.run(partial(_resolve, item.id, f"clerk {process}"))

    race(8, work)
    with place.open() as workspace:
        with workspace.look() as unit:
            for kind in ("exception:claimed", "exception:resolved"):
                entries = unit.audit.entries(kind=kind, limit=2 * count)
                assert sorted(entry.details["exception"] for entry in entries) == list(range(1, count + 1))
        assert verify_all(workspace).faultless


def _seal(new: NewMessage, unit: Unit) -> Message:
    return unit.custody.seal(new)


def test_the_same_mailbox_sealed_by_many_is_sealed_once(place: Place) -> None:
    place.open().close()

    def poll(process: int) -> None:
        with place.open() as mine:
            for number in range(12):
                data = b"mail %d" % number
                sha256 = mine.archive.put(data)
                new = NewMessage("inbox", f"{number}.eml", sha256, len(data))
                assert mine.run(partial(_seal, new)).outcome is None, process

    race(8, poll)
    with place.open() as workspace:
        with workspace.look() as unit:
            assert [found.id for found in unit.custody.messages()] == list(range(1, 13))
        assert verify_all(workspace).faultless


def test_one_of_many_pollers_holds_the_lease(place: Place) -> None:
    place.open().close()
    won = place.home / "won"
    won.mkdir()

    def poll(process: int) -> None:
        with place.open() as mine:
            if mine.run(lambda unit: unit.cursors.lease("inbox", f"poller {process}")) is not None:
                (won / str(process)).touch()

    race(8, poll)
    assert len(list(won.iterdir())) == 1


def _open(place: Place, _process: int) -> None:
    place.open().close()


def test_many_open_a_new_workspace_at_once(home: Path, postgres_server: PostgresServer) -> None:
    for url in (None, postgres_server.url(postgres_server.create())):
        place = Place(home / ("one" if url is None else "other"), url)
        race(4, partial(_open, place))
        with place.open() as workspace, workspace.begin() as unit:
            assert message(unit, workspace, "1.eml").id == 1


@pytest.mark.parametrize("moment", ["audit.appended:3", "audit.appended:6", "ledger.allocated"])
def test_killed_while_matching_the_books_still_agree(place: Place, moment: str) -> None:
    with place.open() as workspace, workspace.begin() as unit:
        unit.masters.take_orders([order()], "anna")
        unit.masters.take_receipts([receipt()], "anna")
        ids = [document(unit, workspace, f"INV-{number}").id for number in range(3)]

    def match() -> None:
        with place.open() as mine:
            for document_id in ids:
                with mine.begin() as unit:
                    unit.ledger.allocate(document_id, [allocation("30")], {("GR-1", 1): Decimal(100)})
                    if unit.custody.document(document_id).state is State.READ:
                        unit.custody.move(document_id, State.MATCHED)

    assert kill_at(moment, match)
    match()
    with place.open() as workspace:
        with workspace.look() as unit:
            assert unit.ledger.allocated("GR-1", 1) == 90
            assert {found.state for found in unit.custody.in_state(*State)} == {State.MATCHED}
        assert verify_all(workspace).faultless
