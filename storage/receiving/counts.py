"""Counts: what came through the door, entry by entry. Nothing is changed; a mistake is another entry.

A count is of one delivery to one order. Its entries are added up by the journey (`journey.goods_in.counting`) to
the lines of a goods receipt; booked, the count is that receipt, and later entries change the receipt through new sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Select, func, insert, select, update

from documents.errors import WrongUseError
from documents.money import plain
from storage.audit import AuditTrail
from storage.encoding import day, day_text, instant, instant_text, number_key
from storage.errors import NotFoundError, StaleError
from storage.records import Count, CountState, Entry, EntryKind, NewCount, NewEntry
from storage.tables import COUNT, ENTRY
from storage.transaction import Transaction

PREFIX: Final = "GI-"
_LONGEST_KEY: Final = 100


class Counts:
    """Opening, entering, closing."""

    _transaction: Transaction
    _audit: AuditTrail

    def open_count(self, new: NewCount, person: str) -> Count:
        """Open a count. Without a number it gets the next of our own, `GI-000001`.

        Raises WrongUseError if a count of this number is there."""
        newest = int(self._transaction.value(select(func.coalesce(func.max(COUNT.c.id), 0))))
        number = (new.number or "").strip() or f"{PREFIX}{newest + 1:06d}"
        if self._transaction.value(select(COUNT.c.id).where(COUNT.c.number == number)) is not None:
            raise WrongUseError(f"receipt {number} was counted here already: give another number")
        values = {
            "number": number, "order_number": new.order, "order_key": number_key(new.order),
            "delivery_note": (new.delivery_note or "").strip() or None, "slip_id": new.slip,
            "state": CountState.OPEN.value, "opened_by": person, "opened_at": instant_text(self._transaction.now()),
        }  # fmt: skip
        made = int(self._transaction.value(insert(COUNT).returning(COUNT.c.id), values))
        details = {"number": number, "order": new.order, "delivery_note": values["delivery_note"], "slip": new.slip}
        self._audit.append(person, "count:opened", f"count:{made}", "", details)
        return self.count(made)

    def count(self, count_id: int) -> Count:
        """One count. Raises NotFoundError."""
        row = self._transaction.row(select(COUNT).where(COUNT.c.id == count_id))
        if row is None:
            raise NotFoundError(f"there is no count {count_id}")
        return _count(row)

    def counts(self, state: CountState, before: int | None = None, limit: int = 50) -> tuple[Count, ...]:
        """Counts in a state, newest first, at most `limit` with ids below `before`."""
        query = select(COUNT).where(COUNT.c.state == state.value).order_by(COUNT.c.id.desc()).limit(limit)
        return self._counts(query if before is None else query.where(COUNT.c.id < before))

    def counts_of_slip(self, slip: int) -> tuple[Count, ...]:
        """The counts drafted from a packing slip, those that were dropped left out."""
        mine = (COUNT.c.slip_id == slip, COUNT.c.state != CountState.DROPPED.value)
        return self._counts(select(COUNT).where(*mine).order_by(COUNT.c.id))

    def counts_of_order(self, order: str, state: CountState) -> tuple[Count, ...]:
        """The counts of an order in a state, oldest first."""
        mine = (COUNT.c.order_key == number_key(order), COUNT.c.state == state.value)
        return self._counts(select(COUNT).where(*mine).order_by(COUNT.c.id))

    def close_count(self, count_id: int, state: CountState, person: str, because: str = "") -> Count:
        """Book or drop an open count. Raises StaleError if somebody closed it before."""
        at = instant_text(self._transaction.now())
        values = {"state": state.value, "closed_by": person, "closed_at": at}
        open_one = (COUNT.c.id == count_id, COUNT.c.state == CountState.OPEN.value)
        if self._transaction.run(update(COUNT).where(*open_one).values(**values)).rowcount != 1:
            present = self.count(count_id)
            raise StaleError(f"count {present.number} is {present.state.value} by {present.closed_by}: look again")
        self._audit.append(person, f"count:{state.value}", f"count:{count_id}", because)
        return self.count(count_id)

    def enter(self, count_id: int, new: NewEntry, person: str) -> tuple[Entry, bool]:
        """Add an entry; the same key again gives the entry that is there, and False.

        Raises WrongUseError if the key was used for something else."""
        if not new.key or len(new.key) > _LONGEST_KEY:
            raise WrongUseError(f"an entry has a key of 1 to {_LONGEST_KEY} signs")
        present = self._transaction.row(select(ENTRY).where(ENTRY.c.key == new.key))
        if present is not None:
            made = _entry(present)
            if made.count != count_id or made.made.kind is not new.kind:
                raise WrongUseError(f"the key {new.key} was used for another entry")
            return made, False
        values = _values(count_id, new, person, instant_text(self._transaction.now()))
        number = int(self._transaction.value(insert(ENTRY).returning(ENTRY.c.id), values))
        said = {name: value for name, value in values.items() if value is not None and name not in ("at", "person")}
        self._audit.append(person, f"count:{new.kind.value}", f"count:{count_id}", new.because, {**said, "id": number})
        return self.entry(number), True

    def entry(self, entry_id: int) -> Entry:
        """One entry. Raises NotFoundError."""
        row = self._transaction.row(select(ENTRY).where(ENTRY.c.id == entry_id))
        if row is None:
            raise NotFoundError(f"there is no entry {entry_id}")
        return _entry(row)

    def entries(self, count_id: int) -> tuple[Entry, ...]:
        """The entries of a count, in the order in which they were made."""
        query = select(ENTRY).where(ENTRY.c.count_id == count_id).order_by(ENTRY.c.id)
        return tuple(_entry(row) for row in self._transaction.rows(query))

    def entries_of_unit(self, sscc: str) -> tuple[tuple[Entry, Count], ...]:
        """The entries of one logistic unit (a pallet's SSCC) in counts that were not dropped."""
        query = select(ENTRY.c.id).join(COUNT, COUNT.c.id == ENTRY.c.count_id)
        query = query.where(ENTRY.c.sscc == sscc, COUNT.c.state != CountState.DROPPED.value).order_by(ENTRY.c.id)
        found = (self.entry(row["id"]) for row in self._transaction.rows(query))
        return tuple((entry, self.count(entry.count)) for entry in found)

    def _counts(self, query: Select[Any]) -> tuple[Count, ...]:
        return tuple(_count(row) for row in self._transaction.rows(query))


def _values(count_id: int, new: NewEntry, person: str, at: str) -> dict[str, Any]:
    return {
        "count_id": count_id, "key": new.key, "kind": new.kind.value, "order_line": new.order_line,
        "quantity": plain(new.quantity), "unit": new.unit, "lot": new.lot, "expiry": day_text(new.expiry),
        "sscc": new.sscc, "code": new.code, "corrects": new.corrects, "person": person, "because": new.because,
        "at": at,
    }  # fmt: skip


def _entry(row: Mapping[str, Any]) -> Entry:
    made = NewEntry(
        row["key"], EntryKind(row["kind"]), row["order_line"], Decimal(row["quantity"]), row["unit"], row["lot"],
        day(row["expiry"]), row["sscc"], row["code"], row["corrects"], row["because"],
    )  # fmt: skip
    return Entry(row["id"], row["count_id"], made, row["person"], instant(row["at"]))


def _count(row: Mapping[str, Any]) -> Count:
    closed_at = None if row["closed_at"] is None else instant(row["closed_at"])
    return Count(
        row["id"], row["number"], row["order_number"], row["delivery_note"], row["slip_id"], CountState(row["state"]),
        row["opened_by"], instant(row["opened_at"]), row["closed_by"], closed_at,
    )  # fmt: skip


__all__ = ["PREFIX", "Counts"]
