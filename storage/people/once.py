"""One-time secrets: links to set a password, and sign-ins that an identity provider will answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from storage.audit import AuditTrail
from storage.encoding import canonical, instant, instant_text, record
from storage.records.people import Once, Purpose
from storage.tables import ONCE
from storage.transaction import Transaction


class OneTime:
    """Made with a time to live, used once, and cleared away when it is past."""

    _transaction: Transaction
    _audit: AuditTrail

    def promise(
        self, hashed: str, purpose: Purpose, lasts: timedelta, *, login: str | None = None, actor: str = "",
        facts: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """Keep the hash of a one-time secret. A link to set a password replaces the person's earlier ones."""
        now = self._transaction.now()
        self._transaction.run(delete(ONCE).where(ONCE.c.expires_at < instant_text(now)))
        if purpose is Purpose.PASSWORD:
            self._transaction.run(delete(ONCE).where(ONCE.c.login == login, ONCE.c.purpose == purpose.value))
            self._audit.append(actor, "person:invited", f"person:{login}")
        values = {
            "hash": hashed, "purpose": purpose.value, "login": login, "facts": canonical(dict(facts or {})),
            "expires_at": instant_text(now + lasts),
        }  # fmt: skip
        self._transaction.run(insert(ONCE), values)

    def promised(self, hashed: str, purpose: Purpose) -> Once | None:
        """What a secret was made for, while it is good and unused."""
        row = self._transaction.row(select(ONCE).where(ONCE.c.hash == hashed, ONCE.c.purpose == purpose.value))
        found = None if row is None or row["used_at"] is not None else _once(row)
        return found if found is not None and self._transaction.now() < found.expires_at else None

    def redeem(self, hashed: str, purpose: Purpose) -> Once | None:
        """The same, and the secret is used up; of two at once one is given None."""
        found = self.promised(hashed, purpose)
        used = instant_text(self._transaction.now())
        unused = update(ONCE).where(ONCE.c.hash == hashed, ONCE.c.used_at.is_(None)).values(used_at=used)
        return found if found is not None and self._transaction.run(unused).rowcount == 1 else None


def _once(row: Mapping[str, Any]) -> Once:
    return Once(Purpose(row["purpose"]), row["login"], record(row["facts"]), instant(row["expires_at"]))


__all__ = ["OneTime"]
