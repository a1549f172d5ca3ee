"""Trials of a policy: how far each has come, and what it has found so far."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.shorthand import among, serial, text, whole

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trial",
        *serial("id"), *text("person", "proposal", "state", "sums", "shown", "wrong", "started_at", "seen_at"),
        *text("since", nullable=True), *whole("tried", "documents", "after"),
        among("trial", "state", "running", "done", "stopped", "failed"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial")),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("trial")
