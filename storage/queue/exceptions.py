"""Exceptions: findings that people settle, one item for each document and owner role."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, bindparam, delete, insert, select, update

from documents.finding import Finding
from documents.kinds import Role
from storage.audit import AuditTrail
from storage.custody.messages import ENGINE
from storage.encoding import NEVER, day_text, instant_text
from storage.errors import NotFoundError, StaleError
from storage.prepared import Prepared
from storage.queue._rows import UNTIMED, figures, fresh, item_from, signs
from storage.records import ExceptionState, QueueItem
from storage.records.desk import Docket
from storage.tables import DOCUMENT, QUEUE_ITEM, QUEUE_SIGN
from storage.transaction import Transaction

_MINE: Final = QUEUE_ITEM.c.document_id == bindparam("document")
_OF: Final = Prepared(select(QUEUE_ITEM).where(_MINE).order_by(QUEUE_ITEM.c.id))
_FORGET: Final = Prepared(delete(QUEUE_SIGN).where(QUEUE_SIGN.c.item_id == bindparam("item")))
_OPEN, _CLAIMED, _RESOLVED = (state.value for state in ExceptionState)
_NOTHING: Final = Docket()


class Exceptions:
    """The queue that people work off."""

    _transaction: Transaction
    _audit: AuditTrail

    def open(
        self, document_id: int, findings: Sequence[Finding], *, due: date | None = None, currency: str | None = None,
        because: str = "", docket: Docket = _NOTHING,
    ) -> tuple[QueueItem, ...]:  # fmt: skip
        """Make these the document's open findings, one item an owner role. An unresolved item of a role gets the
        new findings and keeps its claim, and whoever was asked; parked, it comes back. An item of a role that owns
        none any more is resolved; the same findings again change nothing. Returns the unresolved items."""
        present = {item.owner: item for item in self.unresolved(document_id)}
        owners = dict.fromkeys(finding.owner for finding in findings)
        wanted = {owner: [finding for finding in findings if finding.owner is owner] for owner in owners}
        for owner, item in present.items():
            if owner not in wanted:
                self._resolve(item, ENGINE, because or "no such finding any more")
        for owner, found in wanted.items():
            values = figures(owner, found, due, currency, docket)
            number = self._renew(document_id, owner, present.get(owner), values, fresh(values, due, docket))
            if number is not None:
                self._sign(number, signs(owner, found, docket))
                self._tell(document_id, owner, values)
        return self.unresolved(document_id)

    def settle(self, document_id: int, because: str, actor: str = ENGINE) -> tuple[QueueItem, ...]:
        """Resolve all that is open on a document, as when it was matched clean or rejected."""
        return tuple(self._resolve(item, actor, because) for item in self.unresolved(document_id))

    def resolve(self, item_id: int, person: str, because: str) -> QueueItem:
        """Resolve an item. Raises StaleError if it is resolved already, or claimed by somebody else."""
        item = self.item(item_id)
        if item.state is ExceptionState.RESOLVED or item.claimed_by not in (None, person):
            raise StaleError(f"exception {item_id} is {item.state.value} by {item.claimed_by or item.resolved_by}")
        return self._resolve(item, person, because)

    def item(self, item_id: int) -> QueueItem:
        """One item. Raises NotFoundError."""
        row = self._transaction.row(select(QUEUE_ITEM).where(QUEUE_ITEM.c.id == item_id))
        if row is None:
            raise NotFoundError(f"there is no exception {item_id}")
        return item_from(row)

    def of(self, document_id: int) -> tuple[QueueItem, ...]:
        """All items of a document, oldest first, resolved ones too."""
        return tuple(item_from(row) for row in self._transaction.rows(_OF, {"document": document_id}))

    def unresolved(self, document_id: int) -> tuple[QueueItem, ...]:
        """The items of a document that people have to settle, oldest first."""
        return tuple(item for item in self.of(document_id) if item.state is not ExceptionState.RESOLVED)

    def list(
        self, *, owner: Role | None = None, state: ExceptionState | None = None, claimed_by: str | None = None,
        supplier: str | None = None, due_by: date | None = None, after: int = 0, limit: int = 200,
    ) -> tuple[QueueItem, ...]:  # fmt: skip
        """Items by filter, oldest first, at most `limit` with ids above `after`; unresolved ones without a `state`."""
        query = select(QUEUE_ITEM).where(QUEUE_ITEM.c.id > after).order_by(QUEUE_ITEM.c.id).limit(limit)
        states = [_OPEN, _CLAIMED] if state is None else [state.value]
        query = query.where(QUEUE_ITEM.c.state.in_(states))
        if owner is not None:
            query = query.where(QUEUE_ITEM.c.owner == owner.value)
        if claimed_by is not None:
            query = query.where(QUEUE_ITEM.c.claimed_by == claimed_by)
        if due_by is not None:
            query = query.where(QUEUE_ITEM.c.due_on <= day_text(due_by))
        if supplier is not None:
            query = query.join(DOCUMENT, DOCUMENT.c.id == QUEUE_ITEM.c.document_id)
            query = query.where(DOCUMENT.c.supplier_id == supplier)
        return self._items(query)

    def _renew(
        self, document_id: int, owner: Role, item: QueueItem | None, values: Mapping[str, Any], new: Mapping[str, Any]
    ) -> int | None:
        """Write an item; its number where anything changed."""
        if item is None:
            opened_at = instant_text(self._transaction.now())
            stamp = {"document_id": document_id, "owner": owner.value, "state": _OPEN, "opened_at": opened_at}
            opened = insert(QUEUE_ITEM).values(**stamp, **values, **new, settled=0)
            return int(self._transaction.value(opened.returning(QUEUE_ITEM.c.id)))
        row = self._transaction.row(select(QUEUE_ITEM).where(QUEUE_ITEM.c.id == item.id))
        assert row is not None
        if all(row[name] == value for name, value in values.items()):
            return None
        asked = ("desk", "asked_by", "note") if item.asked_by else ()
        kept = {name: value for name, value in new.items() if name not in asked} | {"timed_by": UNTIMED}
        self._transaction.run(update(QUEUE_ITEM).where(QUEUE_ITEM.c.id == item.id).values(**values, **kept))
        return item.id

    def _sign(self, number: int, found: Any) -> None:
        """Note what an item is found by; what it was found by before is forgotten."""
        self._transaction.run(_FORGET, {"item": number})
        item = self.item(number)
        shared = {"item_id": number, "desk": item.desk.value, "urgency": item.urgency}
        shared["settle_by"] = NEVER if item.settle_by is None else instant_text(item.settle_by)
        self._transaction.run(insert(QUEUE_SIGN), [{**shared, "sign": sign} for sign in found])

    def _tell(self, document_id: int, owner: Role, values: Mapping[str, Any]) -> None:
        codes = sorted({finding["code"] for finding in json.loads(values["findings"])})
        details = {"owner": owner.value, "codes": codes}
        self._audit.append(ENGINE, "exception:opened", f"document:{document_id}", "", details)

    def _resolve(self, item: QueueItem, actor: str, because: str) -> QueueItem:
        at = instant_text(self._transaction.now())
        values = {
            "state": _RESOLVED, "resolved_by": actor, "resolved_at": at, "because": because, "settled": item.id,
            "turns_on": None,
        }  # fmt: skip
        unresolved = (QUEUE_ITEM.c.id == item.id, QUEUE_ITEM.c.settled == 0)
        self._transaction.run(update(QUEUE_ITEM).where(*unresolved).values(**values))
        self._transaction.run(_FORGET, {"item": item.id})
        self._audit.append(actor, "exception:resolved", f"document:{item.document}", because, {"exception": item.id})
        return self.item(item.id)

    def _items(self, query: Select[Any]) -> tuple[QueueItem, ...]:
        return tuple(item_from(row) for row in self._transaction.rows(query))


__all__ = ["Exceptions"]
