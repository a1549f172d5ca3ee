"""Sessions: signed-in browsers, by the hash of their cookie."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, insert, select, update

from storage.audit import AuditTrail
from storage.encoding import instant, instant_text
from storage.records.people import Session
from storage.tables import SESSION
from storage.transaction import Transaction

_SEEN: Final = timedelta(minutes=1)
_AGENT: Final = 200


class Sessions:
    """Opened at sign-in, seen at each visit, ended by idleness, age, sign-out, a new password or an administrator."""

    _transaction: Transaction
    _audit: AuditTrail

    def open_session(
        self, hashed: str, login: str, *, lasts: timedelta, address: str, agent: str, how: str
    ) -> Session:  # fmt: skip
        """Open a session; `how` says by which way its person signed in. Sessions that ended are cleared away."""
        now = self._transaction.now()
        self._transaction.run(delete(SESSION).where(SESSION.c.expires_at < instant_text(now)))
        values = {
            "hash": hashed, "login": login, "opened_at": instant_text(now), "seen_at": instant_text(now),
            "expires_at": instant_text(now + lasts), "address": address, "agent": agent[:_AGENT],
        }  # fmt: skip
        self._transaction.run(insert(SESSION), values)
        self._audit.append(login, "session:opened", f"person:{login}", "", {"address": address, "how": how})
        return Session(hashed, login, now, now, now + lasts, address, agent[:_AGENT])

    def session(self, hashed: str, *, idle: timedelta) -> Session | None:
        """The session of a hash, if it has not ended by age or idleness."""
        row = self._transaction.row(select(SESSION).where(SESSION.c.hash == hashed))
        if row is None:
            return None
        found, now = _session(row), self._transaction.now()
        return found if now < min(found.expires_at, found.seen_at + idle) else None

    def sessions_of(self, login: str) -> tuple[Session, ...]:
        """A person's sessions, newest first."""
        query = select(SESSION).where(SESSION.c.login == login).order_by(SESSION.c.opened_at.desc())
        return tuple(_session(row) for row in self._transaction.rows(query))

    def due_to_be_seen(self, session: Session) -> bool:
        """True if the last noted visit is so long ago that this one is to be noted."""
        return self._transaction.now() - session.seen_at >= _SEEN

    def see(self, session: Session) -> None:
        """Note a visit. No entry in the trail: it is what the browser does, not a person's act."""
        seen = instant_text(self._transaction.now())
        self._transaction.run(update(SESSION).where(SESSION.c.hash == session.hash).values(seen_at=seen))

    def end_session(self, hashed: str, actor: str) -> None:
        """End a session; ending it again changes nothing."""
        login = self._transaction.value(select(SESSION.c.login).where(SESSION.c.hash == hashed))
        if login is not None:
            self._transaction.run(delete(SESSION).where(SESSION.c.hash == hashed))
            self._audit.append(actor, "session:ended", f"person:{login}")

    def end_sessions(self, login: str, actor: str) -> int:
        """End all sessions of a person; how many there were."""
        ended = self._transaction.run(delete(SESSION).where(SESSION.c.login == login)).rowcount
        if ended:
            self._audit.append(actor, "session:ended", f"person:{login}", "", {"sessions": ended})
        return ended


def _session(row: Mapping[str, Any]) -> Session:
    def at(column: str) -> datetime:
        return instant(row[column])

    return Session(
        row["hash"], row["login"], at("opened_at"), at("seen_at"), at("expires_at"), row["address"], row["agent"]
    )  # fmt: skip


__all__ = ["Sessions"]
