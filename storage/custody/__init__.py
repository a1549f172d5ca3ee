"""Custody: every message ever seen, its parts, the documents they brought, and where each was seen."""

from __future__ import annotations

from storage.audit import AuditTrail
from storage.custody.balance import balance
from storage.custody.earlier import EarlierDocuments
from storage.custody.history import SupplierHistory
from storage.custody.messages import ENGINE, MessageCustody
from storage.custody.papers import DocumentCustody
from storage.custody.register import MailRegister
from storage.records import Balance
from storage.transaction import Transaction


class Custody(MessageCustody, DocumentCustody, EarlierDocuments, SupplierHistory, MailRegister):
    """The custody ledger of one transaction: messages, documents, what was billed before, each supplier's past."""

    def __init__(self, transaction: Transaction, audit: AuditTrail) -> None:
        self._transaction = transaction
        self._audit = audit
        self._known = {}

    def balance(self) -> Balance:
        """The sums of the ledger, and what does not add up; `tallymark doctor` shows it."""
        return balance(self._transaction)


__all__ = ["ENGINE", "Custody"]
