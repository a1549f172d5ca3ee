"""What became of each promised order line is kept beside its day."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_STANDING = sa.text(
    "SELECT d.order_key, d.line, l.quantity,"
    " (SELECT coalesce(sum(rl.net), 0) FROM receipt r JOIN receipt_line rl ON rl.receipt_key = r.key"
    "  WHERE r.order_key = d.order_key AND rl.order_line = d.line AND r.received_on <= d.promised_on),"
    " (SELECT coalesce(sum(rl.net), 0) FROM receipt r JOIN receipt_line rl ON rl.receipt_key = r.key"
    "  WHERE r.order_key = d.order_key AND rl.order_line = d.line)"
    " FROM delivery_date d JOIN order_line l ON l.order_key = d.order_key AND l.line = d.line"
    " JOIN purchase_order o ON o.key = d.order_key WHERE o.status <> 'cancelled'"
)
_KEEP = sa.text("UPDATE delivery_date SET fate = :fate WHERE order_key = :key AND line = :line")


def upgrade() -> None:
    op.add_column("delivery_date", sa.Column("fate", sa.Text(), nullable=False, server_default="void"))
    bind = op.get_bind()
    for key, line, ordered, by_then, by_now in bind.execute(_STANDING).all():
        asked = Decimal(ordered) * 1_000_000_000
        fate = "on-time" if by_then >= asked else "late" if by_now >= asked else "short"
        bind.execute(_KEEP, {"fate": fate, "key": key, "line": line})
    op.drop_index(op.f("ix_delivery_date_promised_on"), "delivery_date")
    op.create_index(op.f("ix_delivery_date_fate"), "delivery_date", ["promised_on", "fate"])


def downgrade() -> None:
    op.drop_index(op.f("ix_delivery_date_fate"), "delivery_date")
    op.create_index(op.f("ix_delivery_date_promised_on"), "delivery_date", ["promised_on"])
    op.drop_column("delivery_date", "fate")
