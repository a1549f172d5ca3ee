"""Learning a place: from a value that a person put right, and the page that prints it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from documents.draft import Draft
from documents.kinds import Kind
from extractors.fields.hits import find_hits
from extractors.fields.read import read_view
from extractors.layouts.column import COLUMNS, find_in_lines, learn_column
from extractors.layouts.lesson import TEACHABLE, Place
from extractors.layouts.place import LearntPlace, find
from extractors.layouts.spot import LEARNABLE, Sort, Spot, prints_of, says, spots_of
from extractors.layouts.surroundings import Surroundings, describe
from extractors.locale.dates import Order
from extractors.page import Page
from extractors.view import View


def learn(pages: Sequence[Page], draft: Draft, field: str, value: str) -> Place | None:
    """The place at which these pages print the right value of a draft's field: a header field, or a line's as
    `3.quantity`.

    Of several prints the one counts that is named best and leads back to the value when it is read again.
    None where the field is never learnt, the pages do not print the value, or no print can be told from others.
    """
    number, _, inner = field.partition(".")
    taught = f"line.{inner}" if inner else field
    if taught not in TEACHABLE or not pages:
        return None
    view = read_view(pages, draft.language)
    if inner:
        column = learn_column(view, draft, int(number), taught, value)
        spot = find_in_lines(view, column, draft)[int(number) - 1] if column is not None else None
        return column if spot is not None and says(COLUMNS[taught], spot.value, value) else None
    places = (_place(view, spot, draft.kind, field, value) for spot in _best_named_first(view, field, value))
    return next((place for place in places if _leads_back(view, place, value)), None)


def _best_named_first(view: View, field: str, value: str) -> Iterator[Spot]:
    """The prints of a value: those that a known label of the field names, those with words left of them, those
    below words, the others; of equals the first, but of a net total, which may equal a line's, the last."""
    labelled = {(hit.line, hit.end) for hit in find_hits(view) if hit.label.field == field}
    found = [(describe(view, spot), spot) for spot in prints_of(view, LEARNABLE[field], value)]

    def rank(pair: tuple[Surroundings, Spot]) -> tuple[bool, int, int, int]:
        around, spot = pair
        known = any(line == spot.line and end <= spot.start for line, end in labelled)
        named = 0 if around.left and not around.steps else 1 if around.above else 2 if around.left else 3
        place = (around.page, spot.line)
        return (not known, named, *(place if field != "net_total" else (-place[0], -place[1])))

    yield from (spot for _, spot in sorted(found, key=rank))


def _place(view: View, spot: Spot, kind: Kind, field: str, value: str) -> LearntPlace:
    sort, around = LEARNABLE[field], describe(view, spot)
    if sort is Sort.WORDS:
        around = replace(around, shape=spot.text)
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
