"""On time in full: of the order lines promised within some days, those that had come whole by their day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, func, select

from storage.encoding import NEVER, day, day_text, from_nano
from storage.prepared import Prepared
from storage.promises import VOID, Fate, came, fate
from storage.search.measured import Period
from storage.tables import DELIVERY_DATE, ORDER, ORDER_LINE
from storage.transaction import Transaction


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
        return fate(self.ordered, self.by_then, self.by_now)


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
    def of(cls, fates: Iterable[Fate]) -> Punctuality:
        """Count what became of lines."""
        counted = Counter(fates)
        return cls(counted[Fate.ON_TIME], counted[Fate.LATE], counted[Fate.SHORT])


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
        """How many of them came on time in full, by what is kept of each."""
        since, until = (day_text(one) for one in (period.since, period.until))
        asked = {"since": since or "", "until": until or NEVER, "supplier": supplier}
        counted = dict(self._transaction.tuples(_COUNTED[supplier is None], asked))
        return Punctuality(*(int(counted.get(fate.value, 0)) for fate in Fate))


def _line(row: tuple[Any, ...]) -> PromisedLine:
    order, line, supplier, item, description, unit, promised, ordered, by_then, by_now = row
    promised_on = day(promised)
    assert promised_on is not None, "a promise has a day"
    return PromisedLine(
        order, line, supplier, item, description, unit, promised_on, Decimal(ordered), from_nano(int(by_then)),
        from_nano(int(by_now)),
    )  # fmt: skip


_SAME_LINE = and_(DELIVERY_DATE.c.order_key == ORDER_LINE.c.order_key, DELIVERY_DATE.c.line == ORDER_LINE.c.line)
_PROMISED: Final[Select[Any]] = (
    select(
        ORDER.c.number, ORDER_LINE.c.line, ORDER.c.supplier_id, ORDER_LINE.c.item, ORDER_LINE.c.description,
        ORDER_LINE.c.unit, DELIVERY_DATE.c.promised_on, ORDER_LINE.c.quantity,
        came(DELIVERY_DATE.c.promised_on).label("by_then"), came().label("by_now"),
    )
    .select_from(DELIVERY_DATE.join(ORDER_LINE, _SAME_LINE).join(ORDER, ORDER.c.key == DELIVERY_DATE.c.order_key))
    .where(ORDER.c.status != "cancelled")
    .order_by(DELIVERY_DATE.c.promised_on, DELIVERY_DATE.c.order_key, DELIVERY_DATE.c.line)
)  # fmt: skip
_DAY: Final = DELIVERY_DATE.c.promised_on
_FATES: Final = (
    select(DELIVERY_DATE.c.fate, func.count())
    .where(bindparam("since") <= _DAY, bindparam("until") >= _DAY, DELIVERY_DATE.c.fate != VOID)
    .group_by(DELIVERY_DATE.c.fate)
)  # fmt: skip
_COUNTED: Final = {
    True: Prepared(_FATES),
    False: Prepared(
        _FATES.select_from(DELIVERY_DATE.join(ORDER, ORDER.c.key == DELIVERY_DATE.c.order_key))
        .where(ORDER.c.supplier_id == bindparam("supplier"))
    ),
}  # fmt: skip
"""The promised lines by what became of them: of all suppliers, or of one."""

__all__ = ["DeliveryFigures", "Fate", "PromisedLine", "Punctuality"]
