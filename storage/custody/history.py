"""A supplier's past: the documents of one supplier that stand in given states."""

from __future__ import annotations

from sqlalchemy import select

from documents.lifecycle import State
from storage.custody._rows import document_from
from storage.records import Document
from storage.tables import DOCUMENT
from storage.transaction import Transaction


class SupplierHistory:
    """The part of custody that looks back on one supplier."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def of_supplier(self, supplier: str, *states: State) -> tuple[Document, ...]:
        """The documents of a supplier that stand in one of these states, in custody order."""
        wanted = [state.value for state in states]
        query = select(DOCUMENT).where(DOCUMENT.c.supplier_id == supplier, DOCUMENT.c.state.in_(wanted))
        return tuple(document_from(row) for row in self._transaction.rows(query.order_by(DOCUMENT.c.rank)))


__all__ = ["SupplierHistory"]
