"""Words on PostgreSQL: tsvector with GIN for the text, trigrams (pg_trgm, where it is installed) for the numbers."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, column, func, table, text

from storage.search.words import Having, Term
from storage.tables import SEARCH_ENTRY
from storage.transaction import Transaction

_TABLE: Final = table("search_words", column("document_id"), column("words"))


class PostgresqlWords:
    """The table `search_words`: document, words as tsvector, numbers as text."""

    def put(self, transaction: Transaction, document: int, words: str, numbers: str) -> None:
        """Index a document's words and numbers."""
        insert = text(
            "INSERT INTO search_words (document_id, words, numbers)"
            " VALUES (:id, to_tsvector('simple', :text), :numbers)"
        )
        transaction.run(insert, {"id": document, "text": words, "numbers": numbers})

    def remove(self, transaction: Transaction, document: int) -> None:
        """Forget them."""
        transaction.run(text("DELETE FROM search_words WHERE document_id = :id"), {"id": document})

    def having(self, found: tuple[Term, ...]) -> Having:
        """Where the documents with all these terms are listed."""
        asked = " & ".join(_term(term) for term in found)
        condition = _TABLE.c.words.op("@@")(func.to_tsquery("simple", asked))
        return Having(_TABLE, _TABLE.c.document_id, condition)

    def with_number(self, signs: str) -> ColumnElement[bool]:
        """The condition that one of a document's numbers has this piece."""
        chosen = text("SELECT document_id FROM search_words WHERE numbers LIKE :signs").bindparams(signs=f"%{signs}%")
        return SEARCH_ENTRY.c.document_id.in_(chosen)


def _term(term: Term) -> str:
    # Words are letters and digits only (`storage.search.words`), so quotes are all they need.
    quoted = [f"'{word}'" for word in term.words]
    if term.begun:
        quoted[-1] += ":*"
    return "(" + " <-> ".join(quoted) + ")"


WORDS: Final = PostgresqlWords()

__all__ = ["WORDS", "PostgresqlWords"]
