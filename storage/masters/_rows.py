"""Master data as rows and back; figures are plain decimal text, lists and maps JSON."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from documents.money import plain
from documents.order import Charge, MatchLevel, OrderLine, OrderStatus, PurchaseOrder
from documents.receipt import GoodsReceipt, ReceiptLine
from documents.supplier import Supplier
from storage.encoding import canonical, day, day_text, number_key
from storage.prepared import Row


def supplier_values(supplier: Supplier) -> dict[str, Any]:
    """The columns of a supplier."""
    return {
        "key": number_key(supplier.id), "id": supplier.id, "name": supplier.name, "vat_id": supplier.vat_id,
        "bank_accounts": canonical(list(supplier.bank_accounts)),
        "email_domains": canonical(list(supplier.email_domains)), "country": supplier.country,
        "currency": supplier.currency, "language": supplier.language,
    }  # fmt: skip


def supplier_from(row: Row) -> Supplier:
    """The inverse of `supplier_values`."""
    return Supplier(
        row["id"], row["name"], row["vat_id"], tuple(json.loads(row["bank_accounts"])),
        tuple(json.loads(row["email_domains"])), row["country"], row["currency"], row["language"],
    )  # fmt: skip


def order_values(order: PurchaseOrder) -> dict[str, Any]:
    """The columns of an order's head."""
    return {
        "key": number_key(order.number), "number": order.number, "supplier_id": order.supplier,
        "currency": order.currency, "status": order.status.value,
        "charges": canonical([[charge.kind, plain(charge.amount)] for charge in order.charges]),
        "ordered_on": day_text(order.ordered_on),
    }  # fmt: skip


def order_from(row: Row, lines: tuple[OrderLine, ...]) -> PurchaseOrder:
    """The inverse of `order_values`."""
    charges = tuple(Charge(kind, Decimal(amount)) for kind, amount in json.loads(row["charges"]))
    status, ordered_on = OrderStatus(row["status"]), day(row["ordered_on"])
    return PurchaseOrder(row["number"], row["supplier_id"], row["currency"], lines, status, charges, ordered_on)


def order_line_values(order_key: str, line: OrderLine) -> dict[str, Any]:
    """The columns of an ordered line."""
    return {
        "order_key": order_key, "line": line.line, "quantity": plain(line.quantity), "unit": line.unit,
        "unit_price": plain(line.unit_price), "price_per": plain(line.price_per), "item": line.item,
        "supplier_item": line.supplier_item, "description": line.description, "match": line.match.value,
        "units": canonical({unit: plain(factor) for unit, factor in line.units.items()}),
        "estimated": line.estimated, "tax_rate": None if line.tax_rate is None else plain(line.tax_rate),
    }  # fmt: skip


def order_line_from(row: Row) -> OrderLine:
    """The inverse of `order_line_values`."""
    return OrderLine(
        row["line"], Decimal(row["quantity"]), row["unit"], Decimal(row["unit_price"]), Decimal(row["price_per"]),
        row["item"], row["supplier_item"], row["description"], MatchLevel(row["match"]),
        {unit: Decimal(factor) for unit, factor in json.loads(row["units"]).items()}, bool(row["estimated"]),
        None if row["tax_rate"] is None else Decimal(row["tax_rate"]),
    )  # fmt: skip


def receipt_values(receipt: GoodsReceipt) -> dict[str, Any]:
    """The columns of a receipt's head."""
    return {
        "key": number_key(receipt.number), "number": receipt.number, "order_key": number_key(receipt.order),
        "order_number": receipt.order, "received_on": day_text(receipt.received_on),
        "delivery_note": receipt.delivery_note,
        "note_key": None if receipt.delivery_note is None else number_key(receipt.delivery_note),
    }  # fmt: skip


def receipt_from(row: Row, lines: tuple[ReceiptLine, ...]) -> GoodsReceipt:
    """The inverse of `receipt_values`."""
    return GoodsReceipt(row["number"], row["order_number"], day(row["received_on"]), row["delivery_note"], lines)


def receipt_line_values(receipt_key: str, line: ReceiptLine) -> dict[str, Any]:
    """The columns of a receipt line, without its ledger account."""
    return {
        "receipt_key": receipt_key, "line": line.line, "order_line": line.order_line,
        "quantity": plain(line.quantity), "unit": line.unit, "rejected": plain(line.rejected),
        "returned": plain(line.returned), "inspected": line.inspected, "lot": line.lot,
    }  # fmt: skip


def receipt_line_from(row: Row) -> ReceiptLine:
    """The inverse of `receipt_line_values`."""
    return ReceiptLine(
        row["line"], row["order_line"], Decimal(row["quantity"]), row["unit"], Decimal(row["rejected"]),
        Decimal(row["returned"]), bool(row["inspected"]), row["lot"],
    )  # fmt: skip


__all__ = [
    "order_from", "order_line_from", "order_line_values", "order_values", "receipt_from", "receipt_line_from",
    "receipt_line_values", "receipt_values", "supplier_from", "supplier_values",
]  # fmt: skip
