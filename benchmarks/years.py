"""A workspace of years: documents, postings, exceptions, orders and receipts, written straight into SQLite."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from benchmarks.storage import _insert, said
from documents.draft import Draft
from documents.finding import Finding
from documents.kinds import Kind, Role, Severity
from documents.order import OrderLine, Promise, PurchaseOrder
from documents.receipt import GoodsReceipt, ReceiptLine
from documents.supplier import Supplier
from storage import Unit, Workspace
from storage.encoding import canonical, instant_text
from storage.records.desk import Docket

SUPPLIERS: Final = 400
WORDS: Final = 195
OPEN: Final = 10_000
NOW: Final = datetime.now(UTC)
CODES = (
    ("price-over", Role.BUYER), ("quantity-over", Role.BUYER), ("receipt-missing", Role.RECEIVING),
    ("bank-account-changed", Role.TREASURY), ("over-limit", Role.APPROVER), ("field-uncertain", Role.CLERK),
    ("tax-mismatch", Role.CLERK), ("order-unknown", Role.BUYER),
)  # fmt: skip


def fill(workspace: Workspace, count: int) -> None:
    """Documents as years of mail leave them: most posted and filed, a tenth held, the rest on their way."""
    chance = random.Random(7)
    file = workspace.home / "tallymark.db"
    with workspace.begin() as unit:
        unit.masters.take_suppliers(
            (Supplier(f"S{n}", f"Supplier {n} GmbH", f"DE{n:09d}") for n in range(SUPPLIERS)), "b"
        )
        _deliveries(unit, chance, count // 20)
    with sqlite3.connect(file) as connection:
        papers = _history(chance, count)
        _custody(connection, papers)
        _decided(connection, chance, papers)
        _entries(connection, papers)
        _words(connection, chance, count)
    for begin in range(0, min(OPEN, count // 10), 500):
        with workspace.begin() as unit:
            _exceptions(unit, chance, range(begin + 1, begin + 501), count)
    with sqlite3.connect(file) as connection:
        connection.execute("ANALYZE")


def _deliveries(unit: Unit, chance: random.Random, orders: int) -> None:
    today = NOW.date()

    def order(n: int) -> PurchaseOrder:
        lines = (OrderLine(line, Decimal(100), "C62", Decimal("2.50"), item=f"A-{line}") for line in (10, 20, 30))
        return PurchaseOrder(f"PO-{n}", f"S{n % SUPPLIERS}", "EUR", tuple(lines))

    def receipt(n: int) -> GoodsReceipt:
        came = date.fromordinal(today.toordinal() - chance.randrange(1, 300))
        lines = tuple(ReceiptLine(place, place * 10, Decimal(chance.choice((100, 100, 60)))) for place in (1, 2, 3))
        return GoodsReceipt(f"GR-{n}", f"PO-{n}", came, f"DN-{n}", lines)

    unit.masters.take_orders(map(order, range(orders)), "bench")
    unit.masters.take_receipts(map(receipt, range(0, orders, 2)), "bench")
    days = (
        (n, line, today - timedelta(days=chance.randrange(-20, 300))) for n in range(orders) for line in (10, 20, 30)
    )
    unit.receiving.promise((Promise(f"PO-{n}", line, day) for n, line, day in days), "bench")


@dataclass(frozen=True)
class _Paper:
    """What a document of the history is: its number, kind, state, and when its mail was sealed."""

    number: int
    kind: str
    state: str
    sealed: datetime

    @property
    def stamp(self) -> str:
        return instant_text(self.sealed)

    @property
    def supplier(self) -> str:
        return f"S{self.number % SUPPLIERS}"


def _history(chance: random.Random, count: int) -> list[_Paper]:
    papers = []
    for n in range(1, count + 1):
        kind = "credit_note" if n % 20 == 3 else "packing_slip" if n % 5 == 1 else "invoice"
        papers.append(_Paper(n, kind, _state(n), NOW - timedelta(seconds=chance.randrange(300 * 86_400))))
    return papers


def _custody(connection: sqlite3.Connection, papers: list[_Paper]) -> None:
    fields = {"invoice_number": said("INV"), "gross_total": said("297.50")}
    draft = canonical(Draft(Kind.INVOICE, fields).to_json(text=True))
    columns = "id, account, name, sha256, bytes, sender, subject, sealed_at, outcome"
    mails = (
        (n, "ap", f"{n}.eml", f"{n:064x}", 9, f"{one.supplier}@s.example", f"INV-{n}", one.stamp, "consumed")
        for n, one in enumerate(papers, 1)
    )
    _insert(connection, "message", columns, mails)
    columns = "id, message_id, rank, key, kind, number, supplier_id, state, version, draft, created_at"
    rows = (
        (n, n, n, f'[["{n:064x}","1"]]', one.kind, f"INV-{n}", one.supplier, one.state, 1, draft, one.stamp)
        for n, one in enumerate(papers, 1)
    )
    _insert(connection, "document", columns, rows)
    _insert(
        connection, "sighting", "document_id, message_id, path", ((one.number, one.number, "a.pdf") for one in papers)
    )


def _decided(connection: sqlite3.Connection, chance: random.Random, papers: list[_Paper]) -> None:
    verdict = canonical({"decision": "approve", "findings": [], "allocations": []})
    columns = "id, document_id, decision, verdict, case_json, policy_hash, rules_version, evidence, given_at"
    verdicts = (
        (n, n, "reject" if one.state == "rejected" else "approve", verdict, b"{}", "", "", "{}", one.stamp)
        for n, one in enumerate(papers, 1)
    )
    _insert(connection, "verdict", columns, verdicts)
    filed = [one for one in papers if one.state == "filed" and one.kind != "packing_slip"]
    waits = [timedelta(seconds=int(chance.expovariate(1 / 40_000))) for _ in filed]
    posted = (
        (one.number, one.number, str(one.number), "posted", "0" * 64, "0" * 64, instant_text(one.sealed + wait),
         int(wait.total_seconds()))
        for one, wait in zip(filed, waits, strict=True)
    )  # fmt: skip
    columns = "document_id, verdict_id, key, state, sha256, read_back, posted_at, seconds"
    _insert(connection, "posting", columns, posted)
    touched = (
        (one.number, "correction", "carl", "clerk", "misread", one.stamp) for one in filed if one.number % 6 == 0
    )
    _insert(connection, "resolution", "document_id, kind, person, role, reason, recorded_at", touched)


def _entries(connection: sqlite3.Connection, papers: list[_Paper]) -> None:
    columns = "document_id, kind, supplier_id, title, dated_on, gross, currency, discount, discount_until"
    soon = (NOW.date() + timedelta(days=3)).isoformat()
    entries = (
        (n, one.kind, one.supplier, f"{one.kind} INV-{n} Supplier GmbH", _dated(n), n * 7919 % 500_000_000,
         "EUR" if n % 9 else "USD", *((30_000, soon) if n % 50 == 0 else (None, None)))
        for n, one in enumerate(papers, 1)
    )  # fmt: skip
    _insert(connection, "search_entry", columns, entries)


def _dated(n: int) -> str:
    return f"2026-{n % 12 + 1:02d}-{n % 28 + 1:02d}"


def _state(n: int) -> str:
    if n % 10 == 0:
        return "held"
    if n % 100 == 1:
        return "waiting"
    return "rejected" if n % 100 == 7 else "filed"


def _words(connection: sqlite3.Connection, chance: random.Random, count: int) -> None:
    """Texts of 195 words, the n-th word as common as language makes it."""
    weights = [1 / (place + 1) for place in range(20_000)]
    vocabulary = [f"bolt{place}" for place in range(20_000)]

    def texts() -> Iterator[tuple[int, str]]:
        for n in range(1, count + 1):
            yield n, " ".join(chance.choices(vocabulary, weights, k=WORDS))

    _insert(connection, "search_words", "rowid, words", texts())
    _insert(connection, "search_numbers", "rowid, numbers", ((n, f"inv{n} po{n % 5000}") for n in range(1, count + 1)))


def _exceptions(unit: Unit, chance: random.Random, numbers: Iterable[int], count: int) -> None:
    for n in numbers:
        code, owner = CODES[int(chance.triangular(0, len(CODES), 0)) % len(CODES)]
        stake = Decimal(chance.randrange(100, 900_000)) / 100
        finding = Finding(code, Severity.BLOCK, owner, f"{code}: 2.75 billed, 2.50 ordered", 1, "2.50", "2.75", stake)
        if n * 10 <= count:
            docket = Docket(supplier=f"S{n * 10 % SUPPLIERS}", cost={owner: int(stake * 100)})
            unit.queue.open(n * 10, [finding], currency="EUR", docket=docket)


__all__ = ["NOW", "OPEN", "SUPPLIERS", "fill"]
