"""What stands around a spot: the words left of it and above it, where on the page it is, what shape it has.

A supplier's form prints the same words around the same field each time; figures in these words (a date, a
page count) change and count as any figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.fuzz import ratio

from documents.measures import Points
from extractors.fold import fold_words
from extractors.layouts.spot import Spot
from extractors.locale.currencies import currency_of
from extractors.view import Line, Token, View

_MOST_WORDS: Final = 4
_MOST_ROWS: Final = 8
_FARTHEST: Final = 14.0
"""How many letter heights above a value a heading may stand."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`left` and `above` are folded words, every figure as 9, "" where nothing with letters stands there; `steps`
    counts the figures between `left` and the spot. `page` counts from 0 at the document's beginning, `back` from 0
    at its end. `x` is the left edge of the print, `right` its right edge, `y` its middle, as shares of the page.
    `shape` is its pattern; of a name, which is known by itself, the name."""

    left: str
    steps: int
    above: str
    page: int
    back: int
    x: float
    right: float
    y: float
    shape: str


def describe(view: View, spot: Spot) -> Surroundings:
    """The surroundings of a spot."""
    line, page = view.lines[spot.line], [page.number for page in view.pages].index(spot.page)
    left, steps = _left(line, spot)
    width, height = max(view.width[spot.page], 1.0), max(view.height[spot.page], 1.0)
    return Surroundings(
        left, steps, _above(view, spot), page, len(view.pages) - 1 - page, spot.box[0] / width, spot.box[2] / width,
        (spot.box[1] + spot.box[3]) / 2 / height, shape_of(spot.text),
    )  # fmt: skip


def shape_of(text: str) -> str:
    """A print's pattern: 9 for a figure, A for a letter, all else as it is.

    >>> shape_of("RE-2026/017b")
    'AA-9999/999A'
    """
    return re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "9", text))


def outline(shape: str) -> str:
    """A shape without how long its runs are: numbers grow by a figure without changing their kind.

    >>> outline("AA-9999/999A")
    'A-9/9A'
    """
    return re.sub(r"(.)\1+", r"\1", shape)


def alike(one: str, other: str) -> float:
    """How alike two labels are, 0 to 1; OCR misreads a letter in ten, short ones must be the same."""
    if not one or not other:
        return 0.0
    return ratio(one, other) / 100 if min(len(one), len(other)) >= 6 else float(one == other)


def _left(line: Line, spot: Spot) -> tuple[str, int]:
    """The nearest words with letters left of a spot, and how many figures stand between."""
    steps, at = 0, spot.start - 1
    while at >= 0 and not _lettered(line.tokens[at]):
        steps += any(sign.isdigit() for sign in line.tokens[at].text)
        at -= 1
    if at < 0:
        return "", 0
    first = at
    while first > 0 and line.tokens[first - 1].cell == line.tokens[at].cell:
        first -= 1
    return _masked(line.tokens[max(first, at + 1 - _MOST_WORDS) : at + 1]), steps


def _above(view: View, spot: Spot) -> str:
    """The nearest words without figures above a spot, that overlap it."""
    size: Points = max(spot.box[3] - spot.box[1], 4.0)
    for number in range(spot.line - 1, max(spot.line - 1 - _MOST_ROWS, -1), -1):
        line = view.lines[number]
        if line.page != spot.page or spot.box[1] - line.box[3] > _FARTHEST * size:
            break
        over = [token for token in line.tokens if token.box[0] < spot.box[2] and token.box[2] > spot.box[0]]
        if over and any(map(_lettered, over)) and not any(sign.isdigit() for token in over for sign in token.text):
            cell = [token for token in line.tokens if token.cell == over[0].cell]
            return _masked(cell[-_MOST_WORDS:])
    return ""


def heading_of(view: View, spot: Spot) -> str:
    """The words that head a spot's column: the nearest row above without any figure that has words over it."""
    for number in range(spot.line - 1, -1, -1):
        line = view.lines[number]
        if line.page != spot.page:
            break
        if any(sign.isdigit() for sign in line.text):
            continue
        over = [token for token in line.tokens if token.box[0] < spot.box[2] and token.box[2] > spot.box[0]]
        if any(map(_lettered, over)):
            return _masked([token for token in line.tokens if token.cell == over[0].cell][-_MOST_WORDS:])
    return ""


def _lettered(token: Token) -> bool:
    """True for a word that can name something; the currency beside each amount names none."""
    return not currency_of(token.text) and sum(sign.isalpha() for sign in token.text) >= 2


def _masked(tokens: Sequence[Token]) -> str:
    return re.sub(r"\d+", "9", fold_words(" ".join(token.text for token in tokens)))


__all__ = ["Surroundings", "alike", "describe", "heading_of", "outline", "shape_of"]
