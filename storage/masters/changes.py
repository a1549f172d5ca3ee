"""Changes of master data: recorded with what was before, heard once by those who wait for them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update

from storage.encoding import canonical, instant_text
from storage.prepared import Row
from storage.records import Change, WakeKey
from storage.tables import CHANGE
from storage.transaction import Transaction


def change_values(
    subject: str, key: str, before: dict[str, Any] | None, after: dict[str, Any], related: Sequence[WakeKey]
) -> dict[str, Any]:
    """A change as a row: `before` None for what is new; only the differing columns are kept of both."""
    return {
        "subject": subject, "key": key, "before": None if before is None else canonical(before),
        "after": None if before is None else canonical(after),
        "related": canonical([[one.subject, one.key] for one in related]),
    }  # fmt: skip


class Changes:
    """The record of changes."""

    _transaction: Transaction

    def unheard(self, limit: int = 1000) -> tuple[Change, ...]:
        """Changes that nobody was woken by yet, oldest first. Mark them with `heard` in the same transaction."""
        query = select(CHANGE).where(CHANGE.c.heard.is_(False)).order_by(CHANGE.c.id).limit(limit)
        return tuple(_change(row) for row in self._transaction.rows(query))

    def heard(self, changes: Sequence[Change]) -> None:
        """Mark changes as heard: the documents that they can change were woken."""
        if changes:
            newest = max(change.id for change in changes)
            heard = update(CHANGE).where(CHANGE.c.heard.is_(False), CHANGE.c.id <= newest).values(heard=True)
            self._transaction.run(heard)

    def history(self, subject: str, key: str) -> tuple[Change, ...]:
        """All changes of one supplier, order or receipt, oldest first; `key` as compared."""
        query = select(CHANGE).where(CHANGE.c.subject == subject, CHANGE.c.key == key).order_by(CHANGE.c.id)
        return tuple(_change(row) for row in self._transaction.rows(query))

    def _record(self, actor: str, changes: Sequence[dict[str, Any]]) -> None:
        stamp = {"at": instant_text(self._transaction.now()), "actor": actor, "heard": False}
        if changes:
            self._transaction.changed.update(change["subject"] for change in changes)
            self._transaction.run(insert(CHANGE), [{**change, **stamp} for change in changes])


def _change(row: Row) -> Change:
    related = tuple(WakeKey(subject, key) for subject, key in json.loads(row["related"]))
    fields = () if row["after"] is None else tuple(sorted(json.loads(row["after"])))
    return Change(row["id"], row["subject"], row["key"], fields, related)


__all__ = ["Changes", "change_values"]
