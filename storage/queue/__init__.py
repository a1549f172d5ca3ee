"""The queue: exceptions for people, and documents that wait for facts."""

from __future__ import annotations

from storage.audit import AuditTrail
from storage.queue.deadlines import Deadlines
from storage.queue.listing import Listing
from storage.queue.past import SupplierExceptions
from storage.queue.waiting import WaitingList
from storage.transaction import Transaction


class Queue(Listing, Deadlines, WaitingList, SupplierExceptions):
    """What is not settled yet, within one transaction."""

    def __init__(self, transaction: Transaction, audit: AuditTrail) -> None:
        self._transaction = transaction
        self._audit = audit
        self._texts = {}


__all__ = ["Queue"]
