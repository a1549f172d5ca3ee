"""Expected deliveries: orders of which something is still to come, and the days on which it was promised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Numeric, Select, and_, cast, func, insert, literal, select, update

from documents.kinds import Kind
from documents.lifecycle import State
from documents.order import OrderStatus, Promise
from storage.audit import AuditTrail
from storage.custody._rows import document_from
from storage.encoding import NANO, day, day_text, from_nano, number_key
from storage.masters._table import by_key, chunks
from storage.promises import came, judge
from storage.records import Document
from storage.tables import DELIVERY_DATE, DOCUMENT, ORDER, ORDER_LINE, SUPPLIER
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """An ordered line with what came of it so far (received less returned, in order units)."""

    line: int
    item: str | None
    supplier_item: str | None
    description: str
    unit: str
    ordered: Decimal
    received: Decimal
    promised_on: date | None = None

    @property
    def open(self) -> Decimal:
        """What is still to come; never below zero."""
        return max(self.ordered - self.received, Decimal(0))


@dataclass(frozen=True, slots=True)
class ExpectedOrder:
    """An open order with its lines; `key` is its number as compared, for the page after."""

    key: str
    number: str
    supplier: str
    supplier_name: str
    status: OrderStatus
    lines: tuple[ExpectedLine, ...]

    @property
    def open(self) -> tuple[ExpectedLine, ...]:
        """The lines of which something is still to come."""
        return tuple(line for line in self.lines if line.open)

    @property
    def promised_on(self) -> date | None:
        """The first day on which something open was promised."""
        return min((line.promised_on for line in self.open if line.promised_on), default=None)


_OPEN: Final = cast(ORDER_LINE.c.quantity, Numeric(38, 9)) * int(NANO) > came()
_WAITS: Final = (
    select(literal(1)).where(ORDER_LINE.c.order_key == ORDER.c.key, _OPEN).correlate(ORDER).exists()
)  # fmt: skip


class Expected:
    """Asking what is expected."""

    _transaction: Transaction
    _audit: AuditTrail

    def expected(
        self, *, piece: str = "", supplier: str | None = None, after: str | None = None, limit: int = 50
    ) -> tuple[ExpectedOrder, ...]:  # fmt: skip
        """Open orders of which something is still to come, by number, at most `limit` after the key `after`;
        `piece` is a piece of the order's number or of the supplier's name."""
        query = select(ORDER.c.key).where(ORDER.c.status == OrderStatus.OPEN.value, _WAITS)
        query = query.order_by(ORDER.c.key).limit(limit)
        if after is not None:
            query = query.where(ORDER.c.key > after)
        if supplier is not None:
            query = query.where(ORDER.c.supplier_id == supplier)
        if piece.strip():
            query = query.join(SUPPLIER, SUPPLIER.c.id == ORDER.c.supplier_id, isouter=True).where(_named(piece))
        return self._expected([row["key"] for row in self._transaction.rows(query)])

    def due(self, until: date, limit: int = 50) -> tuple[ExpectedOrder, ...]:
        """Open orders of which something that was promised until a day is still to come, the earliest first."""
        line = and_(ORDER_LINE.c.order_key == DELIVERY_DATE.c.order_key, ORDER_LINE.c.line == DELIVERY_DATE.c.line)
        query = (
            select(DELIVERY_DATE.c.order_key, func.min(DELIVERY_DATE.c.promised_on))
            .join(ORDER_LINE, line).join(ORDER, ORDER.c.key == DELIVERY_DATE.c.order_key)
            .where(DELIVERY_DATE.c.promised_on <= day_text(until), ORDER.c.status == OrderStatus.OPEN.value, _OPEN)
            .group_by(DELIVERY_DATE.c.order_key)
            .order_by(func.min(DELIVERY_DATE.c.promised_on), DELIVERY_DATE.c.order_key).limit(limit)
        )  # fmt: skip
        keys = [row["order_key"] for row in self._transaction.rows(query)]
        found = {order.key: order for order in self._expected(keys)}
        return tuple(found[key] for key in keys)

    def standing(self, order: str) -> ExpectedOrder | None:
        """One order of any status with what came of its lines; None if there is none."""
        found = self._expected([number_key(order)])
        return found[0] if found else None

    def slips(self, limit: int = 50) -> tuple[Document, ...]:
        """Packing slips that wait or are held, in custody order, at most `limit`."""
        states = [State.WAITING.value, State.HELD.value]
        query = select(DOCUMENT).where(DOCUMENT.c.state.in_(states), DOCUMENT.c.kind == Kind.PACKING_SLIP.value)
        rows = self._transaction.rows(query.order_by(DOCUMENT.c.rank).limit(limit))
        return tuple(document_from(row) for row in rows)

    def promise(self, promises: Iterable[Promise], actor: str) -> int:
        """Record the days on which order lines were promised; returns how many are new or other than before."""
        changed = 0
        for chunk in chunks(promises):
            wanted = {(number_key(one.order), one.line): day_text(one.promised_on) for one in chunk}
            rows = by_key(self._transaction, DELIVERY_DATE, [key for key, _ in wanted], "order_key")
            present = {(row["order_key"], row["line"]): row["promised_on"] for row in rows}
            for (key, line), promised in wanted.items():
                changed += self._promise(key, line, promised, present.get((key, line)))
            judge(self._transaction, (key for key, _ in wanted))
        if changed:
            self._audit.append(actor, "masters:promises", "masters", "", {"changed": changed})
        return changed

    def promised(self) -> bool:
        """Whether any order line has a promised day at all."""
        return self._transaction.value(select(DELIVERY_DATE.c.line).limit(1)) is not None

    def _promise(self, key: str, line: int, promised: str | None, present: str | None) -> int:
        if promised == present:
            return 0
        place = {"order_key": key, "line": line}
        if present is None:
            self._transaction.run(insert(DELIVERY_DATE), {**place, "promised_on": promised})
        else:
            mine = (DELIVERY_DATE.c.order_key == key, DELIVERY_DATE.c.line == line)
            self._transaction.run(update(DELIVERY_DATE).where(*mine).values(promised_on=promised))
        return 1

    def _expected(self, keys: list[str]) -> tuple[ExpectedOrder, ...]:
        if not keys:
            return ()
        names = dict(self._transaction.tuples(_supplier_names(keys)))
        lines: dict[str, list[ExpectedLine]] = {}
        for row in self._transaction.rows(_LINES.where(ORDER_LINE.c.order_key.in_(keys))):
            lines.setdefault(row["order_key"], []).append(
                ExpectedLine(
                    row["line"], row["item"], row["supplier_item"], row["description"], row["unit"],
                    Decimal(row["quantity"]), from_nano(int(row["came"])), day(row["promised_on"]),
                )
            )  # fmt: skip
        heads = self._transaction.rows(select(ORDER).where(ORDER.c.key.in_(keys)).order_by(ORDER.c.key))
        return tuple(
            ExpectedOrder(
                row["key"], row["number"], row["supplier_id"], names.get(row["supplier_id"], ""),
                OrderStatus(row["status"]), tuple(lines.get(row["key"], ())),
            )
            for row in heads
        )  # fmt: skip


def _named(piece: str) -> ColumnElement[bool]:
    asked = piece.strip().casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return ORDER.c.key.like(f"%{asked}%", escape="\\") | func.lower(SUPPLIER.c.name).like(f"%{asked}%", escape="\\")


def _supplier_names(keys: list[str]) -> Select[Any]:
    named = select(SUPPLIER.c.id, SUPPLIER.c.name).join(ORDER, ORDER.c.supplier_id == SUPPLIER.c.id)
    return named.where(ORDER.c.key.in_(keys)).distinct()


_PROMISED: Final = and_(
    DELIVERY_DATE.c.order_key == ORDER_LINE.c.order_key, DELIVERY_DATE.c.line == ORDER_LINE.c.line
)  # fmt: skip
_LINES: Final = (
    select(ORDER_LINE, DELIVERY_DATE.c.promised_on, came().label("came"))
    .join(DELIVERY_DATE, _PROMISED, isouter=True)
    .order_by(ORDER_LINE.c.order_key, ORDER_LINE.c.line)
)

__all__ = ["Expected", "ExpectedLine", "ExpectedOrder"]
