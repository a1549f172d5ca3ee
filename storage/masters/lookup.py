"""Master data out: by number (without case and outer spaces), by order, by delivery note, by supplier."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final, TypeAlias

from sqlalchemy import bindparam, func, or_, select

from documents.order import PurchaseOrder
from documents.receipt import GoodsReceipt
from documents.supplier import Supplier
from storage.encoding import number_key
from storage.masters._rows import order_from, order_line_from, receipt_from, receipt_line_from, supplier_from
from storage.masters._table import by_key, grouped
from storage.masters.kin import sisters
from storage.prepared import Prepared, Row
from storage.tables import CHANGE, ORDER, ORDER_LINE, RECEIPT, RECEIPT_LINE, SUPPLIER
from storage.transaction import Transaction

_Suppliers: TypeAlias = tuple[tuple[Supplier, ...], Mapping[str, tuple[str, ...]]]
"""All suppliers, and those that have sisters with them."""

_NEWEST: Final = Prepared(select(func.max(CHANGE.c.id)).where(CHANGE.c.subject == "supplier"))
_ABOUT: Final = Prepared(
    select(RECEIPT)
    .where(
        or_(
            RECEIPT.c.order_key.in_(bindparam("orders", expanding=True)),
            RECEIPT.c.note_key.in_(bindparam("notes", expanding=True)),
        )
    )
    .order_by(RECEIPT.c.key)
)


class Lookup:
    """Finding master data."""

    _transaction: Transaction
    _suppliers: _Suppliers | None = None
    """As this transaction found them, before any change of its own."""

    def supplier(self, supplier_id: str) -> Supplier | None:
        """The supplier with this id, None if there is none."""
        found = by_key(self._transaction, SUPPLIER, [number_key(supplier_id)])
        return supplier_from(found[0]) if found else None

    def suppliers(self) -> tuple[Supplier, ...]:
        """All suppliers, in order of id; kept in memory for as long as none of them changes."""
        return self._known_suppliers()[0]

    def sisters(self, supplier_id: str) -> tuple[str, ...]:
        """The suppliers that share a VAT id or a bank account with this one, in order of id."""
        return self._known_suppliers()[1].get(supplier_id, ())

    def _known_suppliers(self) -> _Suppliers:
        if "supplier" in self._transaction.changed:
            return self._read_suppliers()
        if self._suppliers is None:
            newest = self._transaction.value(_NEWEST)
            known_at, known = self._transaction.remembered.get("suppliers", (None, ((), {})))
            self._suppliers = known if known_at is not None and known_at == newest else self._read_suppliers()
            self._transaction.remembered["suppliers"] = (newest, self._suppliers)
        return self._suppliers

    def _read_suppliers(self) -> _Suppliers:
        rows = self._transaction.rows(select(SUPPLIER).order_by(SUPPLIER.c.key))
        suppliers = tuple(supplier_from(row) for row in rows)
        return suppliers, sisters(suppliers)

    def order(self, number: str) -> PurchaseOrder | None:
        """The order with this number, None if there is none."""
        found = self.orders([number])
        return found[0] if found else None

    def orders(self, numbers: Iterable[str]) -> tuple[PurchaseOrder, ...]:
        """The orders with these numbers, those that exist, in order of number."""
        return self._orders(by_key(self._transaction, ORDER, map(number_key, numbers)))

    def orders_of(self, supplier_id: str) -> tuple[PurchaseOrder, ...]:
        """All orders to a supplier, in order of number."""
        query = select(ORDER).where(ORDER.c.supplier_id == supplier_id).order_by(ORDER.c.key)
        return self._orders(self._transaction.rows(query))

    def receipt(self, number: str) -> GoodsReceipt | None:
        """The receipt with this number, None if there is none."""
        found = self._receipts(by_key(self._transaction, RECEIPT, [number_key(number)]))
        return found[0] if found else None

    def receipts_of(self, orders: Iterable[str]) -> tuple[GoodsReceipt, ...]:
        """All receipts for these orders, in order of receipt number."""
        return self._receipts(by_key(self._transaction, RECEIPT, map(number_key, orders), "order_key"))

    def receipts_by_note(self, notes: Iterable[str]) -> tuple[GoodsReceipt, ...]:
        """The receipts booked on one of these delivery notes, of any supplier, in order of receipt number."""
        return self._receipts(by_key(self._transaction, RECEIPT, map(number_key, notes), "note_key"))

    def receipts_about(self, orders: Collection[str], notes: Collection[str]) -> tuple[GoodsReceipt, ...]:
        """The receipts for these orders or booked on one of these delivery notes, in order of receipt number."""
        if not orders or not notes:
            return self.receipts_of(orders) if orders else self.receipts_by_note(notes)
        asked = {"orders": sorted({*map(number_key, orders)}), "notes": sorted({*map(number_key, notes)})}
        return self._receipts(self._transaction.rows(_ABOUT, asked))

    def counts(self) -> dict[str, int]:
        """How many suppliers, orders, order lines, receipts and receipt lines there are."""
        tables = (SUPPLIER, ORDER, ORDER_LINE, RECEIPT, RECEIPT_LINE)
        return {table.name: self._transaction.count(table) for table in tables}

    def _orders(self, rows: Iterable[Row]) -> tuple[PurchaseOrder, ...]:
        heads = list(rows)
        lines = grouped(by_key(self._transaction, ORDER_LINE, [row["key"] for row in heads], "order_key"), "order_key")
        return tuple(order_from(row, tuple(map(order_line_from, lines.get(row["key"], ())))) for row in heads)

    def _receipts(self, rows: Iterable[Row]) -> tuple[GoodsReceipt, ...]:
        heads = list(rows)
        found = by_key(self._transaction, RECEIPT_LINE, [row["key"] for row in heads], "receipt_key")
        lines = grouped(found, "receipt_key")
        return tuple(receipt_from(row, tuple(map(receipt_line_from, lines.get(row["key"], ())))) for row in heads)


__all__ = ["Lookup"]
