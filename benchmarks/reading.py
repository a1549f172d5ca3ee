"""How well and how dearly documents are read: `python -m benchmarks.reading FOLDER`, a folder with manifest.json.

Files are read as `tallymark read` reads them, each in its confined process. CPU is that of the processes.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.scoring import CLEAR, HEADINGS, Tally, readable, reliability, upper_bound
from extractors.sandbox import ReaderPool
from extractors.source import ReadOptions
from journey.look import look


def read_all(
    folder: Path, cases: Sequence[Mapping[str, Any]], options: ReadOptions, jobs: int
) -> Iterator[tuple[Mapping[str, Any], list[dict[str, Any]]]]:
    """Each case with the lines that `tallymark read --json` would print for its file."""
    with ReaderPool(size=jobs) as readers, ThreadPoolExecutor(jobs) as threads:
        waiting = [(case, threads.submit(look, readers, folder / case["file"], options)) for case in cases]
        for case, future in waiting:
            yield case, future.result()
        print(f"the largest reader took {readers.peak >> 20} MiB")


def score(
    read: Iterator[tuple[Mapping[str, Any], list[dict[str, Any]]]], by: str, lines_out: Path | None
) -> dict[str, Tally]:
    """Tallies by a key of the manifest, `all` first; the lines read are written to `lines_out`, if given."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    out = lines_out.open("w", encoding="utf-8") if lines_out is not None else None
    for case, lines in read:
        documents = [line for line in lines if "error" not in line]
        for group in ("all", str(case.get(by) or "-")):
            tallies[group].add(case, documents[0] if documents else None)
        if out is not None:
            out.writelines(json.dumps(line) + "\n" for line in lines)
    if out is not None:
        out.close()
    return dict(tallies)


def print_report(tallies: Mapping[str, Tally], misses: int) -> None:
    """A row a group, how reliable the confidences are, then the first misses."""
    print(f"{'':24}{HEADINGS}")
    for group, tally in tallies.items():
        print(f"{group:24}{tally.row()}")
    graded = tallies["all"].graded
    clear = [right for sure, right in graded if sure >= CLEAR]
    wrong = len(clear) - sum(clear)
    bound = f"{upper_bound(wrong, len(clear)):.2%} at most with 95 % certainty"
    print(f"read at {CLEAR} or more: {wrong} of {len(clear)} values wrong, {bound}", *reliability(graded), sep="\n  ")
    for miss in tallies["all"].misses[:misses]:
        print(miss)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read, score and print; the exit status is 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder of documents with its manifest.json")
    parser.add_argument("--page-only", action="store_true", help="ignore XML embedded in a PDF")
    parser.add_argument("--medium", nargs="*", default=(), help="only these media: xml pdf_text pdf_scan image docx …")
    parser.add_argument("--by", default="medium", help="group by this key of the manifest")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--misses", type=int, default=0, help="print the first N misses")
    parser.add_argument("--lines", type=Path, help="write what was read here, as JSON Lines")
    given = parser.parse_args(arguments)
    cases = readable(json.loads((given.folder / "manifest.json").read_text("utf-8")), given.medium)
    started, before = time.monotonic(), _cpu()
    options = ReadOptions(page_only=given.page_only)
    tallies = score(read_all(given.folder, cases, options, given.jobs), given.by, given.lines)
    print_report(tallies, given.misses)
    spent, wall = _cpu() - before, time.monotonic() - started
    each = f"{1000 * spent / max(1, len(cases)):.0f} ms CPU a document"
    print(f"{len(cases)} documents, {wall:.1f} s, {spent:.1f} s CPU, {each}")
    return 0


def _cpu() -> float:
    """Seconds of CPU of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    sys.exit(main())
