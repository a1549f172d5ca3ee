"""Outgoing: the outbox, letters to suppliers, exceptions escalated, and what a mail's signatures say."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.shorthand import among, serial, text, whole, yes_no

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ROLES = ("clerk", "buyer", "receiving", "quality", "treasury", "approver", "compliance", "admin")


def upgrade() -> None:
    _outgoing()
    _letter()
    _escalation()
    op.add_column("message", sa.Column("dkim", sa.Text(), nullable=True))
    op.add_column("message", sa.Column("automatic", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("message", "automatic")
    op.drop_column("message", "dkim")
    for table in ("escalation", "letter", "outgoing"):
        op.drop_table(table)


def _outgoing() -> None:
    op.create_table(
        "outgoing",
        *serial("id"), *text("key", "message_id", "kind", "channel", "recipient", "subject", "body", "files"),
        *whole("document_id", nullable=True), *text("answers", nullable=True), *text("state"), *yes_no("urgent"),
        *whole("attempts"), *text("created_at", "next_at"), *text("sent_at", "reason", nullable=True),
        among("outgoing", "channel", "mail", "chat"),
        among("outgoing", "kind", "notice", "digest", "escalation", "letter"),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_outgoing_sent")),
        among("outgoing", "state", "due", "sending", "sent", "failed"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_outgoing_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing")),
        sa.UniqueConstraint("key", name=op.f("uq_outgoing_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outgoing_message_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_outgoing_next"), "outgoing", ["state", "next_at"])
    op.create_index(op.f("ix_outgoing_sent_at"), "outgoing", ["sent_at"])


def _letter() -> None:
    op.create_table(
        "letter",
        *serial("id"), *whole("document_id", "verdict_id"), *text("key", "language"), *text("recipient", nullable=True),
        *text("subject", "body", "sha256"), *whole("filed_as"), *text("answers", nullable=True), *text("state"),
        *text("drafted_by", "drafted_at"), *text("released_by", "released_at", nullable=True),
        sa.CheckConstraint("(state = 'released') = (released_by IS NOT NULL)", name=op.f("ck_letter_released")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_letter_sha256")),
        among("letter", "state", "draft", "released", "withdrawn"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_letter_document_id_document")),
        sa.ForeignKeyConstraint(["filed_as"], ["document.id"], name=op.f("fk_letter_filed_as_document")),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdict.id"], name=op.f("fk_letter_verdict_id_verdict")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("key", name=op.f("uq_letter_key")),
    )  # fmt: skip
    op.create_index(op.f("ix_letter_document_id"), "letter", ["document_id"])


def _escalation() -> None:
    op.create_table(
        "escalation",
        *whole("queue_item_id"), *text("role", "due_at", "at"),
        among("escalation", "role", *_ROLES),
        sa.ForeignKeyConstraint(
            ["queue_item_id"], ["queue_item.id"], name=op.f("fk_escalation_queue_item_id_queue_item")
        ),
        sa.PrimaryKeyConstraint("queue_item_id", name=op.f("pk_escalation")),
    )  # fmt: skip
