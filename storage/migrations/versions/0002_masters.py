"""Master data: suppliers, orders, receipts, and what changed in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.shorthand import among, big, serial, text, whole, yes_no

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _supplier()
    _purchase_order()
    _order_line()
    _receipt()
    _receipt_line()
    _master_change()


def downgrade() -> None:
    op.drop_table("master_change")
    op.drop_table("receipt_line")
    op.drop_table("receipt")
    op.drop_table("order_line")
    op.drop_table("purchase_order")
    op.drop_table("supplier")


def _supplier() -> None:
    op.create_table(
        "supplier",
        *text("key", "id", "name"), *text("vat_id", nullable=True), *text("bank_accounts", "email_domains"),
        *text("country", "currency", "language", nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_supplier")),
        sa.UniqueConstraint("id", name=op.f("uq_supplier_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_supplier_vat_id"), "supplier", ["vat_id"])


def _purchase_order() -> None:
    op.create_table(
        "purchase_order",
        *text("key", "number", "supplier_id", "currency", "status", "charges"), *text("ordered_on", nullable=True),
        among("purchase_order", "status", "open", "closed", "cancelled"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_purchase_order")),
    )  # fmt: skip
    op.create_index(op.f("ix_purchase_order_supplier_id"), "purchase_order", ["supplier_id"])


def _order_line() -> None:
    op.create_table(
        "order_line",
        *text("order_key"), *whole("line"), *text("quantity", "unit", "unit_price", "price_per"),
        *text("item", "supplier_item", nullable=True), *text("description", "match", "units"),
        *yes_no("estimated"), *text("tax_rate", nullable=True),
        among("order_line", "match", "two_way", "three_way", "four_way"),
        sa.ForeignKeyConstraint(
            ["order_key"], ["purchase_order.key"], name=op.f("fk_order_line_order_key_purchase_order")
        ),
        sa.PrimaryKeyConstraint("order_key", "line", name=op.f("pk_order_line")),
    )  # fmt: skip


def _receipt() -> None:
    op.create_table(
        "receipt",
        *text("key", "number", "order_key", "order_number"),
        *text("received_on", "delivery_note", "note_key", nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_receipt")),
    )  # fmt: skip
    op.create_index(op.f("ix_receipt_note_key"), "receipt", ["note_key"])
    op.create_index(op.f("ix_receipt_order_key"), "receipt", ["order_key"])


def _receipt_line() -> None:
    op.create_table(
        "receipt_line",
        *text("receipt_key"), *whole("line", "order_line"), *text("quantity"), *text("unit", nullable=True),
        *text("rejected", "returned"), *yes_no("inspected"), *text("lot", nullable=True),
        *big("net", "cap", nullable=True), *big("allocated"),
        sa.CheckConstraint("cap IS NULL OR cap >= 0", name=op.f("ck_receipt_line_cap")),
        sa.CheckConstraint("allocated >= 0", name=op.f("ck_receipt_line_allocated")),
        sa.CheckConstraint("cap IS NULL OR net IS NULL OR cap <= net", name=op.f("ck_receipt_line_cap_net")),
        sa.ForeignKeyConstraint(["receipt_key"], ["receipt.key"], name=op.f("fk_receipt_line_receipt_key_receipt")),
        sa.PrimaryKeyConstraint("receipt_key", "line", name=op.f("pk_receipt_line")),
    )  # fmt: skip


def _master_change() -> None:
    op.create_table(
        "master_change",
        *serial("id"), *text("at", "actor", "subject", "key"), *text("before", "after", nullable=True),
        *text("related"), *yes_no("heard"),
        among("master_change", "subject", "supplier", "order", "receipt"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_master_change")),
    )  # fmt: skip
    op.create_index(op.f("ix_master_change_heard"), "master_change", ["heard", "id"])
    op.create_index(op.f("ix_master_change_key"), "master_change", ["key", "id"])
    op.create_index(op.f("ix_master_change_subject"), "master_change", ["subject", "id"])
