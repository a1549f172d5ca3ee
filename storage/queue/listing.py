"""Lists of the queue: pages through indexes, counts, and the causes that several documents share.

Each desk's part of a queue is a walk through one index in the order of urgency, or of the instants to settle
by; the parts of several desks are merged. A page of a queue of a hundred thousand therefore costs what a page
of a hundred does.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select, tuple_

from documents.kinds import Kind, Role
from documents.lifecycle import State
from storage.encoding import day_text, instant_text
from storage.queue._rows import cause_sign, code_sign, item_from
from storage.queue.census import EVERYTHING, Census, Counted, named
from storage.queue.hands import Hands
from storage.queue.urgency import LEAST
from storage.queue.wording import worded
from storage.records import QueueItem
from storage.records.desk import Head, Lane, Order, Place, QueueQuery, Tally
from storage.tables import DOCUMENT, QUEUE_ITEM, QUEUE_SIGN
from storage.transaction import Transaction

CAUSES: Final = 50
"""Root causes that are listed at once: a person goes through the dearest first."""

_ITEM: Final = QUEUE_ITEM.c
_SIGN: Final = QUEUE_SIGN.c
_ALL: Final = tuple(Role)
_FIGURES: Final = (func.count(), func.coalesce(func.sum(_ITEM.cost), 0))
_HEAD: Final = [DOCUMENT.c[name] for name in ("id", "kind", "number", "state", "message_id")]


class Listing(Hands):
    """Asking the queue."""

    _texts: dict[QueueQuery, list[tuple[str, int, int]]]

    def page(self, query: QueueQuery) -> tuple[QueueItem, ...]:
        """The first items by filter in the query's order, at most `limit`, behind `after`."""
        places = self._places(query)
        if not places:
            return ()
        rows = self._transaction.rows(select(QUEUE_ITEM).where(_ITEM.id.in_([place.item for place in places])))
        found = {row["id"]: replace(item_from(row), listed_by=query.order) for row in rows}
        return tuple(found[place.item] for place in places)

    def heads(self, documents: Sequence[int]) -> dict[int, Head]:
        """What a list tells of these documents."""
        rows = self._transaction.tuples(select(*_HEAD).where(DOCUMENT.c.id.in_(documents)))
        return {row[0]: Head(row[0], Kind(row[1]), row[2], State(row[3]), row[4]) for row in rows}

    def tally(self, query: QueueQuery) -> Tally:
        """How many items a filter finds, and what they may cost; pages do not matter."""
        counted = _counted(query)
        if counted is not None:
            return self._census().one(*self._asking(), counted, _words(query.desks or _ALL), query.parked)
        if query.text.strip():
            found = self._worded(query)
            return Tally(len(found), sum(cost for _, _, cost in found))
        desks = query.desks or (() if _personal(query) else _ALL)
        [(count, cost)] = self._transaction.tuples(self._narrowed(select(*_FIGURES), query, desks))
        return Tally(int(count), int(cost))

    def at_desks(self) -> dict[Role, Tally]:
        """What lies at each desk, parked items left out."""
        found = {desk: self.tally(QueueQuery(desks=(desk,))) for desk in _ALL}
        return {desk: tally for desk, tally in found.items() if tally.items}

    def codes(self, query: QueueQuery) -> dict[str, int]:
        """How many items have each code, at the query's desks (none: all); the commonest first."""
        return _commonest(self._counts("code", query))

    def causes(self, query: QueueQuery) -> dict[str, Tally]:
        """The root causes that two or more exceptions at the query's desks share: the dearest ones, at most CAUSES."""
        shared = ((cause, tally) for cause, tally in self._counts("cause", query).items() if tally.items > 1)
        return dict(heapq.nsmallest(CAUSES, shared, key=lambda pair: (-pair[1].cost, pair[0])))

    def suppliers(self, query: QueueQuery) -> dict[str, int]:
        """How many items each supplier has at the query's desks; the commonest first."""
        return _commonest(self._counts("supplier", query))

    def _counts(self, kind: str, query: QueueQuery) -> dict[str, Tally]:
        return self._census().of(*self._asking(), kind, _words(query.desks or _ALL), query.parked)

    def _census(self) -> Census:
        """What all transactions of the process share; one that has changed something itself counts for itself."""
        if self._audit.touched:
            return Census()
        known: Census = self._transaction.remembered.setdefault("census", Census())
        return known

    def _asking(self) -> tuple[Transaction, int]:
        return self._transaction, self._audit.head()[0]

    def _places(self, query: QueueQuery) -> list[Place]:
        if query.text.strip():
            behind = query.after or Place("", 0)
            later = (one[:2] for one in self._worded(query) if one[:2] > (behind.key, behind.item))
            return [Place(*place) for place in heapq.nsmallest(query.limit, later)]
        walks = [query.desks] if _personal(query) else [(desk,) for desk in query.desks or _ALL]
        found = [self._walk(query, desks) for desks in walks]
        merged = heapq.merge(*found, key=lambda place: (place.key, place.item))
        return list(dict.fromkeys(merged))[: query.limit]

    def _walk(self, query: QueueQuery, desks: Sequence[Role]) -> list[Place]:
        key, number = (_key(_ITEM, query), _ITEM.id) if _sign(query) is None else (_key(_SIGN, query), _SIGN.item_id)
        statement = self._narrowed(select(key, number), query, desks)
        if query.after is not None:
            statement = statement.where(tuple_(key, number) > (query.after.key, query.after.item))
        ordered = statement.order_by(key, number).limit(query.limit)
        return [Place(text, item) for text, item in self._transaction.tuples(ordered)]

    def _worded(self, query: QueueQuery) -> list[tuple[str, int, int]]:
        """Key, number and cost of all that a text finds, asked once for a page and its count: the index of words
        says which they are, not which of them comes first."""
        asked = replace(query, after=None, limit=0)
        if asked not in self._texts or self._audit.touched:
            statement = select(_key(_ITEM, query), _ITEM.id, _ITEM.cost)
            desks = query.desks or (() if _personal(query) else _ALL)
            self._texts[asked] = list(self._transaction.tuples(self._narrowed(statement, query, desks)))
        return self._texts[asked]

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
        yield from _in_time(query, sign)
        if query.least is not None:
            yield _ITEM.cost >= min(query.least, LEAST)
        for other in _signs_of(query):
            if other != sign:
                yield _ITEM.id.in_(select(_SIGN.item_id).where(_SIGN.sign == other))
        if query.text.strip():
            yield worded(self._transaction, query.text, _ITEM.document_id)


def _in_time(query: QueueQuery, sign: str | None) -> Iterator[ColumnElement[bool]]:
    if query.opened_before is not None:
        yield _ITEM.opened_at < instant_text(datetime.combine(query.opened_before, time(), UTC))
    if query.due_by is not None:
        yield _ITEM.due_on <= day_text(query.due_by)
    if query.settle_by is not None:
        yield (_ITEM if sign is None else _SIGN).settle_by <= instant_text(query.settle_by)


def _key(source: Any, query: QueueQuery) -> ColumnElement[str]:
    """What a list is sorted by, of the items or of their signs."""
    key: ColumnElement[str] = source.urgency if query.order is Order.COST else source.settle_by
    return key


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


def _counted(query: QueueQuery) -> Counted | None:
    """Under what the census counts just what a query asks for; None where it asks for more than one thing."""
    days = (query.opened_before, query.due_by, query.settle_by)
    beside = (query.claimed_by, query.asked_by, *days, query.least, query.text.strip())
    if any(other not in (None, "") for other in beside):
        return None
    given = [named(sign) for sign in _signs_of(query)]
    if query.supplier is not None:
        given.append(("supplier", query.supplier))
    return None if len(given) > 1 else next(iter(given), (EVERYTHING, ""))


def _commonest(counts: dict[str, Tally]) -> dict[str, int]:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1].items, pair[0]))
    return {name: tally.items for name, tally in ordered}


def _words(desks: Sequence[Role]) -> list[str]:
    return [desk.value for desk in desks]


__all__ = ["CAUSES", "Listing"]
