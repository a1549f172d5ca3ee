"""How many exceptions lie where, kept in memory and brought up to date by the audit trail.

Each act on an exception leaves an entry `exception:…` in the trail, so whoever knows the counts as of one entry
needs to look only at the documents that later entries name. A count of a hundred thousand exceptions therefore
costs what has changed since the last one, in whichever process; the first count of a process reads them all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, TypeAlias

from sqlalchemy import bindparam, select

from storage.masters._table import chunks
from storage.prepared import Prepared
from storage.records.desk import Lane, Tally
from storage.tables import AUDIT, QUEUE_ITEM, QUEUE_SIGN
from storage.transaction import Transaction

EVERYTHING: Final = "all"
"""The kind under which all exceptions of a desk are counted, with the empty name."""

Counted: TypeAlias = tuple[str, str]
"""Under what an exception is counted: a kind (`all`, `supplier`, `code`, `cause`) and a name."""

_ITEM, _SIGN = QUEUE_ITEM.c, QUEUE_SIGN.c
_COLUMNS: Final = (_ITEM.id, _ITEM.document_id, _ITEM.desk, _ITEM.urgency, _ITEM.cost, _ITEM.supplier_id)
_LIVING: Final = select(*_COLUMNS).where(_ITEM.settled == 0)
_ALL_ITEMS: Final = Prepared(_LIVING)
_ALL_SIGNS: Final = Prepared(select(_SIGN.item_id, _SIGN.sign))
_ITEMS_OF: Final = Prepared(_LIVING.where(_ITEM.document_id.in_(bindparam("documents", expanding=True))))
_SIGNS_OF: Final = Prepared(
    select(_SIGN.item_id, _SIGN.sign).where(_SIGN.item_id.in_(bindparam("items", expanding=True)))
)
_TOUCHED: Final = Prepared(
    select(AUDIT.c.subject).distinct().where(AUDIT.c.seq > bindparam("after"), AUDIT.c.kind.like("exception:%"))
)
_SUBJECT: Final = "document:"
_MOST: Final = 5000
"""More entries than these since the last count: all is counted anew."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where one exception lies, what it may cost, and under what it is counted."""

    desk: str
    parked: bool
    cost: int
    counted: tuple[Counted, ...]


@dataclass(slots=True)
class Census:
    """The counts as of one entry of the audit trail; many threads may ask at once."""

    newest: int = -1
    _lock: Lock = field(default_factory=Lock)
    _standings: dict[int, list[_Standing]] = field(default_factory=dict)
    _sums: dict[tuple[str, str, bool], dict[str, list[int]]] = field(default_factory=lambda: defaultdict(dict))

    def of(
        self, transaction: Transaction, head: int, kind: str, desks: Sequence[str], parked: bool
    ) -> dict[str, Tally]:
        """What each name of a kind counts at these desks, no earlier than as of entry `head`, which is the newest
        that this transaction sees."""
        found: dict[str, Tally] = {}
        with self._lock:
            self._catch_up(transaction, head)
            for desk in desks:
                for name, (items, cost) in self._sums.get((kind, desk, parked), {}).items():
                    known = found.get(name)
                    found[name] = Tally(items, cost) if known is None else Tally(known.items + items, known.cost + cost)
        return found

    def one(
        self, transaction: Transaction, head: int, counted: Counted, desks: Sequence[str], parked: bool
    ) -> Tally:  # fmt: skip
        """The same of one name."""
        kind, name = counted
        with self._lock:
            self._catch_up(transaction, head)
            found = [self._sums.get((kind, desk, parked), {}).get(name, (0, 0)) for desk in desks]
        return Tally(sum(items for items, _ in found), sum(cost for _, cost in found))

    def _catch_up(self, transaction: Transaction, head: int) -> None:
        if head <= self.newest:
            return
        if self.newest < 0 or head - self.newest > _MOST:
            self._standings.clear()
            self._sums.clear()
            self._take_all(transaction)
        else:
            subjects = [subject for (subject,) in transaction.tuples(_TOUCHED, {"after": self.newest})]
            documents = [int(one.removeprefix(_SUBJECT)) for one in subjects if one.startswith(_SUBJECT)]
            for chunk in chunks(documents):
                self._take(transaction, chunk)
        self.newest = head

    def _take_all(self, transaction: Transaction) -> None:
        self._put(transaction.tuples(_ALL_ITEMS), transaction.tuples(_ALL_SIGNS))

    def _take(self, transaction: Transaction, documents: Sequence[int]) -> None:
        """Count these documents' exceptions as they are now, no longer as they were."""
        for document in documents:
            for standing in self._standings.pop(document, ()):
                self._add(standing, -1)
        items = transaction.tuples(_ITEMS_OF, {"documents": documents})
        for chunk in chunks([item[0] for item in items]):
            signs = transaction.tuples(_SIGNS_OF, {"items": chunk})
            self._put([item for item in items if item[0] in set(chunk)], signs)

    def _put(self, items: Iterable[Sequence[object]], signs: Iterable[tuple[int, str]]) -> None:
        signed = defaultdict[int, list[str]](list)
        for item, sign in signs:
            signed[item].append(sign)
        for number, document, desk, urgency, cost, supplier in items:
            assert isinstance(number, int) and isinstance(document, int) and isinstance(cost, int)
            counted = tuple(_counted(signed[number], None if supplier is None else str(supplier)))
            standing = _Standing(str(desk), str(urgency)[0] == Lane.PARKED.value, cost, counted)
            self._standings.setdefault(document, []).append(standing)
            self._add(standing, 1)

    def _add(self, standing: _Standing, sign: int) -> None:
        for kind, name in standing.counted:
            names = self._sums[kind, standing.desk, standing.parked]
            sums = names.setdefault(name, [0, 0])
            sums[0] += sign
            sums[1] += sign * standing.cost
            if not sums[0]:
                del names[name]


def _counted(signs: Iterable[str], supplier: str | None) -> Iterator[Counted]:
    yield EVERYTHING, ""
    if supplier is not None:
        yield "supplier", supplier
    yield from map(named, signs)


def named(sign: str) -> Counted:
    """Under what a sign is counted.

    >>> named("cause:price of order line 45/10: old list")
    ('cause', 'price of order line 45/10: old list')
    """
    kind, _, name = sign.partition(":")
    return kind, name


__all__ = ["EVERYTHING", "Census", "Counted", "named"]
