"""By when an exception is to be settled is kept beside it, so that the queue sorts and filters by it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_NEVER = "9999-12-31T23:59:59.999999Z"
_INDEXES = {
    "ix_queue_item_settle_by": ("queue_item", ["settled", "desk", "settle_by", "id", "urgency", "cost"]),
    "ix_queue_item_timed_by": ("queue_item", ["settled", "timed_by", "id"]),
    "ix_queue_sign_settle_by": ("queue_sign", ["sign", "desk", "settle_by", "item_id", "urgency"]),
}


def upgrade() -> None:
    """What is open already is reckoned when the queue is looked at the next time: by nobody's hours so far."""
    for table in ("queue_item", "queue_sign"):
        op.add_column(table, sa.Column("settle_by", sa.Text(), nullable=False, server_default=_NEVER))
    op.add_column("queue_item", sa.Column("timed_by", sa.Text(), nullable=False, server_default="none"))
    for name, (table, columns) in _INDEXES.items():
        op.create_index(op.f(name), table, columns)


def downgrade() -> None:
    for name, (table, _) in _INDEXES.items():
        op.drop_index(op.f(name), table)
    op.drop_column("queue_item", "timed_by")
    for table in ("queue_sign", "queue_item"):
        op.drop_column(table, "settle_by")
