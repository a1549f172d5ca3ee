"""Custody: messages, parts, documents, sightings, what was billed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.shorthand import among, big, serial, text, whole

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _message()
    _part()
    _document()
    _sighting()
    _billed()
    _billed_order()


def downgrade() -> None:
    op.drop_table("billed_order")
    op.drop_table("billed")
    op.drop_table("sighting")
    op.drop_table("document")
    op.drop_table("part")
    op.drop_table("message")


def _message() -> None:
    op.create_table(
        "message",
        *whole("id"), *text("account", "name", "sha256"), *big("bytes"),
        *text("canonical", "message_id", "sender", nullable=True),
        *text("subject", "sent_at", "arrived_on", "dmarc", nullable=True), *text("sealed_at"),
        *text("outcome", "reason", nullable=True), *whole("duplicate_of", nullable=True),
        sa.CheckConstraint(
            "(outcome IN ('ignored', 'quarantined')) = (reason IS NOT NULL) OR outcome IS NULL",
            name=op.f("ck_message_reasoned"),
        ),
        among("message", "outcome", "consumed", "ignored", "quarantined"),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_message_sha256")),
        among(
            "message", "reason", "auto-reply", "bounce", "newsletter", "no-document", "duplicate-mail",
            "encrypted", "corrupt", "bomb", "active-content",
        ),
        sa.ForeignKeyConstraint(["duplicate_of"], ["message.id"], name=op.f("fk_message_duplicate_of_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("account", "name", "sha256", name=op.f("uq_message_account_name_sha256")),
    )  # fmt: skip
    op.create_index(op.f("ix_message_canonical"), "message", ["canonical"])
    op.create_index(op.f("ix_message_open"), "message", ["outcome", "id"])
    op.create_index(op.f("ix_message_sha256"), "message", ["sha256"])


def _part() -> None:
    op.create_table(
        "part",
        *serial("id"), *whole("message_id", "ordinal"), *text("path", "sha256"), *big("bytes"), *text("media"),
        *text("fate", "reason", nullable=True),
        among("part", "fate", "consumed", "ignored", "quarantined"),
        among(
            "part", "reason", "auto-reply", "bounce", "newsletter", "no-document", "duplicate-mail", "encrypted",
            "corrupt", "bomb", "active-content",
        ),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_part_sha256")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_part_message_id_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part")),
        sa.UniqueConstraint("message_id", "ordinal", name=op.f("uq_part_message_id_ordinal")),
        sa.UniqueConstraint("message_id", "path", name=op.f("uq_part_message_id_path")),
    )  # fmt: skip
    op.create_index(op.f("ix_part_fate"), "part", ["fate"])
    op.create_index(op.f("ix_part_sha256"), "part", ["sha256"])


def _document() -> None:
    op.create_table(
        "document",
        *serial("id"), *whole("message_id"), *big("rank"), *text("key", "kind"),
        *text("number", "supplier_id", nullable=True), *text("state"), *whole("version"),
        *text("draft", "created_at"),
        among(
            "document", "state", "received", "read", "matched", "approved", "posted", "filed", "waiting", "held",
            "quarantined", "rejected", "ignored",
        ),
        among(
            "document", "kind", "invoice", "credit_note", "packing_slip", "purchase_order", "order_confirmation",
            "receipt_advice", "statement", "reminder", "certificate", "safety_data_sheet", "bill_of_lading",
            "quality_report", "timesheet", "bank_change", "retail_receipt", "other",
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_document_version")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_document_message_id_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("message_id", "key", name=op.f("uq_document_message_id_key")),
        sa.UniqueConstraint("rank", name=op.f("uq_document_rank")),
    )  # fmt: skip
    op.create_index(op.f("ix_document_key"), "document", ["key"])
    op.create_index(op.f("ix_document_number"), "document", ["number"])
    op.create_index(op.f("ix_document_state_rank"), "document", ["state", "rank"])
    op.create_index(op.f("ix_document_supplier_id"), "document", ["supplier_id"])


def _sighting() -> None:
    op.create_table(
        "sighting",
        *whole("document_id", "message_id"), *text("path"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_sighting_document_id_document")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_sighting_message_id_message")),
        sa.PrimaryKeyConstraint("document_id", "message_id", "path", name=op.f("pk_sighting")),
    )  # fmt: skip
    op.create_index(op.f("ix_sighting_message_id"), "sighting", ["message_id"])


def _billed() -> None:
    op.create_table(
        "billed",
        *whole("document_id"), *text("supplier_id"), *big("rank"),
        *text("likeness", "gross", "currency", "dated_on", nullable=True), *text("facts"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_billed_document_id_document")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_billed")),
    )  # fmt: skip
    op.create_index(op.f("ix_billed_gross"), "billed", ["supplier_id", "gross", "currency", "rank"])
    op.create_index(op.f("ix_billed_number"), "billed", ["supplier_id", "likeness", "rank"])


def _billed_order() -> None:
    op.create_table(
        "billed_order",
        *whole("document_id"), *text("order_key", "supplier_id"), *big("rank"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_billed_order_document_id_document")),
        sa.PrimaryKeyConstraint("document_id", "order_key", name=op.f("pk_billed_order")),
    )  # fmt: skip
    op.create_index(op.f("ix_billed_order_order"), "billed_order", ["supplier_id", "order_key", "rank"])
