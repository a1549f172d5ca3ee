"""What two readers cost beside one, and whether one of them idles: `python -m benchmarks.sharing [FOLDER]`.

The same files are read by one reader and by two, in turn, as a batch spreads them. Prints CPU seconds a page of both
with their ratio (goal: at most 1.10), start-up left out; and for two the share of the time in which one of them
idled although a file was queued (goal: none to speak of). Without a folder: scans and text pages drawn here.
"""

from __future__ import annotations

import io
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.ocr_cost import DPI, page
from benchmarks.page_cost import drawn
from documents.errors import UnreadableError
from extractors.sandbox import ReaderPool
from journey.threads import Threads

SCANS, TEXTS, ROUNDS = 6, 40, 2
Span = tuple[float, float]


def files(folder: str | None) -> list[tuple[str, bytes]]:
    """Names and contents: every eighth a scan, as in a mixed mailbox."""
    if folder:
        return [(path.name, path.read_bytes()) for path in sorted(Path(folder).rglob("*.pdf"))]
    texts = list(drawn())
    mixed = [("text.pdf", texts[number % len(texts)]) for number in range(TEXTS)]
    for number in range(SCANS):
        out = io.BytesIO()
        page(number).save(out, "TIFF", dpi=(DPI, DPI), compression="tiff_lzw")
        mixed.insert(number * 8, ("scan.tif", out.getvalue()))
    return mixed


def read_all(work: Sequence[tuple[str, bytes]], jobs: int) -> tuple[float, float, float]:
    """CPU and wall seconds of reading all files with so many readers, and the seconds in which one idled."""
    spans: list[Span] = []
    with ReaderPool(size=jobs) as readers:
        readers.confinement()
        start = time.monotonic()

        def read(one: tuple[str, bytes]) -> None:
            begun = time.monotonic()
            try:
                readers.read(one[1], one[0])
            except UnreadableError:
                return
            finally:
                spans.append((begun, time.monotonic()))

        for _ in Threads(jobs)(read, work):
            pass
        wall = time.monotonic() - start
    return _children(), wall, idle(spans, jobs)


def idle(spans: Sequence[Span], jobs: int) -> float:
    """Seconds, between the first file's beginning and the last one's, that readers stood still.

    >>> idle([(0, 4), (0, 1), (1.5, 3), (3, 5)], 2)
    0.5
    """
    ordered = sorted(spans)
    first, last = ordered[0][0], ordered[-1][0]
    busy = sum(min(end, last) - min(begun, last) for begun, end in ordered)
    return jobs * (last - first) - busy


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured(work: Sequence[tuple[str, bytes]], jobs: int) -> tuple[float, float, float]:
    """As `read_all`, without what starting the readers costs."""
    before = _children()
    _started(jobs)
    started = _children()
    after, wall, idled = read_all(work, jobs)
    return after - started - (started - before), wall, idled


def _started(jobs: int) -> None:
    with ReaderPool(size=jobs) as readers:
        readers.confinement()


def main(folder: str | None) -> None:
    """Both, in turn; the cheaper round of each counts."""
    work = files(folder)
    rounds = [(measured(work, 1), measured(work, 2)) for _ in range(ROUNDS)]
    one, two = (min(kind) for kind in zip(*rounds, strict=True))
    each = 1000 / len(work)
    print(f"{len(work)} files: one reader {each * one[0]:.0f} ms of CPU a file, two {each * two[0]:.0f} ms,", end=" ")
    print(f"ratio {two[0] / one[0]:.3f}; wall {one[1]:.1f} s and {two[1]:.1f} s;", end=" ")
    print(f"a reader idled {two[2] / (2 * two[1]):.2%} of the time while files were queued")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)

__all__ = ["main"]
