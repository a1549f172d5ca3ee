"""Figures: sums and sets over documents, postings, promises and receipts, the same on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from documents.kinds import Decision, Kind, Role
from documents.lifecycle import State
from documents.order import MatchLevel, OrderLine, OrderStatus, Promise, PurchaseOrder
from documents.receipt import GoodsReceipt, ReceiptLine
from storage import Unit, Workspace
from storage.encoding import instant_text
from storage.figures import Fate
from storage.records import NewResolution, ResolutionKind
from storage.search import Measured, Period, SearchEntry, SearchQuery
from storage.search.measured import CYCLES, EVER
from tests.storage.builders import document, verdict

BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
WAITS = (30, 3600, 3601, 20_000, 100_000, 400_000, 700_000)


def posted(unit: Unit, workspace: Workspace, number: str, seconds: int, *, kind: Kind = Kind.INVOICE) -> int:
    """A document that was posted so many seconds after its mail was sealed."""
    paper = document(unit, workspace, number, kind=kind, state=State.APPROVED)
    given = unit.verdicts.store(paper.id, verdict(), b"{}")
    claimed = unit.postings.claim(paper.id, given.id)
    unit.postings.written(claimed.key, "0" * 64)
    unit.postings.posted(claimed.key, "0" * 64)
    unit.custody.move(paper.id, State.POSTED)
    at = {
        "sealed": instant_text(BEGIN),
        "posted": instant_text(BEGIN + timedelta(seconds=seconds)),
        "s": seconds,
        "d": paper.id,
    }
    connection = unit.transaction.connection
    connection.execute(text("UPDATE message SET sealed_at = :sealed WHERE id = :m"), {**at, "m": paper.message})
    connection.execute(text("UPDATE posting SET posted_at = :posted, seconds = :s WHERE document_id = :d"), at)
    index(unit, paper.id, "119.00", kind=kind)
    return paper.id


def index(unit: Unit, number: int, gross: str | None, currency: str = "EUR", kind: Kind = Kind.INVOICE) -> None:
    amount = None if gross is None else Decimal(gross)
    unit.search.index(SearchEntry(number, kind, f"document {number}", "", "S1", (), None, amount, currency))


def touch(unit: Unit, number: int) -> None:
    said = NewResolution(
        number, ResolutionKind.CORRECTION, "carl", Role.CLERK, "misread", field="currency", value="EUR"
    )
    unit.resolutions.record(said)


def test_posted_documents_are_counted_by_touch_and_by_time(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        ids = [posted(unit, workspace, f"INV-{n}", seconds) for n, seconds in enumerate(WAITS)]
        touch(unit, ids[0])
        count = unit.figures.count_of
        assert [count(one, MARCH) for one in (Measured.POSTED, Measured.TOUCHLESS, Measured.TOUCHED)] == [7, 6, 1]
        assert [count(one, MARCH) for one in CYCLES] == [2, 1, 1, 1, 1, 1]
        cycle = unit.figures.cycle(MARCH)
        assert (cycle.documents, cycle.median, cycle.ninth_decile) == (7, 20_000, 700_000)
        assert unit.figures.cycle(Period(until=date(2026, 3, 1))).median is None
        for measured in Measured:
            hits = unit.search.search(SearchQuery(measured=measured, period=MARCH)).hits
            assert (
                len(hits) == count(measured, MARCH) == unit.search.count(SearchQuery(measured=measured, period=MARCH))
            )


def test_days_bound_a_set_both_included(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        posted(unit, workspace, "INV-1", 0)
        days = [(date(2026, 3, 1), 0), (date(2026, 3, 2), 1), (date(2026, 3, 3), 0)]
        assert [unit.figures.count_of(Measured.POSTED, Period(day, day)) for day, _ in days] == [n for _, n in days]
        assert unit.figures.count_of(Measured.POSTED, EVER) == 1


def test_rejected_copies_and_those_that_people_refused(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        for number, decision, gross in (("A", Decision.REJECT, "100.10"), ("B", Decision.HOLD, None)):
            paper = document(unit, workspace, number, state=State.READ)
            unit.verdicts.store(paper.id, verdict(decision=decision), b"{}")
            for to in (State.MATCHED, State.HELD, State.REJECTED):
                unit.custody.move(paper.id, to)
            index(unit, paper.id, gross)
        counts = {
            one: unit.figures.count_of(one, EVER) for one in (Measured.COPIES, Measured.REFUSED, Measured.ARRIVED)
        }
        assert counts == {Measured.COPIES: 1, Measured.REFUSED: 1, Measured.ARRIVED: 2}
        (copies,) = unit.figures.money_of(Measured.COPIES, EVER)
        assert (copies.currency, copies.documents, copies.amount, copies.unread) == ("EUR", 1, Decimal("100.10"), 0)


def test_money_held_is_by_currency_and_says_what_was_not_read(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        for number, gross, currency in (
            ("A", "0.10", "EUR"),
            ("B", "0.20", "EUR"),
            ("C", "7", "USD"),
            ("D", None, "EUR"),
        ):
            paper = document(unit, workspace, number, state=State.HELD)
            index(unit, paper.id, gross, currency)
        slip = document(unit, workspace, "DN", kind=Kind.PACKING_SLIP, state=State.HELD)
        index(unit, slip.id, None, kind=Kind.PACKING_SLIP)
        sums = unit.figures.money_in(State.HELD)
        assert [(one.currency, one.documents, one.amount, one.unread) for one in sums] == [
            ("EUR", 3, Decimal("0.3"), 1), ("USD", 1, Decimal(7), 0),
        ]  # fmt: skip
        assert unit.figures.money_in(State.HELD, "S1") == sums and unit.figures.money_in(State.HELD, "S2") == ()


def test_discounts_are_of_documents_that_may_still_be_paid_in_time(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        for number, state, until in (("A", State.HELD, 5), ("B", State.WAITING, 9), ("C", State.FILED, 5)):
            paper = document(unit, workspace, number, state=state)
            last = date(2026, 3, until)
            unit.search.index(
                SearchEntry(paper.id, Kind.INVOICE, number, "", "S1", (), None, Decimal(100), "EUR", Decimal(2), last)
            )
        (found,) = unit.figures.discounts(Period(date(2026, 3, 1), date(2026, 3, 8)))
        assert (found.documents, found.amount) == (1, Decimal(2))


@pytest.fixture
def delivered(workspace: Workspace) -> Iterator[Unit]:
    """Order lines promised for 3 March: one came in time, one late, one never whole, one of a cancelled order."""
    three, two = MatchLevel.THREE_WAY, MatchLevel.TWO_WAY
    lines = tuple(
        OrderLine(n, Decimal(10), "C62", Decimal("2.50"), item=f"A-{n}", match=two if n == 4 else three)
        for n in range(1, 5)
    )
    day = date(2026, 3, 3)
    with workspace.begin() as unit:
        cancelled = PurchaseOrder("PO-9", "S1", "EUR", lines[:1], OrderStatus.CANCELLED)
        unit.masters.take_orders([PurchaseOrder("PO-1", "S1", "EUR", lines), cancelled], "test")
        unit.receiving.promise([*(Promise("PO-1", n, day) for n in (1, 2, 3)), Promise("PO-9", 1, day)], "test")
        came = [
            GoodsReceipt("GR-1", "PO-1", day, "D1", (ReceiptLine(1, 1, Decimal(10)), ReceiptLine(2, 2, Decimal(9)))),
            GoodsReceipt("GR-2", "PO-1", date(2026, 3, 4), "D2", (ReceiptLine(1, 2, Decimal(1)),)),
            GoodsReceipt("GR-3", "PO-1", day, "D3", (ReceiptLine(1, 3, Decimal(10), returned=Decimal(2)),
                                                     ReceiptLine(2, 4, Decimal(5)))),
        ]  # fmt: skip
        unit.masters.take_receipts(came, "test")
        yield unit


def test_on_time_in_full_is_by_the_promised_day(delivered: Unit) -> None:
    lines = delivered.figures.promised_lines(MARCH)
    assert [(line.line, line.fate) for line in lines] == [(1, Fate.ON_TIME), (2, Fate.LATE), (3, Fate.SHORT)]
    told = delivered.figures.punctuality(MARCH, "S1")
    assert (told.on_time, told.late, told.short, told.lines) == (1, 1, 1, 3)
    assert delivered.figures.punctuality(MARCH, "S2").share is None


def test_goods_not_invoiced_leave_out_what_is_not_owed(delivered: Unit) -> None:
    lines = delivered.figures.uninvoiced()
    assert [(one.receipt, one.line, one.quantity) for one in lines] == [
        ("GR-1", 1, Decimal(10)), ("GR-1", 2, Decimal(9)), ("GR-3", 1, Decimal(8)), ("GR-2", 1, Decimal(1)),
    ]  # fmt: skip
    assert [one.worth for one in lines] == [Decimal("25.00"), Decimal("22.50"), Decimal("20.00"), Decimal("2.50")]
    assert delivered.figures.uninvoiced("S2") == ()


def test_amounts_bound_the_search(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        for number, gross in (("A", "99.99"), ("B", "100"), ("C", None), ("D", "-5")):
            index(unit, document(unit, workspace, number).id, gross)

        def found(**bounds: Decimal) -> list[int]:
            return [hit.document for hit in unit.search.search(SearchQuery(**bounds)).hits]  # type: ignore[arg-type]

        assert found(least=Decimal(100)) == [2]
        assert found(most=Decimal("99.99")) == [4, 1]
        assert found(least=Decimal("-5"), most=Decimal(0)) == [4]
        assert unit.search.search(SearchQuery(least=Decimal(100))).hits[0].gross == 100
