"""The census of the queue: counts kept in memory are those of the tables, whatever was done in between."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from documents.kinds import Role
from storage import Unit, Workspace
from storage.queue.census import EVERYTHING, Census
from storage.records import Docket, QueueItem, QueueQuery
from storage.tables import QUEUE_ITEM
from tests.storage.builders import document, finding

KINDS = (EVERYTHING, "supplier", "code", "cause")
DESKS = [role.value for role in Role]
CODES = (finding("price-over"), finding("line-unmatched"), finding("bank-account-changed", Role.TREASURY, None))


def test_counts_follow_every_act(workspace: Workspace) -> None:
    chance = random.Random(11)
    for number in range(4):
        workspace.run(lambda unit, number=number: enter(unit, workspace, number, chance))  # type: ignore[misc]
    for _ in range(40):
        workspace.run(lambda unit: act(unit, chance))
        with workspace.look() as unit:
            assert counted(unit, unit.transaction.remembered.setdefault("census", Census())) == counted(unit, Census())
            assert unit.queue.tally(QueueQuery()).items == len(unit.queue.page(QueueQuery()))
            assert unit.queue.tally(QueueQuery(parked=True)).items == len(unit.queue.page(QueueQuery(parked=True)))


def test_what_is_undone_was_never_counted(workspace: Workspace) -> None:
    chance = random.Random(3)
    workspace.run(lambda unit: enter(unit, workspace, 1, chance))
    before = whole(workspace)
    with pytest.raises(ZeroDivisionError), workspace.begin() as unit:
        enter(unit, workspace, 2, chance)
        assert unit.queue.tally(QueueQuery()).items == before + len(CODES) - 1
        raise ZeroDivisionError
    assert whole(workspace) == before


def test_counts_of_a_text_are_those_of_its_pages(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        enter(unit, workspace, 1, random.Random(3))
    with workspace.look() as unit:
        nothing = QueueQuery(text="no such words")
        assert (unit.queue.page(nothing), unit.queue.tally(nothing).items) == ((), 0)
        assert unit.queue.tally(QueueQuery(text="...")).items == 0


def whole(workspace: Workspace) -> int:
    with workspace.look() as unit:
        return unit.queue.tally(QueueQuery()).items


def enter(unit: Unit, workspace: Workspace, number: int, chance: random.Random) -> None:
    held = document(unit, workspace, f"INV-{number}", supplier=f"S{number % 2}")
    unit.queue.open(held.id, CODES, docket=docket(number, chance))


def docket(number: int, chance: random.Random) -> Docket:
    presses = chance.choice((None, date(2026, 3, chance.randint(1, 28))))
    costs, causes = {Role.BUYER: chance.randint(0, 900)}, {Role.BUYER: ("old list", f"list: {number % 3}")}
    return Docket(f"S{number % 2}", costs, causes=causes, presses=presses)


def act(unit: Unit, chance: random.Random) -> None:
    """One of the things that happen to exceptions."""
    document_id = chance.randint(1, 4)
    items = unit.queue.unresolved(document_id)
    if not items or chance.random() < 0.2:
        found = chance.sample(CODES, chance.randint(1, 3))
        unit.queue.open(document_id, found, docket=docket(chance.randint(0, 5), chance))
        return
    moved(unit, chance.choice(items), chance)


def moved(unit: Unit, item: QueueItem, chance: random.Random) -> None:
    ways: tuple[Any, ...] = (
        lambda: unit.queue.ask(item.id, chance.choice(list(Role)), "anna", "?", pressing=chance.random() < 0.5),
        lambda: unit.queue.park(item.id, "anna", "later", date(2026, 3, chance.randint(1, 28))),
        lambda: unit.queue.bring_back(item.id, "anna"), lambda: unit.queue.turn(date(2026, 3, chance.randint(1, 28))),
        lambda: unit.queue.assign(item.id, "ben", "anna"), lambda: unit.queue.settle(item.document, "clean"),
    )  # fmt: skip
    chance.choice(ways)()


def counted(unit: Unit, census: Census) -> dict[tuple[str, bool], Any]:
    head = unit.audit.head()[0]
    asked = [(kind, parked) for kind in KINDS for parked in (False, True)]
    return {one: census.of(unit.transaction, head, one[0], DESKS, one[1]) for one in asked}


def test_many_changes_at_once_are_counted_anew(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.queue.census._MOST", 3)
    workspace.run(lambda unit: enter(unit, workspace, 1, random.Random(1)))
    assert whole(workspace) == 2
    workspace.run(lambda unit: enter(unit, workspace, 2, random.Random(2)))
    assert whole(workspace) == 4
    with workspace.look() as unit:
        assert unit.transaction.count(QUEUE_ITEM) == 4
