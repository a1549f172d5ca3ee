"""A document laid out for reading: tokens in rows and cells, with what the whole document tells.

A row is a visual line across the page; a cell is a run of a row's words without a column's gap.
A token is a word, or a part of one where print glues a label to its value (`No.:4711`, `n°562`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from documents.measures import Box, Points
from extractors.fold import fold
from extractors.locale.dates import Order
from extractors.page import Page, Word, enclosing, rows

_GLUED = re.compile(
    r"(?<=[^\W\d]:)(?=\S)|(?<=[^\W\d][.)]:)(?=\S)|(?<=\d:)(?=[^\W\d])|(?<=[nN][°º])(?=\d)|(?<=^#)(?=\w)|(?<==)(?=\S)"
)
# A gap wider than this many letter heights divides columns.
_COLUMN_GAP = 0.95
# Below this a font tells no height.
_LEAST_HEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its `key` is folded, `size` the letter height in points, `cell` its number within the row."""

    text: str
    key: str
    box: Box
    page: int
    row: int
    cell: int
    size: Points
    bold: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Line:
    """One visual row of tokens; `page` counts from 1 in the blob, `number` from 0 through the document."""

    page: int
    number: int
    tokens: tuple[Token, ...]
    box: Box

    @property
    def text(self) -> str:
        return " ".join(token.text for token in self.tokens)

    def cells(self) -> Iterator[tuple[Token, ...]]:
        """The runs of tokens between column gaps."""
        start = 0
        for end in range(1, len(self.tokens) + 1):
            if end == len(self.tokens) or self.tokens[end].cell != self.tokens[start].cell:
                yield self.tokens[start:end]
                start = end


@dataclass(frozen=True)
class View:
    """A document's pages as lines; `language`, `order` of dates and decimal `mark` are None where open."""

    pages: tuple[Page, ...]
    lines: tuple[Line, ...]
    language: str | None = None
    order: Order | None = None
    mark: str | None = None

    @cached_property
    def ocr(self) -> bool:
        """True where any page was read by OCR."""
        return any(page.source == "ocr" for page in self.pages)

    @cached_property
    def height(self) -> dict[int, Points]:
        """The height of each page by its number."""
        return {page.number: page.height for page in self.pages}

    @cached_property
    def width(self) -> dict[int, Points]:
        """The width of each page by its number."""
        return {page.number: page.width for page in self.pages}


def lay_out(pages: Sequence[Page]) -> tuple[Line, ...]:
    """The lines of a document's pages, in reading order."""
    lines: list[Line] = []
    for page in pages:
        for row in rows(page):
            tokens = tuple(_tokens(row.words, page.number, len(lines)))
            if tokens:
                lines.append(Line(page.number, len(lines), tokens, row.box))
    return tuple(lines)


def letter_height(word: Word) -> Points:
    """The font size, or what the box's height says of it; of a font without heights, its width."""
    height = word.size or word.box[3] - word.box[1]
    if height >= _LEAST_HEIGHT:
        return height
    return max(2.0 * (word.box[2] - word.box[0]) / max(len(word.text), 1), 1.0)


def box_of(tokens: Sequence[Token]) -> Box:
    """The box around tokens; raises ValueError where there are none."""
    return enclosing(token.box for token in tokens)


def _tokens(words: Sequence[Word], page: int, row: int) -> Iterator[Token]:
    cell, before = 0, None
    for word in words:
        size = letter_height(word)
        if before is not None and word.box[0] - before.box[2] > _COLUMN_GAP * max(size, letter_height(before)):
            cell += 1
        before = word
        for text, box in _parts(word):
            yield Token(text, fold(text), box, page, row, cell, size, word.bold, word.confidence)


def _parts(word: Word) -> list[tuple[str, Box]]:
    text = word.text
    if not _GLUED.search(text) or "://" in text:
        return [(text, word.box)]
    cuts = [found.end() for found in _GLUED.finditer(text)]
    left, top, right, bottom = word.box
    step = (right - left) / max(len(text), 1)
    edges = [0, *cuts, len(text)]
    pieces = pairwise(edges)
    return [(text[a:b], (left + a * step, top, left + b * step, bottom)) for a, b in pieces if text[a:b].strip()]


__all__ = ["Line", "Token", "View", "box_of", "lay_out", "letter_height"]
