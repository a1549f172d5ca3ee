"""A supplier's exceptions, open and past."""

from __future__ import annotations

from sqlalchemy import select

from storage.queue._rows import item_from
from storage.records import QueueItem
from storage.tables import QUEUE_ITEM
from storage.transaction import Transaction


class SupplierExceptions:
    """The part of the queue that looks at one supplier."""

    _transaction: Transaction

    def of_supplier(self, supplier: str, settled: bool, limit: int = 100) -> tuple[QueueItem, ...]:
        """The exceptions of a supplier's documents, newest first, at most `limit`: the settled or the open ones."""
        past = QUEUE_ITEM.c.settled > 0 if settled else QUEUE_ITEM.c.settled == 0
        query = (
            select(QUEUE_ITEM)
            .where(QUEUE_ITEM.c.supplier_id == supplier, past)
            .order_by(QUEUE_ITEM.c.id.desc())
            .limit(limit)
        )
        return tuple(item_from(row) for row in self._transaction.rows(query))


__all__ = ["SupplierExceptions"]
