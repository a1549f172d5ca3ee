"""Escalations: which exceptions were told to the next role because their time had run out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import insert, select

from documents.kinds import Role
from storage.audit import AuditTrail
from storage.custody.messages import ENGINE
from storage.encoding import instant, instant_text
from storage.records import QueueItem
from storage.records.outgoing import Escalation
from storage.tables import ESCALATION
from storage.transaction import Transaction

_CHUNK: Final = 5000
"""Numbers in one question: SQLite takes at most 32,766."""


class Escalations:
    """One entry an exception, for good."""

    def __init__(self, transaction: Transaction, audit: AuditTrail) -> None:
        self._transaction = transaction
        self._audit = audit

    def add(self, item: QueueItem, role: Role, due_at: datetime) -> bool:
        """Note that an exception is told to `role`; False, and nothing noted, if it was told before."""
        if self.of([item.id]):
            return False
        at = instant_text(self._transaction.now())
        values = {"queue_item_id": item.id, "role": role.value, "due_at": instant_text(due_at), "at": at}
        self._transaction.run(insert(ESCALATION), values)
        details = {"exception": item.id, "from": item.owner.value, "to": role.value}
        because = f"due at {due_at:%Y-%m-%d %H:%M} UTC"
        self._audit.append(ENGINE, "exception:escalated", f"document:{item.document}", because, details)
        return True

    def of(self, items: Collection[int]) -> tuple[Escalation, ...]:
        """The escalations of some exceptions, in their order."""
        numbers = sorted(items)
        chunks = (numbers[start : start + _CHUNK] for start in range(0, len(numbers), _CHUNK))
        return tuple(one for chunk in chunks for one in self._of(chunk))

    def _of(self, numbers: Sequence[int]) -> Iterator[Escalation]:
        query = select(ESCALATION).where(ESCALATION.c.queue_item_id.in_(numbers)).order_by(ESCALATION.c.queue_item_id)
        for row in self._transaction.rows(query):
            yield Escalation(row["queue_item_id"], Role(row["role"]), instant(row["due_at"]), instant(row["at"]))


__all__ = ["Escalations"]
