"""One picture of a page to one `Page`: even the light, straighten, read, bring the boxes to points."""

from __future__ import annotations

from collections.abc import Sequence

from documents.measures import Points
from extractors.page import Page, Word
from extractors.pages.ink import LEAN, Grey, blank, evened, skew, straightened
from extractors.pages.ocr import Ink, Layout, engine, expected


def read_scan(grey: Grey, dpi: int, number: int, languages: Sequence[str] = ()) -> Page:
    """The page on a picture at `dpi` pixels an inch; `languages` (ISO 639-1) are those to expect."""
    height, width = grey.shape
    scale = 72.0 / dpi
    if blank(grey):
        return Page(number, width * scale, height * scale, source="ocr", warnings=("The page is blank.",))
    even = evened(grey)
    lean = skew(even)
    if abs(lean) >= LEAN:
        even = straightened(even, lean)
    ink = engine(expected(languages)).read(even, dpi, Layout.PAGE)
    words = tuple(_word(found, scale) for found in ink)
    mean = sum(word.confidence for word in words) / len(words) if words else 0.0
    return Page(number, width * scale, height * scale, words, "ocr", ocr_confidence=mean)


def _word(ink: Ink, scale: Points) -> Word:
    left, top, right, bottom = (edge * scale for edge in ink.box)
    return Word(ink.text, (left, top, right, bottom), ink.confidence, ink.line_height * scale)


__all__ = ["read_scan"]
