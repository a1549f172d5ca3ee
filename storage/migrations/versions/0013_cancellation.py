"""Postings taken back: a withdrawn document leaves the ERP through the door by which it went in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.shorthand import among, serial, text, whole

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_ROLES = ("clerk", "buyer", "receiving", "quality", "treasury", "approver", "compliance", "admin")


def upgrade() -> None:
    op.create_table(
        "cancellation",
        *serial("id"), *whole("document_id", "verdict_id"), *text("key", "state"),
        *text("sha256", "read_back", "written_at", "posted_at", nullable=True), *text("person", "role", "reason"),
        sa.CheckConstraint("state <> 'posted' OR read_back = sha256", name=op.f("ck_cancellation_read_back")),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_cancellation_reason")),
        among("cancellation", "role", *_ROLES),
        among("cancellation", "state", "pending", "written", "posted"),
        sa.CheckConstraint("state = 'pending' OR sha256 IS NOT NULL", name=op.f("ck_cancellation_written")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_cancellation_document_id_document")),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdict.id"], name=op.f("fk_cancellation_verdict_id_verdict")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cancellation")),
        sa.UniqueConstraint("document_id", name=op.f("uq_cancellation_document_id")),
        sa.UniqueConstraint("key", name=op.f("uq_cancellation_key")),
        sa.UniqueConstraint("verdict_id", name=op.f("uq_cancellation_verdict_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_cancellation_state"), "cancellation", ["state"])


def downgrade() -> None:
    op.drop_table("cancellation")
