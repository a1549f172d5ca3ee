"""On time in full: of the order lines promised within some days, those that had come whole by their day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, select

from storage.encoding import day, from_nano
from storage.receiving.expected import came
from storage.search.measured import Period
from storage.tables import DELIVERY_DATE, ORDER, ORDER_LINE
from storage.transaction import Transaction


class Fate(StrEnum):
    """What became of a promised line: all of it by its day, all of it later, or not all of it yet."""

    ON_TIME = "on-time"
    LATE = "late"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class PromisedLine:
    """An order line with its promised day, what had come by then, and what has come since; in order units."""

    order: str
    line: int
    supplier: str
    item: str | None
    description: str
    unit: str
    promised_on: date
    ordered: Decimal
    by_then: Decimal
    by_now: Decimal

    @property
    def fate(self) -> Fate:
        """What became of it."""
        if self.by_then >= self.ordered:
            return Fate.ON_TIME
        return Fate.LATE if self.by_now >= self.ordered else Fate.SHORT


@dataclass(frozen=True, slots=True)
class Punctuality:
    """Promised lines by what became of them."""

    on_time: int = 0
    late: int = 0
    short: int = 0

    @property
    def lines(self) -> int:
        """The denominator."""
        return self.on_time + self.late + self.short

    @property
    def share(self) -> Decimal | None:
        """On time in full, 0 to 1; None where nothing was promised."""
        return Decimal(self.on_time) / self.lines if self.lines else None

    @classmethod
    def of(cls, lines: Iterable[PromisedLine]) -> Punctuality:
        """Count lines."""
        fates = [line.fate for line in lines]
        return cls(fates.count(Fate.ON_TIME), fates.count(Fate.LATE), fates.count(Fate.SHORT))


class DeliveryFigures:
    """Promised lines."""

    _transaction: Transaction

    def promised_lines(self, period: Period, supplier: str | None = None) -> tuple[PromisedLine, ...]:
        """The order lines promised within some days, the earliest first; of one supplier where given. Cancelled
        orders promise nothing."""
        query = _PROMISED
        if period.since is not None:
            query = query.where(DELIVERY_DATE.c.promised_on >= period.since.isoformat())
        if period.until is not None:
            query = query.where(DELIVERY_DATE.c.promised_on <= period.until.isoformat())
        if supplier is not None:
            query = query.where(ORDER.c.supplier_id == supplier)
        return tuple(_line(row) for row in self._transaction.tuples(query))

    def punctuality(self, period: Period, supplier: str | None = None) -> Punctuality:
        """How many of them came on time in full."""
        return Punctuality.of(self.promised_lines(period, supplier))


def _line(row: tuple[Any, ...]) -> PromisedLine:
    order, line, supplier, item, description, unit, promised, ordered, by_then, by_now = row
    promised_on = day(promised)
    assert promised_on is not None, "a promise has a day"
    return PromisedLine(
        order, line, supplier, item, description, unit, promised_on, Decimal(ordered), from_nano(int(by_then)),
        from_nano(int(by_now)),
    )  # fmt: skip


_SAME_LINE = and_(DELIVERY_DATE.c.order_key == ORDER_LINE.c.order_key, DELIVERY_DATE.c.line == ORDER_LINE.c.line)
_PROMISED: Select[Any] = (
    select(
        ORDER.c.number, ORDER_LINE.c.line, ORDER.c.supplier_id, ORDER_LINE.c.item, ORDER_LINE.c.description,
        ORDER_LINE.c.unit, DELIVERY_DATE.c.promised_on, ORDER_LINE.c.quantity,
        came(DELIVERY_DATE.c.promised_on).label("by_then"), came().label("by_now"),
    )
    .select_from(DELIVERY_DATE.join(ORDER_LINE, _SAME_LINE).join(ORDER, ORDER.c.key == DELIVERY_DATE.c.order_key))
    .where(ORDER.c.status != "cancelled")
    .order_by(DELIVERY_DATE.c.promised_on, DELIVERY_DATE.c.order_key, DELIVERY_DATE.c.line)
)  # fmt: skip

__all__ = ["DeliveryFigures", "Fate", "PromisedLine", "Punctuality"]
