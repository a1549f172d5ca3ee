"""Goods received, not invoiced: receipt lines of which more was kept than any document has billed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import and_, select

from documents.money import round_half_up
from documents.order import MatchLevel
from storage.encoding import day, from_nano
from storage.prepared import Prepared
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


@dataclass(frozen=True, slots=True)
class Owed:
    """Goods received, not invoiced: receipt lines and their worth by currency."""

    lines: int
    worth: tuple[tuple[str, Decimal], ...]

    @classmethod
    def of(cls, lines: Iterable[tuple[str, Decimal]]) -> Owed:
        """Add lines up, of each its currency and its worth."""
        sums: dict[str, list[Decimal]] = {}
        for currency, worth in lines:
            sums.setdefault(currency, []).append(worth)
        added = {currency: sum(worths, Decimal(0)) for currency, worths in sums.items()}
        return cls(sum(map(len, sums.values())), tuple(sorted(added.items())))


class UninvoicedFigures:
    """Asking for them."""

    _transaction: Transaction

    def owed(self) -> Owed:
        """What all of them come to; each line is rounded as it is listed."""
        lines = self._transaction.tuples(_SUMMED)
        return Owed.of(
            (currency, _worth(quantity, price, per, currency))
            for currency, price, per, *taken in lines if (quantity := _quantity(*taken)) > 0
        )  # fmt: skip

    def uninvoiced(self, supplier: str | None = None) -> tuple[Uninvoiced, ...]:
        """All of them, the oldest receipt first; of one supplier where given.

        What quality rejected is not owed and left out, and so are lines that are billed without a receipt
        (two-way), and those whose unit does not convert."""
        query = _LINES if supplier is None else _LINES.where(ORDER.c.supplier_id == supplier)
        found = (_uninvoiced(row) for row in self._transaction.rows(query))
        return tuple(one for one in found if one.quantity > 0)


def _uninvoiced(row: Any) -> Uninvoiced:
    quantity = _quantity(*(row[name] for name in ("quantity", "returned", "rejected", "net", "allocated")))
    return Uninvoiced(
        row["number"], row["line"], day(row["received_on"]), row["delivery_note"], row["order_number"],
        row["order_line"], row["supplier_id"], row["item"], row["description"], row["unit"], quantity,
        row["currency"], _worth(quantity, row["unit_price"], row["price_per"], row["currency"]),
    )  # fmt: skip


def _quantity(received: str, returned: str, rejected: str, net: int, allocated: int) -> Decimal:
    """What is not billed of a receipt line, in order units: what quality rejected is not owed."""
    if rejected == "0":
        return max(from_nano(net - allocated), Decimal(0))
    kept = Decimal(received) - Decimal(returned)
    sound = from_nano(net) * max(kept - Decimal(rejected), Decimal(0)) / kept if kept > 0 else Decimal(0)
    return max(sound - from_nano(allocated), Decimal(0))


def _worth(quantity: Decimal, unit_price: str, price_per: str, currency: str) -> Decimal:
    worth = quantity * Decimal(unit_price)
    return round_half_up(worth if price_per == "1" else worth / Decimal(price_per), currency)


_ORDERED: Final = and_(
    ORDER_LINE.c.order_key == RECEIPT.c.order_key, ORDER_LINE.c.line == RECEIPT_LINE.c.order_line
)  # fmt: skip
_LEFT: Final = (
    RECEIPT_LINE.join(RECEIPT, RECEIPT.c.key == RECEIPT_LINE.c.receipt_key)
    .join(ORDER, ORDER.c.key == RECEIPT.c.order_key).join(ORDER_LINE, _ORDERED)
)  # fmt: skip
_SOME_LEFT: Final = and_(
    RECEIPT_LINE.c.net > RECEIPT_LINE.c.allocated, ORDER_LINE.c.match != MatchLevel.TWO_WAY.value
)  # fmt: skip
_SUMMED: Final = Prepared(
    select(
        ORDER.c.currency, ORDER_LINE.c.unit_price, ORDER_LINE.c.price_per, RECEIPT_LINE.c.quantity,
        RECEIPT_LINE.c.returned, RECEIPT_LINE.c.rejected, RECEIPT_LINE.c.net, RECEIPT_LINE.c.allocated,
    )
    .select_from(_LEFT).where(_SOME_LEFT)
)  # fmt: skip
_LINES: Final = (
    select(
        RECEIPT.c.number, RECEIPT_LINE.c.line, RECEIPT.c.received_on, RECEIPT.c.delivery_note, RECEIPT.c.order_number,
        RECEIPT_LINE.c.order_line, RECEIPT_LINE.c.quantity, RECEIPT_LINE.c.rejected, RECEIPT_LINE.c.returned,
        RECEIPT_LINE.c.net, RECEIPT_LINE.c.allocated, ORDER.c.supplier_id, ORDER.c.currency, ORDER_LINE.c.item,
        ORDER_LINE.c.description, ORDER_LINE.c.unit, ORDER_LINE.c.unit_price, ORDER_LINE.c.price_per,
    )
    .select_from(_LEFT).where(_SOME_LEFT)
    .order_by(RECEIPT.c.received_on, RECEIPT.c.key, RECEIPT_LINE.c.line)
)  # fmt: skip

__all__ = ["Owed", "Uninvoiced", "UninvoicedFigures"]
