"""The one page model: words with boxes in points, whatever the bytes were.

A PDF's text layer, a scan read by OCR, a Word file, a web page and a plain text all become `Page`s,
so that splitting, classifying and reading are written once. Boxes are `documents.measures.Box`:
left, top, right, bottom in points from the top left corner of the page *as it is read*, which is
upright: `Page.rotation` says by how much the page as displayed had to be turned for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Literal, TypeAlias

from documents.draft import Barcode
from documents.measures import Box, Confidence, Points

PageSource: TypeAlias = Literal["text", "ocr", "docx", "html", "table"]
"""Where the words come from: a text layer or a text file, OCR, a Word file, a web page, a spreadsheet."""

# Two words stand on one line if they share this much of the lower one's height.
_SHARED_HEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Word:
    """A run of ink without a gap. `size` is the font size in points, 0 where it is not known."""

    text: str
    box: Box
    confidence: Confidence = 1.0
    size: Points = 0.0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One visual line across the whole page, its words from left to right, joined by single spaces in `text`."""

    words: tuple[Word, ...]
    box: Box
    text: str


@dataclass(frozen=True)
class Page:
    """One upright page. `width` and `height` are in points; `number` counts from 1 within the blob.

    `rules` are ruling lines as thin boxes, `images` the boxes of pictures, `turned` the words that
    stand on end or aslant (watermarks, margin notes): they are kept apart so that they break no row.
    `language` is ISO 639-1 or None, `rotation` the clockwise degrees (0, 90, 180, 270) by which the
    displayed page was turned to read it, `ocr_confidence` the mean confidence of its words after OCR.
    `warnings` are sentences about the page, and on the first page about the whole file.
    """

    number: int
    width: Points
    height: Points
    words: tuple[Word, ...] = ()
    source: PageSource = "text"
    rules: tuple[Box, ...] = ()
    images: tuple[Box, ...] = ()
    barcodes: tuple[Barcode, ...] = ()
    language: str | None = None
    rotation: int = 0
    ocr_confidence: Confidence | None = None
    turned: tuple[Word, ...] = ()
    warnings: tuple[str, ...] = ()

    @cached_property
    def _rows(self) -> tuple[Row, ...]:
        return _group(self.words)

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name != "_rows"}


def rows(page: Page) -> tuple[Row, ...]:
    """The visual lines of a page from top to bottom; computed once a page.

    >>> left, right = Word("Total", (50, 100, 80, 110)), Word("12.50", (500, 101, 530, 111))
    >>> [row.text for row in rows(Page(1, 595, 842, (right, Word("Thanks", (50, 130, 90, 140)), left)))]
    ['Total 12.50', 'Thanks']
    """
    return page._rows


def page_text(page: Page) -> str:
    """The page's text, a visual line a line."""
    return "\n".join(row.text for row in rows(page))


def row_of(words: Iterable[Word]) -> Row:
    """Words of one line, in any order, as a row."""
    ordered = tuple(sorted(words, key=lambda word: word.box[0]))
    return Row(ordered, enclosing(word.box for word in ordered), " ".join(word.text for word in ordered))


def enclosing(boxes: Iterable[Box]) -> Box:
    """The smallest box around others; raises ValueError if there are none.

    >>> enclosing([(1, 2, 3, 4), (0, 3, 2, 9)])
    (0, 2, 3, 9)
    """
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def displayed(page: Page, box: Box) -> Box:
    """A box of the upright page in the frame of the page as it is displayed (before `rotation`).

    >>> displayed(Page(1, 842, 595, rotation=90), (0, 0, 10, 20))
    (0, 832, 20, 842)
    """
    left, top, right, bottom = box
    if page.rotation == 90:
        return (top, page.width - right, bottom, page.width - left)
    if page.rotation == 180:
        return (page.width - right, page.height - bottom, page.width - left, page.height - top)
    if page.rotation == 270:
        return (page.height - bottom, left, page.height - top, right)
    return box


def _group(words: Sequence[Word]) -> tuple[Row, ...]:
    """Chain words from left to right: each joins the row whose last word it stands beside.

    Chaining follows a slight slope across the page, which clustering by height would break.
    Rows are looked up by bands of their last word's middle, so that the cost stays linear.
    """
    if not words:
        return ()
    band = max(4.0, 2.0 * median(_height(word) for word in words))
    chains: list[list[Word]] = []
    bands: dict[int, set[int]] = {}
    for word in sorted(words, key=lambda w: (w.box[0], w.box[1])):
        home = int(_middle(word) // band)
        near = [index for key in (home - 1, home, home + 1) for index in bands.get(key, ())]
        best = min(near, key=lambda index: _distance(chains[index][-1], word), default=None)
        if best is None or not _beside(chains[best][-1], word):
            best = len(chains)
            chains.append([])
        else:
            bands[int(_middle(chains[best][-1]) // band)].discard(best)
        chains[best].append(word)
        bands.setdefault(home, set()).add(best)
    made = [row_of(chain) for chain in chains]
    return tuple(sorted(made, key=lambda row: (_level(row), row.box[0])))


def _beside(left: Word, right: Word) -> bool:
    shared = min(left.box[3], right.box[3]) - max(left.box[1], right.box[1])
    return shared >= _SHARED_HEIGHT * min(_height(left), _height(right))


def _distance(left: Word, right: Word) -> Points:
    return abs(_middle(left) - _middle(right))


def _height(word: Word) -> Points:
    return max(word.box[3] - word.box[1], 0.1)


def _middle(word: Word) -> Points:
    return (word.box[1] + word.box[3]) / 2


def _level(row: Row) -> Points:
    return median(_middle(word) for word in row.words)


__all__ = ["Page", "PageSource", "Row", "Word", "displayed", "enclosing", "page_text", "row_of", "rows"]
