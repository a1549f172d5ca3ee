"""Receiving: deliveries that are expected, and counts of those that came."""

from __future__ import annotations

from storage.audit import AuditTrail
from storage.receiving.counts import Counts
from storage.receiving.expected import Expected, ExpectedLine, ExpectedOrder
from storage.transaction import Transaction


class Receiving(Counts, Expected):
    """Goods-in within one transaction."""

    def __init__(self, transaction: Transaction, audit: AuditTrail) -> None:
        self._transaction = transaction
        self._audit = audit


__all__ = ["ExpectedLine", "ExpectedOrder", "Receiving"]
