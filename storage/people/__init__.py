"""People who sign in: the register, their sessions, tokens, one-time secrets, delegations, failed attempts."""

from __future__ import annotations

from storage.audit import AuditTrail
from storage.people.attempts import Attempts
from storage.people.delegations import Delegations
from storage.people.once import OneTime
from storage.people.sessions import Sessions
from storage.people.tokens import Tokens
from storage.transaction import Transaction


class People(Delegations, Sessions, Tokens, OneTime, Attempts):
    """All that the workspace knows of people. No secret comes in here: only hashes of them."""

    def __init__(self, transaction: Transaction, audit: AuditTrail) -> None:
        self._transaction = transaction
        self._audit = audit


__all__ = ["People"]
