"""Attempts to sign in that failed, counted so that guessing gets slow."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, insert, select

from storage.audit import AuditTrail
from storage.encoding import instant_text
from storage.tables import ATTEMPT
from storage.transaction import Transaction


class Attempts:
    """Failed attempts by login and by address, for as long as they count."""

    _transaction: Transaction
    _audit: AuditTrail

    def note_attempt(self, login: str, address: str, *, counts_for: timedelta) -> None:
        """Note a failed attempt, in the trail too; older ones that count no more are cleared away."""
        now = self._transaction.now()
        self._transaction.run(delete(ATTEMPT).where(ATTEMPT.c.at < instant_text(now - counts_for)))
        self._transaction.run(insert(ATTEMPT), {"login": login, "address": address, "at": instant_text(now)})
        self._audit.append(login, "session:refused", f"person:{login}", "", {"address": address})

    def attempts(self, login: str, address: str, *, within: timedelta) -> tuple[int, int, int]:
        """Failed attempts within a time: of this login from this address, of this login, from this address."""
        since = instant_text(self._transaction.now() - within)
        counted = select(func.count()).select_from(ATTEMPT).where(ATTEMPT.c.at >= since)
        of_login, of_address = ATTEMPT.c.login == login, ATTEMPT.c.address == address
        both, one, other = (
            int(self._transaction.value(counted.where(*wanted)))
            for wanted in ((of_login, of_address), (of_login,), (of_address,))
        )
        return both, one, other

    def forget_attempts(self, login: str, address: str) -> None:
        """Start counting anew, as after the right password."""
        self._transaction.run(delete(ATTEMPT).where(ATTEMPT.c.login == login, ATTEMPT.c.address == address))


__all__ = ["Attempts"]
