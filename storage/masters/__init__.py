"""Master data: suppliers, orders and receipts, as the ERP sends them."""

from __future__ import annotations

from storage.audit import AuditTrail
from storage.masters.account_history import AccountChange, AccountHistory
from storage.masters.changes import Changes
from storage.masters.intake import Intake
from storage.masters.lookup import Lookup
from storage.transaction import Transaction


class Masters(Intake, Lookup, Changes, AccountHistory):
    """Taking master data in, looking it up, hearing what changed."""

    def __init__(self, transaction: Transaction, audit: AuditTrail) -> None:
        self._transaction = transaction
        self._audit = audit


__all__ = ["AccountChange", "Masters"]
