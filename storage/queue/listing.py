"""Lists of the queue: pages through indexes, counts, and the causes that several documents share.

Each desk's part of a queue is a walk through one index in the order of urgency; the parts of several desks
are merged. A page of a queue of a hundred thousand therefore costs what a page of a hundred does.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, select, tuple_

from documents.kinds import Kind, Role
from documents.lifecycle import State
from storage.encoding import day_text, instant_text
from storage.queue._rows import cause_sign, code_sign, item_from
from storage.queue.hands import Hands
from storage.queue.urgency import LEAST
from storage.queue.wording import worded
from storage.records import QueueItem
from storage.records.desk import Head, Lane, Place, QueueQuery, Tally
from storage.tables import DOCUMENT, QUEUE_ITEM, QUEUE_SIGN

CAUSES: Final = 50
"""Root causes that are listed at once: a person goes through the dearest first."""

_ITEM: Final = QUEUE_ITEM.c
_SIGN: Final = QUEUE_SIGN.c
_ALL: Final = tuple(Role)
_HEAD: Final = [DOCUMENT.c[name] for name in ("id", "kind", "number", "state", "message_id")]


class Listing(Hands):
    """Asking the queue."""

    def page(self, query: QueueQuery) -> tuple[QueueItem, ...]:
        """The most urgent items by filter, at most `limit`, behind `after`."""
        places = self._places(query)
        if not places:
            return ()
        rows = self._transaction.rows(select(QUEUE_ITEM).where(_ITEM.id.in_([place.item for place in places])))
        found = {row["id"]: item_from(row) for row in rows}
        return tuple(found[place.item] for place in places)

    def heads(self, documents: Sequence[int]) -> dict[int, Head]:
        """What a list tells of these documents."""
        rows = self._transaction.tuples(select(*_HEAD).where(DOCUMENT.c.id.in_(documents)))
        return {row[0]: Head(row[0], Kind(row[1]), row[2], State(row[3]), row[4]) for row in rows}

    def tally(self, query: QueueQuery) -> Tally:
        """How many items a filter finds, and what they may cost; pages do not matter."""
        figures = (func.count(), func.coalesce(func.sum(_ITEM.cost), 0))
        desks = query.desks or (() if _personal(query) else _ALL)
        [(count, cost)] = self._transaction.tuples(self._narrowed(select(*figures), query, desks))
        return Tally(int(count), int(cost))

    def at_desks(self) -> dict[Role, Tally]:
        """What lies at each desk, parked items left out."""
        open_ones = (_ITEM.settled == 0, _ITEM.urgency < Lane.PARKED.value)
        figures = (_ITEM.desk, func.count(), func.sum(_ITEM.cost))
        rows = self._transaction.tuples(select(*figures).where(*open_ones).group_by(_ITEM.desk))
        return {Role(desk): Tally(int(count), int(cost)) for desk, count, cost in rows}

    def codes(self, query: QueueQuery) -> dict[str, int]:
        """How many items have each code, at the query's desks (none: all); the commonest first."""
        return {sign: count for sign, count, _ in self._signs("code:", query, least=1)}

    def causes(self, query: QueueQuery) -> dict[str, Tally]:
        """The root causes that two or more exceptions at the query's desks share: the dearest ones, at most CAUSES."""
        return {sign: Tally(count, cost) for sign, count, cost in self._signs("cause:", query, least=2)}

    def suppliers(self, query: QueueQuery) -> dict[str, int]:
        """How many items each supplier has at the query's desks; the commonest first."""
        open_ones = [_ITEM.settled == 0, _lane(query, _ITEM.urgency), _ITEM.supplier_id.is_not(None)]
        count = func.count()
        chosen = select(_ITEM.supplier_id, count).where(*open_ones, _ITEM.desk.in_(_words(query.desks or _ALL)))
        rows = self._transaction.tuples(chosen.group_by(_ITEM.supplier_id).order_by(count.desc(), _ITEM.supplier_id))
        return {supplier: int(number) for supplier, number in rows}

    def _places(self, query: QueueQuery) -> list[Place]:
        walks = [query.desks] if _personal(query) else [(desk,) for desk in query.desks or _ALL]
        found = [self._walk(query, desks) for desks in walks]
        merged = heapq.merge(*found, key=lambda place: (place.urgency, place.item))
        return list(dict.fromkeys(merged))[: query.limit]

    def _walk(self, query: QueueQuery, desks: Sequence[Role]) -> list[Place]:
        signed = _sign(query) is not None
        urgency, number = (_SIGN.urgency, _SIGN.item_id) if signed else (_ITEM.urgency, _ITEM.id)
        statement = self._narrowed(select(urgency, number), query, desks)
        if query.after is not None:
            statement = statement.where(tuple_(urgency, number) > (query.after.urgency, query.after.item))
        ordered = statement.order_by(urgency, number).limit(query.limit)
        return [Place(text, item) for text, item in self._transaction.tuples(ordered)]

    def _narrowed(self, statement: Select[Any], query: QueueQuery, desks: Sequence[Role]) -> Select[Any]:
        """The statement for the items at these desks (none: at any) that meet the query."""
        sign, source = _sign(query), _ITEM
        if sign is not None:
            source = _SIGN
            statement = statement.select_from(QUEUE_SIGN.join(QUEUE_ITEM, _ITEM.id == _SIGN.item_id))
            statement = statement.where(_SIGN.sign == sign)
        if desks:
            words = _words(desks)
            statement = statement.where(source.desk == words[0] if len(words) == 1 else source.desk.in_(words))
        return statement.where(_ITEM.settled == 0, _lane(query, source.urgency), *self._conditions(query, sign))

    def _conditions(self, query: QueueQuery, sign: str | None) -> Iterator[ColumnElement[bool]]:
        if query.claimed_by is not None:
            yield _ITEM.claimed_by == query.claimed_by
        if query.asked_by is not None:
            yield _ITEM.asked_by == query.asked_by
        if query.supplier is not None:
            yield _ITEM.supplier_id == query.supplier
        if query.opened_before is not None:
            yield _ITEM.opened_at < instant_text(datetime.combine(query.opened_before, time(), UTC))
        if query.due_by is not None:
            yield _ITEM.due_on <= day_text(query.due_by)
        if query.least is not None:
            yield _ITEM.cost >= min(query.least, LEAST)
        for other in _signs_of(query):
            if other != sign:
                yield _ITEM.id.in_(select(_SIGN.item_id).where(_SIGN.sign == other))
        if query.text.strip():
            yield worded(self._transaction, query.text, _ITEM.document_id)

    def _signs(self, kind: str, query: QueueQuery, least: int) -> list[tuple[str, int, int]]:
        begin, end = kind, kind[:-1] + chr(ord(kind[-1]) + 1)
        known = [_SIGN.sign >= begin, _SIGN.sign < end, _SIGN.desk.in_(_words(query.desks or _ALL))]
        count, cost = func.count(), func.coalesce(func.sum(_cost(_SIGN.urgency)), 0)
        chosen = select(_SIGN.sign, count, cost).where(*known, _lane(query, _SIGN.urgency)).group_by(_SIGN.sign)
        order = (cost.desc(), _SIGN.sign) if least > 1 else (count.desc(), _SIGN.sign)
        most = CAUSES if least > 1 else None
        rows = self._transaction.tuples(chosen.having(count >= least).order_by(*order).limit(most))
        return [(sign.removeprefix(kind), int(number), int(cost)) for sign, number, cost in rows]


def _lane(query: QueueQuery, urgency: ColumnElement[str]) -> ColumnElement[bool]:
    return urgency >= Lane.PARKED.value if query.parked else urgency < Lane.PARKED.value


def _personal(query: QueueQuery) -> bool:
    """Whether a person's own items are asked for: they are few, and lie at any desk."""
    return query.claimed_by is not None or query.asked_by is not None


def _signs_of(query: QueueQuery) -> list[str]:
    causes = [] if query.cause is None else [cause_sign(query.cause)]
    return causes if query.code is None else [*causes, code_sign(query.code)]


def _sign(query: QueueQuery) -> str | None:
    """The sign whose index the walk follows: of two the cause, which is the rarer."""
    return None if _personal(query) else next(iter(_signs_of(query)), None)


def _cost(urgency: ColumnElement[str]) -> ColumnElement[int]:
    """What leaving it may cost, out of an urgency's digits."""
    return LEAST - cast(func.substr(urgency, 2, 15), BigInteger)


def _words(desks: Sequence[Role]) -> list[str]:
    return [desk.value for desk in desks]


__all__ = ["CAUSES", "Listing"]
