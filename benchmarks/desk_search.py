"""What the archive and the figures of the desk cost among 100,000 documents with 10,000 open exceptions.

    python -m benchmarks.desk_search [DOCUMENTS] [HOME]

Server time of whole requests over SQLite, the access log's write included, beside a bare page of the same
assembly (sign-in, menu, no question asked). HOME keeps the workspace, to look at it with a browser.
Targets: search p95 ≤ 100 ms.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

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

SUPPLIERS = 400
WORDS = 195
OPEN = 10_000
TIMES = 40
NOW = datetime.now(UTC)
CODES = (
    ("price-over", Role.BUYER), ("quantity-over", Role.BUYER), ("receipt-missing", Role.RECEIVING),
    ("bank-account-changed", Role.TREASURY), ("over-limit", Role.APPROVER), ("field-uncertain", Role.CLERK),
    ("tax-mismatch", Role.CLERK), ("order-unknown", Role.BUYER),
)  # fmt: skip
ASKED = (
    "", "?q=bolt7", "?q=bolt7+bolt3", '?q="bolt7+bolt3"', "?q=bolt0", "?q=bolt70*", "?number=12345", "?number=INV-99",
    "?supplier=S7", "?state=held", "?state=quarantined", "?kind=credit_note&state=held",
    "?since=2026-03-01&until=2026-03-07", "?least=4990&most=5000", "?q=bolt7&supplier=S7&since=2026-03-01",
    "?measured=touched", "?measured=within-3d", "?before=50000",
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
        _documents(connection, chance, count)
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


def _documents(connection: sqlite3.Connection, chance: random.Random, count: int) -> None:
    draft = canonical(
        Draft(Kind.INVOICE, {"invoice_number": said("INV"), "gross_total": said("297.50")}).to_json(text=True)
    )
    numbers = range(1, count + 1)
    sealed = {n: NOW - timedelta(seconds=chance.randrange(300 * 86_400)) for n in numbers}
    states = {n: _state(n) for n in numbers}
    kinds = {n: "credit_note" if n % 20 == 3 else "packing_slip" if n % 5 == 1 else "invoice" for n in numbers}
    stamp = {n: instant_text(at) for n, at in sealed.items()}
    columns = "id, account, name, sha256, bytes, sender, subject, sealed_at, outcome"
    mails = (
        (n, "ap", f"{n}.eml", f"{n:064x}", 9, f"s{n % SUPPLIERS}@s.example", f"INV-{n}", stamp[n], "consumed")
        for n in numbers
    )
    _insert(connection, "message", columns, mails)
    columns = "id, message_id, rank, key, kind, number, supplier_id, state, version, draft, created_at"
    rows = (
        (n, n, n, f'[["{n:064x}","1"]]', kinds[n], f"INV-{n}", f"S{n % SUPPLIERS}", states[n], 1, draft, stamp[n])
        for n in numbers
    )
    _insert(connection, "document", columns, rows)
    _insert(connection, "sighting", "document_id, message_id, path", ((n, n, "a.pdf") for n in numbers))
    columns = "id, document_id, decision, verdict, case_json, policy_hash, rules_version, evidence, given_at"
    verdict = canonical({"decision": "approve", "findings": [], "allocations": []})
    verdicts = (
        (n, n, "reject" if states[n] == "rejected" else "approve", verdict, b"{}", "", "", "{}", stamp[n])
        for n in numbers
    )
    _insert(connection, "verdict", columns, verdicts)
    filed = [n for n in numbers if states[n] == "filed" and kinds[n] != "packing_slip"]
    waits = {n: timedelta(seconds=int(chance.expovariate(1 / 40_000))) for n in filed}
    posted = ((n, n, str(n), "posted", "0" * 64, "0" * 64, instant_text(sealed[n] + waits[n])) for n in filed)
    _insert(connection, "posting", "document_id, verdict_id, key, state, sha256, read_back, posted_at", posted)
    touched = ((n, "correction", "carl", "clerk", "misread", stamp[n]) for n in filed if n % 6 == 0)
    _insert(connection, "resolution", "document_id, kind, person, role, reason, recorded_at", touched)
    columns = "document_id, kind, supplier_id, title, dated_on, gross, currency, discount, discount_until"
    soon = (NOW.date() + timedelta(days=3)).isoformat()
    entries = (
        (n, kinds[n], f"S{n % SUPPLIERS}", f"{kinds[n]} INV-{n} Supplier {n % SUPPLIERS} GmbH", _dated(n),
         n * 7919 % 500_000_000, "EUR" if n % 9 else "USD", *((30_000, soon) if n % 50 == 0 else (None, None)))
        for n in numbers
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


def milliseconds(act: Any, times: int = TIMES) -> tuple[float, float]:
    """Median and 95th percentile of an act, after one that warms."""
    act()
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begin) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def main(count: int, home: Path) -> None:
    """Print the costs."""
    from fastapi.testclient import TestClient

    from desk.app import create
    from journey.people.signing_in import Visitor, open_session
    from journey.settings import Settings

    with Workspace.open(home) as workspace:
        if workspace.home.joinpath("tallymark.db").stat().st_size < 5_000_000:
            with workspace.begin() as unit:
                unit.people.add("bench", "Bench", list(Role), "bench")
            fill(workspace, count)
    app = create(Settings(home=home))
    here = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
    secret = open_session(app.state.office.shift(), "bench", Visitor("127.0.0.1", "bench"), "bench")
    here.cookies.set("tallymark", secret, domain="127.0.0.1")

    def ask(path: str) -> None:
        answer = here.get(path)
        assert answer.status_code == 200, (path, answer.status_code)

    bare, _ = milliseconds(lambda: ask("/policy"))
    print(f"| request ({count:,} documents) | median ms | p95 ms | to a bare page |\n|---|---|---|---|")
    paths = [
        *(f"/archive{asked}" for asked in ASKED),
        "/suppliers",
        "/mails",
        "/figures",
        "/figures?span=all",
        "/goods-in",
    ]
    for path in paths:
        median, slow = milliseconds(lambda path=path: ask(path), 10 if "figures" in path else TIMES)
        print(f"| {path} | {median:.0f} | {slow:.0f} | {median / bare:.1f} |", flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    if len(sys.argv) > 2:
        main(size, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory(prefix="tally-bench-") as folder:
            main(size, Path(folder))
