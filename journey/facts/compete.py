"""Compete: what documents sealed later have already taken of a document's receipts.

In custody order nobody is ahead. But a document that was held, and is put right by a person, or was set aside and
is read again, comes back after others were posted: what they took is gone, and the rules must see it as billed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from documents.case import BilledLine, EarlierDocument
from documents.finding import Allocation
from documents.invoice import Invoice, PackingSlip
from documents.kinds import Kind
from documents.receipt import GoodsReceipt
from storage import Unit
from storage.encoding import number_key
from storage.records import Document


def ahead(
    unit: Unit, document: Document, receipts: Iterable[GoodsReceipt], earlier: Iterable[EarlierDocument]
) -> tuple[EarlierDocument, ...]:
    """What others than the earlier documents have taken of these receipts, as one more earlier document."""
    booked = list(receipts)
    taken = unit.ledger.taken(receipt.number for receipt in booked)
    if not taken:
        return ()
    for one in (*_allocations(earlier), *unit.ledger.of(document.id)):
        place = (number_key(one.receipt), one.receipt_line)
        taken[place] = taken.get(place, Decimal(0)) - one.quantity
    lines = []
    for receipt in booked:
        for line in receipt.lines:
            left = taken.get((number_key(receipt.number), line.line), Decimal(0))
            if left > 0:
                allocation = Allocation(0, receipt.number, line.line, left)
                lines.append(BilledLine(receipt.order, line.order_line, left, allocations=(allocation,)))
    if not lines:
        return ()
    orders = tuple(sorted({line.order for line in lines if line.order}))
    return (EarlierDocument(Kind.INVOICE, None, orders=orders, lines=tuple(lines)),)


def come_again(unit: Unit, document: Document, paper: Invoice | PackingSlip) -> tuple[EarlierDocument, ...]:
    """What was approved meanwhile under this document's number: the supplier may have sent it once more. Its lines
    are left out, as what they took of the receipts is told by `ahead`."""
    if not isinstance(paper, Invoice) or paper.supplier is None or not paper.number:
        return ()
    since = unit.custody.decided_since(document.id, paper.supplier, paper.number)
    return tuple(replace(one.facts, lines=()) for one in since)


def _allocations(earlier: Iterable[EarlierDocument]) -> Iterator[Allocation]:
    """What the earlier documents have allocated."""
    return (one for document in earlier for line in document.lines for one in line.allocations)


__all__ = ["ahead", "come_again"]
