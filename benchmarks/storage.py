"""What storage costs: matching against large masters, duplicates of ten years, waking one among many.

    python -m benchmarks.storage                 up to 100,000 of each, a minute
    python -m benchmarks.storage --full          up to 2,000,000 earlier documents and 1,000,000 order lines

Targets: 2,000 invoice lines a second of CPU, 2 ms a duplicate check, 10 ms to wake a receipt's documents.
All on SQLite in a scratch folder; figures are CPU of one core, medians where one act is timed.
"""

from __future__ import annotations

import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

from documents.case import BilledLine, EarlierDocument
from documents.draft import Draft, Field
from documents.finding import Allocation, Pairing, Verdict
from documents.kinds import Decision, Kind, Outcome
from documents.lifecycle import State
from documents.order import OrderLine, PurchaseOrder
from documents.receipt import GoodsReceipt, ReceiptLine
from storage import Unit, Workspace
from storage.custody._billing import facts_text
from storage.encoding import likeness_key
from storage.records import NewDocument, NewMessage, NewPart, WakeKey

LINES = 10
SUPPLIERS = 50
GROSS = Decimal("297.50")


@contextmanager
def scratch() -> Iterator[Workspace]:
    """A workspace that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="tally-bench-") as folder, Workspace.open(Path(folder)) as workspace:
        yield workspace


def orders(count: int) -> Iterator[PurchaseOrder]:
    """Orders of ten lines."""
    for number in range(count):
        lines = tuple(
            OrderLine(line, Decimal(100), "C62", Decimal("2.50"), item=f"A-{line}", description=f"part {line}")
            for line in range(1, LINES + 1)
        )
        yield PurchaseOrder(f"PO-{number}", f"S{number % SUPPLIERS}", "EUR", lines)


def receipts(count: int) -> Iterator[GoodsReceipt]:
    """A receipt of all ten lines for each order."""
    for number in range(count):
        lines = tuple(ReceiptLine(line, line, Decimal(100)) for line in range(1, LINES + 1))
        yield GoodsReceipt(f"GR-{number}", f"PO-{number}", date(2026, 3, 1), f"DN-{number}", lines)


def said(text: str) -> Field:
    """A value as read from a page."""
    return Field(text, 0.99, 1, (10.0, 20.0, 60.0, 30.0), method="pdf/1")


def draft(number: int) -> Draft:
    """A ten-line invoice as read."""
    fields = {"invoice_number": said(f"INV-{number}"), "po_number": said(f"PO-{number}"), "gross_total": said("297.50")}
    line = {"item": said("A-1"), "quantity": said("10"), "unit_price": said("2.50"), "net": said("25.00")}
    return Draft(Kind.INVOICE, fields, (line,) * LINES, text="Rechnung " * 50)


def enter(unit: Unit, blob: str, number: int) -> int:
    """Seal a mail with one invoice."""
    message = unit.custody.seal(NewMessage("bench", f"{number}.eml", f"{number:064x}", 1000))
    unit.custody.add_parts(message.id, [NewPart("a.pdf", blob, 1000, "pdf", Outcome.CONSUMED)])
    key = ((blob, str(number)),)
    return unit.custody.add_document(message.id, NewDocument(key, draft(number), ("a.pdf",))).id


def billed(number: str | None, order: str, taken: tuple[Allocation, ...]) -> EarlierDocument:
    """What the invoice bills, for later ones."""
    price, net = Decimal("2.5"), Decimal(25)
    lines = tuple(BilledLine(order, one.line, one.quantity, price, net, (one,)) for one in taken)
    return EarlierDocument(Kind.INVOICE, number, date(2026, 3, 2), "EUR", GROSS, (order,), (), (), lines)


def match(unit: Unit, document_id: int) -> None:
    """All that storage does while one invoice is matched, decided and approved; the rules themselves cost apart."""
    document = unit.custody.document(document_id)
    number = str(document.draft.value("po_number"))
    (order,) = unit.masters.orders([number])
    (receipt,) = unit.masters.receipts_of([number])
    numbers = [str(document.number)]
    unit.custody.earlier(document_id, order.supplier, numbers=numbers, orders=[number], gross=GROSS, currency="EUR")
    rows = range(1, LINES + 1)
    taken = tuple(Allocation(line, receipt.number, line, Decimal(10)) for line in rows)
    pairs = tuple(Pairing(line, number, line, "line-number", Decimal(10), Decimal("2.5")) for line in rows)
    verdict = Verdict(Decision.APPROVE, (), taken, pairs, (number,), "0" * 64, "1")
    stored = unit.verdicts.store(document_id, verdict, b"{}" * 2000)
    unit.custody.bill(document_id, order.supplier, billed(document.number, number, taken))
    unit.custody.move(document_id, State.MATCHED)
    caps = {(receipt.number, line): Decimal(100) for line in rows}
    unit.ledger.allocate(document_id, taken, caps, f"verdict {stored.id}")
    unit.custody.move(document_id, State.APPROVED)


def lines_a_second(ordered: int, billed: int) -> tuple[float, float]:
    """Invoice lines matched a second of CPU against this many order lines, and the growth of memory in MB."""
    with scratch() as workspace:
        with workspace.begin() as unit:
            unit.masters.take_orders(orders(ordered // LINES), "bench")
            unit.masters.take_receipts(receipts(ordered // LINES), "bench")
        blob = workspace.archive.put(b"bench")
        with workspace.begin() as unit:
            ids = [enter(unit, blob, number) for number in range(billed // LINES)]
        before, begin = _memory(), time.process_time()
        for document_id in ids:
            with workspace.begin() as unit:
                match(unit, document_id)
        return billed / (time.process_time() - begin), _memory() - before


def duplicate_check(count: int) -> float:
    """Milliseconds to find what could be the same as a new invoice among `count` earlier documents."""
    with scratch() as workspace:
        _fill_history(workspace.home / "tallymark.db", count)

        def check(unit: Unit, number: int) -> None:
            numbers, orders = [f"INV-{number}"], [f"PO-{number}"]
            unit.custody.earlier(
                count, f"S{number % SUPPLIERS}", numbers=numbers, orders=orders, gross=Decimal(number % 50_000),
                currency="EUR", around=date(2026, 3, 1), days=90,
            )  # fmt: skip

        with workspace.look() as unit:
            return _median_ms(lambda number: check(unit, number * 7919 % count))


def waking(count: int) -> float:
    """Milliseconds to find the documents that one receipt concerns among `count` waiting ones."""
    with scratch() as workspace:
        _fill_waiting(workspace.home / "tallymark.db", count)
        with workspace.look() as unit:
            return _median_ms(lambda number: unit.queue.woken_by([WakeKey("order", f"PO-{number * 7919 % count}")]))


def _fill_history(file: Path, count: int) -> None:
    message = (1, "bench", "1.eml", "0" * 64, 1, "t", "consumed")
    documents = ((n, 1, n, f"k{n}", "invoice", "filed", 1, "{}", "t") for n in range(1, count + 1))
    facts = facts_text(EarlierDocument(Kind.INVOICE, "INV", date(2026, 3, 1), "EUR", Decimal(1)))
    billed = (
        (n, f"S{n % SUPPLIERS}", n, likeness_key(f"INV-{n}"), str(n % 50_000), "EUR", f"{2016 + n % 10}-03-01", facts)
        for n in range(1, count + 1)
    )
    named = ((n, f"po-{n}", f"S{n % SUPPLIERS}", n) for n in range(1, count + 1))
    with sqlite3.connect(file) as connection:
        _insert(connection, "message", "id, account, name, sha256, bytes, sealed_at, outcome", [message])
        _insert(connection, "document", "id, message_id, rank, key, kind, state, version, draft, created_at", documents)
        columns = "document_id, supplier_id, rank, likeness, gross, currency, dated_on, facts"
        _insert(connection, "billed", columns, billed)
        _insert(connection, "billed_order", "document_id, order_key, supplier_id, rank", named)


def _fill_waiting(file: Path, count: int) -> None:
    documents = ((n, 1, n, f"k{n}", "invoice", "waiting", 1, "{}", "t") for n in range(1, count + 1))
    facts = (("order", "po"), ("delivery_note", "dn"))
    keys = ((n, subject, f"{short}-{n}") for n in range(1, count + 1) for subject, short in facts)
    with sqlite3.connect(file) as connection:
        _insert(connection, "document", "id, message_id, rank, key, kind, state, version, draft, created_at", documents)
        _insert(connection, "waiting", "document_id", ((n,) for n in range(1, count + 1)))
        _insert(connection, "waiting_key", "document_id, subject, key", keys)


def _insert(connection: sqlite3.Connection, table: str, columns: str, rows: object) -> None:
    marks = ", ".join("?" * (columns.count(",") + 1))
    connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # type: ignore[arg-type]


def _median_ms(act: Callable[[int], object], times: int = 200) -> float:
    act(0)
    taken = []
    for number in range(1, times + 1):
        begin = time.perf_counter()
        act(number)
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken) * 1000


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print how each cost grows."""
    full = "--full" in sys.argv
    sizes = (1_000, 10_000, 100_000, *((1_000_000,) if full else ()))
    print("| order lines | invoice lines a CPU second | memory +MB |\n|---|---|---|")
    for size in sizes:
        rate, growth = lines_a_second(size, min(size, 100_000 if full else 10_000))
        print(f"| {size:,} | {rate:,.0f} | {growth:.0f} |", flush=True)
    print("| documents | duplicate check ms | waking ms |\n|---|---|---|")
    for size in (*sizes, *((2_000_000,) if full else ())):
        print(f"| {size:,} | {duplicate_check(size):.2f} | {waking(size):.2f} |", flush=True)


if __name__ == "__main__":
    main()
