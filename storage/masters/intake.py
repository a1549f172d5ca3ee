"""Master data in: upserted in bulk, changes recorded for those who wait."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from documents.order import PurchaseOrder
from documents.receipt import GoodsReceipt
from documents.supplier import Supplier
from storage.audit import AuditTrail
from storage.encoding import number_key
from storage.masters._accounts import open_account, order_units, renew_accounts
from storage.masters._rows import (
    order_line_values,
    order_values,
    receipt_line_values,
    receipt_values,
    supplier_values,
)  # fmt: skip
from storage.masters._table import Values, by_key, chunks
from storage.masters._upsert import Prepare, Upsert, Upserted
from storage.masters.changes import Changes
from storage.prepared import Row
from storage.promises import judge
from storage.records import WakeKey
from storage.tables import ORDER, ORDER_LINE, RECEIPT, RECEIPT_LINE, SUPPLIER
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Taken:
    """What an intake did: how many were new, changed, or as before."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: Taken) -> Taken:
        return Taken(self.new + other.new, self.changed + other.changed, self.same + other.same)


class Intake(Changes):
    """The three sorts of master data. Of several records with one number in one call the last holds."""

    _transaction: Transaction
    _audit: AuditTrail

    def take_suppliers(self, suppliers: Iterable[Supplier], actor: str) -> Taken:
        """Insert or update suppliers by id."""
        upsert = Upsert(self._transaction, SUPPLIER)
        taken = Taken()
        for chunk in chunks(suppliers):
            things = [Upserted("supplier", supplier_values(supplier)) for supplier in chunk]
            taken += self._write(upsert, things, actor)
        return self._note("suppliers", taken, actor)

    def take_orders(self, orders: Iterable[PurchaseOrder], actor: str) -> Taken:
        """Insert or update orders by number, and the lines they name."""
        upsert = Upsert(self._transaction, ORDER, ORDER_LINE, "order_key")
        taken = Taken()
        for chunk in chunks(orders):
            things = [_order(order) for order in chunk]
            taken += self._write(upsert, things, actor)
            keys = [thing.head["key"] for thing in things]
            renew_accounts(self._transaction, keys)
            judge(self._transaction, keys)
        return self._note("orders", taken, actor)

    def take_receipts(self, receipts: Iterable[GoodsReceipt], actor: str) -> Taken:
        """Insert or update receipts by number, and the lines they name. A return booked on a line of which more
        is allocated than is left is taken all the same: see `unit.ledger.uncovered`."""
        taken = Taken()
        for chunk in chunks(receipts):
            things = [_receipt(receipt) for receipt in chunk]
            upsert = Upsert(self._transaction, RECEIPT, RECEIPT_LINE, "receipt_key", self._accounts(things))
            before = by_key(self._transaction, RECEIPT, [thing.head["key"] for thing in things], "key")
            taken += self._write(upsert, things, actor)
            judge(self._transaction, [row["order_key"] for row in (*before, *(thing.head for thing in things))])
        return self._note("receipts", taken, actor)

    def _accounts(self, receipts: Sequence[Upserted]) -> Prepare:
        orders = {receipt.head["key"]: receipt.head["order_key"] for receipt in receipts}
        units = order_units(self._transaction, orders.values())

        def prepare(present: Row | None, values: Values) -> Values:
            return open_account(units, orders[values["receipt_key"]], present, values)

        return prepare

    def _write(self, upsert: Upsert, things: Sequence[Upserted], actor: str) -> Taken:
        last = {thing.head["key"]: thing for thing in things}
        changes = upsert.write(list(last.values()))
        self._record(actor, changes)
        changed = sum(change["after"] is not None for change in changes)
        return Taken(len(changes) - changed, changed, len(last) - len(changes))

    def _note(self, what: str, taken: Taken, actor: str) -> Taken:
        if taken.new or taken.changed:
            details = {"new": taken.new, "changed": taken.changed}
            self._audit.append(actor, f"masters:{what}", "masters", "", details)
        return taken


def _order(order: PurchaseOrder) -> Upserted:
    head: Values = order_values(order)
    lines = [order_line_values(head["key"], line) for line in order.lines]
    return Upserted("order", head, lines, (WakeKey("supplier", number_key(order.supplier)),))


def _receipt(receipt: GoodsReceipt) -> Upserted:
    head: Values = receipt_values(receipt)
    lines = [receipt_line_values(head["key"], line) for line in receipt.lines]
    related = [WakeKey("order", head["order_key"])]
    if head["note_key"] is not None:
        related.append(WakeKey("delivery_note", head["note_key"]))
    return Upserted("receipt", head, lines, tuple(related))


__all__ = ["Intake", "Taken"]
