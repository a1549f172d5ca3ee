"""Fifty clerks at once: each claims the next exception and accepts it; every third turn two of them want the same one.

    python -m benchmarks.clerks [SECONDS] [DOCUMENTS] [postgresql://…]      120 seconds, 4,000 documents, SQLite

Five processes of ten threads, as five desks over one workspace. Counted afterwards: exceptions that were claimed by
two, acts that were answered as done and are not there (or are there and were not answered), acts on a document that
somebody had changed since it was looked at, and errors that anybody saw. All four must be 0.
"""

from __future__ import annotations

import multiprocessing
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.matching import AS_OF, LINES, SUPPLIERS, draft, enter, order, receipt, supplier
from documents.draft import Draft, Field
from documents.errors import WrongUseError
from documents.kinds import Role
from documents.people import Person
from journey.clearing import acts
from journey.settings import Settings
from journey.shift import Shift, open_shift
from journey.tally import tally
from storage.errors import StaleError

PROCESSES, THREADS = 5, 10
DEARER = Decimal("2.90")


@dataclass(frozen=True, slots=True)
class Act:
    """An act that was answered as done: on which document, by whom, after which entry of the trail it was seen."""

    document: int
    person: str
    seen: int
    seconds: float


def fill(shift: Shift, count: int) -> None:
    """Invoices whose first line is dearer than ordered, each held for a buyer; and fifty buyers."""
    with shift.workspace.begin() as unit:
        unit.masters.take_suppliers(map(supplier, range(SUPPLIERS)), "bench")
        unit.masters.take_orders(map(order, range(count)), "bench")
        unit.masters.take_receipts(map(receipt, range(count)), "bench")
        while changes := unit.masters.unheard():
            unit.masters.heard(changes)
        for number in range(PROCESSES * THREADS):
            unit.people.add(f"clerk{number}", f"Clerk {number}", [Role.BUYER])
    blob = shift.workspace.archive.put(b"bench")
    with shift.workspace.begin() as unit:
        documents = [
            enter(unit, blob, place, dearer(place), f"works-{place % SUPPLIERS}.example") for place in range(count)
        ]  # fmt: skip
    for document in documents:
        tally(shift, document)


def dearer(place: int) -> Draft:
    """An invoice as read, its first line dearer than ordered."""
    read = draft(place)
    first = {**read.lines[0], "unit_price": Field(str(DEARER)), "net": Field(str(DEARER * 10))}
    net = Decimal("2.50") * 10 * (LINES - 1) + DEARER * 10
    said = {"net_total": Field(str(net)), "gross_total": Field(str(net))}
    return replace(read, lines=(first, *read.lines[1:]), fields={**read.fields, **said})


def work(settings: Settings, first: int, until: float, told: Any) -> None:
    """One desk: its clerks work until the queue is empty or the time is over, and tell what they did."""
    with open_shift(settings, AS_OF) as shift:
        done: list[Act] = []
        errors: list[str] = []
        clerks = [
            threading.Thread(target=_clerk, args=(shift, f"clerk{first + place}", until, done, errors))
            for place in range(THREADS)
        ]  # fmt: skip
        for clerk in clerks:
            clerk.start()
        for clerk in clerks:
            clerk.join()
        told.put((done, errors))


def _clerk(shift: Shift, login: str, until: float, done: list[Act], errors: list[str]) -> None:
    chance = random.Random(login)
    try:
        with shift.workspace.look() as unit:
            person = unit.people.person(login)
        while time.time() < until:
            claimed = shift.workspace.run(lambda unit: unit.queue.claim_next(Role.BUYER, login))
            if claimed is None:
                return
            if chance.randrange(3) == 0:
                _rival(shift, person, claimed.document, done)
            _accept(shift, person, claimed.document, done)
    except Exception as error:  # noqa: BLE001 - whatever a clerk sees is counted
        errors.append(f"{login}: {type(error).__name__}: {error}")


def _rival(shift: Shift, person: Person, document: int, done: list[Act]) -> None:
    """The same clerk in a second window: only one of two acts on the same look may be done."""
    windows = [threading.Thread(target=_accept, args=(shift, person, document, done)) for _ in range(2)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()


def _accept(shift: Shift, person: Person, document: int, done: list[Act]) -> None:
    """Accept as seen now; refused in a sentence where somebody was faster."""
    begin = time.perf_counter()
    with shift.workspace.look() as unit:
        seen = unit.audit.head()[0]
    try:
        acts.accept_mine(shift, person, document, "agreed by phone", seen)
    except (StaleError, WrongUseError):
        return
    done.append(Act(document, person.login, seen, time.perf_counter() - begin))


def morning(settings: Settings, count: int, seconds: float) -> dict[str, Any]:
    """Fill a workspace, let the clerks work, and count what must be 0."""
    with open_shift(settings, AS_OF) as shift:
        fill(shift, count)
    fork = multiprocessing.get_context("fork")
    told: Any = fork.Queue()
    begin, until = time.perf_counter(), time.time() + seconds
    desks = [
        fork.Process(target=work, args=(settings, place * THREADS, until, told)) for place in range(PROCESSES)
    ]  # fmt: skip
    for desk in desks:
        desk.start()
    answers = [told.get() for _ in desks]
    for desk in desks:
        desk.join()
    done = [act for acts_, _ in answers for act in acts_]
    errors = [error for _, errors_ in answers for error in errors_]
    with open_shift(settings, AS_OF) as shift:
        counts = _counted(shift, done)
    return {"acts": len(done), "seconds": round(time.perf_counter() - begin), **_times(done), **counts,
            "errors": len(errors), "first error": errors[0] if errors else "-"}  # fmt: skip


def _counted(shift: Shift, done: Sequence[Act]) -> dict[str, int]:
    with shift.workspace.look() as unit:
        claims = Counter(
            entry.details["exception"] for entry in unit.audit.entries(None, "exception:claimed", 0, 10**6)
        )
        kept = [
            (entry.seq, entry.subject, entry.actor)
            for entry in unit.audit.entries(None, "document:waiver", 0, 10**6)
        ]  # fmt: skip
    answered = Counter((f"document:{act.document}", act.person) for act in done)
    recorded = Counter((subject, actor) for _, subject, actor in kept)
    first = {subject: seq for seq, subject, _ in reversed(kept)}
    stale = sum(first.get(f"document:{act.document}", 10**9) <= act.seen for act in done)
    return {
        "claimed twice": sum(number > 1 for number in claims.values()),
        "lost or invented": ((answered - recorded) + (recorded - answered)).total(), "done on what had changed": stale,
    }  # fmt: skip


def _times(done: Sequence[Act]) -> dict[str, str]:
    spent = sorted(act.seconds for act in done) or [0.0]
    return {
        "median ms": f"{1000 * statistics.median(spent):.0f}",
        "p99 ms": f"{1000 * spent[len(spent) * 99 // 100]:.0f}",
    }


def main() -> int:
    """Print the counts; 1 if one that must be 0 is not."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 120
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 4_000
    url = sys.argv[3] if len(sys.argv) > 3 else None
    with tempfile.TemporaryDirectory(prefix="tally-clerks-") as folder:
        counts = morning(Settings(home=Path(folder), database_url=url), count, seconds)
    for name, figure in counts.items():
        print(f"{name:<26}{figure}")
    return int(any(counts[name] for name in MUST_BE_NONE))


MUST_BE_NONE = ("claimed twice", "lost or invented", "done on what had changed", "errors")

if __name__ == "__main__":
    sys.exit(main())
