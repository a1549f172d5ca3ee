"""Words: each database's own index of texts and numbers."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_SQLITE = (
    'CREATE VIRTUAL TABLE search_words USING fts5(words, tokenize = "unicode61 remove_diacritics 2")',
    'CREATE VIRTUAL TABLE search_numbers USING fts5(numbers, tokenize = "trigram")',
)

_POSTGRESQL = (
    "CREATE TABLE search_words (document_id integer PRIMARY KEY REFERENCES document (id),"
    " words tsvector NOT NULL, numbers text NOT NULL)",
    "CREATE INDEX search_words_words ON search_words USING gin (words)",
)

_TRIGRAMS = "CREATE INDEX search_words_numbers ON search_words USING gin (numbers gin_trgm_ops)"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in _SQLITE:
            op.execute(statement)
        return
    for statement in _POSTGRESQL:
        op.execute(statement)
    _index_numbers()


def downgrade() -> None:
    op.execute("DROP TABLE search_words")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_numbers")


def _index_numbers() -> None:
    """Trigrams need an extension that a managed server may refuse; without it numbers are found by a scan."""
    connection = op.get_bind()
    try:
        with connection.begin_nested():
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
            connection.execute(text(_TRIGRAMS))
    except DBAPIError as refusal:
        op.execute(f"COMMENT ON TABLE search_words IS 'without pg_trgm: {type(refusal.orig).__name__}'")
