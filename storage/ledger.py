"""The allocation ledger: receipt lines consumed by documents.

Entries are never changed or removed; a reversal is a negative entry that names what it reverses. The
database itself refuses an entry that would lift a receipt line above its cap (triggers on both), whoever
writes it and however many write at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import bindparam, case, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from documents.crash import reach
from documents.finding import Allocation
from documents.money import plain
from storage.audit import AuditTrail
from storage.custody.messages import ENGINE
from storage.encoding import from_nano, instant_text, number_key, to_nano
from storage.errors import NotFoundError, OverAllocatedError
from storage.masters._table import by_key
from storage.prepared import Prepared, Row
from storage.records import Uncovered
from storage.tables import ALLOCATION, RECEIPT, RECEIPT_LINE
from storage.transaction import Transaction

REFUSAL: Final = "more than may be billed"
"""What the triggers say when they refuse an entry."""

Caps = Mapping[tuple[str, int], Decimal]
"""(receipt number, line) to what may be billed of it in all, in order units, as the rules work it out:
three_way quantity − returned, four_way accepted."""


_PLACE: Final = ("line", "receipt_key", "receipt_line", "quantity")
_REVERSAL: Final = ALLOCATION.alias("reversal")
_STANDING: Final = Prepared(
    select(ALLOCATION)
    .outerjoin(_REVERSAL, _REVERSAL.c.reverses == ALLOCATION.c.id)
    .where(ALLOCATION.c.document_id == bindparam("document"), ALLOCATION.c.quantity > 0, _REVERSAL.c.id.is_(None))
    .order_by(ALLOCATION.c.id)
)
_ENTER: Final = Prepared(insert(ALLOCATION).inline(), [column.name for column in ALLOCATION.c if column.name != "id"])

_MOST: Final = bindparam("most", type_=RECEIPT_LINE.c.cap.type)
_DECLARE: Final = Prepared(
    update(RECEIPT_LINE)
    .where(RECEIPT_LINE.c.receipt_key == bindparam("of"), RECEIPT_LINE.c.line == bindparam("at"))
    .values(cap=case((RECEIPT_LINE.c.net < _MOST, RECEIPT_LINE.c.net), else_=_MOST))
)


class Ledger:
    """Writing and asking the ledger."""

    def __init__(self, transaction: Transaction, audit: AuditTrail) -> None:
        self._transaction = transaction
        self._audit = audit

    def allocate(self, document_id: int, allocations: Sequence[Allocation], caps: Caps, because: str = "") -> None:
        """Make these the document's allocations: what it had is reversed first, equal ones stay as they are.

        Raises OverAllocatedError, with nothing written, if a receipt line would be lifted above its cap, and
        NotFoundError for a receipt line that is not in master data. Quantities are cut to billionths.
        """
        wanted = sorted((_entry(allocation) for allocation in allocations), key=_place)
        wanted = [entry for entry in wanted if entry["quantity"] > 0]
        standing = self._standing(document_id)
        if wanted == sorted(({name: row[name] for name in _PLACE} for row in standing), key=_place):
            return
        try:
            with self._audit.savepoint():
                self._reverse(document_id, standing, because or "matched again", ENGINE)
                self.declare(caps)
                self._write(document_id, wanted, because)
        except DBAPIError as error:
            raise self._refusal(error, wanted) from error
        reach("ledger.allocated")

    def reverse(self, document_id: int, because: str, actor: str = ENGINE) -> tuple[Allocation, ...]:
        """Give back all that a document has allocated, as new entries; returns what was given back."""
        return self._reverse(document_id, self._standing(document_id), because, actor)

    def _reverse(self, document_id: int, standing: Sequence[Row], because: str, actor: str) -> tuple[Allocation, ...]:
        if not standing:
            return ()
        at = instant_text(self._transaction.now())
        entries = [
            {
                "document_id": document_id, "line": row["line"], "receipt_key": row["receipt_key"],
                "receipt_line": row["receipt_line"], "quantity": -row["quantity"], "reverses": row["id"],
                "because": because, "at": at,
            }
            for row in standing
        ]  # fmt: skip
        self._transaction.run(_ENTER, entries)
        given_back = self._named(standing)
        details = {"allocations": [allocation.to_json() for allocation in given_back]}
        self._audit.append(actor, "document:deallocated", f"document:{document_id}", because, details)
        return given_back

    def of(self, document_id: int) -> tuple[Allocation, ...]:
        """What a document has allocated now, in order of entry."""
        return self._named(self._standing(document_id))

    def allocated(self, receipt: str, line: int) -> Decimal:
        """How much of a receipt line is allocated now, in order units, by all documents."""
        account = (RECEIPT_LINE.c.receipt_key == number_key(receipt), RECEIPT_LINE.c.line == line)
        found = self._transaction.value(select(RECEIPT_LINE.c.allocated).where(*account))
        if found is None:
            raise NotFoundError(f"there is no line {line} of a receipt {receipt}")
        return from_nano(found)

    def taken(self, receipts: Iterable[str]) -> dict[tuple[str, int], Decimal]:
        """What is allocated now of the lines of these receipts, by (receipt number as compared, line); lines of
        which nothing is are left out."""
        rows = by_key(self._transaction, RECEIPT_LINE, map(number_key, receipts), "receipt_key")
        return {(row["receipt_key"], row["line"]): from_nano(row["allocated"]) for row in rows if row["allocated"]}

    def declare(self, caps: Caps) -> None:
        """Say what may be billed of receipt lines. A cap is never taken as more than received less returned."""
        rows = [
            {"of": number_key(receipt), "at": line, "most": max(0, to_nano(cap))}
            for (receipt, line), cap in sorted(caps.items())
        ]
        if not rows:
            return
        self._transaction.run(_DECLARE, rows)

    def uncovered(self, receipts: Sequence[str] | None = None) -> tuple[Uncovered, ...]:
        """Receipt lines of which more is allocated than may be billed, as after a return booked late; of all
        receipts, or of these. A credit is expected for each."""
        most = func.coalesce(RECEIPT_LINE.c.cap, RECEIPT_LINE.c.net)
        query = (
            select(RECEIPT_LINE, RECEIPT.c.number, RECEIPT.c.order_number, most.label("most"))
            .join(RECEIPT, RECEIPT.c.key == RECEIPT_LINE.c.receipt_key)
            .where(RECEIPT_LINE.c.allocated > most)
            .order_by(RECEIPT_LINE.c.receipt_key, RECEIPT_LINE.c.line)
        )
        if receipts is not None:
            query = query.where(RECEIPT.c.key.in_([number_key(receipt) for receipt in receipts]))
        return tuple(self._uncovered(row) for row in self._transaction.rows(query))

    def faults(self) -> tuple[str, ...]:
        """Receipt lines whose account is not the sum of their entries, one sentence each; empty if all are."""
        total = func.coalesce(func.sum(ALLOCATION.c.quantity), 0)
        of, at = RECEIPT_LINE.c.receipt_key, RECEIPT_LINE.c.line
        sums = select(total).where(ALLOCATION.c.receipt_key == of, ALLOCATION.c.receipt_line == at).scalar_subquery()
        rows = self._transaction.tuples(select(of, at).where(RECEIPT_LINE.c.allocated != sums))
        return tuple(f"receipt {of} line {at}: what is allocated is not the sum of its entries" for of, at in rows)

    def _write(self, document_id: int, wanted: Sequence[dict[str, Any]], because: str) -> None:
        stamp = {"document_id": document_id, "because": because, "at": instant_text(self._transaction.now())}
        if wanted:
            self._transaction.run(_ENTER, [{**entry, **stamp, "reverses": None} for entry in wanted])
            details = {"allocations": [{**entry, "quantity": plain(from_nano(entry["quantity"]))} for entry in wanted]}
            self._audit.append(ENGINE, "document:allocated", f"document:{document_id}", because, details)

    def _standing(self, document_id: int) -> Sequence[Row]:
        return self._transaction.rows(_STANDING, {"document": document_id})

    def _named(self, rows: Sequence[Row | Mapping[str, Any]]) -> tuple[Allocation, ...]:
        receipts = by_key(self._transaction, RECEIPT, [row["receipt_key"] for row in rows])
        numbers = {row["key"]: row["number"] for row in receipts}
        return tuple(
            Allocation(row["line"], numbers[row["receipt_key"]], row["receipt_line"], from_nano(row["quantity"]))
            for row in rows
        )

    def _uncovered(self, row: Row) -> Uncovered:
        account = (ALLOCATION.c.receipt_key == row["receipt_key"], ALLOCATION.c.receipt_line == row["line"])
        holders = (
            select(ALLOCATION.c.document_id).where(*account).group_by(ALLOCATION.c.document_id)
            .having(func.sum(ALLOCATION.c.quantity) > 0).order_by(ALLOCATION.c.document_id)
        )  # fmt: skip
        documents = tuple(found["document_id"] for found in self._transaction.rows(holders))
        allocated, cap = from_nano(row["allocated"]), from_nano(row["most"])
        return Uncovered(row["number"], row["line"], row["order_number"], allocated, cap, documents)

    def _refusal(self, error: DBAPIError, wanted: Sequence[Mapping[str, Any]]) -> Exception:
        lines = {(row["receipt_key"], row["line"]) for row in self._accounts(wanted)}
        unknown = [entry for entry in wanted if (entry["receipt_key"], entry["receipt_line"]) not in lines]
        if unknown:
            return NotFoundError(f"there is no {_words(unknown[0])}")
        if REFUSAL not in str(error.orig):
            return error
        asked = ", ".join(f"{plain(from_nano(entry['quantity']))} of {_words(entry)}" for entry in wanted)
        return OverAllocatedError(f"not all of this is left to be billed, match again: {asked}")

    def _accounts(self, wanted: Sequence[Mapping[str, Any]]) -> Sequence[Row]:
        return by_key(self._transaction, RECEIPT_LINE, [entry["receipt_key"] for entry in wanted], "receipt_key")


def _words(entry: Mapping[str, Any]) -> str:
    return f"line {entry['receipt_line']} of receipt {entry['receipt_key']}"


def _entry(allocation: Allocation) -> dict[str, Any]:
    return {
        "line": allocation.line, "receipt_key": number_key(allocation.receipt),
        "receipt_line": allocation.receipt_line, "quantity": to_nano(allocation.quantity, floor=True),
    }  # fmt: skip


def _place(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(entry[name] for name in _PLACE)


__all__ = ["REFUSAL", "Caps", "Ledger"]
