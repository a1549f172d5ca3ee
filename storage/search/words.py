"""Words and numbers as they are indexed: one folding for both databases, so that both find the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, TableClause

_WORD: Final = re.compile(r"[^\W_]+")
_ASKED: Final = re.compile(r'"([^"]*)"?|(\S+)')
_LONGEST_WORD: Final = 200
LONGEST_TEXT: Final = 600_000
"""Characters of folded text that are indexed: PostgreSQL takes 1 MB of words a document."""

# Letters that do not decompose into a plain one with a mark.
_PLAIN: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th", "ð": "d"}
)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must be found: consecutive words, the last of them only begun if `begun`."""

    words: tuple[str, ...]
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Having:
    """Where the documents that have some terms are listed: a table, its column of documents, the condition."""

    table: TableClause
    document: ColumnElement[int]
    condition: ColumnElement[bool]


def fold(text: str) -> str:
    """Text without case and accents.

    >>> fold("Straße Zürich Łódź ÉTÉ")
    'strasse zurich lodz ete'
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold().translate(_PLAIN))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def words(text: str) -> list[str]:
    """The words of a text, folded, in order.

    >>> words("Hex-bolt M8×40, 2.50 EUR")
    ['hex', 'bolt', 'm8', '40', '2', '50', 'eur']
    """
    return [word[:_LONGEST_WORD] for word in _WORD.findall(fold(text))]


def indexed(text: str) -> str:
    """The words of a text as the databases index them: folded, one space between."""
    joined = " ".join(words(text))
    return joined if len(joined) <= LONGEST_TEXT else joined[:LONGEST_TEXT].rsplit(" ", 1)[0]


def terms(asked: str) -> tuple[Term, ...]:
    """What a person typed, as terms. Quotes make a phrase, a trailing star a beginning; all else is words.

    >>> [(term.words, term.begun) for term in terms('bolt "purchase order" ga* OR (')]
    [(('bolt',), False), (('purchase', 'order'), False), (('ga',), True), (('or',), False)]
    """
    found = []
    for phrase, word in _ASKED.findall(asked):
        pieces = tuple(words(phrase or word))
        if pieces:
            found.append(Term(pieces, word.endswith("*")))
    return tuple(found)


def number_signs(number: str) -> str:
    """A number without separators, folded.

    >>> number_signs(" PO-4711/26 ")
    'po471126'
    """
    return "".join(words(number))


def numbers_text(numbers: Iterable[str]) -> str:
    """Numbers as they are indexed: without separators, one space between, each once."""
    return " ".join(dict.fromkeys(filter(None, map(number_signs, numbers))))


__all__ = ["LONGEST_TEXT", "Having", "Term", "fold", "indexed", "number_signs", "numbers_text", "terms", "words"]
