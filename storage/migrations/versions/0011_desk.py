"""The desk: what sorts and filters exceptions, who looks at a document just now, what people say of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.migrations.shorthand import among, serial, text, whole

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ROLES = ("clerk", "buyer", "receiving", "quality", "treasury", "approver", "compliance", "admin")
_LEAST = 10**15 - 1
_INDEXES = {
    "urgent": (
        "settled", "desk", "urgency", "id", "supplier_id", "claimed_by", "opened_at", "due_on", "cost", "currency",
    ),
    "supplier": ("settled", "supplier_id", "desk", "urgency", "id"),
    "claimed": ("claimed_by", "settled", "urgency", "id"),
    "asked": ("asked_by", "settled", "urgency", "id"),
    "turns_on": ("turns_on",),
}  # fmt: skip


def upgrade() -> None:
    _widen()
    _sign()
    _fill()
    _indexes()
    _look()
    _comment()
    _mention()
    _preference()


def downgrade() -> None:
    for table in ("preference", "mention", "comment", "look", "queue_sign"):
        op.drop_table(table)
    for name in _INDEXES:
        op.drop_index(op.f(f"ix_queue_item_{name}"), "queue_item")
    for column in ("note", "parked_by", "asked_by", "turns_on", "urgency", "cost", "supplier_id", "home", "desk"):
        op.drop_column("queue_item", column)


def _widen() -> None:
    for name, unset in (("desk", "clerk"), ("home", "clerk"), ("urgency", "1")):
        op.add_column("queue_item", sa.Column(name, sa.Text(), nullable=False, server_default=unset))
    op.add_column("queue_item", sa.Column("cost", sa.BigInteger(), nullable=False, server_default="0"))
    for column in text("supplier_id", "turns_on", "asked_by", "parked_by", "note", nullable=True):
        op.add_column("queue_item", column)


def _fill() -> None:
    """What earlier releases opened lies at its owner's desk, its money taken at face value."""
    bind = op.get_bind()
    rows = bind.execute(sa.text("SELECT id, document_id, owner, findings, stake, due_on, settled FROM queue_item"))
    for row in rows.mappings().all():
        cost = min(int(Decimal(row["stake"] or 0) * 100), _LEAST)
        due = (row["due_on"] or "9999-12-31").replace("-", "")
        values = {"id": row["id"], "cost": cost, "urgency": f"1{_LEAST - cost:015d}{due}", "home": row["owner"]}
        bind.execute(
            sa.text(
                "UPDATE queue_item SET desk = :home, home = :home, cost = :cost, urgency = :urgency,"
                " supplier_id = (SELECT supplier_id FROM document WHERE document.id = queue_item.document_id)"
                " WHERE id = :id"
            ), values,
        )  # fmt: skip
        for sign in _signs(row):
            bind.execute(sa.text("INSERT INTO queue_sign VALUES (:id, :sign, :home, :urgency)"), {**values, **sign})


def _signs(row: Any) -> Iterator[dict[str, str]]:
    if row["settled"] == 0:
        yield from ({"sign": f"code:{code}"} for code in sorted({one["code"] for one in json.loads(row["findings"])}))


def _indexes() -> None:
    for name, columns in _INDEXES.items():
        op.create_index(op.f(f"ix_queue_item_{name}"), "queue_item", list(columns))


def _sign() -> None:
    op.create_table(
        "queue_sign",
        *whole("item_id"), *text("sign", "desk", "urgency"),
        sa.ForeignKeyConstraint(["item_id"], ["queue_item.id"], name=op.f("fk_queue_sign_item_id_queue_item")),
        sa.PrimaryKeyConstraint("item_id", "sign", name=op.f("pk_queue_sign")),
    )  # fmt: skip
    op.create_index(op.f("ix_queue_sign_urgent"), "queue_sign", ["sign", "desk", "urgency", "item_id"])


def _look() -> None:
    op.create_table(
        "look",
        *whole("document_id"), *text("person", "since", "until"), *text("note", nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_look_document_id_document")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_look")),
    )  # fmt: skip


def _comment() -> None:
    op.create_table(
        "comment",
        *serial("id"), *whole("document_id"), *text("person", "kind", "words", "at"),
        among("comment", "kind", "comment", "question", "answer", "note"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_comment_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )  # fmt: skip
    op.create_index(op.f("ix_comment_document_id"), "comment", ["document_id"])


def _mention() -> None:
    op.create_table(
        "mention",
        *whole("comment_id"), *text("person"), *text("seen_at", nullable=True),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_mention_comment_id_comment")),
        sa.PrimaryKeyConstraint("comment_id", "person", name=op.f("pk_mention")),
    )  # fmt: skip
    op.create_index(op.f("ix_mention_person"), "mention", ["person", "seen_at", "comment_id"])


def _preference() -> None:
    op.create_table(
        "preference", *text("person", "name", "value"),
        sa.PrimaryKeyConstraint("person", "name", name=op.f("pk_preference")),
    )  # fmt: skip
