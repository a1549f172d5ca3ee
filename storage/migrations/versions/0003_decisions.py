"""Decisions: allocations, verdicts, exceptions, waiting documents, resolutions, postings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.shorthand import among, big, blob, serial, text, whole

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _allocation()
    _verdict()
    _queue_item()
    _waiting()
    _waiting_key()
    _resolution()
    _posting()


def downgrade() -> None:
    op.drop_table("posting")
    op.drop_table("resolution")
    op.drop_table("waiting_key")
    op.drop_table("waiting")
    op.drop_table("queue_item")
    op.drop_table("verdict")
    op.drop_table("allocation")


def _allocation() -> None:
    op.create_table(
        "allocation",
        *serial("id"), *whole("document_id", "line"), *text("receipt_key"), *whole("receipt_line"),
        *big("quantity"), *whole("reverses", nullable=True), *text("because", "at"),
        sa.CheckConstraint(
            "quantity <> 0 AND (quantity < 0) = (reverses IS NOT NULL)", name=op.f("ck_allocation_quantity")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_allocation_document_id_document")),
        sa.ForeignKeyConstraint(
            ["receipt_key", "receipt_line"], ["receipt_line.receipt_key", "receipt_line.line"],
            name=op.f("fk_allocation_receipt_key_receipt_line"),
        ),
        sa.ForeignKeyConstraint(["reverses"], ["allocation.id"], name=op.f("fk_allocation_reverses_allocation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
        sa.UniqueConstraint("reverses", name=op.f("uq_allocation_reverses")),
    )  # fmt: skip
    op.create_index(op.f("ix_allocation_document_id"), "allocation", ["document_id"])
    op.create_index(op.f("ix_allocation_receipt"), "allocation", ["receipt_key", "receipt_line"])


def _verdict() -> None:
    op.create_table(
        "verdict",
        *serial("id"), *whole("document_id"), *text("decision", "verdict"), *blob("case_json"),
        *text("policy_hash", "rules_version", "evidence", "given_at"),
        among("verdict", "decision", "approve", "hold", "wait", "reject"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_verdict_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
    )  # fmt: skip
    op.create_index(op.f("ix_verdict_document"), "verdict", ["document_id", "id"])
    op.create_index(op.f("ix_verdict_given_at"), "verdict", ["given_at"])


def _queue_item() -> None:
    op.create_table(
        "queue_item",
        *serial("id"), *whole("document_id"), *text("owner", "findings", "state", "opened_at"),
        *text("due_on", "stake", "currency", nullable=True),
        *text("claimed_by", "resolved_by", "resolved_at", "because", nullable=True), *whole("settled"),
        sa.CheckConstraint(
            "(state = 'claimed') = (claimed_by IS NOT NULL AND resolved_by IS NULL)",
            name=op.f("ck_queue_item_claimed"),
        ),
        among("queue_item", "state", "open", "claimed", "resolved"),
        among(
            "queue_item", "owner", "clerk", "buyer", "receiving", "quality", "treasury", "approver", "compliance",
            "admin",
        ),
        sa.CheckConstraint("(state = 'resolved') = (resolved_by IS NOT NULL)", name=op.f("ck_queue_item_resolved")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_queue_item_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_item")),
        sa.UniqueConstraint("document_id", "owner", "settled", name=op.f("uq_queue_item_document_id_owner_settled")),
    )  # fmt: skip
    op.create_index(op.f("ix_queue_item_due_on"), "queue_item", ["due_on"])
    op.create_index(op.f("ix_queue_item_open"), "queue_item", ["state", "owner", "id"])


def _waiting() -> None:
    op.create_table(
        "waiting",
        *whole("document_id"), *text("until", nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_waiting_document_id_document")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_waiting")),
    )  # fmt: skip
    op.create_index(op.f("ix_waiting_until"), "waiting", ["until"])


def _waiting_key() -> None:
    op.create_table(
        "waiting_key",
        *whole("document_id"), *text("subject", "key"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["waiting.document_id"], name=op.f("fk_waiting_key_document_id_waiting")
        ),
        sa.PrimaryKeyConstraint("document_id", "subject", "key", name=op.f("pk_waiting_key")),
    )  # fmt: skip
    op.create_index(op.f("ix_waiting_key_fact"), "waiting_key", ["subject", "key", "document_id"])


def _resolution() -> None:
    op.create_table(
        "resolution",
        *serial("id"), *whole("document_id"), *text("kind", "person", "role", "reason"),
        *text("code", nullable=True), *whole("line", nullable=True),
        *text("expected", "actual", "field", "value", nullable=True), *text("recorded_at"),
        sa.CheckConstraint("length(trim(person)) > 0", name=op.f("ck_resolution_person")),
        among(
            "resolution", "role", "clerk", "buyer", "receiving", "quality", "treasury", "approver", "compliance",
            "admin",
        ),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_resolution_reason")),
        among("resolution", "kind", "waiver", "correction", "repointing", "not-a-duplicate"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_resolution_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution")),
    )  # fmt: skip
    op.create_index(op.f("ix_resolution_document_id"), "resolution", ["document_id"])


def _posting() -> None:
    op.create_table(
        "posting",
        *serial("id"), *whole("document_id", "verdict_id"), *text("key", "state"),
        *text("sha256", "read_back", "written_at", "posted_at", nullable=True),
        among("posting", "state", "pending", "written", "posted"),
        sa.CheckConstraint("state = 'pending' OR sha256 IS NOT NULL", name=op.f("ck_posting_written")),
        sa.CheckConstraint("state <> 'posted' OR read_back = sha256", name=op.f("ck_posting_read_back")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_posting_document_id_document")),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdict.id"], name=op.f("fk_posting_verdict_id_verdict")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
        sa.UniqueConstraint("document_id", name=op.f("uq_posting_document_id")),
        sa.UniqueConstraint("key", name=op.f("uq_posting_key")),
        sa.UniqueConstraint("verdict_id", name=op.f("uq_posting_verdict_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_posting_state"), "posting", ["state"])
