"""Sums of a hundred thousand documents: how long each took is kept beside its posting, sets are read off indexes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_TOOK = {
    "sqlite": "UPDATE posting SET seconds = (SELECT unixepoch(posting.posted_at) - unixepoch(message.sealed_at)"
    " FROM document JOIN message ON message.id = document.message_id WHERE document.id = posting.document_id)"
    " WHERE posted_at IS NOT NULL",
    "postgresql": "UPDATE posting SET seconds ="
    " (SELECT CAST(floor(extract(epoch FROM CAST(posting.posted_at AS TIMESTAMP WITH TIME ZONE)))"
    " - floor(extract(epoch FROM CAST(message.sealed_at AS TIMESTAMP WITH TIME ZONE))) AS BIGINT)"
    " FROM document JOIN message ON message.id = document.message_id WHERE document.id = posting.document_id)"
    " WHERE posted_at IS NOT NULL",
}
_OLD = {
    "ix_posting_state": ("posting", ["state"]), "ix_posting_posted_at": ("posting", ["posted_at"]),
    "ix_document_created_at": ("document", ["created_at"]), "ix_receipt_order_key": ("receipt", ["order_key"]),
}  # fmt: skip
_NEW = {
    "ix_posting_posted": ("posting", ["state", "posted_at", "seconds", "document_id"]),
    "ix_document_kind_created": ("document", ["kind", "created_at", "id"]),
    "ix_document_kind_state": ("document", ["kind", "state", "created_at", "id"]),
    "ix_receipt_order": ("receipt", ["order_key", "received_on", "key"]),
    "ix_receipt_line_came": ("receipt_line", ["receipt_key", "order_line", "net"]),
}


def upgrade() -> None:
    op.add_column("posting", sa.Column("seconds", sa.BigInteger(), nullable=True))
    op.execute(_TOOK[op.get_bind().dialect.name])
    _exchange(_OLD, _NEW)


def downgrade() -> None:
    _exchange(_NEW, _OLD)
    op.drop_column("posting", "seconds")


def _exchange(old: dict[str, tuple[str, list[str]]], new: dict[str, tuple[str, list[str]]]) -> None:
    for name, (table, _) in old.items():
        op.drop_index(op.f(name), table)
    for name, (table, columns) in new.items():
        op.create_index(op.f(name), table, columns)
