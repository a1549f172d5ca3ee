"""Corroborate: what goods-in counted, without having seen the slip, speaks for what was read off it.

A doubtful reading of a scanned slip is believed where *all* its quantities are those booked for its
delivery note: that a misread figure becomes by chance what somebody else counted is out of the question
where every other agrees too. One figure that differs, and nothing is believed more than before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from documents.draft import Draft
from documents.invoice import Invoice, PackingSlip, SlipLine
from documents.measures import Confidence
from documents.receipt import GoodsReceipt
from journey.facts.orders import SCANNED

LEAST: Confidence = 0.7
"""A reading below it is not believed on anybody's word."""
CORROBORATED: Confidence = 0.95


def corroborated(draft: Draft, paper: Invoice | PackingSlip, receipts: Iterable[GoodsReceipt]) -> Invoice | PackingSlip:
    """The slip with its quantities as sure as their agreement with goods-in makes them."""
    if draft.medium not in SCANNED or not isinstance(paper, PackingSlip) or not paper.lines:
        return paper
    if Counter(line.shipped for line in paper.lines) != _booked(paper, receipts):
        return paper
    return replace(paper, lines=tuple(map(_surer, paper.lines)))


def _booked(paper: PackingSlip, receipts: Iterable[GoodsReceipt]) -> Counter[Decimal | None]:
    """What was booked for each order line on the slip's delivery note."""
    notes = {(note or "").strip().casefold() for note in (paper.number, *paper.delivery_notes)} - {""}
    sums: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for receipt in receipts:
        if (receipt.delivery_note or "").strip().casefold() in notes:
            for line in receipt.lines:
                sums[receipt.order, line.order_line] += line.quantity
    return Counter(sums.values())


def _surer(line: SlipLine) -> SlipLine:
    read = line.confidence.get("shipped", 1.0)
    if not LEAST <= read < CORROBORATED:
        return line
    return replace(line, confidence={**line.confidence, "shipped": CORROBORATED})


__all__ = ["CORROBORATED", "LEAST", "corroborated"]
