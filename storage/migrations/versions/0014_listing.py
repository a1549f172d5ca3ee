"""Listing: documents of a state, newest first, are a walk through one index."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_document_state_id"), "document", ["state", "id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_document_state_id"), "document")
