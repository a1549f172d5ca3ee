"""The trail: audit log and head, cursors, searchable fields."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.shorthand import text, whole

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _audit()
    _audit_head()
    _cursor()
    _search_entry()


def downgrade() -> None:
    op.drop_table("search_entry")
    op.drop_table("cursor")
    op.drop_table("audit_head")
    op.drop_table("audit")


def _audit() -> None:
    op.create_table(
        "audit",
        *whole("seq"), *text("at", "actor", "kind", "subject", "because", "details", "previous", "hash"),
        sa.CheckConstraint("length(hash) = 64 AND length(previous) = 64", name=op.f("ck_audit_hash")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
    )  # fmt: skip
    op.create_index(op.f("ix_audit_kind"), "audit", ["kind", "seq"])
    op.create_index(op.f("ix_audit_subject"), "audit", ["subject", "seq"])


def _audit_head() -> None:
    op.create_table(
        "audit_head",
        *whole("id", "seq"), *text("hash"),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )  # fmt: skip


def _cursor() -> None:
    op.create_table(
        "cursor",
        *text("account"), *text("position", "advanced_at", "holder", "expires_at", nullable=True), *whole("turn"),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_cursor")),
    )  # fmt: skip


def _search_entry() -> None:
    op.create_table(
        "search_entry",
        *whole("document_id"), *text("kind"), *text("supplier_id", nullable=True), *text("title"),
        *text("dated_on", nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_search_entry_document_id_document")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_search_entry")),
    )  # fmt: skip
    op.create_index(op.f("ix_search_entry_dated_on"), "search_entry", ["dated_on"])
    op.create_index(op.f("ix_search_entry_kind"), "search_entry", ["kind"])
    op.create_index(op.f("ix_search_entry_supplier"), "search_entry", ["supplier_id", "document_id"])
