"""Verdicts: what the rules decided, kept for ever with everything that is needed to give it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, insert, select

from documents.finding import Verdict
from storage.audit import AuditTrail
from storage.custody.messages import ENGINE
from storage.encoding import canonical, digest, instant, instant_text, record
from storage.errors import NotFoundError
from storage.prepared import Prepared, Row
from storage.records import StoredVerdict
from storage.tables import VERDICT
from storage.transaction import Transaction

_MINE: Final = VERDICT.c.document_id == bindparam("document")
_NEWEST: Final = Prepared(select(VERDICT).where(_MINE).order_by(VERDICT.c.id.desc()).limit(1))
_OTHER: Final = VERDICT.alias("other")
_LAST: Final = select(func.max(_OTHER.c.id)).where(_OTHER.c.document_id == VERDICT.c.document_id).scalar_subquery()
_NEWEST_OF_EACH: Final = select(VERDICT).where(VERDICT.c.id == _LAST).order_by(VERDICT.c.id)
_STORE: Final = Prepared(
    insert(VERDICT).returning(VERDICT.c.id), [column.name for column in VERDICT.c if column.name != "id"]
)


class Verdicts:
    """The append-only store of verdicts; triggers refuse change and removal."""

    def __init__(self, transaction: Transaction, audit: AuditTrail) -> None:
        self._transaction = transaction
        self._audit = audit
        self._given: dict[int, StoredVerdict] = {}
        """The newest verdicts, where this transaction, in which nobody else writes, has given them."""

    def store(
        self, document_id: int, verdict: Verdict, case_json: bytes, evidence: Mapping[str, Any] | None = None
    ) -> StoredVerdict:
        """Keep a verdict and the exact bytes of its case. The document's newest verdict given again on the same
        case is not stored twice: matching again with no new fact changes nothing."""
        text, given_at = canonical(verdict.to_json()), self._transaction.now()
        newest = self._transaction.row(_NEWEST, {"document": document_id})
        if newest is not None and (newest["verdict"], bytes(newest["case_json"])) == (text, case_json):
            return _stored(newest)
        values = {
            "document_id": document_id, "decision": verdict.decision.value, "verdict": text, "case_json": case_json,
            "policy_hash": verdict.policy_hash, "rules_version": verdict.rules_version,
            "evidence": canonical(evidence or {}), "given_at": instant_text(given_at),
        }  # fmt: skip
        number: int = self._transaction.value(_STORE, values)
        details = {
            "verdict": number, "decision": verdict.decision.value, "policy": verdict.policy_hash,
            "case": digest(case_json), "sha256": digest(text.encode()),
        }  # fmt: skip
        self._audit.append(ENGINE, "document:judged", f"document:{document_id}", "", details)
        self._given[document_id] = StoredVerdict(
            number, document_id, verdict, text, case_json, verdict.policy_hash, verdict.rules_version,
            evidence or {}, given_at,
        )  # fmt: skip
        return self._given[document_id]

    def latest(self, document_id: int) -> StoredVerdict | None:
        """The newest verdict on a document, None if it was never matched."""
        if document_id in self._given:
            return self._given[document_id]
        newest = self._transaction.row(_NEWEST, {"document": document_id})
        return None if newest is None else _stored(newest)

    def of(self, document_id: int) -> tuple[StoredVerdict, ...]:
        """All verdicts on a document, oldest first."""
        return self._verdicts(select(VERDICT).where(VERDICT.c.document_id == document_id).order_by(VERDICT.c.id))

    def verdict(self, verdict_id: int) -> StoredVerdict:
        """One verdict. Raises NotFoundError."""
        found = self._verdicts(select(VERDICT).where(VERDICT.c.id == verdict_id))
        if not found:
            raise NotFoundError(f"there is no verdict {verdict_id}")
        return found[0]

    def since(self, begin: datetime, after: int = 0, limit: int = 500) -> tuple[StoredVerdict, ...]:
        """Verdicts given at or after an instant with ids above `after`, oldest first, at most `limit`:
        what a simulation of another policy goes through."""
        query = select(VERDICT).where(VERDICT.c.given_at >= instant_text(begin), VERDICT.c.id > after)
        return self._verdicts(query.order_by(VERDICT.c.id).limit(limit))

    def newest(self, begin: datetime, after: int = 0, limit: int = 50) -> tuple[StoredVerdict, ...]:
        """The newest verdict of each document, where it was given at or after an instant and its id is above
        `after`; oldest first, at most `limit`: a page of what a simulation of another policy goes through."""
        query = _NEWEST_OF_EACH.where(VERDICT.c.given_at >= instant_text(begin), VERDICT.c.id > after)
        return self._verdicts(query.limit(limit))

    def judged(self, begin: datetime) -> int:
        """How many documents' newest verdicts were given at or after an instant."""
        newest = select(func.max(VERDICT.c.id).label("id")).group_by(VERDICT.c.document_id).subquery()
        query = select(func.count()).select_from(VERDICT.join(newest, newest.c.id == VERDICT.c.id))
        return int(self._transaction.value(query.where(VERDICT.c.given_at >= instant_text(begin))))

    def _verdicts(self, query: Select[Any]) -> tuple[StoredVerdict, ...]:
        return tuple(_stored(row) for row in self._transaction.rows(query))


def _stored(row: Row) -> StoredVerdict:
    return StoredVerdict(
        row["id"], row["document_id"], Verdict.from_json(record(row["verdict"])), row["verdict"],
        bytes(row["case_json"]), row["policy_hash"], row["rules_version"], record(row["evidence"]),
        instant(row["given_at"]),
    )  # fmt: skip


__all__ = ["Verdicts"]
