"""Looks: who has a document before them just now. While a look lasts, nobody else settles anything on it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, delete, insert, select

from storage.audit import AuditTrail
from storage.encoding import instant, instant_text
from storage.errors import StaleError
from storage.prepared import Prepared
from storage.records.desk import Looking
from storage.tables import LOOK
from storage.transaction import Transaction

LASTS: Final = timedelta(minutes=10)
"""How long a look lasts after the last sign of life."""
_AT: Final = Prepared(select(LOOK).where(LOOK.c.document_id == bindparam("document")))
_OTHERS: Final = Prepared(select(LOOK).where(LOOK.c.until > bindparam("now"), LOOK.c.person != bindparam("but")))


class LockedError(StaleError):
    """Somebody else has the document before them."""


class Looks:
    """One look a document; it ends by itself."""

    def __init__(self, transaction: Transaction, audit: AuditTrail) -> None:
        self._transaction = transaction
        self._audit = audit

    def take(self, document_id: int, person: str, lasts: timedelta = LASTS) -> Looking:
        """Look at a document, or go on looking: prolonged, never shortened. Raises LockedError while somebody
        else does."""
        now, present = self._transaction.now(), self.at(document_id)
        if present is not None and present.person != person:
            raise LockedError(f"{present.person} has document {document_id} open until {_clock(present.until)}")
        if present is None:
            return self._put(document_id, person, now, now + lasts, None)
        until = max(present.until, now + lasts)
        return self._put(document_id, person, present.since, until, present.note)

    def take_over(self, document_id: int, person: str, note: str, lasts: timedelta = LASTS) -> Looking:
        """Look at a document instead of whoever does; the trail says so, with the note."""
        now, present = self._transaction.now(), self.at(document_id)
        if present is not None and present.person != person:
            details = {"from": present.person}
            self._audit.append(person, "exception:taken-over", f"document:{document_id}", note, details)
        return self._put(document_id, person, now, now + lasts, note)

    def leave(self, document_id: int, person: str, until: datetime | None = None) -> None:
        """Look no longer; what somebody else looks at stays theirs, and what was prolonged beyond `until` stays."""
        mine = [LOOK.c.document_id == document_id, LOOK.c.person == person]
        if until is not None:
            mine.append(LOOK.c.until <= instant_text(until))
        self._transaction.run(delete(LOOK).where(*mine))

    def at(self, document_id: int) -> Looking | None:
        """Who looks at a document now; None if nobody does, or a look has run out."""
        row = self._transaction.row(_AT, {"document": document_id})
        if row is None or row["until"] <= instant_text(self._transaction.now()):
            return None
        return Looking(row["document_id"], row["person"], instant(row["since"]), instant(row["until"]), row["note"])

    def others(self, person: str) -> dict[int, str]:
        """The documents that others look at now, and who."""
        now = instant_text(self._transaction.now())
        rows = self._transaction.rows(_OTHERS, {"now": now, "but": person})
        return {row["document_id"]: row["person"] for row in rows}

    def _put(self, document_id: int, person: str, since: datetime, until: datetime, note: str | None) -> Looking:
        self._transaction.run(delete(LOOK).where(LOOK.c.document_id == document_id))
        values = {"person": person, "since": instant_text(since), "until": instant_text(until), "note": note}
        self._transaction.run(insert(LOOK).values(document_id=document_id, **values))
        return Looking(document_id, person, since, until, note)


def _clock(until: datetime) -> str:
    return f"{until:%H:%M} UTC"


__all__ = ["LASTS", "LockedError", "Looks"]
