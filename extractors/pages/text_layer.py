"""A PDF page's own text as words: the cheapest and, after structured data, the most trusted source."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import pypdfium2 as pdfium

from extractors.page import Page, Word
from extractors.pages.drawings import drawings_of
from extractors.pages.frame import Frame, frame_of, turned_box, turned_boxes
from extractors.pages.glyphs import Glyphs, Run, repaired

# Share of the characters that must stand the same way before the page itself counts as turned.
_MAJORITY = 0.6


@dataclass(frozen=True, slots=True)
class TextLayer:
    """A page by its text layer; `unmapped` is the share of ink without a character, `shapes` the drawn paths."""

    page: Page
    unmapped: float
    shapes: int


def read_text_layer(page: pdfium.PdfPage, number: int) -> Page:
    """The words of a loaded PDF page, upright, with rules and pictures; no words if it has no text.

    Words that stand another way than most of the page (watermarks, margin notes) are in `turned`.
    """
    return read_layer(page, number).page


def read_layer(page: pdfium.PdfPage, number: int) -> TextLayer:
    """As `read_text_layer`, with what tells whether the layer may be believed."""
    frame = frame_of(page)
    with Glyphs(page) as glyphs:
        placed = [_placed(run, frame) for run in glyphs.runs()]
        unmapped = glyphs.unmapped()
    drawn = drawings_of(page, frame)
    turn = _reading_turn(placed)
    words = tuple(word for word, stands in placed if stands == turn and word.text)
    turned = tuple(word for word, stands in placed if stands != turn and word.text)
    flat = Page(number, frame.width, frame.height, words, "text", drawn.rules, drawn.images, turned=turned)
    # Words stand `turn` quarters anticlockwise: as many clockwise set them upright.
    return TextLayer(turn_page(flat, turn) if turn else flat, unmapped, drawn.shapes)


def turn_page(page: Page, turn: int) -> Page:
    """A page with everything on it turned clockwise by `turn` quarters (1 to 3)."""
    size = (page.width, page.height)
    return replace(
        page,
        width=size[turn % 2], height=size[1 - turn % 2], rotation=(page.rotation + 90 * turn) % 360,
        words=_turned_words(page.words, turn, *size), turned=_turned_words(page.turned, turn, *size),
        rules=turned_boxes(page.rules, turn, *size), images=turned_boxes(page.images, turn, *size),
    )  # fmt: skip


def _turned_words(words: tuple[Word, ...], turn: int, width: float, height: float) -> tuple[Word, ...]:
    return tuple(replace(word, box=turned_box(word.box, turn, width, height)) for word in words)


def _placed(run: Run, frame: Frame) -> tuple[Word, int | None]:
    """A run as a word on the displayed page, and how it stands there (anticlockwise quarters)."""
    box = frame.place(run.left, run.bottom, run.right, run.top)
    stands = None if run.turn is None else (run.turn - frame.turn) % 4
    return Word(repaired(run.text), box, 1.0, run.size, run.bold), stands


def _reading_turn(placed: list[tuple[Word, int | None]]) -> int:
    weights: Counter[int] = Counter()
    for word, stands in placed:
        if stands is not None:
            weights[stands] += len(word.text)
    total = sum(weights.values())
    turn, weight = weights.most_common(1)[0] if weights else (0, 0)
    return turn if weight >= _MAJORITY * total else 0


__all__ = ["TextLayer", "read_layer", "read_text_layer", "turn_page"]
