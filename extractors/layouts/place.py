"""A learnt place: where a supplier prints a field on a kind of document, and what is found there on another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from documents.kinds import Kind
from extractors.fold import fold_words
from extractors.layouts.spot import LEARNABLE, Sort, Spot, spots_of
from extractors.layouts.surroundings import Surroundings, alike, describe, outline, shape_of
from extractors.locale.dates import Order
from extractors.view import View

# A label counts as the learnt one from this likeness on.
_SAME: Final = 0.85
_SAME_NAME: Final = 0.9
# How far a value may stand from its learnt place where no words name it: shares of the page.
_NEAR_X: Final = 0.012
_NEAR_Y: Final = 0.010
# How far a column may shift, as a share of the page's width.
_COLUMN: Final = 0.06
# Two readings whose likeness differs by less are not told apart.
_MARGIN: Final = 0.12


@dataclass(frozen=True, slots=True)
class LearntPlace:
    """Where `field` stands on documents of `kind`; a code is `size` words, `order` is that of day and month
    in its dates (None: as the document's other dates tell)."""

    field: str
    kind: Kind
    around: Surroundings
    size: int = 1
    order: Order | None = None

    @property
    def sort(self) -> Sort:
        """What sort of value stands there."""
        return LEARNABLE[self.field]


def find(view: View, place: LearntPlace) -> Spot | None:
    """The one value that stands at a learnt place; None where nothing does, or two do and differ.

    A name is known by its own words, which OCR may have misread, wherever it stands."""
    ranked = sorted(_candidates(view, place), key=lambda pair: (-pair[0], pair[1].line, pair[1].start))
    if not ranked:
        return None
    best, spot = ranked[0]
    if place.sort is Sort.WORDS:
        return replace(spot, value=place.around.shape)
    rivals = (score for score, other in ranked[1:] if other.value != spot.value)
    return spot if best - max(rivals, default=0.0) >= _MARGIN else None


def _candidates(view: View, place: LearntPlace) -> Iterator[tuple[float, Spot]]:
    for spot in spots_of(view, place.sort, place.size, place.order):
        around = None if _misshapen(spot, place) else describe(view, spot)
        score = _likeness(around, place) if around is not None else None
        if score is not None:
            yield score, spot


def _misshapen(spot: Spot, place: LearntPlace) -> bool:
    """A code of another build is another code, another name another name; what else was read has the right build."""
    if place.sort is Sort.WORDS:
        return alike(fold_words(place.around.shape), fold_words(spot.text)) < _SAME_NAME
    if place.sort is not Sort.CODE:
        return False
    wanted = place.around.shape
    shape = shape_of(spot.text)
    return outline(shape) != outline(wanted) or abs(len(shape) - len(wanted)) > 3


def _likeness(found: Surroundings, place: LearntPlace) -> float | None:
    """How well a spot's surroundings agree with the learnt ones; None where nothing names the spot."""
    learnt = place.around
    if place.sort is Sort.WORDS:
        return 1.0
    left = alike(learnt.left, found.left) if learnt.steps == found.steps else 0.0
    above = alike(learnt.above, found.above) if _column(learnt, found) <= _COLUMN else 0.0
    if place.sort is Sort.AMOUNT and learnt.left and left < _SAME:
        return None  # sums stand in one column: only their own words tell them apart
    here = _here(learnt, found)
    if left < _SAME and above < _SAME and not (_nameless(learnt) and here):
        return None
    off = abs(learnt.y - found.y) if here or _same_page(learnt, found) else 1.0
    near = max(0.0, 1.0 - 4 * off) * 0.6 + max(0.0, 1.0 - 8 * _column(learnt, found)) * 0.6
    return 2.0 * left + 1.2 * above + near + 0.3 * (learnt.shape == found.shape)


def _nameless(learnt: Surroundings) -> bool:
    """True where no words around the learnt place could name it."""
    return not learnt.left and not learnt.above


def _here(learnt: Surroundings, found: Surroundings) -> bool:
    near = _column(learnt, found) <= _NEAR_X and abs(learnt.y - found.y) <= _NEAR_Y
    return near and _same_page(learnt, found) and learnt.shape == found.shape


def _same_page(learnt: Surroundings, found: Surroundings) -> bool:
    """The same page counted from the document's beginning or from its end."""
    return learnt.page == found.page or learnt.back == found.back


def _column(learnt: Surroundings, found: Surroundings) -> float:
    """How far the columns differ, by the edge that agrees better: numbers are set flush to either."""
    return min(abs(learnt.x - found.x), abs(learnt.right - found.right))


__all__ = ["LearntPlace", "find"]
