"""Documents and their sightings: entered once for each mail that brings them, moved as the lifecycle allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Select, bindparam, insert, select, update

from documents import lifecycle
from documents.crash import reach
from documents.draft import Draft
from documents.errors import CustodyError
from documents.kinds import Kind
from documents.lifecycle import State
from storage.audit import AuditTrail
from storage.custody._rows import document_from, key_text
from storage.custody.messages import ENGINE
from storage.encoding import canonical, digest, instant_text
from storage.errors import NotFoundError, StaleError
from storage.prepared import Prepared
from storage.records import Document, DocumentKey, NewDocument, Sighting
from storage.tables import DOCUMENT, PART, SEARCH_ENTRY, SIGHTING
from storage.transaction import Transaction

MADE: Final = "document:made"
"""What the trail says of a document whose pages a person chose, instead of the reader."""
_PLACES: Final = 1 << 12
"""Parts of a message, and documents of a part, that a rank has room for."""


_BY_ID: Final = Prepared(select(DOCUMENT).where(DOCUMENT.c.id == bindparam("document")))
_SEEN: Final = (
    update(DOCUMENT)
    .where(DOCUMENT.c.id == bindparam("document"), DOCUMENT.c.version == bindparam("seen"))
    .values(version=DOCUMENT.c.version + 1)
)
_STATE: Final = Prepared(_SEEN.values(state=bindparam("to")))
_SUPPLIER: Final = Prepared(_SEEN.values(supplier_id=bindparam("of")))
_FOUND_BY: Final = Prepared(
    update(SEARCH_ENTRY).where(SEARCH_ENTRY.c.document_id == bindparam("document")).values(supplier_id=bindparam("of"))
)


class DocumentCustody:
    """The part of custody that concerns documents."""

    _transaction: Transaction
    _audit: AuditTrail
    _known: dict[int, Document]
    """Documents as this transaction, in which nobody else writes, has seen or left them."""

    def add_document(self, message_id: int, new: NewDocument, state: State = State.READ) -> Document:
        """Enter a document that a message brought. The same pieces of the same message give the same record,
        with any new paths as further sightings; in another message they are a document of their own."""
        key = key_text(new.key)
        query = select(DOCUMENT).where(DOCUMENT.c.message_id == message_id, DOCUMENT.c.key == key)
        row = self._transaction.row(query)
        if row is None:
            self._transaction.run(insert(DOCUMENT), self._values(message_id, new, key, state))
            row = self._transaction.row(query)
            assert row is not None
            details = {"message": message_id, "kind": new.draft.kind.value, "state": state.value, "key": key}
            self._audit.append(ENGINE, "document:entered", f"document:{row['id']}", "", details)
        self._sight(row["id"], message_id, new.paths)
        return document_from(row)

    def document(self, document_id: int) -> Document:
        """One document. Raises NotFoundError."""
        known = self._known.get(document_id)
        if known is None:
            row = self._transaction.row(_BY_ID, {"document": document_id})
            if row is None:
                raise NotFoundError(f"there is no document {document_id}")
            known = self._known[document_id] = document_from(row)
        return known

    def documents(self, message_id: int) -> tuple[Document, ...]:
        """The documents that a message brought, in custody order."""
        return self._documents(select(DOCUMENT).where(DOCUMENT.c.message_id == message_id))

    def in_state(self, *states: State) -> tuple[Document, ...]:
        """The documents that stand in one of these states, in custody order."""
        return self._documents(select(DOCUMENT).where(DOCUMENT.c.state.in_([state.value for state in states])))

    def to_match(self) -> tuple[Document, ...]:
        """The documents that were read and wait for match or filing, in custody order."""
        return self.in_state(State.READ)

    def same_pieces(self, key: DocumentKey) -> tuple[Document, ...]:
        """All documents of the same blobs and pages, whichever mail brought them, in custody order."""
        return self._documents(select(DOCUMENT).where(DOCUMENT.c.key == key_text(key)))

    def numbered(self, number: str, kind: Kind | None = None) -> tuple[Document, ...]:
        """All documents with exactly this number, in custody order."""
        query = select(DOCUMENT).where(DOCUMENT.c.number == number)
        return self._documents(query if kind is None else query.where(DOCUMENT.c.kind == kind.value))

    def sightings(self, document_id: int) -> tuple[Sighting, ...]:
        """Where a document was seen, in order of message and path."""
        query = select(SIGHTING).where(SIGHTING.c.document_id == document_id)
        rows = self._transaction.rows(query.order_by(SIGHTING.c.message_id, SIGHTING.c.path))
        return tuple(Sighting(row["document_id"], row["message_id"], row["path"]) for row in rows)

    def made(self, document_id: int, of: str, actor: str, because: str) -> None:
        """Note that a person chose the pages of a document; `of` are the documents that had them before."""
        self._audit.append(actor, MADE, f"document:{document_id}", because, {"of": of})

    def sight(self, document_id: int, message_id: int, paths: Sequence[str]) -> None:
        """Note that a document, or a piece of it, came with another message too; what is noted stays as it is."""
        self._sight(document_id, message_id, paths)

    def move(
        self, document_id: int, to: State, actor: str = ENGINE, because: str = "", *, version: int | None = None
    ) -> Document:
        """Move a document to another state and say so in the audit trail.

        Raises IllegalTransitionError on a move that the lifecycle does not know, StaleError if `version` is
        given and the document has changed since."""
        present = self._current(document_id, version)
        lifecycle.move(present.state, to)
        done = self._transaction.run(_STATE, {"document": document_id, "seen": present.version, "to": to.value})
        self._changed(present, done.rowcount)
        details = {"from": present.state.value, "to": to.value}
        self._audit.append(actor, "document:moved", f"document:{document_id}", because, details)
        reach(f"custody.moved-{to.value}")
        moved = replace(present, state=to, version=present.version + 1)
        self._known[document_id] = moved
        return moved

    def reread(
        self, document_id: int, draft: Draft, actor: str = ENGINE, because: str = "", *, version: int | None = None
    ) -> Document:
        """Replace what was read of a document; its state stays, the trail keeps the hash of the old reading."""
        present = self._current(document_id, version)
        if present.state in (State.POSTED, State.FILED):
            raise CustodyError(f"document {document_id} is {present.state.value}: what was read of it stands")
        self._change(present, _draft_values(draft))
        details = {"before": digest(present.draft_json.encode()), "after": digest(_draft_text(draft).encode())}
        self._audit.append(actor, "document:reread", f"document:{document_id}", because, details)
        return self.document(document_id)

    def assign_supplier(
        self, document_id: int, supplier: str | None, actor: str = ENGINE, because: str = ""
    ) -> Document:
        """Say who a document's supplier is; the search knows it at once."""
        present = self.document(document_id)
        if present.supplier == supplier:
            return present
        done = self._transaction.run(_SUPPLIER, {"document": document_id, "seen": present.version, "of": supplier})
        self._changed(present, done.rowcount)
        self._transaction.run(_FOUND_BY, {"document": document_id, "of": supplier})
        details = {"from": present.supplier, "to": supplier}
        self._audit.append(actor, "document:supplier", f"document:{document_id}", because, details)
        assigned = replace(present, supplier=supplier, version=present.version + 1)
        self._known[document_id] = assigned
        return assigned

    def _values(self, message_id: int, new: NewDocument, key: str, state: State) -> dict[str, Any]:
        ordinal = self._ordinal(message_id, new.paths)
        if not (0 <= ordinal < _PLACES and 0 < new.draft.document < _PLACES):
            raise CustodyError(f"a message holds at most {_PLACES} parts with {_PLACES} documents each")
        rank = (message_id * _PLACES + ordinal) * _PLACES + new.draft.document
        return {
            "message_id": message_id, "rank": rank, "key": key, "supplier_id": new.supplier, "state": state.value,
            "version": 1, "created_at": instant_text(self._transaction.now()), **_draft_values(new.draft),
        }  # fmt: skip

    def _ordinal(self, message_id: int, paths: Sequence[str]) -> int:
        leading = (PART.c.message_id == message_id, PART.c.path == paths[0])
        found: int | None = self._transaction.value(select(PART.c.ordinal).where(*leading))
        if found is None:
            raise CustodyError(f"message {message_id} has no part {paths[0]!r}: record its parts first")
        return found

    def _sight(self, document_id: int, message_id: int, paths: Sequence[str]) -> None:
        known = {sighting.path for sighting in self.sightings(document_id) if sighting.message == message_id}
        for path in dict.fromkeys(paths):
            if path not in known:
                values = {"document_id": document_id, "message_id": message_id, "path": path}
                self._transaction.run(insert(SIGHTING), values)

    def _current(self, document_id: int, version: int | None) -> Document:
        present = self.document(document_id)
        if version is not None and present.version != version:
            raise StaleError(f"document {document_id} has changed since you looked at it: look again")
        return present

    def _change(self, present: Document, values: dict[str, Any]) -> None:
        same = (DOCUMENT.c.id == present.id, DOCUMENT.c.version == present.version)
        done = self._transaction.run(update(DOCUMENT).where(*same).values(version=present.version + 1, **values))
        self._known.pop(present.id, None)
        self._changed(present, done.rowcount)

    def _changed(self, present: Document, rows: int) -> None:
        if rows != 1:
            raise StaleError(f"document {present.id} was changed by somebody else at this moment: look again")

    def _documents(self, query: Select[Any]) -> tuple[Document, ...]:
        return tuple(document_from(row) for row in self._transaction.rows(query.order_by(DOCUMENT.c.rank)))


def _draft_text(draft: Draft) -> str:
    return canonical(draft.to_json(text=True))


def _draft_values(draft: Draft) -> dict[str, Any]:
    field = "delivery_note_number" if draft.kind is Kind.PACKING_SLIP else "invoice_number"
    return {"kind": draft.kind.value, "number": draft.value(field), "draft": _draft_text(draft)}


__all__ = ["MADE", "DocumentCustody"]
