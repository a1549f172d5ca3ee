"""A learnt column: under which heading a supplier's lines print a figure or a number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from documents.draft import Draft, Line
from documents.kinds import Kind
from documents.measures import Box
from extractors.layouts.spot import Sort, Spot, says, spots_of
from extractors.layouts.surroundings import alike, heading_of
from extractors.view import View

COLUMNS: Final[Mapping[str, Sort]] = {
    **{f"line.{name}": Sort.AMOUNT for name in ("quantity", "shipped", "backordered", "unit_price", "net")},
    **{f"line.{name}": Sort.CODE for name in ("item", "supplier_item", "lot", "order_line", "po_number")},
}
"""The fields of lines whose column may be learnt."""

_SAME: Final = 0.85
# Without a heading a column is known by where it stands: shares of the page's width.
_NEAR: Final = 0.012
# Two figures under one heading are told apart by this much of the page's width.
_APART: Final = 0.02
# A line's own row is that of its figures; a description may be several rows high.
_ROW: Final = ("net", "unit_price", "quantity", "shipped", "item", "supplier_item")


@dataclass(frozen=True, slots=True)
class LearntColumn:
    """Where `field` (`line.quantity`) of the lines of a kind of document stands: under the words `head`, its left and
    right edge as shares of the page's width; a code is `size` words."""

    field: str
    kind: Kind
    head: str
    x: float
    right: float
    size: int = 1

    @property
    def sort(self) -> Sort:
        """What sort of value stands there."""
        return COLUMNS[self.field]


def learn_column(view: View, draft: Draft, number: int, field: str, value: str) -> LearntColumn | None:
    """The column in which line `number` (from 1) prints the right value of a field; None where it prints none."""
    line, sort = draft.lines[number - 1], COLUMNS[field]
    for size in (1, 2, 3) if sort is Sort.CODE else (1,):
        for spot in _in_row(line, _by_page(view, sort, size)):
            if says(sort, spot.value, value):
                left, right = _edges(view, spot)
                return LearntColumn(field, draft.kind, heading_of(view, spot), left, right, size)
    return None


def find_in_lines(view: View, column: LearntColumn, draft: Draft) -> tuple[Spot | None, ...]:
    """What stands in a learnt column, for each line of a draft; None where nothing or two things do."""
    spots = _by_page(view, column.sort, column.size)
    return tuple(_find(view, column, _in_row(line, spots)) for line in draft.lines)


def _find(view: View, column: LearntColumn, row: Iterable[Spot]) -> Spot | None:
    found = [(_off(view, column, spot), spot.start, spot) for spot in row]
    fitting = [(off, spot) for off, _, spot in sorted(found, key=lambda one: one[:2]) if _fits(view, column, spot, off)]
    if not fitting:
        return None
    best, spot = fitting[0]
    rivals = (off for off, other in fitting[1:] if other.value != spot.value)
    return spot if min(rivals, default=1.0) - best >= _APART else None


def _fits(view: View, column: LearntColumn, spot: Spot, off: float) -> bool:
    head = heading_of(view, spot)
    return alike(column.head, head) >= _SAME if column.head else not head and off <= _NEAR


def _off(view: View, column: LearntColumn, spot: Spot) -> float:
    left, right = _edges(view, spot)
    return min(abs(left - column.x), abs(right - column.right))


def _edges(view: View, spot: Spot) -> tuple[float, float]:
    width = max(view.width[spot.page], 1.0)
    return spot.box[0] / width, spot.box[2] / width


def _by_page(view: View, sort: Sort, size: int) -> Mapping[int, list[Spot]]:
    pages: dict[int, list[Spot]] = defaultdict(list)
    for spot in spots_of(view, sort, size):
        pages[spot.page].append(spot)
    return pages


def _in_row(line: Line, spots: Mapping[int, list[Spot]]) -> list[Spot]:
    """The spots of a line's own row."""
    page, box = _row(line)
    if page is None or box is None:
        return []
    middle = (box[1] + box[3]) / 2
    return [spot for spot in spots.get(page, ()) if spot.box[1] <= middle <= spot.box[3]]


def _row(line: Line) -> tuple[int | None, Box | None]:
    for name in (*_ROW, *line):
        field = line.get(name)
        if field is not None and field.box is not None and field.page is not None:
            return field.page, field.box
    return None, None


__all__ = ["COLUMNS", "LearntColumn", "find_in_lines", "learn_column"]
