"""One picture of a page to one `Page`: even the light, straighten, turn upright, read, look again, find codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from documents.measures import Confidence, Points
from extractors.page import Page, Word
from extractors.pages.agreement import agreed
from extractors.pages.codes import with_codes
from extractors.pages.gaps import overlooked
from extractors.pages.ink import LEAN, Grey, blank, evened, skew, straightened
from extractors.pages.looks import FIRST, FIRST_STRIP, SECOND, SECOND_STRIP, is_strip, look_at
from extractors.pages.ocr import Ink, Layout, engine, expected
from extractors.pages.orientation import quarters_to_turn
from extractors.pages.second_reader import second_reader

# Upright text is read at a mean confidence of 0.9, text on its side or head at 0.4 (measured).
_DOUBTFUL = 0.6
# Office scans and good photos are read at 0.85 or more; below, a second look is worth its cost.
_DIM = 0.84
_LEAST_CONFIDENCE = 0.05
# Spaces are wider than this share of a digit's height.
_TORN = 0.25
_BLANK = "The page is blank."


@dataclass(frozen=True, slots=True)
class _Look:
    """A page made legible and what was read on it; `turn` counts clockwise quarters."""

    grey: Grey
    ink: tuple[Ink, ...]
    turn: int = 0

    @property
    def confidence(self) -> Confidence:
        """Mean confidence of the words, longer words weighing more."""
        weight = sum(len(ink.text) for ink in self.ink)
        return sum(ink.confidence * len(ink.text) for ink in self.ink) / weight if weight else 0.0


def read_scan(grey: Grey, dpi: int, number: int, languages: Sequence[str] = (), *, photo: bool = False) -> Page:
    """The page on a picture at `dpi` pixels an inch; `languages` (ISO 639-1) are those to expect."""
    scale = 72.0 / dpi
    if blank(grey):
        return Page(number, grey.shape[1] * scale, grey.shape[0] * scale, source="ocr", warnings=(_BLANK,))
    look = _twice(_upright(grey, dpi, languages), dpi, languages)
    again = overlooked(look.grey, dpi, look.ink)
    if again is not None:
        more = engine(expected(languages)).read(again, dpi, Layout.SPARSE)
        look = replace(look, ink=(*look.ink, *more))
    return with_codes(_page(look, scale, number), look.grey, dpi, photo=photo)


def _twice(look: _Look, dpi: int, languages: Sequence[str]) -> _Look:
    """A dim page looked at again in another way; by the second reader where that is asked for."""
    other = second_reader()
    if other is not None:
        return replace(look, ink=other.read(look.grey, dpi, Layout.PAGE) or look.ink)
    if not look.ink or look.confidence >= _DIM:
        return look
    second = look_at(look.grey, dpi, languages, SECOND_STRIP if is_strip(look.grey, dpi) else SECOND)
    return replace(look, ink=agreed(look.ink, second))


def _upright(grey: Grey, dpi: int, languages: Sequence[str]) -> _Look:
    look = _look(grey, dpi, languages)
    if look.confidence >= _DOUBTFUL and not _on_end(look.ink):
        return look
    turn = quarters_to_turn(look.grey, dpi)
    if turn == 0:
        return look
    turned = replace(_look(np.ascontiguousarray(np.rot90(grey, -turn)), dpi, languages), turn=turn)
    return turned if _on_end(look.ink) or turned.confidence > look.confidence else look


def _on_end(seen: Sequence[Ink]) -> bool:
    """Whether most words are higher than wide: Tesseract reads a page that lies on its side, but leaves it there."""
    words = [ink.box for ink in seen if len(ink.text) >= 4]
    return sum(bottom - top > right - left for left, top, right, bottom in words) > len(words) / 2


def _look(grey: Grey, dpi: int, languages: Sequence[str]) -> _Look:
    even = evened(grey)
    lean = skew(even)
    if abs(lean) >= LEAN:
        even = straightened(even, lean)
    return _Look(even, look_at(even, dpi, languages, FIRST_STRIP if is_strip(even, dpi) else FIRST))


def _page(look: _Look, scale: Points, number: int) -> Page:
    height, width = look.grey.shape
    words = tuple(_word(ink, scale) for ink in _joined(look.ink) if ink.confidence >= _LEAST_CONFIDENCE)
    return Page(
        number, width * scale, height * scale, words, "ocr", rotation=90 * look.turn, ocr_confidence=look.confidence
    )  # fmt: skip


def _joined(seen: Sequence[Ink]) -> list[Ink]:
    """Numbers that were torn apart, made whole: two digits closer than any space belong to one number."""
    whole: list[Ink] = []
    for ink in seen:
        last = whole[-1] if whole else None
        if last is not None and last.text[-1].isdigit() and ink.text[0].isdigit() and _touch(last, ink):
            box = (last.box[0], min(last.box[1], ink.box[1]), ink.box[2], max(last.box[3], ink.box[3]))
            sure = min(last.confidence, ink.confidence)
            whole[-1] = Ink(last.text + ink.text, box, sure, last.line_height)
        else:
            whole.append(ink)
    return whole


def _touch(left: Ink, right: Ink) -> bool:
    height = min(left.box[3] - left.box[1], right.box[3] - right.box[1])
    beside = min(left.box[3], right.box[3]) - max(left.box[1], right.box[1]) > height / 2
    return beside and 0 <= right.box[0] - left.box[2] < _TORN * height


def _word(ink: Ink, scale: Points) -> Word:
    left, top, right, bottom = (edge * scale for edge in ink.box)
    return Word(ink.text, (left, top, right, bottom), ink.confidence, ink.line_height * scale)


__all__ = ["read_scan"]
