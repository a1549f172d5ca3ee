"""Words on SQLite: FTS5, unicode61 for the text, trigrams for the numbers alone (they cost six times as much)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, column, table, text

from storage.search.words import Having, Term
from storage.tables import SEARCH_ENTRY
from storage.transaction import Transaction

_TABLE: Final = table("search_words", column("rowid"), column("search_words"))


class SqliteWords:
    """The FTS5 tables `search_words` and `search_numbers`; the row's number is the document's."""

    def put(self, transaction: Transaction, document: int, words: str, numbers: str) -> None:
        """Index a document's words and numbers."""
        put_words = text("INSERT INTO search_words (rowid, words) VALUES (:id, :text)")
        transaction.run(put_words, {"id": document, "text": words})
        put_numbers = text("INSERT INTO search_numbers (rowid, numbers) VALUES (:id, :text)")
        transaction.run(put_numbers, {"id": document, "text": numbers})

    def remove(self, transaction: Transaction, document: int) -> None:
        """Forget them."""
        transaction.run(text("DELETE FROM search_words WHERE rowid = :id"), {"id": document})
        transaction.run(text("DELETE FROM search_numbers WHERE rowid = :id"), {"id": document})

    def having(self, found: tuple[Term, ...]) -> Having:
        """Where the documents with all these terms are listed. FTS5 itself goes through them newest first, so a
        word that every document has costs no more than a rare one."""
        asked = " AND ".join(f'"{" ".join(term.words)}"{" *" if term.begun else ""}' for term in found)
        return Having(_TABLE, _TABLE.c.rowid, _TABLE.c.search_words.op("MATCH")(asked))

    def with_number(self, signs: str) -> ColumnElement[bool]:
        """The condition that one of a document's numbers has this piece; trigrams serve from three signs on."""
        chosen = text("SELECT rowid FROM search_numbers WHERE numbers LIKE :signs").bindparams(signs=f"%{signs}%")
        return SEARCH_ENTRY.c.document_id.in_(chosen)


WORDS: Final = SqliteWords()

__all__ = ["WORDS", "SqliteWords"]
