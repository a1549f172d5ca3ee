"""What was billed on no order: found by its amount within a window of days, however often an amount comes again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_COLUMNS = ["supplier_id", "gross", "currency", "ordered", "dated_on"]


def upgrade() -> None:
    op.add_column("billed", sa.Column("ordered", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.execute(
        "UPDATE billed SET ordered = false WHERE NOT EXISTS"
        " (SELECT 1 FROM billed_order WHERE billed_order.document_id = billed.document_id)"
    )
    op.drop_index("ix_billed_gross", "billed")
    op.create_index("ix_billed_gross", "billed", _COLUMNS)


def downgrade() -> None:
    op.drop_index("ix_billed_gross", "billed")
    op.create_index("ix_billed_gross", "billed", ["supplier_id", "gross", "currency", "rank"])
    op.drop_column("billed", "ordered")
