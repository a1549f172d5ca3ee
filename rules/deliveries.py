"""A packing slip's receipts: those booked under its number or under a delivery note that it names."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from documents.receipt import GoodsReceipt
from rules.figures import ZERO
from rules.numbers import key
from rules.sheet import Sheet, Tallied
from rules.standing import Arrival


def receipts(sheet: Sheet) -> Sequence[GoodsReceipt]:
    """The slip's receipts, of whatever order."""
    return [one for one in sheet.case.receipts if _is_here(sheet, one)]


def here(sheet: Sheet, tallied: Tallied) -> Sequence[Arrival]:
    """What the slip's receipts booked against an order line."""
    return [one for one in tallied.standing.arrivals if _is_here(sheet, one.receipt)]


def kept_elsewhere(sheet: Sheet, tallied: Tallied) -> Decimal:
    """Received − returned of an order line on all other receipts."""
    return sum((one.kept for one in tallied.standing.arrivals if not _is_here(sheet, one.receipt)), ZERO)


def _is_here(sheet: Sheet, receipt: GoodsReceipt) -> bool:
    return key(receipt.delivery_note) in sheet.delivery_notes


__all__ = ["here", "kept_elsewhere", "receipts"]
