"""The dashboard's figures against a plain count over all rows, on invented months of mail, on both databases."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

import pytest
from sqlalchemy import Table, select

from documents.kinds import Decision, Kind, Role
from documents.lifecycle import State
from storage import Unit, Workspace
from storage.records import NewResolution, ResolutionKind
from storage.search import Measured, Period, SearchEntry, SearchQuery
from storage.search.measured import CYCLES
from storage.tables import CANCELLATION, DOCUMENT, MESSAGE, POSTING, QUEUE_ITEM, RESOLUTION, SEARCH_ENTRY, VERDICT
from tests.storage.builders import document, finding, verdict

Rows: TypeAlias = list[Mapping[str, Any]]
BEGIN = date(2026, 1, 5)
PERIODS = [
    Period(), Period(until=BEGIN + timedelta(days=20)), Period(since=BEGIN + timedelta(days=30)),
    Period(BEGIN + timedelta(days=9), BEGIN + timedelta(days=41)), Period(BEGIN - timedelta(days=9), BEGIN),
]  # fmt: skip
BILLS = ("invoice", "credit_note")


class Months:
    """Months of mail that chance makes, each document with a clock that goes on as it does."""

    def __init__(self, workspace: Workspace, seed: int) -> None:
        self.chance, self.workspace = random.Random(seed), workspace
        self.now = datetime(2026, 1, 5, 8, tzinfo=UTC)
        workspace.clock = lambda: self.now
        self.ways = (self.posted, self.posted, self.posted, self.held, self.copied, self.refused, self.slip)

    def live(self, documents: int) -> None:
        for number in range(documents):
            self.pass_time(40)
            with self.workspace.begin() as unit:
                self.chance.choice(self.ways)(unit, f"INV-{number}")

    def pass_time(self, hours: int) -> None:
        self.now += timedelta(seconds=int(self.chance.expovariate(1 / (hours * 1800))))

    def posted(self, unit: Unit, number: str) -> None:
        paper = self.entered(unit, number, State.APPROVED)
        given = unit.verdicts.store(paper, verdict(), b"{}")
        if self.chance.random() < 0.3:
            self.touch(unit, paper)
        claimed = unit.postings.claim(paper, given.id)
        if self.chance.random() < 0.1:
            return
        self.pass_time(self.chance.choice((1, 8, 60, 300)))
        unit.postings.written(claimed.key, "0" * 64)
        left = unit.postings.posted(claimed.key, "0" * 64)
        unit.custody.move(paper, State.POSTED)
        if self.chance.random() < 0.2:
            unit.cancellations.claim(left, "carl", Role.CLERK, "sent twice")

    def held(self, unit: Unit, number: str) -> None:
        self.opened(unit, self.entered(unit, number, State.HELD))

    def copied(self, unit: Unit, number: str) -> None:
        paper = self.entered(unit, number, State.MATCHED)
        unit.verdicts.store(paper, verdict(decision=Decision.HOLD), b"{}")
        unit.verdicts.store(paper, verdict(decision=Decision.REJECT), b"{}")
        unit.custody.move(paper, State.REJECTED)

    def refused(self, unit: Unit, number: str) -> None:
        paper = self.entered(unit, number, State.HELD)
        unit.verdicts.store(paper, verdict(decision=Decision.HOLD), b"{}")
        self.opened(unit, paper)
        unit.queue.settle(paper, "refused", "carl")
        unit.custody.move(paper, State.REJECTED)

    def slip(self, unit: Unit, number: str) -> None:
        unit.custody.move(document(unit, self.workspace, number, kind=Kind.PACKING_SLIP).id, State.MATCHED)

    def entered(self, unit: Unit, number: str, state: State) -> int:
        kind, chance = self.chance.choice((Kind.INVOICE, Kind.CREDIT_NOTE)), self.chance
        paper = document(unit, self.workspace, number, kind=kind, state=state)
        gross = None if chance.random() < 0.1 else Decimal(chance.randrange(-500, 90_000)) / 100
        ends = None if chance.random() < 0.5 else self.now.date() + timedelta(days=chance.randrange(20))
        unit.search.index(SearchEntry(
            paper.id, kind, number, "", "S1", (), None, gross, chance.choice(("EUR", "USD", None)),
            Decimal("1.25") if ends else None, ends,
        ))  # fmt: skip
        return paper.id

    def opened(self, unit: Unit, paper: int) -> None:
        stakes = [self.chance.choice((None, "12.50", "99.1")) for _ in range(2)]
        unit.queue.open(paper, [finding(stake=stakes[0]), finding("order-unknown", Role.CLERK, stakes[1])])

    def touch(self, unit: Unit, paper: int) -> None:
        unit.resolutions.record(NewResolution(
            paper, ResolutionKind.CORRECTION, "carl", Role.CLERK, "misread", field="currency", value="EUR"
        ))  # fmt: skip


class ByHand:
    """All rows, and the definitions of docs/desk.md, read literally."""

    def __init__(self, unit: Unit) -> None:
        def rows(table: Table) -> Rows:
            return [dict(row) for row in unit.transaction.rows(select(table))]

        self.documents = {row["id"]: row for row in rows(DOCUMENT)}
        self.sealed = {row["id"]: datetime.fromisoformat(row["sealed_at"]) for row in rows(MESSAGE)}
        self.postings = [row for row in rows(POSTING) if row["state"] == "posted"]
        self.touched = {row["document_id"] for table in (RESOLUTION, CANCELLATION) for row in rows(table)}
        self.newest = {row["document_id"]: row["decision"] for row in sorted(rows(VERDICT), key=lambda row: row["id"])}
        self.entries = {row["document_id"]: row for row in rows(SEARCH_ENTRY)}
        self.stakes: dict[int, Decimal] = defaultdict(Decimal)
        for row in rows(QUEUE_ITEM):
            self.stakes[row["document_id"]] = max(self.stakes[row["document_id"]], Decimal(row["stake"] or 0))

    def took(self, period: Period) -> list[int]:
        return sorted(
            int((datetime.fromisoformat(row["posted_at"]) - self.received(row["document_id"])).total_seconds())
            for row in self.postings if _in(row["posted_at"], period)
        )  # fmt: skip

    def received(self, number: int) -> datetime:
        return self.sealed[self.documents[number]["message_id"]]

    def sets(self, period: Period) -> dict[Measured, set[int]]:
        left = {row["document_id"] for row in self.postings if _in(row["posted_at"], period)}
        bills = {n for n, row in self.documents.items() if row["kind"] in BILLS and _in(row["created_at"], period)}
        rejected = {number for number in bills if self.documents[number]["state"] == "rejected"}
        copies = {number for number in rejected if self.newest[number] == "reject"}
        return {
            Measured.POSTED: left, Measured.TOUCHED: left & self.touched, Measured.TOUCHLESS: left - self.touched,
            Measured.ARRIVED: bills, Measured.COPIES: copies, Measured.REFUSED: rejected - copies,
        }  # fmt: skip

    def sums(self, numbers: set[int], worth: Callable[[int], Decimal]) -> dict[str | None, tuple[int, Decimal]]:
        found: dict[str | None, tuple[int, Decimal]] = {}
        for number in numbers:
            count, total = found.get(self.entries[number]["currency"], (0, Decimal(0)))
            found[self.entries[number]["currency"]] = count + 1, total + worth(number)
        return found

    def gross(self, number: int) -> Decimal:
        return Decimal(self.entries[number]["gross"] or 0) / 10_000


def _in(instant: str, period: Period) -> bool:
    day = datetime.fromisoformat(instant).astimezone(UTC).date()
    return (period.since or date.min) <= day <= (period.until or date.max)


@pytest.mark.parametrize("seed", [1, 2])
def test_figures_are_those_of_a_plain_count(workspace: Workspace, seed: int) -> None:
    Months(workspace, seed).live(45)
    with workspace.look() as unit:
        plain, told = ByHand(unit), unit.figures
        for period in PERIODS:
            for measured, numbers in plain.sets(period).items():
                assert told.count_of(measured, period) == len(numbers), (measured, period)
                found = unit.search.search(SearchQuery(measured=measured, period=period)).hits
                assert {hit.document for hit in found} == numbers & set(plain.entries)
            took, cycle = plain.took(period), told.cycle(period)
            assert cycle.documents == len(took)
            assert cycle.median == (took[(len(took) + 1) // 2 - 1] if took else None)
            assert cycle.ninth_decile == (took[-(-len(took) * 9 // 10) - 1] if took else None)
            for one, (above, most) in CYCLES.items():
                mine = [t for t in took if (not above or t > above) and (most is None or t <= most)]
                assert cycle.classes[one] == told.count_of(one, period) == len(mine)
            _money_agrees(unit, plain, period)


def _money_agrees(unit: Unit, plain: ByHand, period: Period) -> None:
    told, sets = unit.figures, plain.sets(period)
    held = {number for number, row in plain.documents.items() if row["state"] == "held"}
    still = {n for n, row in plain.entries.items() if row["discount"] and plain.documents[n]["state"] in (
        "received", "read", "matched", "waiting", "held", "approved")}  # fmt: skip
    due = {n for n in still if _in(plain.entries[n]["discount_until"] + "T00:00:00Z", period)}
    for sums, meant in (
        (told.money_of(Measured.COPIES, period), plain.sums(sets[Measured.COPIES], plain.gross)),
        (told.stakes_of(Measured.REFUSED, period), plain.sums(sets[Measured.REFUSED], plain.stakes.__getitem__)),
        (told.money_in(State.HELD), plain.sums(held, plain.gross)),
        (told.discounts(period), plain.sums(due, lambda _: Decimal("1.25"))),
    ):
        assert {one.currency: (one.documents, one.amount) for one in sums} == meant
