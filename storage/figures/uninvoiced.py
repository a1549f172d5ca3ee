"""Goods received, not invoiced: receipt lines of which more was kept than any document has billed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import and_, select

from documents.money import round_half_up
from documents.order import MatchLevel
from storage.encoding import day, from_nano
from storage.tables import ORDER, ORDER_LINE, RECEIPT, RECEIPT_LINE
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Uninvoiced:
    """A receipt line with what is not billed of it, in order units, and its worth at the order's price."""

    receipt: str
    line: int
    received_on: date | None
    delivery_note: str | None
    order: str
    order_line: int
    supplier: str
    item: str | None
    description: str
    unit: str
    quantity: Decimal
    currency: str
    worth: Decimal


class UninvoicedFigures:
    """Asking for them."""

    _transaction: Transaction

    def uninvoiced(self, supplier: str | None = None) -> tuple[Uninvoiced, ...]:
        """All of them, the oldest receipt first; of one supplier where given.

        What quality rejected is not owed and left out, and so are lines that are billed without a receipt
        (two-way), and those whose unit does not convert."""
        query = _LINES if supplier is None else _LINES.where(ORDER.c.supplier_id == supplier)
        found = (_uninvoiced(row) for row in self._transaction.rows(query))
        return tuple(one for one in found if one.quantity > 0)


def _uninvoiced(row: Any) -> Uninvoiced:
    kept, left = Decimal(row["quantity"]) - Decimal(row["returned"]), from_nano(row["net"])
    sound = left * max(kept - Decimal(row["rejected"]), Decimal(0)) / kept if kept > 0 else Decimal(0)
    quantity = max(sound - from_nano(row["allocated"]), Decimal(0))
    worth = quantity * Decimal(row["unit_price"]) / Decimal(row["price_per"])
    return Uninvoiced(
        row["number"], row["line"], day(row["received_on"]), row["delivery_note"], row["order_number"],
        row["order_line"], row["supplier_id"], row["item"], row["description"], row["unit"], quantity,
        row["currency"], round_half_up(worth, row["currency"]),
    )  # fmt: skip


_ORDERED: Final = and_(
    ORDER_LINE.c.order_key == RECEIPT.c.order_key, ORDER_LINE.c.line == RECEIPT_LINE.c.order_line
)  # fmt: skip
_LINES: Final = (
    select(
        RECEIPT.c.number, RECEIPT_LINE.c.line, RECEIPT.c.received_on, RECEIPT.c.delivery_note, RECEIPT.c.order_number,
        RECEIPT_LINE.c.order_line, RECEIPT_LINE.c.quantity, RECEIPT_LINE.c.rejected, RECEIPT_LINE.c.returned,
        RECEIPT_LINE.c.net, RECEIPT_LINE.c.allocated, ORDER.c.supplier_id, ORDER.c.currency, ORDER_LINE.c.item,
        ORDER_LINE.c.description, ORDER_LINE.c.unit, ORDER_LINE.c.unit_price, ORDER_LINE.c.price_per,
    )
    .select_from(
        RECEIPT_LINE.join(RECEIPT, RECEIPT.c.key == RECEIPT_LINE.c.receipt_key)
        .join(ORDER, ORDER.c.key == RECEIPT.c.order_key).join(ORDER_LINE, _ORDERED)
    )
    .where(RECEIPT_LINE.c.net > RECEIPT_LINE.c.allocated, ORDER_LINE.c.match != MatchLevel.TWO_WAY.value)
    .order_by(RECEIPT.c.received_on, RECEIPT.c.key, RECEIPT_LINE.c.line)
)  # fmt: skip

__all__ = ["Uninvoiced", "UninvoicedFigures"]
