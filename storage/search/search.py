"""The one interface of search; the words lie in each database's own index (`sqlite`, `postgresql`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from sqlalchemy import ColumnElement, FromClause, delete, func, insert, select

from documents.errors import WrongUseError
from documents.kinds import Kind
from documents.lifecycle import State
from storage.encoding import day, day_text, from_parts, to_parts
from storage.prepared import Row
from storage.search import postgresql, sqlite
from storage.search.entry import Hit, Page, SearchEntry, SearchQuery
from storage.search.measured import documents_of
from storage.search.words import Having, Term, indexed, number_signs, numbers_text, terms
from storage.tables import DOCUMENT, SEARCH_ENTRY
from storage.transaction import Transaction

_MOST: Final = 1000


class WordIndex(Protocol):
    """What the two databases do differently: keep words and numbers, and say which documents have them."""

    def put(self, transaction: Transaction, document: int, words: str, numbers: str) -> None:
        """Index a document's words and numbers."""

    def remove(self, transaction: Transaction, document: int) -> None:
        """Forget them."""

    def having(self, found: tuple[Term, ...]) -> Having:
        """Where the documents with all these terms are listed."""

    def with_number(self, signs: str) -> ColumnElement[bool]:
        """The condition that one of a document's numbers has this piece."""


_INDEXES: Final[Mapping[str, WordIndex]] = {"sqlite": sqlite.WORDS, "postgresql": postgresql.WORDS}


class Search:
    """Indexing and searching within one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._words = _INDEXES[transaction.dialect]

    def index(self, entry: SearchEntry) -> None:
        """Make a document findable; replaces what was indexed of it before."""
        self.delete(entry.document)
        values = {
            "document_id": entry.document, "kind": entry.kind.value, "supplier_id": entry.supplier,
            "title": entry.title, "dated_on": day_text(entry.dated), "gross": to_parts(entry.gross),
            "currency": entry.currency, "discount": to_parts(entry.discount),
            "discount_until": day_text(entry.discount_until),
        }  # fmt: skip
        self._transaction.run(insert(SEARCH_ENTRY), values)
        text = indexed(f"{entry.title}\n{entry.text}\n{' '.join(entry.numbers)}")
        self._words.put(self._transaction, entry.document, text, numbers_text(entry.numbers))

    def delete(self, document_id: int) -> None:
        """Make a document unfindable; deleting what is not indexed changes nothing."""
        self._words.remove(self._transaction, document_id)
        self._transaction.run(delete(SEARCH_ENTRY).where(SEARCH_ENTRY.c.document_id == document_id))

    def search(self, query: SearchQuery) -> Page:
        """The documents that a query finds, newest first. Any text is a valid query."""
        if not 1 <= query.limit <= _MOST:
            raise WrongUseError(f"a page holds 1 to {_MOST} hits")
        source, document, conditions = self._source(query)
        if query.before is not None:
            conditions.append(document < query.before)
        chosen = select(SEARCH_ENTRY, DOCUMENT.c.state).select_from(source).where(*conditions)
        chosen = chosen.order_by(document.desc()).limit(query.limit + 1)
        hits = tuple(_hit(row) for row in self._transaction.rows(chosen))
        more = len(hits) > query.limit
        hits = hits[: query.limit]
        return Page(hits, hits[-1].document if more else None)

    def count(self, query: SearchQuery, most: int = 1000) -> int:
        """How many documents a query finds, counted up to `most`."""
        source, document, conditions = self._source(query)
        found = select(document).select_from(source).where(*conditions).limit(most).subquery()
        return int(self._transaction.value(select(func.count()).select_from(found)))

    def _source(self, query: SearchQuery) -> tuple[FromClause, ColumnElement[int], list[ColumnElement[bool]]]:
        source: FromClause = SEARCH_ENTRY.join(DOCUMENT, DOCUMENT.c.id == SEARCH_ENTRY.c.document_id)
        # The order is by the column whose index the walk is to follow.
        document: ColumnElement[int] = SEARCH_ENTRY.c.document_id if query.state is None else DOCUMENT.c.id
        conditions = self._conditions(query)
        if found := terms(query.text):
            having = self._words.having(found)
            source = having.table.join(source, document == having.document)
            document = having.document
            conditions.append(having.condition)
        return source, document, conditions

    def _conditions(self, query: SearchQuery) -> list[ColumnElement[bool]]:
        entry = SEARCH_ENTRY.c
        given: list[tuple[Any, Callable[[Any], ColumnElement[bool]]]] = [
            (query.supplier, entry.supplier_id.__eq__),
            (query.kind and query.kind.value, entry.kind.__eq__),
            (query.state and query.state.value, DOCUMENT.c.state.__eq__),
            (day_text(query.since), entry.dated_on.__ge__),
            (day_text(query.until), entry.dated_on.__le__),
            (to_parts(query.least), entry.gross.__ge__),
            (to_parts(query.most), entry.gross.__le__),
            (query.currency, entry.currency.__eq__),
        ]
        conditions = [condition(value) for value, condition in given if value is not None]
        if query.measured is not None:
            conditions.append(entry.document_id.in_(documents_of(query.measured, query.period)))
        if signs := number_signs(query.number):
            conditions.append(self._words.with_number(signs))
        return conditions


def _hit(row: Row) -> Hit:
    kind, state = Kind(row["kind"]), State(row["state"])
    return Hit(
        row["document_id"], kind, row["title"], row["supplier_id"], day(row["dated_on"]), state,
        from_parts(row["gross"]), row["currency"],
    )  # fmt: skip


__all__ = ["Search", "WordIndex"]
