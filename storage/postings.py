"""Postings: each approved document goes to the ERP exactly once.

`claim` gives a document its one key, `written` notes the hash of the bytes that lie in the outbox, `posted`
that the same bytes were read back. Every step may be repeated after a crash and then changes nothing.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update

from documents.crash import reach
from documents.errors import CustodyError
from storage.audit import AuditTrail
from storage.custody.messages import ENGINE
from storage.encoding import instant_text
from storage.errors import NotFoundError
from storage.prepared import Row
from storage.records import Posting, PostingState
from storage.tables import POSTING
from storage.transaction import Transaction


class Postings:
    """The outbox rows."""

    def __init__(self, transaction: Transaction, audit: AuditTrail) -> None:
        self._transaction = transaction
        self._audit = audit

    def claim(self, document_id: int, verdict_id: int) -> Posting:
        """The posting of a document, made on first call; its key names document and verdict.

        Raises CustodyError if the document was to be posted under another verdict: it can't be posted twice."""
        present = self.of(document_id)
        if present is not None:
            if present.verdict != verdict_id:
                raise CustodyError(f"document {document_id} is being posted under verdict {present.verdict} already")
            return present
        key = f"{document_id:09d}-{verdict_id:09d}"
        state = PostingState.PENDING.value
        values = {"document_id": document_id, "verdict_id": verdict_id, "key": key, "state": state}
        self._transaction.run(insert(POSTING), values)
        details = {"key": key, "verdict": verdict_id}
        self._audit.append(ENGINE, "posting:claimed", f"document:{document_id}", "", details)
        return self._posting(key)

    def written(self, key: str, sha256: str) -> Posting:
        """Note that bytes with this hash lie in the outbox. Raises CustodyError if other bytes were noted before."""
        present = self._posting(key)
        if present.state is PostingState.PENDING:
            self._set(present, {"state": PostingState.WRITTEN.value, "sha256": sha256, "written_at": self._now()})
            self._audit.append(ENGINE, "posting:written", f"document:{present.document}", "", {"sha256": sha256})
            reach("postings.written")
        elif present.sha256 != sha256:
            raise CustodyError(f"posting {key} was written with other bytes before: look at the outbox by hand")
        return self._posting(key)

    def posted(self, key: str, read_back: str) -> Posting:
        """Note the hash of the bytes as read back. Raises CustodyError if they are not the bytes written."""
        present = self._posting(key)
        if present.state is PostingState.PENDING or present.sha256 != read_back:
            raise CustodyError(f"posting {key} does not read back as it was written: look at the outbox by hand")
        if present.state is PostingState.WRITTEN:
            values = {"state": PostingState.POSTED.value, "read_back": read_back, "posted_at": self._now()}
            self._set(present, values)
            self._audit.append(ENGINE, "posting:posted", f"document:{present.document}", "", {"sha256": read_back})
        return self._posting(key)

    def of(self, document_id: int) -> Posting | None:
        """The posting of a document, None if it was never claimed."""
        row = self._transaction.row(select(POSTING).where(POSTING.c.document_id == document_id))
        return None if row is None else _posting(row)

    def unfinished(self) -> tuple[Posting, ...]:
        """The postings that are not yet `posted`, oldest first."""
        query = select(POSTING).where(POSTING.c.state != PostingState.POSTED.value).order_by(POSTING.c.id)
        return tuple(_posting(row) for row in self._transaction.rows(query))

    def all(self) -> tuple[Posting, ...]:
        """Every posting, oldest first."""
        return tuple(_posting(row) for row in self._transaction.rows(select(POSTING).order_by(POSTING.c.id)))

    def _posting(self, key: str) -> Posting:
        row = self._transaction.row(select(POSTING).where(POSTING.c.key == key))
        if row is None:
            raise NotFoundError(f"there is no posting {key}")
        return _posting(row)

    def _set(self, posting: Posting, values: dict[str, Any]) -> None:
        self._transaction.run(update(POSTING).where(POSTING.c.id == posting.id).values(**values))

    def _now(self) -> str:
        return instant_text(self._transaction.now())


def _posting(row: Row) -> Posting:
    return Posting(
        row["id"], row["document_id"], row["verdict_id"], row["key"], PostingState(row["state"]), row["sha256"],
        row["read_back"],
    )  # fmt: skip


__all__ = ["Postings"]
