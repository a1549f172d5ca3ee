"""Promises: what became of each promised order line, kept beside it and judged anew with all that it depends on.

It depends on the order's line and status, on the promised day, and on what was received. Whoever writes one of these
has the promises of those orders judged in the same transaction, so that counting them reads one index.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, and_, bindparam, func, select, update

from documents.order import OrderStatus
from storage.encoding import NANO
from storage.prepared import Prepared
from storage.tables import DELIVERY_DATE, ORDER, ORDER_LINE, RECEIPT, RECEIPT_LINE
from storage.transaction import Transaction

VOID: Final = "void"
"""Kept where nothing is promised any more: the order is cancelled, or its line is not known."""


class Fate(StrEnum):
    """What became of a promised line: all of it by its day, all of it later, or not all of it yet."""

    ON_TIME = "on-time"
    LATE = "late"
    SHORT = "short"


def fate(ordered: Decimal, by_then: Decimal, by_now: Decimal) -> Fate:
    """What became of a line by what had come of it by its day, and what has come since; all in one unit."""
    if by_then >= ordered:
        return Fate.ON_TIME
    return Fate.LATE if by_now >= ordered else Fate.SHORT


def came(until: ColumnElement[str] | None = None) -> Any:
    """What came of an order line in billionths of its unit, as a correlated subquery; only until a day where given."""
    total = select(func.coalesce(func.sum(RECEIPT_LINE.c.net), 0)).select_from(
        RECEIPT.join(RECEIPT_LINE, RECEIPT_LINE.c.receipt_key == RECEIPT.c.key)
    )
    mine = and_(RECEIPT.c.order_key == ORDER_LINE.c.order_key, RECEIPT_LINE.c.order_line == ORDER_LINE.c.line)
    return total.where(mine if until is None else and_(mine, RECEIPT.c.received_on <= until)).scalar_subquery()


def judge(transaction: Transaction, orders: Iterable[str]) -> None:
    """Judge the promises of these orders, named by their keys, as everything stands now; at most a chunk of them."""
    keys = sorted(set(orders))
    if not keys:
        return
    rows = transaction.tuples(_STANDING, {"orders": keys})
    changed = [
        {"of": key, "at": line, "now": now}
        for key, line, kept, *standing in rows if (now := _fate(*standing)) != kept
    ]  # fmt: skip
    if changed:
        transaction.run(_KEEP, changed)


def _fate(ordered: str | None, status: str | None, by_then: int, by_now: int) -> str:
    if ordered is None or status in (None, OrderStatus.CANCELLED.value):
        return VOID
    return fate(Decimal(ordered) * NANO, Decimal(by_then), Decimal(by_now)).value


_DAY: Final = DELIVERY_DATE.c
_LINE: Final = and_(_DAY.order_key == ORDER_LINE.c.order_key, _DAY.line == ORDER_LINE.c.line)
_STANDING: Final = Prepared(
    select(
        _DAY.order_key, _DAY.line, _DAY.fate, ORDER_LINE.c.quantity, ORDER.c.status,
        came(_DAY.promised_on).label("by_then"), came().label("by_now"),
    )
    .select_from(
        DELIVERY_DATE.join(ORDER_LINE, _LINE, isouter=True).join(ORDER, ORDER.c.key == _DAY.order_key, isouter=True)
    )
    .where(_DAY.order_key.in_(bindparam("orders", expanding=True)))
)  # fmt: skip
_KEEP: Final = Prepared(
    update(DELIVERY_DATE)
    .where(_DAY.order_key == bindparam("of"), _DAY.line == bindparam("at"))
    .values(fate=bindparam("now", type_=Text())),
    ["fate"],
)

__all__ = ["VOID", "Fate", "came", "fate", "judge"]
