"""What the archive and the figures of the desk cost among 100,000 documents with 10,000 open exceptions.

    python -m benchmarks.desk_search [DOCUMENTS] [HOME]

Server time of whole requests over SQLite, the access log's write included, beside a bare page of the same
assembly (sign-in, menu, no question asked). HOME keeps the workspace, to look at it with a browser.
Targets: search p95 ≤ 100 ms.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.years import fill
from documents.kinds import Role
from storage import Workspace

TIMES = 40
BARE = "/policy"
OTHERS = ("/suppliers", "/mails", "/figures", "/figures?span=all", "/goods-in", "/archive/20")
ASKED = (
    "", "?q=bolt7", "?q=bolt7+bolt3", '?q="bolt7+bolt3"', "?q=bolt0", "?q=bolt70*", "?number=12345", "?number=INV-99",
    "?supplier=S7", "?state=held", "?state=quarantined", "?kind=credit_note&state=held",
    "?since=2026-03-01&until=2026-03-07", "?least=4990&most=5000", "?q=bolt7&supplier=S7&since=2026-03-01",
    "?measured=touched", "?measured=within-3d", "?before=50000",
)  # fmt: skip


def milliseconds(act: Callable[[], object], times: int = TIMES) -> tuple[float, float, float]:
    """Median and 95th percentile of an act's processor time, and the 95th percentile by the clock, after one that
    warms."""
    act()
    cpu, clock = [], []
    for _ in range(times):
        begin, at = time.process_time(), time.perf_counter()
        act()
        cpu.append((time.process_time() - begin) * 1000)
        clock.append((time.perf_counter() - at) * 1000)
    slow = [statistics.quantiles(taken, n=20)[-1] for taken in (cpu, clock)]
    return statistics.median(cpu), slow[0], slow[1]


def signed_in(home: Path) -> Any:
    """A browser's stand-in that is signed in with every role."""
    from fastapi.testclient import TestClient

    from desk.app import create
    from journey.people.signing_in import Visitor, open_session
    from journey.settings import Settings

    app = create(Settings(home=home))
    here = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
    secret = open_session(app.state.office.shift(), "bench", Visitor("127.0.0.1", "bench"), "bench")
    here.cookies.set("tallymark", secret, domain="127.0.0.1")
    return here


def main(count: int, home: Path) -> None:
    """Print the costs."""
    if not (home / "tallymark.db").exists():
        with Workspace.open(home) as workspace:
            with workspace.begin() as unit:
                unit.people.add("bench", "Bench", list(Role), "bench")
            fill(workspace, count)
    here = signed_in(home)

    def ask(path: str) -> None:
        answer = here.get(path)
        assert answer.status_code == 200, (path, answer.status_code)

    bare = milliseconds(lambda: ask(BARE))
    print(f"bare page: {bare[0]:.1f} ms of processor")
    print(f"| request ({count:,} documents) | CPU median ms | CPU p95 ms | p95 ms by the clock | to a bare page |")
    print("|---|---|---|---|---|")
    for path in (*(f"/archive{asked}" for asked in ASKED), *OTHERS):
        times = 10 if "figures" in path else TIMES
        cpu, slow, clock = milliseconds(lambda path=path: ask(path), times)  # type: ignore[misc]
        print(f"| {path} | {cpu:.0f} | {slow:.0f} | {clock:.0f} | {cpu / bare[0]:.1f} |", flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    if len(sys.argv) > 2:
        main(size, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory(prefix="tally-bench-") as folder:
            main(size, Path(folder))
