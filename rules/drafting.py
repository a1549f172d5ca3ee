"""Drafting receipts: what a packing slip says arrived, for receiving to count and confirm."""

from __future__ import annotations

from collections import defaultdict
from decimal import localcontext

from documents.case import Case
from documents.receipt import GoodsReceipt, ReceiptLine
from rules.deliveries import receipts
from rules.figures import CONTEXT, ZERO
from rules.pairing import Pair
from rules.sheet import Sheet


def draft_receipts(case: Case) -> tuple[GoodsReceipt, ...]:
    """A receipt for each order of a slip's paired lines, in order units, not yet inspected, without a number.

    Empty for other documents, and where receiving has booked the delivery already: a draft never doubles a
    receipt. Lines without a readable quantity are left for receiving to count.
    """
    with localcontext(CONTEXT):
        sheet = Sheet(case)
        if sheet.slip is None or receipts(sheet):
            return ()
        by_order: dict[str, list[Pair]] = defaultdict(list)
        for pair in sheet.outcome.pairs:
            if pair.quantity is not None and pair.quantity > ZERO:
                by_order[pair.ordered.key[0]].append(pair)
        return tuple(_receipt(sheet, by_order[order]) for order in sorted(by_order))


def _receipt(sheet: Sheet, pairs: list[Pair]) -> GoodsReceipt:
    document = sheet.document
    return GoodsReceipt(
        number="", order=pairs[0].ordered.order.number, received_on=document.arrived or document.date,
        delivery_note=document.number, lines=tuple(_line(place, pair) for place, pair in enumerate(pairs, 1)),
    )  # fmt: skip


def _line(place: int, pair: Pair) -> ReceiptLine:
    lot = (pair.entry.source.lot or "").strip() or None
    return ReceiptLine(
        place, pair.ordered.line.line, pair.quantity or ZERO, pair.ordered.line.unit, inspected=False, lot=lot,
    )  # fmt: skip


__all__ = ["draft_receipts"]
