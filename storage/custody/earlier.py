"""Earlier documents: what the documents sealed before one have billed, found through indexes.

A supplier may have sent millions in ten years. The rules look at few of them: those that could be the same
document (a like number, the same gross), that bill the same orders, or that a credit note credits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    Table,
    Text,
    bindparam,
    delete,
    exists,
    insert,
    literal,
    or_,
    select,
    union,
)  # fmt: skip

from documents.case import EarlierDocument
from documents.lifecycle import State
from documents.money import plain
from storage.custody._billing import facts_from, facts_text
from storage.encoding import day_text, likeness_key, number_key
from storage.prepared import Prepared
from storage.records import Earlier
from storage.tables import BILLED, BILLED_ORDER, DOCUMENT
from storage.transaction import Transaction

_COUNT_FOR_NOTHING: Final = (State.REJECTED.value, State.QUARANTINED.value, State.IGNORED.value)

_DECIDED: Final = (State.APPROVED.value, State.POSTED.value, State.FILED.value)
_RANK: Final = Prepared(
    select(DOCUMENT.c.rank, BILLED.c.document_id)
    .select_from(DOCUMENT.outerjoin(BILLED, BILLED.c.document_id == DOCUMENT.c.id))
    .where(DOCUMENT.c.id == bindparam("document"))
)
_BILL: Final = Prepared(insert(BILLED).inline())
_NAME: Final = Prepared(insert(BILLED_ORDER).inline())
_FORGET: Final = tuple(
    Prepared(delete(table).where(table.c.document_id == bindparam("document"))) for table in (BILLED_ORDER, BILLED)
)


class EarlierDocuments:
    """What documents billed, and who billed what before."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def bill(self, document_id: int, supplier: str, facts: EarlierDocument) -> None:
        """Record what a document bills, so that later ones are matched against it; replaces what was recorded
        at an earlier match. `facts.lines` are in order units, priced per one, with their allocations."""
        rank, billed_before = self._transaction.tuples(_RANK, {"document": document_id})[0]
        if billed_before is not None:
            self.unbill(document_id)
        orders = {number_key(order) for order in _orders(facts)}
        values = {
            "document_id": document_id, "supplier_id": supplier, "rank": rank, "likeness": likeness_key(facts.number),
            "gross": None if facts.gross_total is None else plain(facts.gross_total), "currency": facts.currency,
            "dated_on": day_text(facts.date), "ordered": bool(orders), "facts": facts_text(facts),
        }  # fmt: skip
        self._transaction.run(_BILL, values)
        shared = {"document_id": document_id, "supplier_id": supplier, "rank": rank}
        if orders:
            self._transaction.run(_NAME, [{**shared, "order_key": order} for order in sorted(orders)])

    def unbill(self, document_id: int) -> None:
        """Forget what a document bills, as when its supplier turned out to be another."""
        for forget in _FORGET:
            self._transaction.run(forget, {"document": document_id})

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
        count for nothing.

        Equal gross tells of a duplicate only beside equal orders, which are found as such, or where one of the
        two names no order: the amount alone finds none but those, and with `around` and `days` only within that
        window of days. Else a standing monthly amount would find each month all months before."""
        since, until = "0001-01-01", "9999-12-31"
        if around is not None and days is not None:
            window = timedelta(days=days)
            since, until = (around - window).isoformat(), (around + window).isoformat()
        return self._found(_SHARING, {
            "document": document_id, "supplier": supplier, "orders": sorted({number_key(order) for order in orders}),
            "likenesses": sorted({key for key in map(likeness_key, numbers) if key is not None}),
            "gross": None if gross is None else plain(gross), "currency": currency, "since": since, "until": until,
            "ordered": [False] if orders else [False, True],
        })  # fmt: skip

    def of_sisters(
        self, document_id: int, sisters: Collection[str], *, number: str | None, orders: Collection[str],
        gross: Decimal | None, currency: str | None,
    ) -> tuple[Earlier, ...]:  # fmt: skip
        """The documents of sister suppliers before this one with its gross and currency that share its number or
        an order, each with its supplier; nothing else of theirs tells of a duplicate."""
        if not sisters or gross is None or currency is None:
            return ()
        rows = self._transaction.tuples(_OF_SISTERS, {
            "document": document_id, "sisters": sorted(sisters), "likeness": likeness_key(number),
            "orders": sorted({number_key(order) for order in orders}), "gross": plain(gross), "currency": currency,
        })  # fmt: skip
        return tuple(Earlier(number, replace(facts_from(text), supplier=sister)) for number, text, sister in rows)

    def decided_since(self, document_id: int, supplier: str, number: str) -> tuple[Earlier, ...]:
        """The supplier's documents after this one in custody order with its number that were approved, posted or
        filed while it was set aside: it may have come a second time meanwhile."""
        return self._found(
            _SINCE, {"document": document_id, "supplier": supplier, "likeness": likeness_key(number)}
        )  # fmt: skip

    def all_before(self, document_id: int, supplier: str) -> tuple[Earlier, ...]:
        """All the supplier's documents before this one: for small histories and for tests of the indexes."""
        return self._found(_ALL, {"document": document_id, "supplier": supplier})

    def _found(self, query: Prepared, asked: dict[str, Any]) -> tuple[Earlier, ...]:
        rows = self._transaction.tuples(query, asked)
        return tuple(Earlier(document_id, facts_from(text)) for document_id, text in rows)


_THIS_RANK: Final = (
    select(DOCUMENT.c.rank).where(DOCUMENT.c.id == bindparam("document", type_=Integer)).scalar_subquery()
)


def _before(table: Table) -> tuple[ColumnElement[bool], ...]:
    return (table.c.supplier_id == bindparam("supplier"), table.c.rank < _THIS_RANK)


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


def _sharing() -> CompoundSelect[Any]:
    within = BILLED.c.dated_on.between(bindparam("since", type_=Text), bindparam("until", type_=Text))
    alike = BILLED.c.ordered.in_(bindparam("ordered", expanding=True))
    number = select(BILLED.c.document_id).where(
        *_before(BILLED), BILLED.c.likeness.in_(bindparam("likenesses", expanding=True))
    )
    order = select(BILLED_ORDER.c.document_id).where(
        *_before(BILLED_ORDER), BILLED_ORDER.c.order_key.in_(bindparam("orders", expanding=True))
    )
    gross = select(BILLED.c.document_id).where(
        *_before(BILLED), BILLED.c.gross == bindparam("gross", type_=Text),
        BILLED.c.currency == bindparam("currency", type_=Text), alike, within,
    )  # fmt: skip
    return union(number, order, gross)


def _sisters() -> Select[Any]:
    named = BILLED_ORDER.c.order_key.in_(bindparam("orders", expanding=True))
    shared = exists(select(literal(1)).where(BILLED_ORDER.c.document_id == BILLED.c.document_id, named))
    return (
        select(BILLED.c.document_id, BILLED.c.facts, BILLED.c.supplier_id)
        .join(DOCUMENT, DOCUMENT.c.id == BILLED.c.document_id)
        .where(
            BILLED.c.supplier_id.in_(bindparam("sisters", expanding=True)), BILLED.c.gross == bindparam("gross"),
            BILLED.c.currency == bindparam("currency"), BILLED.c.rank < _THIS_RANK,
            or_(BILLED.c.likeness == bindparam("likeness"), shared), DOCUMENT.c.state.not_in(_COUNT_FOR_NOTHING),
        )
        .order_by(BILLED.c.rank)
    )  # fmt: skip


def _since() -> Select[Any]:
    return (
        select(BILLED.c.document_id, BILLED.c.facts)
        .join(DOCUMENT, DOCUMENT.c.id == BILLED.c.document_id)
        .where(
            BILLED.c.supplier_id == bindparam("supplier"), BILLED.c.likeness == bindparam("likeness"),
            BILLED.c.rank > _THIS_RANK, DOCUMENT.c.state.in_(_DECIDED),
        )
        .order_by(BILLED.c.rank)
    )  # fmt: skip


_SINCE: Final = Prepared(_since())
_OF_SISTERS: Final = Prepared(_sisters())
# Built once: a statement with its branches costs more to put together than to run.
_SHARING: Final = Prepared(_counting(_sharing()))
_ALL: Final = Prepared(_counting(union(select(BILLED.c.document_id).where(*_before(BILLED)))))


def _orders(facts: EarlierDocument) -> Iterable[str]:
    yield from facts.orders
    yield from (line.order for line in facts.lines if line.order is not None)


__all__ = ["EarlierDocuments"]
