"""Eight processes that match and decide documents which compete for the same receipts.

    python -m benchmarks.competing [DOCUMENTS] [postgresql://…]      1,000 documents and SQLite if not said

Each order's receipt covers half of what is billed on it. Every process goes through all documents in an order of
its own, which is worse than custody order, in which the journey goes. Counted afterwards: receipt lines that are
allocated above their cap, accounts that are not the sum of their entries, documents without exactly one
decision, and errors that any process saw. All four must be 0.
"""

from __future__ import annotations

import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from benchmarks.matching import AS_OF, SUPPLIERS, draft, enter, order, receipt, supplier
from documents.draft import Draft, Field
from documents.errors import TallymarkError
from documents.lifecycle import State
from journey.settings import Settings
from journey.shift import Shift, open_shift
from journey.tally import tally

PROCESSES = 8
A_ORDER = 20
"""Invoices an order, each of a tenth of what came in: half of them come too late."""


def fill(shift: Shift, count: int) -> list[int]:
    """Orders with their receipts, and the invoices that compete for them."""
    numbers = range(max(1, count // A_ORDER))
    with shift.workspace.begin() as unit:
        unit.masters.take_suppliers(map(supplier, range(SUPPLIERS)), "bench")
        unit.masters.take_orders(map(order, numbers), "bench")
        unit.masters.take_receipts(map(receipt, numbers), "bench")
        while changes := unit.masters.unheard():
            unit.masters.heard(changes)
    blob = shift.workspace.archive.put(b"bench")
    with shift.workspace.begin() as unit:
        return [
            enter(unit, blob, place, _invoice(place, len(numbers)), f"works-{place % len(numbers) % SUPPLIERS}.example")
            for place in range(count)
        ]  # fmt: skip


def _invoice(place: int, orders: int) -> Draft:
    """An invoice of an order that others bill too, no copy of theirs."""
    read = draft(place % orders)
    freight = {"charges": Field(({"kind": "freight", "amount": f"0.{place // orders + 10}"},))}
    gross = Decimal(read.value("gross_total") or 0) + Decimal(f"0.{place // orders + 10}")
    said = {"invoice_number": f"C-{place}", "net_total": str(gross), "gross_total": str(gross)}
    fields = {**read.fields, **freight, **{name: Field(text) for name, text in said.items()}}
    return replace(read, fields=fields)


def work(settings: Settings, documents: list[int], seed: int, errors: multiprocessing.Queue[str]) -> None:
    """One process: every document, in an order of its own."""
    mine = random.Random(seed).sample(documents, len(documents))
    with open_shift(settings, AS_OF) as shift:
        for number in mine:
            with shift.workspace.look() as unit:
                state = unit.custody.document(number).state
            try:
                if state in (State.READ, State.MATCHED):
                    tally(shift, number)
            except TallymarkError as error:
                errors.put(error.sentence)


def compete(settings: Settings, count: int) -> dict[str, object]:
    """Fill a workspace, let them compete, and count what must be 0."""
    with open_shift(settings, AS_OF) as shift:
        documents = fill(shift, count)
    fork = multiprocessing.get_context("fork")
    errors: multiprocessing.Queue[str] = fork.Queue()
    begin = time.perf_counter()
    workers = [fork.Process(target=work, args=(settings, documents, seed, errors)) for seed in range(PROCESSES)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - begin
    with open_shift(settings, AS_OF) as shift:
        return {
            "documents": count, "seconds": round(seconds), **_counted(shift, documents),
            "errors": errors.qsize() + sum(worker.exitcode != 0 for worker in workers),
        }  # fmt: skip


def _counted(shift: Shift, documents: list[int]) -> dict[str, object]:
    with shift.workspace.look() as unit:
        states = Counter(unit.custody.document(number).state for number in documents)
        decided = sum(len(unit.audit.entries(f"document:{number}", "document:moved")) == 2 for number in documents)
        return {
            "over-allocated": len(unit.ledger.uncovered()), "accounts wrong": len(unit.ledger.faults()),
            "not decided once": len(documents) - decided + states[State.READ] + states[State.MATCHED],
            "states": {state.value: number for state, number in sorted(states.items())},
        }  # fmt: skip


def main() -> int:
    """Print the counts; 1 if one that must be 0 is not."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    url = sys.argv[2] if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory(prefix="tally-bench-") as folder:
        counts = compete(Settings(home=Path(folder), database_url=url), count)
    for name, figure in counts.items():
        print(f"{name:<18}{figure}")
    return int(any(counts[name] for name in ("over-allocated", "accounts wrong", "not decided once", "errors")))


if __name__ == "__main__":
    sys.exit(main())
