"""Earlier documents: what the documents sealed before one have billed, found through indexes.

A supplier may have sent millions in ten years. The rules look at few of them: those that could be the same
document (a like number, the same gross), that bill the same orders, or that a credit note credits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, bindparam, delete, insert, select, union

from documents.case import EarlierDocument
from documents.lifecycle import State
from documents.money import plain
from storage.custody._billing import facts_from, facts_text
from storage.encoding import day_text, likeness_key, number_key
from storage.records import Earlier
from storage.tables import BILLED, BILLED_ORDER, DOCUMENT
from storage.transaction import Transaction

_COUNT_FOR_NOTHING: Final = (State.REJECTED.value, State.QUARANTINED.value, State.IGNORED.value)


class EarlierDocuments:
    """What documents billed, and who billed what before."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def bill(self, document_id: int, supplier: str, facts: EarlierDocument) -> None:
        """Record what a document bills, so that later ones are matched against it; replaces what was recorded
        at an earlier match. `facts.lines` are in order units, priced per one, with their allocations."""
        self.unbill(document_id)
        rank = self._rank(document_id)
        values = {
            "document_id": document_id, "supplier_id": supplier, "rank": rank, "likeness": likeness_key(facts.number),
            "gross": None if facts.gross_total is None else plain(facts.gross_total), "currency": facts.currency,
            "dated_on": day_text(facts.date), "facts": facts_text(facts),
        }  # fmt: skip
        self._transaction.run(insert(BILLED), values)
        orders = {number_key(order) for order in _orders(facts)}
        shared = {"document_id": document_id, "supplier_id": supplier, "rank": rank}
        if orders:
            self._transaction.run(insert(BILLED_ORDER), [{**shared, "order_key": order} for order in sorted(orders)])

    def unbill(self, document_id: int) -> None:
        """Forget what a document bills, as when its supplier turned out to be another."""
        for table in (BILLED_ORDER, BILLED):
            self._transaction.run(delete(table).where(table.c.document_id == document_id))

    def earlier(
        self, document_id: int, supplier: str, *, numbers: Collection[str] = (), orders: Collection[str] = (),
        gross: Decimal | None = None, currency: str | None = None, around: date | None = None, days: int | None = None,
    ) -> tuple[EarlierDocument, ...]:  # fmt: skip
        """The facts of `sealed_before`, in custody order: what `Case.invoiced` takes."""
        found = self.sealed_before(
            document_id, supplier, numbers=numbers, orders=orders, gross=gross, currency=currency, around=around,
            days=days,
        )  # fmt: skip
        return tuple(one.facts for one in found)

    def sealed_before(
        self, document_id: int, supplier: str, *, numbers: Collection[str] = (), orders: Collection[str] = (),
        gross: Decimal | None = None, currency: str | None = None, around: date | None = None, days: int | None = None,
    ) -> tuple[Earlier, ...]:  # fmt: skip
        """The supplier's documents before this one in custody order that share a number (the document's own, and
        the one it credits), an order, or gross and currency with it; rejected, quarantined and ignored ones
        count for nothing. With `around` and `days`, equal gross counts only within that window of days."""
        branches = [
            *self._by_number(numbers), *self._by_order(orders), *self._by_gross(gross, currency, around, days),
        ]  # fmt: skip
        if not branches:
            return ()
        before = {"supplier": supplier, "rank": self._rank(document_id)}
        rows = self._transaction.rows(_counting(union(*branches)), before)
        return tuple(Earlier(row["document_id"], facts_from(row["facts"])) for row in rows)

    def all_before(self, document_id: int, supplier: str) -> tuple[Earlier, ...]:
        """All the supplier's documents before this one: for small histories and for tests of the indexes."""
        before = {"supplier": supplier, "rank": self._rank(document_id)}
        rows = self._transaction.rows(_counting(union(_billed())), before)
        return tuple(Earlier(row["document_id"], facts_from(row["facts"])) for row in rows)

    def _rank(self, document_id: int) -> int:
        return int(self._transaction.value(select(DOCUMENT.c.rank).where(DOCUMENT.c.id == document_id)))

    def _by_number(self, numbers: Iterable[str]) -> list[Select[Any]]:
        keys = sorted({key for key in map(likeness_key, numbers) if key is not None})
        return [_billed(BILLED.c.likeness.in_(keys))] if keys else []

    def _by_order(self, orders: Iterable[str]) -> list[Select[Any]]:
        keys = sorted({number_key(order) for order in orders})
        mine = and_(BILLED_ORDER.c.supplier_id == bindparam("supplier"), BILLED_ORDER.c.rank < bindparam("rank"))
        return [select(BILLED_ORDER.c.document_id).where(mine, BILLED_ORDER.c.order_key.in_(keys))] if keys else []

    def _by_gross(
        self, gross: Decimal | None, currency: str | None, around: date | None, days: int | None
    ) -> list[Select[Any]]:
        if gross is None or currency is None:
            return []
        same = and_(BILLED.c.gross == plain(gross), BILLED.c.currency == currency)
        if around is not None and days is not None:
            window = timedelta(days=days)
            same = and_(same, BILLED.c.dated_on.between(day_text(around - window), day_text(around + window)))
        return [_billed(same)]


def _billed(*conditions: ColumnElement[bool]) -> Select[Any]:
    mine = (BILLED.c.supplier_id == bindparam("supplier"), BILLED.c.rank < bindparam("rank"))
    return select(BILLED.c.document_id).where(*mine, *conditions)


def _counting(ids: CompoundSelect[Any]) -> Select[Any]:
    found = ids.subquery()
    return (
        select(BILLED.c.document_id, BILLED.c.facts)
        .select_from(found)
        .join(BILLED, BILLED.c.document_id == found.c.document_id)
        .join(DOCUMENT, DOCUMENT.c.id == BILLED.c.document_id)
        .where(DOCUMENT.c.state.not_in(_COUNT_FOR_NOTHING))
        .order_by(BILLED.c.rank)
    )


def _orders(facts: EarlierDocument) -> Iterable[str]:
    yield from facts.orders
    yield from (line.order for line in facts.lines if line.order is not None)


__all__ = ["EarlierDocuments"]
