"""Resolutions: what people decided about findings, with role and reason; recorded once, never changed.

A resolution flips no state. It is a fact for the next match, which sees whether it still holds: a waiver
falls when its figures change.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

from sqlalchemy import bindparam, insert, select

from documents.errors import WrongUseError
from documents.kinds import Role
from storage.audit import AuditTrail
from storage.encoding import instant, instant_text
from storage.prepared import Prepared, Row
from storage.records import NewResolution, Resolution, ResolutionKind
from storage.tables import RESOLUTION
from storage.transaction import Transaction

_MINE: Final = RESOLUTION.c.document_id == bindparam("document")
_OF: Final = Prepared(select(RESOLUTION).where(_MINE).order_by(RESOLUTION.c.id))
_NEEDS = {
    ResolutionKind.WAIVER: ("code",),
    ResolutionKind.CORRECTION: ("field", "value"),
    ResolutionKind.REPOINTING: ("value",),
    ResolutionKind.NOT_A_DUPLICATE: (),
}


class Resolutions:
    """The append-only store of resolutions; triggers refuse change and removal."""

    def __init__(self, transaction: Transaction, audit: AuditTrail) -> None:
        self._transaction = transaction
        self._audit = audit

    def record(self, act: NewResolution) -> Resolution:
        """Record a person's act, in the audit trail too. Raises WrongUseError without a reason, a person, or what
        its kind needs. Whether the role may act is the journey's to check, before."""
        missing = [name for name in ("person", "reason", *_NEEDS[act.kind]) if not (getattr(act, name) or "").strip()]
        if missing:
            raise WrongUseError(f"a {act.kind.value} needs: {', '.join(missing)}")
        values = {**asdict(act), "kind": act.kind.value, "role": act.role.value}
        values["document_id"] = values.pop("document")
        at = instant_text(self._transaction.now())
        number = self._transaction.value(insert(RESOLUTION).values(recorded_at=at, **values).returning(RESOLUTION.c.id))
        details = {name: value for name, value in values.items() if value is not None and name != "reason"}
        kind = f"document:{act.kind.value}"
        self._audit.append(act.person, kind, f"document:{act.document}", act.reason, {"resolution": number, **details})
        return Resolution(number, instant(at), act)

    def of(self, document_id: int, kind: ResolutionKind | None = None) -> tuple[Resolution, ...]:
        """The resolutions on a document, oldest first; of one kind where given."""
        rows = self._transaction.rows(_OF, {"document": document_id})
        return tuple(_resolution(row) for row in rows if kind is None or row["kind"] == kind.value)


def _resolution(row: Row) -> Resolution:
    act = NewResolution(
        row["document_id"], ResolutionKind(row["kind"]), row["person"], Role(row["role"]), row["reason"],
        row["code"], row["line"], row["expected"], row["actual"], row["field"], row["value"],
    )  # fmt: skip
    return Resolution(row["id"], instant(row["recorded_at"]), act)


__all__ = ["Resolutions"]
