"""How far each account was read, and the lease that keeps two pollers from reading it at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import insert, select, update

from storage.encoding import instant_text
from storage.errors import StaleError
from storage.tables import CURSOR
from storage.transaction import Transaction

LEASE: Final = timedelta(minutes=10)


class Cursors:
    """Cursors and leases by account."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def position(self, account: str) -> str | None:
        """The cursor of an account in its own words (a UID, a delta link), None before the first advance."""
        found: str | None = self._transaction.value(select(CURSOR.c.position).where(CURSOR.c.account == account))
        return found

    def holder(self, account: str) -> str | None:
        """Who holds the account's lease, or held it last without giving it back."""
        found: str | None = self._transaction.value(select(CURSOR.c.holder).where(CURSOR.c.account == account))
        return found

    def advanced_at(self, account: str) -> str | None:
        """When the cursor was moved last, ISO 8601 in UTC."""
        found: str | None = self._transaction.value(select(CURSOR.c.advanced_at).where(CURSOR.c.account == account))
        return found

    def lease(
        self, account: str, holder: str, length: timedelta = LEASE, instead_of: str | None = None
    ) -> int | None:  # fmt: skip
        """Take, or prolong, the right to poll an account; None while another holds it.

        A lease that has expired is taken over, and so is that of `instead_of`, a holder known to be gone, and one
        of another that ends later than any that is given now: the clock was put back since. The number returned
        grows with each change of holder and is asked for by `advance`, so that a poller which overslept its lease
        can't move the cursor.
        """
        self._make(account)
        row = self._transaction.row(select(CURSOR).where(CURSOR.c.account == account))
        assert row is not None
        now = self._transaction.now()
        until = row["expires_at"] if row["holder"] not in (None, instead_of) else ""
        held = until > instant_text(now) and (row["holder"] == holder or until <= instant_text(now + 2 * length))
        if held and row["holder"] != holder:
            return None
        turn = int(row["turn"]) + (0 if held else 1)
        values = {"holder": holder, "expires_at": instant_text(now + length), "turn": turn}
        self._transaction.run(update(CURSOR).where(CURSOR.c.account == account).values(**values))
        return turn

    def advance(self, account: str, position: str, turn: int) -> None:
        """Move the cursor, past messages whose rows are committed. Raises StaleError if the lease went on."""
        done = self._transaction.run(
            update(CURSOR)
            .where(CURSOR.c.account == account, CURSOR.c.turn == turn, CURSOR.c.holder.is_not(None))
            .values(position=position, advanced_at=instant_text(self._transaction.now()))
        )
        if done.rowcount != 1:
            raise StaleError(f"another poll of {account} took over: leave its cursor alone")

    def release(self, account: str, turn: int) -> None:
        """Give the lease back; a lease that went on meanwhile is left alone."""
        mine = (CURSOR.c.account == account, CURSOR.c.turn == turn)
        self._transaction.run(update(CURSOR).where(*mine).values(holder=None, expires_at=None))

    def _make(self, account: str) -> None:
        if self._transaction.value(select(CURSOR.c.account).where(CURSOR.c.account == account)) is None:
            self._transaction.run(insert(CURSOR), {"account": account, "turn": 0})


__all__ = ["LEASE", "Cursors"]
