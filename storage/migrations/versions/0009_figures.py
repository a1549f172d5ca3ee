"""Figures: amounts and cash discounts beside a document's searchable fields; postings by their day."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.migrations.shorthand import big, text

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_BATCH = 500
_SUPPLIERS = (
    "UPDATE search_entry SET supplier_id = (SELECT supplier_id FROM document WHERE document.id = document_id)"
    " WHERE supplier_id IS NULL"
)


def upgrade() -> None:
    for column in (*big("gross", "discount", nullable=True), *text("currency", "discount_until", nullable=True)):
        op.add_column("search_entry", column)
    op.create_index(op.f("ix_search_entry_gross"), "search_entry", ["gross"])
    op.create_index(op.f("ix_search_entry_discount_until"), "search_entry", ["discount_until"])
    op.create_index(op.f("ix_posting_posted_at"), "posting", ["posted_at"])
    op.create_index(op.f("ix_document_created_at"), "document", ["created_at"])
    _fill()


def downgrade() -> None:
    op.drop_index(op.f("ix_document_created_at"), "document")
    op.drop_index(op.f("ix_posting_posted_at"), "posting")
    op.drop_index(op.f("ix_search_entry_discount_until"), "search_entry")
    op.drop_index(op.f("ix_search_entry_gross"), "search_entry")
    for column in ("discount_until", "currency", "discount", "gross"):
        op.drop_column("search_entry", column)


def _fill() -> None:
    """Amounts and suppliers of what is indexed already; discounts are read when a document is indexed the next time."""
    connection = op.get_bind()
    put = sa.text("UPDATE search_entry SET gross = :gross, currency = :currency WHERE document_id = :document")
    connection.execute(sa.text(_SUPPLIERS))
    for batch in _drafts(connection):
        rows = [{"document": number, **_amount(json.loads(draft)["fields"])} for number, draft in batch]
        connection.execute(put, rows)


def _drafts(connection: sa.Connection) -> Iterator[list[tuple[int, str]]]:
    page = sa.text("SELECT id, draft FROM document WHERE id > :after ORDER BY id LIMIT :most")
    after = 0
    while rows := [(row[0], row[1]) for row in connection.execute(page, {"after": after, "most": _BATCH})]:
        yield rows
        after = rows[-1][0]


def _amount(fields: Mapping[str, Any]) -> dict[str, Any]:
    said, currency = (fields.get(name, {}).get("value") for name in ("gross_total", "currency"))
    try:
        gross = int(Decimal(str(said)).scaleb(4).to_integral_value()) if said is not None else None
    except (InvalidOperation, ValueError, OverflowError):
        gross = None
    return {"gross": gross, "currency": currency}
