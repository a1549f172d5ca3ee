"""An invoice whose second page came in a file of its own and looks like nothing by itself."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from samples import draw, facts, make
from samples.paper import Paper
from samples.words import WORDS

CLEAN = Paper(facts.NORDHAFEN, "NS-26-0431", "2026-05-05", "45-7001", facts.BOLTS, "2026-06-04", "LS-88120")
"""It tallies with its order and its receipt."""


def halves(paper: Paper = CLEAN) -> tuple[bytes, bytes]:
    """Its head with all lines but the last; the last line with the sums."""
    words, supplier = WORDS[paper.supplier.language], paper.supplier
    head = [supplier.name, f"{words['vat']} {supplier.vat_id}", facts.BUYER.name, words["invoice"]]
    head += [f"{label}: {value}" for label, value in draw.facts(paper)]
    lines = [draw.cells(paper, row) for row in paper.rows]
    return _page(head, [draw.heads(paper), *lines[:-1]], []), _page(
        [], [draw.heads(paper), lines[-1]], draw.totals(paper)
    )


def mail(files: dict[str, bytes], subject: str = "Invoice", paper: Paper = CLEAN) -> bytes:
    """A mail of its supplier."""
    return make.mail(paper.supplier, "Fri, 08 May 2026", subject, "See attached\n", files)


def post(folder: Path, *mails: bytes) -> Path:
    """A mailbox that holds these mails, in order."""
    folder.mkdir()
    for place, data in enumerate(mails, 1):
        (folder / f"{place}.eml").write_bytes(data)
    return folder


def _page(head: Sequence[str], rows: Sequence[Sequence[str]], sums: Sequence[tuple[str, str]]) -> bytes:
    out = io.BytesIO()
    canvas, bottom = Canvas(out, pagesize=A4, invariant=True), 785
    for text in head:
        canvas.drawString(50, bottom, text)
        bottom -= 15
    for row in rows:
        bottom -= 18
        for place, (left, text) in enumerate(zip(draw.COLUMNS, row, strict=False)):
            (canvas.drawString if place < 3 else canvas.drawRightString)(left, bottom, text)
    for label, value in sums:
        bottom -= 16
        canvas.drawString(330, bottom, label)
        canvas.drawRightString(545, bottom, value)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


__all__ = ["CLEAN", "halves", "mail", "post"]
