"""Tables of master data: suppliers, orders, receipts, and what changed in them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Index, Text
from sqlmodel import Field, SQLModel

from documents.order import MatchLevel, OrderStatus
from storage.tables._columns import one_of, table


class SupplierRow(SQLModel, table=True):
    """A supplier; the lists are JSON."""

    __tablename__ = "supplier"
    key: str = Field(sa_type=Text, primary_key=True)
    id: str = Field(sa_type=Text, unique=True)
    name: str = Field(sa_type=Text)
    vat_id: str | None = Field(default=None, sa_type=Text, index=True)
    bank_accounts: str = Field(sa_type=Text)
    email_domains: str = Field(sa_type=Text)
    country: str | None = Field(default=None, sa_type=Text)
    currency: str | None = Field(default=None, sa_type=Text)
    language: str | None = Field(default=None, sa_type=Text)


class OrderRow(SQLModel, table=True):
    """A purchase order."""

    __tablename__ = "purchase_order"
    __table_args__ = (one_of("status", OrderStatus),)
    key: str = Field(sa_type=Text, primary_key=True)
    number: str = Field(sa_type=Text)
    supplier_id: str = Field(sa_type=Text, index=True)
    currency: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    charges: str = Field(sa_type=Text)
    ordered_on: str | None = Field(default=None, sa_type=Text)


class OrderLineRow(SQLModel, table=True):
    """An ordered line; figures are plain decimal text."""

    __tablename__ = "order_line"
    __table_args__ = (one_of("match", MatchLevel),)
    order_key: str = Field(foreign_key="purchase_order.key", primary_key=True, sa_type=Text)
    line: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    quantity: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text)
    unit_price: str = Field(sa_type=Text)
    price_per: str = Field(sa_type=Text)
    item: str | None = Field(default=None, sa_type=Text)
    supplier_item: str | None = Field(default=None, sa_type=Text)
    description: str = Field(sa_type=Text)
    match: str = Field(sa_type=Text)
    units: str = Field(sa_type=Text)
    estimated: bool = Field(sa_type=Boolean)
    tax_rate: str | None = Field(default=None, sa_type=Text)


class ReceiptRow(SQLModel, table=True):
    """A goods receipt."""

    __tablename__ = "receipt"
    __table_args__ = (Index("ix_receipt_order", "order_key", "received_on", "key"),)
    key: str = Field(sa_type=Text, primary_key=True)
    number: str = Field(sa_type=Text)
    order_key: str = Field(sa_type=Text)
    order_number: str = Field(sa_type=Text)
    received_on: str | None = Field(default=None, sa_type=Text)
    delivery_note: str | None = Field(default=None, sa_type=Text)
    note_key: str | None = Field(default=None, sa_type=Text, index=True)


class ReceiptLineRow(SQLModel, table=True):
    """A receipt line with its ledger account, in whole billionths of the order unit.

    `net` is received less returned, NULL where the unit converts to the order's by no rule of ours;
    `cap` is what may be billed, NULL until a match declares it and after every change of the line;
    `allocated` is the sum of the entries in `allocation`, kept by their trigger."""

    __tablename__ = "receipt_line"
    __table_args__ = (
        CheckConstraint("allocated >= 0", name="allocated"),
        CheckConstraint("cap IS NULL OR cap >= 0", name="cap"),
        CheckConstraint("cap IS NULL OR net IS NULL OR cap <= net", name="cap_net"),
        Index("ix_receipt_line_came", "receipt_key", "order_line", "net"),
    )
    receipt_key: str = Field(foreign_key="receipt.key", primary_key=True, sa_type=Text)
    line: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    order_line: int
    quantity: str = Field(sa_type=Text)
    unit: str | None = Field(default=None, sa_type=Text)
    rejected: str = Field(sa_type=Text)
    returned: str = Field(sa_type=Text)
    inspected: bool = Field(sa_type=Boolean)
    lot: str | None = Field(default=None, sa_type=Text)
    net: int | None = Field(default=None, sa_type=BigInteger)
    cap: int | None = Field(default=None, sa_type=BigInteger)
    allocated: int = Field(default=0, sa_type=BigInteger)


class ChangeRow(SQLModel, table=True):
    """A change of master data, to be heard once by those who wait for it."""

    __tablename__ = "master_change"
    __table_args__ = (
        one_of("subject", ("supplier", "order", "receipt")),
        Index("ix_master_change_heard", "heard", "id"),
        Index("ix_master_change_subject", "subject", "id"),
        Index("ix_master_change_key", "key", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    at: str = Field(sa_type=Text)
    actor: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    key: str = Field(sa_type=Text)
    before: str | None = Field(default=None, sa_type=Text)
    after: str | None = Field(default=None, sa_type=Text)
    related: str = Field(sa_type=Text)
    heard: bool = Field(default=False, sa_type=Boolean)


SUPPLIER = table(SupplierRow)
ORDER = table(OrderRow)
ORDER_LINE = table(OrderLineRow)
RECEIPT = table(ReceiptRow)
RECEIPT_LINE = table(ReceiptLineRow)
CHANGE = table(ChangeRow)

__all__ = ["CHANGE", "ORDER", "ORDER_LINE", "RECEIPT", "RECEIPT_LINE", "SUPPLIER"]
