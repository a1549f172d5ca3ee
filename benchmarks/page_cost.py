"""What a page with a text layer costs beyond pdfium's own time: `python -m benchmarks.page_cost [FOLDER_OF_PDFS]`.

Without a folder, pages drawn here. Prints the median and the 95th percentile of CPU milliseconds a page, first of
making pages of it (words, rules, judgement, barcodes), then of the whole reading, kind, fields, lines and proof
included (goal: median at most 60).
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from reportlab.pdfgen.canvas import Canvas

from documents.errors import UnreadableError
from extractors import ReadOptions, read
from extractors.page import rows
from extractors.pages import pages_of

_ROUNDS = 3


def drawn() -> Iterator[bytes]:
    """Invoices of one page with 10 to 45 lines, ruled."""
    for lines in (10, 25, 45):
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(595, 842))
        for line in range(lines):
            canvas.drawString(50, 780 - 16 * line, f"{line + 1} Sechskantschraube M8x40 verzinkt DIN 933")
            canvas.drawString(380, 780 - 16 * line, f"{line * 7 + 3} ST   {line * 1.37 + 2:,.2f}   {line * 9.59:,.2f}")
            canvas.line(50, 776 - 16 * line, 545, 776 - 16 * line)
        canvas.save()
        yield out.getvalue()


def bare(data: bytes) -> int:
    """Load every page and take its text, as any reader must; returns the number of pages."""
    document = pdfium.PdfDocument(data)
    for page in document:
        pdfium_c.FPDFText_ClosePage(pdfium_c.FPDFText_LoadPage(page.raw))
    return len(document)


def to_pages(data: bytes) -> None:
    """Pages with their rows."""
    for page in pages_of(data, "pdf"):
        rows(page)


def to_drafts(data: bytes) -> None:
    """The documents on them, as a reader makes them."""
    read(data, "invoice.pdf", ReadOptions(page_only=True))


def beyond(data: bytes, ours: Callable[[bytes], None]) -> float | None:
    """CPU milliseconds a page beyond pdfium's; None for what cannot be read or needs OCR."""
    try:
        pages = pages_of(data, "pdf")
        ours(data)
    except UnreadableError:
        return None
    if any(page.source != "text" for page in pages):
        return None
    spent = []
    for _ in range(_ROUNDS):
        start = time.process_time()
        count = bare(data)
        middle = time.process_time()
        ours(data)
        spent.append((time.process_time() - middle - (middle - start)) / count * 1000)
    return min(spent)


def main(folder: str | None) -> None:
    """All PDFs of a folder, or those drawn here."""
    files = [path.read_bytes() for path in sorted(Path(folder).rglob("*.pdf"))] if folder else list(drawn())
    for what, ours in (("pages", to_pages), ("whole reading", to_drafts)):
        costs = sorted(cost for cost in (beyond(data, ours) for data in files) if cost is not None)
        middle, worst = statistics.median(costs), costs[int(len(costs) * 0.95)]
        print(f"{what}: {len(costs)} files, median {middle:.1f} ms of CPU a page beyond pdfium, 95th {worst:.1f} ms")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)

__all__ = ["main"]
