"""Lot numbers on a scan: a letter read as a digit is no other lot.

Where a scanned lot differs from one that was received of the document's orders by nothing but letters
that look like digits, and from no other, it is that lot. Text that was typed stands as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from documents.draft import Draft
from documents.invoice import Invoice, PackingSlip
from documents.receipt import GoodsReceipt
from journey.facts.orders import SCANNED, folded


def recognised(draft: Draft, paper: Invoice | PackingSlip, receipts: Iterable[GoodsReceipt]) -> Invoice | PackingSlip:
    """The document with its lots as they were received, where it was scanned."""
    if draft.medium not in SCANNED:
        return paper
    lots = {line.lot for receipt in receipts for line in receipt.lines if line.lot}
    if isinstance(paper, Invoice):
        return replace(paper, lines=tuple(replace(line, lot=_known(line.lot, lots)) for line in paper.lines))
    return replace(paper, lines=tuple(replace(line, lot=_known(line.lot, lots)) for line in paper.lines))


def _known(lot: str | None, lots: Iterable[str]) -> str | None:
    alike = [one for one in lots if lot and folded(one) == folded(lot)]
    return alike[0] if len(alike) == 1 else lot


__all__ = ["recognised"]
