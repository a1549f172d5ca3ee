"""Waiting documents, found by the fact that can change them: an index, not a scan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from sqlalchemy import and_, bindparam, delete, insert, select

from storage.encoding import day, day_text, number_key
from storage.masters._table import chunks
from storage.prepared import Prepared
from storage.records import Change, Waiting, WakeKey
from storage.tables import DOCUMENT, WAITING, WAITING_KEY
from storage.transaction import Transaction

_FORGET: Final = tuple(
    Prepared(delete(table).where(table.c.document_id == bindparam("document"))) for table in (WAITING_KEY, WAITING)
)
_WAIT: Final = Prepared(insert(WAITING).inline())
_NOTE: Final = Prepared(insert(WAITING_KEY).inline())
SUBJECTS: Final = ("order", "receipt", "delivery_note", "supplier", "document")


class WaitingList:
    """Who waits for what."""

    _transaction: Transaction

    def wait_for(self, document_id: int, keys: Iterable[WakeKey], until: date | None = None) -> Waiting:
        """Let a document wait for any of these facts, at the latest until a day; replaces what it waited for.
        Held documents may wait too: a changed order or a confirmed bank account settles many of them."""
        self.stop_waiting(document_id)
        self._transaction.run(_WAIT, {"document_id": document_id, "until": day_text(until)})
        found = {(key.subject, number_key(key.key)) for key in keys}
        rows = [{"document_id": document_id, "subject": subject, "key": key} for subject, key in sorted(found)]
        if rows:
            self._transaction.run(_NOTE, rows)
        return Waiting(document_id, tuple(WakeKey(*pair) for pair in sorted(found)), until)

    def stop_waiting(self, document_id: int) -> None:
        """Take a document off the list."""
        for forget in _FORGET:
            self._transaction.run(forget, {"document": document_id})

    def waiting(self, document_id: int) -> Waiting | None:
        """What a document waits for, None if it does not wait."""
        row = self._transaction.row(select(WAITING).where(WAITING.c.document_id == document_id))
        if row is None:
            return None
        query = select(WAITING_KEY).where(WAITING_KEY.c.document_id == document_id)
        rows = self._transaction.rows(query.order_by(WAITING_KEY.c.subject, WAITING_KEY.c.key))
        return Waiting(document_id, tuple(WakeKey(found["subject"], found["key"]) for found in rows), day(row["until"]))

    def woken_by(self, keys: Iterable[WakeKey]) -> tuple[int, ...]:
        """The documents that wait for one of these facts, in custody order; they stay on the list until
        `stop_waiting`."""
        by_subject: dict[str, set[str]] = {}
        for key in keys:
            by_subject.setdefault(key.subject, set()).add(number_key(key.key))
        found: dict[int, int] = {}
        for subject, names in sorted(by_subject.items()):
            for chunk in chunks(sorted(names)):
                wanted = and_(WAITING_KEY.c.subject == subject, WAITING_KEY.c.key.in_(chunk))
                joined = WAITING_KEY.join(DOCUMENT, WAITING_KEY.c.document_id == DOCUMENT.c.id)
                query = select(DOCUMENT.c.rank, DOCUMENT.c.id).select_from(joined).where(wanted)
                found |= {row["rank"]: row["id"] for row in self._transaction.rows(query)}
        return tuple(found[rank] for rank in sorted(found))

    def woken_by_changes(self, changes: Iterable[Change]) -> tuple[int, ...]:
        """The documents that changes of master data concern, in custody order. A new or changed receipt wakes
        those that wait for it, its order or its delivery note; an order or supplier those that wait for it."""
        keys: set[WakeKey] = set()
        for change in changes:
            keys.add(WakeKey(change.subject, change.key))
            if change.subject == "receipt":
                keys.update(change.related)
        return self.woken_by(sorted(keys, key=lambda key: (key.subject, key.key)))

    def overdue(self, today: date) -> tuple[int, ...]:
        """The documents whose last day of waiting lies before today, in custody order."""
        # Sorted here: asked for an order by rank, SQLite would walk through all documents in that order.
        query = select(DOCUMENT.c.rank, DOCUMENT.c.id).join(WAITING, WAITING.c.document_id == DOCUMENT.c.id)
        rows = self._transaction.tuples(query.where(WAITING.c.until < day_text(today)))
        return tuple(number for _, number in sorted(rows))


__all__ = ["SUBJECTS", "WaitingList"]
