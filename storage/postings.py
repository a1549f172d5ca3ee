"""Postings: each approved document goes to the ERP exactly once, and is taken back at most once.

`claim` gives a document its one key, `written` notes the hash of the bytes that lie in the outbox, `posted`
that the same bytes were read back. Every step may be repeated after a crash and then changes nothing. A
cancellation goes through the same door as the posting that it takes back.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

from sqlalchemy import Table, insert, literal, select, update

from documents.crash import reach
from documents.errors import CustodyError, WrongUseError
from documents.kinds import Role
from storage.audit import AuditTrail
from storage.custody.messages import ENGINE
from storage.elapsed import seconds_between
from storage.encoding import instant_text
from storage.errors import NotFoundError
from storage.prepared import Row
from storage.records import Cancellation, Posting, PostingState
from storage.tables import CANCELLATION, DOCUMENT, MESSAGE, POSTING
from storage.transaction import Transaction

OneT = TypeVar("OneT", bound=Posting)


class _Door(ABC, Generic[OneT]):
    """The rows of one kind of message to the ERP, and the steps by which each leaves."""

    _table: Table
    _word: str

    def __init__(self, transaction: Transaction, audit: AuditTrail) -> None:
        self._transaction = transaction
        self._audit = audit

    def written(self, key: str, sha256: str) -> OneT:
        """Note that bytes with this hash lie in the outbox. Raises CustodyError if other bytes were noted before."""
        present = self._one(key)
        if present.state is PostingState.PENDING:
            self._set(present, {"state": PostingState.WRITTEN.value, "sha256": sha256, "written_at": self._now()})
            self._tell(ENGINE, "written", present.document, {"sha256": sha256})
            reach("postings.written")
        elif present.sha256 != sha256:
            raise CustodyError(f"{self._word} {key} was written with other bytes before: look at the outbox by hand")
        return self._one(key)

    def posted(self, key: str, read_back: str) -> OneT:
        """Note the hash of the bytes as read back. Raises CustodyError if they are not the bytes written."""
        present = self._one(key)
        if present.state is PostingState.PENDING or present.sha256 != read_back:
            raise CustodyError(f"{self._word} {key} does not read back as it was written: look at the outbox by hand")
        if present.state is PostingState.WRITTEN:
            self._set(
                present, {"state": PostingState.POSTED.value, "read_back": read_back, **self._left(present.document)}
            )
            self._tell(ENGINE, "posted", present.document, {"sha256": read_back})
        return self._one(key)

    def of(self, document_id: int) -> OneT | None:
        """The one of a document, None if it was never claimed."""
        row = self._transaction.row(select(self._table).where(self._table.c.document_id == document_id))
        return None if row is None else self._from(row)

    def unfinished(self) -> tuple[OneT, ...]:
        """Those that are not yet `posted`, oldest first."""
        return self._all(self._table.c.state != PostingState.POSTED.value)

    def all(self) -> tuple[OneT, ...]:
        """Every one, oldest first."""
        return self._all()

    def _claim(self, values: dict[str, Any], actor: str, because: str) -> OneT:
        self._transaction.run(insert(self._table), {**values, "state": PostingState.PENDING.value})
        details = {"key": values["key"], "verdict": values["verdict_id"]}
        self._tell(actor, "claimed", values["document_id"], details, because)
        return self._one(values["key"])

    def _all(self, *which: Any) -> tuple[OneT, ...]:
        rows = self._transaction.rows(select(self._table).where(*which).order_by(self._table.c.id))
        return tuple(self._from(row) for row in rows)

    def _one(self, key: str) -> OneT:
        row = self._transaction.row(select(self._table).where(self._table.c.key == key))
        if row is None:
            raise NotFoundError(f"there is no {self._word} {key}")
        return self._from(row)

    @abstractmethod
    def _from(self, row: Row) -> OneT:
        """The message of a row."""

    def _left(self, _document: int) -> dict[str, Any]:
        """The columns that say when it left."""
        return {"posted_at": self._now()}

    def _set(self, one: Posting, values: dict[str, Any]) -> None:
        self._transaction.run(update(self._table).where(self._table.c.id == one.id).values(**values))

    def _tell(self, actor: str, act: str, document: int, details: dict[str, Any], because: str = "") -> None:
        self._audit.append(actor, f"{self._word}:{act}", f"document:{document}", because, details)

    def _now(self) -> str:
        return instant_text(self._transaction.now())


class Postings(_Door[Posting]):
    """The way of approved documents into the ERP."""

    _table = POSTING
    _word = "posting"

    def claim(self, document_id: int, verdict_id: int) -> Posting:
        """The posting of a document, made on first call; its key names document and verdict.

        Raises CustodyError if the document was to be posted under another verdict: it can't be posted twice."""
        present = self.of(document_id)
        if present is None:
            key = f"{document_id:09d}-{verdict_id:09d}"
            return self._claim({"document_id": document_id, "verdict_id": verdict_id, "key": key}, ENGINE, "")
        if present.verdict != verdict_id:
            raise CustodyError(f"document {document_id} is being posted under verdict {present.verdict} already")
        return present

    def _left(self, document: int) -> dict[str, Any]:
        now = self._now()
        sealed = select(MESSAGE.c.sealed_at).join(DOCUMENT, DOCUMENT.c.message_id == MESSAGE.c.id)
        sealed_at = sealed.where(DOCUMENT.c.id == document).scalar_subquery()
        return {"posted_at": now, "seconds": seconds_between(sealed_at, literal(now))}

    def _from(self, row: Row) -> Posting:
        return Posting(*_way(row))


class Cancellations(_Door[Cancellation]):
    """The way of withdrawn documents out of the ERP again."""

    _table = CANCELLATION
    _word = "cancellation"

    def claim(self, posting: Posting, person: str, role: Role, reason: str) -> Cancellation:
        """The cancellation of a posting, made on first call; who asked first, and why, stands.

        Raises WrongUseError without a reason, or where the posting has not left yet."""
        present = self.of(posting.document)
        if present is not None:
            return present
        if posting.state is not PostingState.POSTED or not reason.strip():
            raise WrongUseError(f"to take back posting {posting.key} needs that it has left, and a reason")
        values = {
            "document_id": posting.document, "verdict_id": posting.verdict, "key": f"{posting.key}-cancelled",
            "person": person, "role": role.value, "reason": reason,
        }  # fmt: skip
        return self._claim(values, person, reason)

    def _from(self, row: Row) -> Cancellation:
        return Cancellation(*_way(row), row["person"], Role(row["role"]), row["reason"])


def _way(row: Row) -> tuple[int, int, int, str, PostingState, str | None, str | None]:
    """What both kinds have in common."""
    state = PostingState(row["state"])
    return (
        row["id"], row["document_id"], row["verdict_id"], row["key"], state, row["sha256"], row["read_back"],
    )  # fmt: skip


__all__ = ["Cancellations", "Postings"]
