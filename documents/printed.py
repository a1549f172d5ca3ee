"""What a page prints: its words with their places, kept beside a draft so that places can be learnt from it.

Printed pages cross the same border as drafts, from the sandboxed reader to the engine, and are believed
as little: `PrintedPage.from_json` raises ValueError on anything that is not one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from documents.measures import Box, Points

MOST_PAGES: Final = 3
MOST_WORDS: Final = 4000
LONGEST_WORD: Final = 120
_TURNS: Final = (0, 90, 180, 270)


@dataclass(frozen=True, slots=True)
class PrintedWord:
    """A run of ink at its place; `size` is the font size in points, 0 where it is not known."""

    text: str
    box: Box
    size: Points = 0.0


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """An upright page of a document; `number` counts from 1 within the blob, `ocr` is true for a scan, `turned` is
    by how many degrees clockwise (0, 90, 180, 270) it was turned to be read."""

    number: int
    width: Points
    height: Points
    words: tuple[PrintedWord, ...] = ()
    ocr: bool = False
    turned: int = 0

    def to_json(self) -> dict[str, Any]:
        """Compact: a word is `[text, left, top, right, bottom, size]`."""
        words = [[word.text, *(round(edge, 1) for edge in word.box), round(word.size, 1)] for word in self.words]
        told = {"page": self.number, "size": [self.width, self.height], "ocr": self.ocr, "words": words}
        return {**told, "turned": self.turned} if self.turned else told

    @classmethod
    def from_json(cls, data: Any) -> PrintedPage:
        """The inverse of `to_json`; raises ValueError on what is no printed page, or a larger one than is kept."""
        if not isinstance(data, Mapping) or not isinstance(data.get("words"), list):
            raise ValueError("a printed page is a record with a list of words")
        if len(data["words"]) > MOST_WORDS or not isinstance(data.get("page"), int):
            raise ValueError("a printed page has a number and no more words than are kept")
        width, height = _points(data.get("size"), 2)
        words = tuple(_word(word) for word in data["words"])
        turned = data.get("turned", 0)
        if turned not in _TURNS or isinstance(turned, bool):
            raise ValueError("a page is turned by quarters")
        return cls(data["page"], width, height, words, data.get("ocr") is True, turned)


def pages_from_json(data: Any) -> tuple[PrintedPage, ...]:
    """Printed pages from a JSON list; raises ValueError."""
    if not isinstance(data, list) or len(data) > MOST_PAGES:
        raise ValueError(f"printed pages are a list of at most {MOST_PAGES}")
    return tuple(PrintedPage.from_json(page) for page in data)


def _word(data: Any) -> PrintedWord:
    if not isinstance(data, list) or len(data) != 6 or not isinstance(data[0], str) or len(data[0]) > LONGEST_WORD:
        raise ValueError("a printed word is a text with four edges and a size")
    left, top, right, bottom, size = _points(data[1:], 5)
    return PrintedWord(data[0], (left, top, right, bottom), size)


def _points(data: Any, count: int) -> tuple[Points, ...]:
    if not isinstance(data, list) or len(data) != count:
        raise ValueError(f"{count} measures are needed")
    if not all(isinstance(one, int | Points) and not isinstance(one, bool) and math.isfinite(one) for one in data):
        raise ValueError("a measure is a finite number")
    return tuple(data)


__all__ = ["LONGEST_WORD", "MOST_PAGES", "MOST_WORDS", "PrintedPage", "PrintedWord", "pages_from_json"]
