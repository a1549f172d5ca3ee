"""The audit trail: an append-only chain of entries, each holding the hash of the one before.

An entry's hash covers its number, instant, actor, kind, subject, reason, details and the hash before it,
so a changed, missing, inserted or reordered entry is found and named. The newest entry's number and hash
are kept a second time (`audit_head`) and, day by day, outside the database (`storage.verification`),
so that a chain cut off at its end is found too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, insert, select, update

from documents.crash import reach
from storage.encoding import canonical, digest, instant, instant_text, record
from storage.prepared import Prepared, Row
from storage.records import AuditEntry
from storage.tables import AUDIT, AUDIT_HEAD
from storage.transaction import Transaction

BEGINNING: Final = "0" * 64
_ADD: Final = Prepared(insert(AUDIT).inline())
_HEAD: Final = Prepared(select(AUDIT_HEAD.c.seq, AUDIT_HEAD.c.hash))
_MOVE_HEAD: Final = Prepared(update(AUDIT_HEAD).values(seq=bindparam("newest"), hash=bindparam("of_newest")))
_BATCH: Final = 2000


class AuditTrail:
    """Writing and proving the trail."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._head: tuple[int, str] | None = None
        self._pending: list[dict[str, Any]] = []

    def append(
        self, actor: str, kind: str, subject: str, because: str = "", details: Mapping[str, Any] | None = None
    ) -> AuditEntry:
        """Add an entry. `kind` reads subject:act (`document:moved`), `subject` names one (`document:17`).

        Entries are written together by `flush`, which ends every unit of work before it commits."""
        seq, previous = self._head or self.head()
        text = canonical(details or {})
        at = self._transaction.now()
        values = _hashed(seq + 1, instant_text(at), actor, kind, subject, because, text, previous)
        self._pending.append(values)
        self._head = (seq + 1, values["hash"])
        reach("audit.appended")
        return AuditEntry(seq + 1, at, actor, kind, subject, because, details or {}, previous, values["hash"])

    @property
    def touched(self) -> bool:
        """Whether this transaction has added entries, written already or not."""
        return self._head is not None

    def flush(self) -> None:
        """Write the entries that were added since."""
        if self._pending:
            self._transaction.run(_ADD, self._pending)
            newest = self._pending[-1]
            self._transaction.run(_MOVE_HEAD, {"newest": newest["seq"], "of_newest": newest["hash"]})
            self._pending = []

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what is done within, entries included, if it raises; the transaction goes on."""
        before = self._head, [*self._pending]
        try:
            with self._transaction.savepoint():
                yield
        except BaseException:
            self._head, self._pending = before
            raise

    def record_access(self, actor: str, subject: str, because: str) -> AuditEntry:
        """Log that somebody is about to see, find or take away archived documents; commit it first."""
        return self.append(actor, "access:read", subject, because)

    def head(self) -> tuple[int, str]:
        """Number and hash of the newest entry; (0, 64 zeros) before the first."""
        self.flush()
        row = self._transaction.row(_HEAD)
        return (row["seq"], row["hash"]) if row else (0, BEGINNING)

    def entries(
        self, subject: str | None = None, kind: str | None = None, after: int = 0, limit: int = 1000
    ) -> tuple[AuditEntry, ...]:
        """Entries in order, at most `limit`, after number `after`; of one subject or kind where given."""
        self.flush()
        query = select(AUDIT).where(AUDIT.c.seq > after).order_by(AUDIT.c.seq).limit(limit)
        if subject is not None:
            query = query.where(AUDIT.c.subject == subject)
        if kind is not None:
            query = query.where(AUDIT.c.kind == kind)
        return tuple(_entry(row) for row in self._transaction.rows(query))

    def newest(self, subject: str, limit: int = 100) -> tuple[AuditEntry, ...]:
        """The newest entries about a subject, newest first."""
        self.flush()
        query = select(AUDIT).where(AUDIT.c.subject == subject).order_by(AUDIT.c.seq.desc()).limit(limit)
        return tuple(_entry(row) for row in self._transaction.rows(query))

    def verify(self) -> tuple[str, ...]:
        """The faults of the chain, one sentence each with the entry's number; empty if it is whole."""
        self.flush()
        faults: list[str] = []
        seq, previous = 0, BEGINNING
        for row in self._walk():
            faults += _faults(row, seq, previous)
            seq, previous = row["seq"], row["hash"]
        head, head_hash = self.head()
        if seq < head:
            faults.append(f"audit entries {seq + 1} to {head} were deleted from the end")
        elif seq > head or previous != head_hash:
            faults.append(f"audit entry {seq} is not the one that was written last ({head})")
        return tuple(faults)

    def hash_of(self, seq: int) -> str | None:
        """The hash of one entry, None if it is missing."""
        self.flush()
        found: str | None = self._transaction.value(select(AUDIT.c.hash).where(AUDIT.c.seq == seq))
        return found

    def _walk(self) -> Iterator[Row]:
        after = 0
        while rows := self._transaction.rows(
            select(AUDIT).where(AUDIT.c.seq > after).order_by(AUDIT.c.seq).limit(_BATCH)
        ):
            yield from rows
            after = rows[-1]["seq"]


def _hashed(
    seq: int, at: str, actor: str, kind: str, subject: str, because: str, details: str, previous: str
) -> dict[str, Any]:
    values: dict[str, Any] = {
        "seq": seq, "at": at, "actor": actor, "kind": kind, "subject": subject, "because": because,
        "details": details, "previous": previous,
    }  # fmt: skip
    return {**values, "hash": digest(canonical(values).encode())}


def _faults(row: Row, seq: int, previous: str) -> list[str]:
    number = row["seq"]
    faults = [f"audit entry {missing} was deleted" for missing in range(seq + 1, min(number, seq + 21))]
    if number > seq + 21:
        faults.append(f"so were those up to audit entry {number - 1}")
    fields = {name: value for name, value in row.items() if name != "hash"}
    if digest(canonical(fields).encode()) != row["hash"]:
        faults.append(f"audit entry {number} was changed")
    elif number == seq + 1 and row["previous"] != previous:
        faults.append(f"audit entry {number} does not follow the entry before it")
    return faults


def is_whole(entry: AuditEntry) -> bool:
    """Whether an entry's hash is that of its fields."""
    details = canonical(entry.details)
    said = (entry.actor, entry.kind, entry.subject, entry.because, details, entry.previous)
    return bool(_hashed(entry.seq, instant_text(entry.at), *said)["hash"] == entry.hash)


def _entry(row: Row) -> AuditEntry:
    at: datetime = instant(row["at"])
    return AuditEntry(
        row["seq"], at, row["actor"], row["kind"], row["subject"], row["because"], record(row["details"]),
        row["previous"], row["hash"],
    )  # fmt: skip


__all__ = ["BEGINNING", "AuditTrail", "is_whole"]
