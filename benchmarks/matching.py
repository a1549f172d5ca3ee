"""Matching end to end on SQLite: the journey's own `tally` (match and decide) on invoices that were read.

    python -m benchmarks.matching              up to 100,000 order lines, 10,000 invoice lines
    python -m benchmarks.matching --full       up to 1,000,000 order lines, 100,000 invoice lines
    python -m benchmarks.matching --shares     what the CPU goes to, of 1,000 invoices against 100,000 order lines

Each invoice has ten lines that match its order and receipt: its case is gathered from the workspace, judged,
stored and billed, its receipts are taken, the audit log is written. Reading, which comes before, and posting
are not counted. Target: 2,000 invoice lines a second of CPU on one core, memory flat.
"""

from __future__ import annotations

import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import FrameType

from documents.draft import Draft, Field
from documents.kinds import Kind, Outcome
from documents.lifecycle import State
from documents.order import OrderLine, PurchaseOrder
from documents.receipt import GoodsReceipt, ReceiptLine
from documents.supplier import Supplier
from journey.settings import Settings
from journey.shift import Shift, open_shift
from journey.tally import tally
from storage import Unit
from storage.records import MessageFacts, NewDocument, NewMessage, NewPart

LINES = 10
SUPPLIERS = 50
TARGET = 2_000
AS_OF = date(2026, 3, 10)
WARM = 20
_BOX = (56.7, 340.2, 118.4, 351.9)


@contextmanager
def office() -> Iterator[Shift]:
    """A workspace that is thrown away, with its suppliers."""
    folder = tempfile.TemporaryDirectory(prefix="tally-bench-")
    with folder as home, open_shift(Settings(home=Path(home)), AS_OF) as shift:
        with shift.workspace.begin() as unit:
            unit.masters.take_suppliers(map(supplier, range(SUPPLIERS)), "bench")
        yield shift


def supplier(number: int) -> Supplier:
    """A supplier, known by its mail domain and name."""
    return Supplier(f"S{number}", f"Works {number} Ltd", email_domains=(f"works-{number}.example",))


def order(number: int) -> PurchaseOrder:
    """An order of ten lines."""
    lines = tuple(
        OrderLine(line, Decimal(100), "C62", Decimal("2.50"), item=f"A-{number}-{line}", description=f"part {line}")
        for line in range(1, LINES + 1)
    )
    return PurchaseOrder(f"PO-{number}", f"S{number % SUPPLIERS}", "EUR", lines)


def receipt(number: int) -> GoodsReceipt:
    """A receipt of all that was ordered."""
    lines = tuple(ReceiptLine(line, line, Decimal(100)) for line in range(1, LINES + 1))
    return GoodsReceipt(f"GR-{number}", f"PO-{number}", date(2026, 3, 1), f"DN-{number}", lines)


def _said(text: str) -> Field:
    return Field(text, 0.99, 1, _BOX, method="pdf/1")


def draft(number: int, quantity: int = 10) -> Draft:
    """An invoice as read, of `quantity` of each of its order's lines."""
    net = Decimal("2.50") * quantity
    header = {
        "supplier_name": f"Works {number % SUPPLIERS} Ltd", "invoice_number": f"INV-{number}",
        "invoice_date": "2026-03-05", "currency": "EUR", "po_number": f"PO-{number}",
        "delivery_note_number": f"DN-{number}", "net_total": str(net * LINES), "gross_total": str(net * LINES),
    }  # fmt: skip
    lines = tuple(
        {name: _said(text) for name, text in (
            ("item", f"A-{number}-{line}"), ("description", f"Part {line}"), ("quantity", str(quantity)),
            ("unit", "C62"), ("unit_price", "2.50"), ("net", str(net)),
        )} for line in range(1, LINES + 1)
    )  # fmt: skip
    fields = {name: _said(text) for name, text in header.items()}
    return Draft(Kind.INVOICE, fields, lines, medium="pdf_text", text="Invoice " * 100)


def enter(unit: Unit, blob: str, place: int, read: Draft, sender: str) -> int:
    """Seal a mail with one document."""
    facts = MessageFacts(sender=f"billing@{sender}", arrived=AS_OF)
    message = unit.custody.seal(NewMessage("bench", f"{place}.eml", f"{place:064x}", 1000, facts))
    unit.custody.add_parts(message.id, [NewPart("a.pdf", blob, 1000, "pdf", Outcome.CONSUMED)])
    entered = unit.custody.add_document(message.id, NewDocument(((blob, str(place)),), read, ("a.pdf",)))
    unit.custody.conclude(message.id, Outcome.CONSUMED)
    return entered.id


def fill(shift: Shift, ordered: int, invoices: int) -> list[int]:
    """Orders and receipts of so many lines, and invoices spread over them."""
    with shift.workspace.begin() as unit:
        unit.masters.take_orders(map(order, range(ordered // LINES)), "bench")
        unit.masters.take_receipts(map(receipt, range(ordered // LINES)), "bench")
        while changes := unit.masters.unheard():
            unit.masters.heard(changes)
    blob = shift.workspace.archive.put(b"bench")
    with shift.workspace.begin() as unit:
        numbers = [place * 7919 % (ordered // LINES) for place in range(invoices)]
        return [
            enter(unit, blob, place, draft(number), f"works-{number % SUPPLIERS}.example")
            for place, number in enumerate(numbers)
        ]  # fmt: skip


def lines_a_second(ordered: int, invoiced: int) -> tuple[float, float]:
    """Invoice lines a second of CPU against so many order lines, and by how many MB memory grew meanwhile."""
    with office() as shift:
        documents = fill(shift, ordered, invoiced // LINES + WARM)
        settle(shift, documents[:WARM])
        before, begin = _memory(), time.process_time()
        settle(shift, documents[WARM:])
        return invoiced / (time.process_time() - begin), _memory() - before


def settle(shift: Shift, documents: Sequence[int]) -> None:
    """Match and decide; every one must be approved, or the figures mean nothing."""
    for number in documents:
        done = tally(shift, number)
        assert done.state is State.APPROVED, f"document {number} is {done.state.value}"


# The innermost frame of these says what the CPU is doing; the first that fits counts.
_PARTS = (
    ("the database", ("storage/prepared.py:_execute", "sqlite3", "default.py:do_commit", "default.py:do_execute")),
    (
        "JSON",
        ("storage/encoding.py", "rules/casework", "documents/draft.py", "documents/money.py:plain", "_billing.py"),
    ),
    ("the rules", ("/rules/",)),
    ("around the database", ("/storage/", "sqlalchemy/")),
    ("gathering and deciding", ("/journey/", "/extractors/")),
)


def shares(invoices: int = 1_000, ordered: int = 100_000) -> Counter[str]:
    """What the CPU goes to while invoices are settled: a sample for each millisecond."""
    found: Counter[str] = Counter()

    def sample(_: int, frame: FrameType | None) -> None:
        found[_part(frame)] += 1

    with office() as shift:
        documents = fill(shift, ordered, invoices + WARM)
        settle(shift, documents[:WARM])
        before = signal.signal(signal.SIGPROF, sample)
        signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
        settle(shift, documents[WARM:])
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return found


def _part(frame: FrameType | None) -> str:
    while frame is not None:
        place = f"{frame.f_code.co_filename}:{frame.f_code.co_name}"
        for part, signs in _PARTS:
            if any(sign in place for sign in signs):
                return part
        frame = frame.f_back
    return "other"


def show_shares() -> int:
    """Print the shares."""
    found = shares()
    for part, samples in found.most_common():
        print(f"{part:<24}{samples / found.total():6.0%}")
    return 0


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Print how the cost grows; 1 if the target is missed at the largest size."""
    if "--shares" in sys.argv:
        return show_shares()
    full = "--full" in sys.argv
    print("| order lines | invoice lines | lines a CPU second | memory +MB |\n|---|---|---|---|")
    rate = 0.0
    for ordered in (1_000, 10_000, 100_000, *((1_000_000,) if full else ())):
        invoiced = min(ordered, 100_000 if full else 10_000) - WARM * LINES
        rate, growth = lines_a_second(ordered, invoiced)
        print(f"| {ordered:,} | {invoiced:,} | {rate:,.0f} | {growth:.0f} |", flush=True)
    print(f"target: {TARGET:,} lines a CPU second: {'reached' if rate >= TARGET else 'missed'}")
    return 0 if rate >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
