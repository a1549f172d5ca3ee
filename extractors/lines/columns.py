"""Columns: figures that stand under one another, and the titles over them."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from documents.measures import Points
from extractors.lines.cells import Cell, Line
from extractors.lines.headings import NUMERIC, Heading, Role, Title

_MEASURED = 61  # cells by which a column is measured; long tables gain nothing from more
_SKIPPED_COLUMN = 7.0  # cost of leaving a column without a title, in line heights
_TEXTUAL = frozenset({Role.DESCRIPTION, Role.UNIT})


@dataclass(eq=False)
class Column:
    """Figures of one column over the rows of a table; `title` is what stands over it, if anything.

    Its edges are the medians of its first cells' edges.
    """

    cells: dict[int, Cell] = field(default_factory=dict)
    title: Title | None = None
    _lefts: list[Points] = field(default_factory=list)
    _rights: list[Points] = field(default_factory=list)

    @property
    def left(self) -> Points:
        return self._lefts[len(self._lefts) // 2]

    @property
    def right(self) -> Points:
        return self._rights[len(self._rights) // 2]

    @property
    def middle(self) -> Points:
        return (self.left + self.right) / 2

    @property
    def roles(self) -> tuple[Role, ...]:
        return self.title.roles if self.title else ()

    def add(self, index: int, cell: Cell) -> None:
        """Take in the cell of a line."""
        self.cells[index] = cell
        if len(self._lefts) < _MEASURED:
            insort(self._lefts, cell.left)
            insort(self._rights, cell.right)


def columns_of(lines: Iterable[Line], heading: Heading | None) -> list[Column]:
    """The columns of figures of the given rows, from left to right, each with its title."""
    columns: list[Column] = []
    for line in lines:
        for cell in line.figures:
            home = nearest(columns, cell, line)
            if home is None or line.index in home.cells:
                home = Column()
                columns.append(home)
            home.add(line.index, cell)
    columns = _joined(columns)
    if heading is not None:
        columns = _shifted(columns, heading.titles)
    columns.sort(key=lambda column: column.middle)
    if heading is not None and columns:
        _entitle(columns, heading)
    return columns


def nearest(columns: Sequence[Column], cell: Cell, line: Line) -> Column | None:
    """The column that a figure stands in by its edges or by overlap; None if it stands in none."""
    best = min(columns, key=lambda column: _off(column, cell), default=None)
    if best is None:
        return None
    off, overlap = _off(best, cell), _shared(best, cell)
    return best if off < 0.55 * line.height or overlap > 0.6 else None


def _off(column: Column, cell: Cell) -> Points:
    middle = abs(column.middle - (cell.left + cell.right) / 2)
    return (
        min(abs(column.right - cell.right), abs(column.left - cell.left), middle)
        if _shared(column, cell) > 0
        else 99.0 + middle
    )


def _shared(column: Column, cell: Cell) -> float:
    shared = min(column.right, cell.right) - max(column.left, cell.left)
    return shared / max(1.0, min(column.right - column.left, cell.right - cell.left))


def _joined(columns: list[Column]) -> list[Column]:
    """Columns that overlap and never have a figure in the same row are one."""
    merged: list[Column] = []
    for column in sorted(columns, key=lambda c: -len(c.cells)):
        for home in merged:
            shared = min(column.right, home.right) - max(column.left, home.left)
            narrow = max(1.0, min(column.right - column.left, home.right - home.left))
            if shared / narrow > 0.5 and not set(column.cells) & set(home.cells):
                for index, cell in column.cells.items():
                    home.add(index, cell)
                break
        else:
            merged.append(column)
    return merged


def _shifted(columns: list[Column], titles: Sequence[Title]) -> list[Column]:
    """Columns that no row has both of, that touch and stand under one title, are one: its cells shift a little."""
    kept: list[Column] = []
    for column in sorted(columns, key=lambda c: -len(c.cells)):
        own = _closest(column, titles)
        for home in kept:
            touching = min(column.right, home.right) - max(column.left, home.left) > -8.0
            if own is _closest(home, titles) and touching and not set(column.cells) & set(home.cells):
                for index, cell in column.cells.items():
                    home.add(index, cell)
                break
        else:
            kept.append(column)
    return kept


def _closest(column: Column, titles: Sequence[Title]) -> Title | None:
    return min(titles, key=lambda title: _distance(column, title), default=None)


def _entitle(columns: Sequence[Column], heading: Heading) -> None:
    """Give columns their titles: the order-preserving match with the least distance in all."""
    titles = heading.titles
    height = max(4.0, median(title.box[3] - title.box[1] for title in titles))
    best: list[list[tuple[float, tuple[int, ...]]]] = [[(0.0, ())] * (len(titles) + 1)]
    for i, column in enumerate(columns, 1):
        row: list[tuple[float, tuple[int, ...]]] = [(i * _SKIPPED_COLUMN, (-1,) * i)]
        for j, title in enumerate(titles, 1):
            without_column = (best[i - 1][j][0] + _SKIPPED_COLUMN, (*best[i - 1][j][1], -1))
            cost = best[i - 1][j - 1][0] + _distance(column, title) / height + _unlike(title)
            row.append(min(row[j - 1], without_column, (cost, (*best[i - 1][j - 1][1], j - 1))))
        best.append(row)
    for column, at in zip(columns, best[-1][-1][1], strict=True):
        column.title = titles[at] if at >= 0 else None


def _distance(column: Column, title: Title) -> Points:
    left, _, right, _ = title.box
    edges = min(abs(column.left - left), abs(column.right - right), abs(column.middle - (left + right) / 2))
    apart = max(column.left - right, left - column.right)
    return edges + apart if apart > 0 else edges / 2


def _unlike(title: Title) -> float:
    if title.role in NUMERIC:
        return 0.0
    return 3.0 if title.role in _TEXTUAL else 0.5


def title_over(cell: Cell, titles: Sequence[Title]) -> Title | None:
    """The title that a text cell belongs to: the one it stands under most, else the nearest."""
    if not titles:
        return None

    def rank(title: Title) -> tuple[float, float]:
        shared = min(title.box[2], cell.right) - max(title.box[0], cell.left)
        return (-shared if shared > 0 else 0.0, min(abs(title.box[0] - cell.left), max(0.0, -shared)))

    return min(titles, key=rank)


__all__ = ["Column", "columns_of", "nearest", "title_over"]
