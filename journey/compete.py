"""Compete: what documents sealed later have already taken of a document's receipts.

In custody order nobody is ahead. But a document that was held, and is put right by a person, comes back
after others were posted: what they took is gone, and the rules must see it as billed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from documents.case import BilledLine, EarlierDocument
from documents.finding import Allocation
from documents.kinds import Kind
from documents.receipt import GoodsReceipt
from storage import Unit
from storage.records import Document


def ahead(
    unit: Unit, document: Document, receipts: Iterable[GoodsReceipt], earlier: Iterable[EarlierDocument]
) -> tuple[EarlierDocument, ...]:
    """What others than the earlier documents have taken of these receipts, as one more earlier document."""
    known = _taken(earlier)
    own = {(one.receipt, one.receipt_line): one.quantity for one in unit.ledger.of(document.id)}
    lines = []
    for receipt in receipts:
        for line in receipt.lines:
            place = (receipt.number, line.line)
            left = unit.ledger.allocated(*place) - own.get(place, Decimal(0)) - known[place]
            if left > 0:
                taken = Allocation(0, *place, left)
                lines.append(BilledLine(receipt.order, line.order_line, left, allocations=(taken,)))
    if not lines:
        return ()
    orders = tuple(sorted({line.order for line in lines if line.order}))
    return (EarlierDocument(Kind.INVOICE, None, orders=orders, lines=tuple(lines)),)


def _taken(earlier: Iterable[EarlierDocument]) -> dict[tuple[str, int], Decimal]:
    """What the earlier documents have allocated of each receipt line."""
    total: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for document in earlier:
        for one in (allocation for line in document.lines for allocation in line.allocations):
            total[one.receipt, one.receipt_line] += one.quantity
    return total


__all__ = ["ahead"]
