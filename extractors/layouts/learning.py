"""Learning a place: from a value that a person put right, and the page that prints it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from documents.kinds import Kind
from extractors.fields.read import read_view
from extractors.layouts.place import LearntPlace, find
from extractors.layouts.spot import LEARNABLE, Sort, Spot, prints_of, says, spots_of
from extractors.layouts.surroundings import Surroundings, describe
from extractors.locale.dates import Order
from extractors.page import Page
from extractors.view import View


def learn(pages: Sequence[Page], kind: Kind, language: str | None, field: str, value: str) -> LearntPlace | None:
    """The place at which these pages print a field's right value.

    Of several prints the one counts that is named best and leads back to the value when it is read again.
    None where the field is never learnt, the pages do not print the value, or no print can be told from others.
    """
    sort = LEARNABLE.get(field)
    if sort is None or not pages:
        return None
    view = read_view(pages, language)
    places = (_place(view, spot, kind, field, value) for spot in _named_first(view, sort, value))
    return next((place for place in places if _leads_back(view, place, value)), None)


def _named_first(view: View, sort: Sort, value: str) -> Iterator[Spot]:
    """The prints of a value: those with words left of them, then those below words, then the others."""
    found = [(describe(view, spot), spot) for spot in prints_of(view, sort, value)]
    yield from (spot for _, spot in sorted(found, key=lambda pair: _rank(*pair)))


def _rank(around: Surroundings, spot: Spot) -> tuple[int, int, int]:
    named = 0 if around.left and not around.steps else 1 if around.above else 2 if around.left else 3
    return named, around.page, spot.line


def _place(view: View, spot: Spot, kind: Kind, field: str, value: str) -> LearntPlace:
    sort, around = LEARNABLE[field], describe(view, spot)
    size = spot.end - spot.start if sort is Sort.CODE else 1
    return LearntPlace(field, kind, around, size, _order(view, spot, value) if sort is Sort.DATE else None)


def _order(view: View, spot: Spot, value: str) -> Order | None:
    """The order of day and month that reads a date as the person does, if the document's own does not."""
    if spot.value == value and view.order is not None:
        return None
    orders = (Order.DAY_FIRST, Order.MONTH_FIRST)
    read = {order: {one.value for one in spots_of(view, Sort.DATE, 1, order) if _same(one, spot)} for order in orders}
    right = [order for order in orders if value in read[order]]
    return right[0] if len(right) == 1 else None


def _same(one: Spot, other: Spot) -> bool:
    return (one.line, one.start) == (other.line, other.start)


def _leads_back(view: View, place: LearntPlace, value: str) -> bool:
    spot = find(view, place)
    return spot is not None and says(place.sort, spot.value, value)


__all__ = ["learn"]
