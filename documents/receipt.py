"""Goods receipts: what arrived, against which order line, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """Goods booked against an order line. No piece is both `rejected` and `returned`: rejects that
    were sent back, and reversed bookings, are `returned`. `unit` None: the order line's."""

    line: int
    order_line: int
    quantity: Decimal
    unit: str | None = None
    rejected: Decimal = Decimal(0)
    returned: Decimal = Decimal(0)
    inspected: bool = True
    lot: str | None = None


@dataclass(frozen=True, slots=True)
class GoodsReceipt:
    """A booking of goods-in for one order, usually for one delivery note."""

    number: str
    order: str
    received_on: date | None = None
    delivery_note: str | None = None
    lines: tuple[ReceiptLine, ...] = ()


__all__ = ["GoodsReceipt", "ReceiptLine"]
