"""Rows of the outbox: written in the transaction of what they tell, sent later, each as often as it takes.

A row is claimed before anything is sent and marked afterwards. A round that was killed in between leaves it
`sending`; the next one sends it again under the same Message-ID, by which a mailbox drops the second copy:
that is as near to "once" as SMTP comes (RFC 5321, 4.5.4.1 and 6.1).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, insert, select, update

from documents.crash import reach
from documents.errors import WrongUseError
from storage.audit import AuditTrail
from storage.custody.messages import ENGINE
from storage.encoding import canonical, digest, instant, instant_text
from storage.errors import NotFoundError
from storage.records.outgoing import Channel, NewOutgoing, Outgoing, OutgoingKind, OutgoingState
from storage.tables import OUTGOING
from storage.transaction import Transaction

_DUE, _SENDING, _SENT, _FAILED = (state.value for state in OutgoingState)
_ID_SIGNS: Final = 24
"""Hex digits of a Message-ID: enough never to meet again, short enough for one line of a header."""


class Outbox:
    """What is to be sent, what was, and what could not be."""

    def __init__(self, transaction: Transaction, audit: AuditTrail) -> None:
        self._transaction = transaction
        self._audit = audit

    def add(self, new: NewOutgoing) -> Outgoing:
        """Write something to be sent. A key that was written before gives that row and writes nothing."""
        present = self._row(select(OUTGOING).where(OUTGOING.c.key == new.key))
        if present is not None:
            return present
        now = instant_text(self._transaction.now())
        values = {
            "key": new.key, "message_id": f"<{digest(new.key.encode())[:_ID_SIGNS]}@{new.domain}>",
            "kind": new.kind.value, "channel": new.channel.value, "recipient": new.recipient,
            "subject": _storable(new.subject), "body": _storable(new.body),
            "files": canonical(dict(new.files or {})), "document_id": new.document,
            "answers": new.answers, "state": _DUE, "urgent": new.urgent, "attempts": 0, "created_at": now,
            "next_at": now,
        }  # fmt: skip
        number = self._transaction.value(insert(OUTGOING).values(**values).returning(OUTGOING.c.id))
        self._tell(ENGINE, "written", number, "", {"kind": new.kind.value, "recipient": new.recipient, "key": new.key})
        return self.get(number)

    def has(self, key: str) -> bool:
        """Whether anything was written about this: a row whose key is this one, or begins with it and a slash."""
        begins = OUTGOING.c.key.startswith(f"{key}/", autoescape=True)
        return (
            self._transaction.value(select(OUTGOING.c.id).where((OUTGOING.c.key == key) | begins).limit(1)) is not None
        )

    def get(self, number: int) -> Outgoing:
        """One row. Raises NotFoundError."""
        found = self._row(select(OUTGOING).where(OUTGOING.c.id == number))
        if found is None:
            raise NotFoundError(f"there is nothing numbered {number} in the outbox")
        return found

    def list(
        self, *, state: OutgoingState | None = None, kind: OutgoingKind | None = None, document: int | None = None,
        after: int = 0, limit: int = 200,
    ) -> tuple[Outgoing, ...]:  # fmt: skip
        """Rows by filter, oldest first, at most `limit` with ids above `after`."""
        query = select(OUTGOING).where(OUTGOING.c.id > after).order_by(OUTGOING.c.id).limit(limit)
        given = ((OUTGOING.c.state, state), (OUTGOING.c.kind, kind), (OUTGOING.c.document_id, document))
        for column, wanted in given:
            if wanted is not None:
                query = query.where(column == wanted)
        return self._rows(query)

    def due(self, now: datetime, limit: int = 100) -> tuple[Outgoing, ...]:
        """What may be sent now: urgent ones first, then the oldest; with what a killed round left in its hands."""
        waits = (OUTGOING.c.state == _DUE) & (OUTGOING.c.next_at <= instant_text(now))
        query = select(OUTGOING).where(waits | (OUTGOING.c.state == _SENDING))
        return self._rows(query.order_by(OUTGOING.c.urgent.desc(), OUTGOING.c.id).limit(limit))

    def mails_since(self, begin: datetime) -> int:
        """How many mails were sent since an instant."""
        sent = (OUTGOING.c.sent_at >= instant_text(begin), OUTGOING.c.channel == Channel.MAIL.value)
        return int(self._transaction.value(select(func.count()).select_from(OUTGOING).where(*sent)))

    def counts(self) -> Mapping[str, int]:
        """How many rows stand in each state."""
        rows = self._transaction.tuples(select(OUTGOING.c.state, func.count()).group_by(OUTGOING.c.state))
        return {str(state): int(count) for state, count in sorted(rows)}

    def claim(self, number: int) -> Outgoing:
        """Note that a row is about to be sent, before anything of it leaves."""
        row = self.get(number)
        self._set(number, {"state": _SENDING, "attempts": row.attempts + 1})
        reach("out.claimed")
        return self.get(number)

    def sent(self, number: int) -> Outgoing:
        """Note that a row was taken by its receiver."""
        self._set(number, {"state": _SENT, "sent_at": instant_text(self._transaction.now()), "reason": None})
        self._tell(ENGINE, "sent", number, "", {"message_id": self.get(number).message_id})
        return self.get(number)

    def postpone(self, number: int, until: datetime, reason: str, *, tried: bool = True) -> Outgoing:
        """Let a row wait and say why; one that was not `tried` (the daily cap) is not counted as an attempt."""
        row = self.get(number)
        attempts = row.attempts if tried or row.state is not OutgoingState.SENDING else row.attempts - 1
        self._set(number, {"state": _DUE, "next_at": instant_text(until), "reason": reason, "attempts": attempts})
        return self.get(number)

    def fail(self, number: int, reason: str) -> Outgoing:
        """Give a row up, with the reason for whoever looks."""
        self._set(number, {"state": _FAILED, "reason": reason})
        self._tell(ENGINE, "failed", number, reason, {})
        return self.get(number)

    def again(self, number: int, person: str, *, urgent: bool, because: str = "") -> Outgoing:
        """Let a row be tried now: `urgent` past the daily cap too. Raises WrongUseError for what was sent."""
        row = self.get(number)
        if row.state is OutgoingState.SENT:
            raise WrongUseError(f"{number} was sent at {row.sent_at:%Y-%m-%d %H:%M} UTC: it is not sent twice")
        now = instant_text(self._transaction.now())
        attempts = 0 if row.state is OutgoingState.FAILED else row.attempts
        values = {"state": _DUE, "next_at": now, "urgent": urgent or row.urgent, "attempts": attempts, "reason": None}
        self._set(number, values)
        self._tell(person, "released" if urgent else "retried", number, because, {})
        return self.get(number)

    def _set(self, number: int, values: Mapping[str, Any]) -> None:
        self._transaction.run(update(OUTGOING).where(OUTGOING.c.id == number).values(**values))

    def _tell(self, actor: str, act: str, number: int, because: str, details: Mapping[str, Any]) -> None:
        self._audit.append(actor, f"outgoing:{act}", f"outgoing:{number}", because, details)

    def _row(self, query: Select[Any]) -> Outgoing | None:
        return next(iter(self._rows(query)), None)

    def _rows(self, query: Select[Any]) -> tuple[Outgoing, ...]:
        return tuple(_outgoing(row) for row in self._transaction.rows(query))


def _storable(text: str) -> str:
    """PostgreSQL takes no NUL in a text."""
    return text.replace("\0", " ")


def _outgoing(row: Mapping[str, Any]) -> Outgoing:
    return Outgoing(
        row["id"], row["key"], row["message_id"], OutgoingKind(row["kind"]), Channel(row["channel"]), row["recipient"],
        row["subject"], row["body"], json.loads(row["files"]), row["document_id"], row["answers"],
        OutgoingState(row["state"]), row["urgent"], row["attempts"], instant(row["created_at"]),
        instant(row["next_at"]), instant(row["sent_at"]) if row["sent_at"] else None, row["reason"],
    )  # fmt: skip


__all__ = ["Outbox"]
