"""Receiving: counts at the door with their entries, and the days on which goods were promised."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.shorthand import among, serial, text, whole

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_SQLITE = """
CREATE TRIGGER goods_entry_no_{act} BEFORE {act} ON goods_entry
BEGIN SELECT RAISE(ABORT, 'goods_entry is append-only'); END
"""

_POSTGRESQL = (
    "CREATE TRIGGER goods_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON goods_entry"
    " FOR EACH STATEMENT EXECUTE FUNCTION tallymark_append_only()"
)


def upgrade() -> None:
    _delivery_date()
    _goods_count()
    _goods_entry()
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(_SQLITE.format(act=act))
    else:
        op.execute(_POSTGRESQL)


def downgrade() -> None:
    for table in ("goods_entry", "goods_count", "delivery_date"):
        op.drop_table(table)


def _delivery_date() -> None:
    op.create_table(
        "delivery_date",
        *text("order_key"), *whole("line"), *text("promised_on"),
        sa.PrimaryKeyConstraint("order_key", "line", name=op.f("pk_delivery_date")),
    )  # fmt: skip
    op.create_index(op.f("ix_delivery_date_promised_on"), "delivery_date", ["promised_on"])


def _goods_count() -> None:
    op.create_table(
        "goods_count",
        *serial("id"), *text("number", "order_number", "order_key"), *text("delivery_note", nullable=True),
        *whole("slip_id", nullable=True), *text("state", "opened_by", "opened_at"),
        *text("closed_by", "closed_at", nullable=True),
        among("goods_count", "state", "open", "booked", "dropped"),
        sa.CheckConstraint("(state = 'open') = (closed_by IS NULL)", name=op.f("ck_goods_count_closed")),
        sa.ForeignKeyConstraint(["slip_id"], ["document.id"], name=op.f("fk_goods_count_slip_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_count")),
        sa.UniqueConstraint("number", name=op.f("uq_goods_count_number")),
    )  # fmt: skip
    op.create_index(op.f("ix_goods_count_state"), "goods_count", ["state", "id"])
    op.create_index(op.f("ix_goods_count_slip_id"), "goods_count", ["slip_id"])


def _goods_entry() -> None:
    op.create_table(
        "goods_entry",
        *serial("id"), *whole("count_id"), *text("key", "kind"), *whole("order_line"), *text("quantity"),
        *text("unit", "lot", "expiry", "sscc", "code", nullable=True), *whole("corrects", nullable=True),
        *text("person", "because", "at"),
        among("goods_entry", "kind", "count", "correction", "inspection", "return"),
        sa.CheckConstraint("(kind = 'correction') = (corrects IS NOT NULL)", name=op.f("ck_goods_entry_corrects")),
        sa.ForeignKeyConstraint(["count_id"], ["goods_count.id"], name=op.f("fk_goods_entry_count_id_goods_count")),
        sa.ForeignKeyConstraint(["corrects"], ["goods_entry.id"], name=op.f("fk_goods_entry_corrects_goods_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_goods_entry_key")),
    )  # fmt: skip
    op.create_index(op.f("ix_goods_entry_count_id"), "goods_entry", ["count_id", "id"])
    op.create_index(op.f("ix_goods_entry_sscc"), "goods_entry", ["sscc"])
