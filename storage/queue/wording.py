"""The documents that a text names, by the same index as the archive's search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, false, select, union

from storage.search import postgresql, sqlite
from storage.search.search import WordIndex
from storage.search.words import number_signs, terms
from storage.tables import SEARCH_ENTRY
from storage.transaction import Transaction

_WORDS: Final[Mapping[str, WordIndex]] = {"sqlite": sqlite.WORDS, "postgresql": postgresql.WORDS}
_LEAST_SIGNS: Final = 3
"""Shorter pieces of numbers are in every other document, and no index serves them."""


def worded(transaction: Transaction, text: str, document: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that a document has all these words, the last one perhaps only begun, or this piece of a number."""
    words, ways = _WORDS[transaction.dialect], list[Select[Any]]()
    asked = terms(text if text.rstrip().endswith(('"', "*")) else f"{text.rstrip()}*")
    if asked:
        having = words.having(asked)
        ways.append(select(having.document).where(having.condition))
    signs = number_signs(text)
    if len(signs) >= _LEAST_SIGNS and any(sign.isdigit() for sign in signs):
        ways.append(select(SEARCH_ENTRY.c.document_id).where(words.with_number(signs)))
    return document.in_(union(*ways)) if ways else false()


__all__ = ["worded"]
