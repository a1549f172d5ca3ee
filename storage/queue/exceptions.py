"""Exceptions: findings that people settle, one item for each document and owner role."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import RowMapping, Select, bindparam, func, insert, select, update

from documents.errors import NotAllowedError
from documents.finding import Finding
from documents.kinds import Role
from documents.money import plain
from storage.audit import AuditTrail
from storage.custody.messages import ENGINE
from storage.encoding import canonical, day, day_text, instant, instant_text
from storage.errors import NotFoundError, StaleError
from storage.records import ExceptionState, QueueItem
from storage.tables import DOCUMENT, QUEUE_ITEM
from storage.transaction import Transaction

_OF: Final = select(QUEUE_ITEM).where(QUEUE_ITEM.c.document_id == bindparam("document")).order_by(QUEUE_ITEM.c.id)
_OPEN, _CLAIMED, _RESOLVED = (state.value for state in ExceptionState)


class Exceptions:
    """The queue that people work off."""

    _transaction: Transaction
    _audit: AuditTrail

    def open(
        self, document_id: int, findings: Sequence[Finding], *, due: date | None = None, currency: str | None = None,
        because: str = "",
    ) -> tuple[QueueItem, ...]:  # fmt: skip
        """Make these the document's open findings, one item an owner role. An unresolved item of a role gets the
        new findings and keeps its claim; an item of a role that owns none any more is resolved; the same findings
        again change nothing. Returns the unresolved items."""
        present = {item.owner: item for item in self._unresolved(document_id)}
        owners = dict.fromkeys(finding.owner for finding in findings)
        wanted = {owner: [finding for finding in findings if finding.owner is owner] for owner in owners}
        for owner, item in present.items():
            if owner not in wanted:
                self._resolve(item, ENGINE, because or "no such finding any more")
        for owner, found in wanted.items():
            self._renew(document_id, owner, present.get(owner), _figures(found, due, currency))
        return self._unresolved(document_id)

    def settle(self, document_id: int, because: str, actor: str = ENGINE) -> tuple[QueueItem, ...]:
        """Resolve all that is open on a document, as when it was matched clean or rejected."""
        return tuple(self._resolve(item, actor, because) for item in self._unresolved(document_id))

    def claim(self, item_id: int, person: str) -> QueueItem:
        """Take an item on oneself. Raises StaleError if somebody else has it; one's own again changes nothing."""
        done = self._transaction.run(_claimed(person, QUEUE_ITEM.c.id == item_id))
        item = self.item(item_id)
        if done.rowcount != 1:
            if item.state is ExceptionState.CLAIMED and item.claimed_by == person:
                return item
            raise StaleError(f"exception {item_id} is {item.state.value} by {item.claimed_by or item.resolved_by}")
        self._audit.append(person, "exception:claimed", f"document:{item.document}", "", {"exception": item_id})
        return item

    def claim_next(self, role: Role, person: str) -> QueueItem | None:
        """Take the most urgent open item of a role on oneself: the earliest due, then the oldest. None if there is
        none. Any number of people may do so at once: no item goes to two."""
        urgent = (
            select(QUEUE_ITEM.c.id).where(QUEUE_ITEM.c.state == _OPEN, QUEUE_ITEM.c.owner == role.value)
            .order_by(func.coalesce(QUEUE_ITEM.c.due_on, "9999"), QUEUE_ITEM.c.id).limit(1)
            .with_for_update(skip_locked=True)
        )  # fmt: skip
        claimed = _claimed(person, QUEUE_ITEM.c.id == urgent.scalar_subquery())
        number = self._transaction.value(claimed.returning(QUEUE_ITEM.c.id))
        if number is None:
            return None
        item = self.item(number)
        self._audit.append(person, "exception:claimed", f"document:{item.document}", "", {"exception": number})
        return item

    def release(self, item_id: int, person: str) -> QueueItem:
        """Give a claimed item back. Raises NotAllowedError if it is another's."""
        item = self.item(item_id)
        if item.claimed_by != person or item.state is not ExceptionState.CLAIMED:
            raise NotAllowedError(f"exception {item_id} is not claimed by {person}")
        given_back = update(QUEUE_ITEM).where(QUEUE_ITEM.c.id == item_id).values(state=_OPEN, claimed_by=None)
        self._transaction.run(given_back)
        self._audit.append(person, "exception:released", f"document:{item.document}", "", {"exception": item_id})
        return self.item(item_id)

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
        return _item(row)

    def of(self, document_id: int) -> tuple[QueueItem, ...]:
        """All items of a document, oldest first, resolved ones too."""
        return tuple(_item(row) for row in self._transaction.rows(_OF, {"document": document_id}))

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

    def _unresolved(self, document_id: int) -> tuple[QueueItem, ...]:
        return tuple(item for item in self.of(document_id) if item.state is not ExceptionState.RESOLVED)

    def _renew(self, document_id: int, owner: Role, item: QueueItem | None, figures: Mapping[str, Any]) -> None:
        if item is None:
            opened_at = instant_text(self._transaction.now())
            values = {"document_id": document_id, "owner": owner.value, "state": _OPEN, "opened_at": opened_at}
            self._transaction.run(insert(QUEUE_ITEM), {**values, **figures, "settled": 0})
        elif _figures(item.findings, item.due, item.currency) != figures:
            self._transaction.run(update(QUEUE_ITEM).where(QUEUE_ITEM.c.id == item.id).values(**figures))
        else:
            return
        codes = sorted({finding["code"] for finding in json.loads(figures["findings"])})
        details = {"owner": owner.value, "codes": codes}
        self._audit.append(ENGINE, "exception:opened", f"document:{document_id}", "", details)

    def _resolve(self, item: QueueItem, actor: str, because: str) -> QueueItem:
        at = instant_text(self._transaction.now())
        values = {"state": _RESOLVED, "resolved_by": actor, "resolved_at": at, "because": because, "settled": item.id}
        unresolved = (QUEUE_ITEM.c.id == item.id, QUEUE_ITEM.c.settled == 0)
        self._transaction.run(update(QUEUE_ITEM).where(*unresolved).values(**values))
        self._audit.append(actor, "exception:resolved", f"document:{item.document}", because, {"exception": item.id})
        return self.item(item.id)

    def _items(self, query: Select[Any]) -> tuple[QueueItem, ...]:
        return tuple(_item(row) for row in self._transaction.rows(query))


def _claimed(person: str, *which: Any) -> Any:
    return update(QUEUE_ITEM).where(*which, QUEUE_ITEM.c.state == _OPEN).values(state=_CLAIMED, claimed_by=person)


def _figures(findings: Sequence[Finding], due: date | None, currency: str | None) -> dict[str, Any]:
    stakes = [finding.money_at_stake for finding in findings if finding.money_at_stake is not None]
    return {
        "findings": canonical([finding.to_json() for finding in findings]), "due_on": day_text(due),
        "stake": plain(max(stakes)) if stakes else None, "currency": currency,
    }  # fmt: skip


def _item(row: RowMapping) -> QueueItem:
    findings = tuple(map(Finding.from_json, json.loads(row["findings"])))
    return QueueItem(
        row["id"], row["document_id"], Role(row["owner"]), findings, ExceptionState(row["state"]),
        instant(row["opened_at"]), day(row["due_on"]), None if row["stake"] is None else Decimal(row["stake"]),
        row["currency"], row["claimed_by"], row["resolved_by"], row["because"],
    )  # fmt: skip


__all__ = ["Exceptions"]
