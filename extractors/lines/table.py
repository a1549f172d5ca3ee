"""One table: its heading, its lines, its columns with their roles, and the lines that carry an item."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.lines.cells import Cell, Line, split_at
from extractors.lines.columns import Column, columns_of, nearest
from extractors.lines.headings import NUMERIC, Heading, Role, Title
from extractors.lines.roles import Layout, assign
from extractors.lines.row_kinds import CHARGES, RowKind, row_kind


@dataclass
class Table:
    """A table as found. `lines` are those under its heading, on as many pages as it runs;
    `items` the indexes of those that carry an item, in order."""

    heading: Heading | None
    lines: list[Line]
    columns: list[Column] = field(default_factory=list)
    layout: Layout | None = None
    items: list[int] = field(default_factory=list)

    @property
    def titles(self) -> tuple[Title, ...]:
        return self.heading.titles if self.heading else ()


def tables_of(lines: Sequence[Line], headings: Sequence[Heading]) -> list[Table]:
    """The tables of a document: equal headings on several pages make one."""
    tables: list[Table] = []
    for at, heading in enumerate(headings):
        end = headings[at + 1].first if at + 1 < len(headings) else len(lines)
        body = list(lines[heading.last + 1 : end])
        home = next((table for table in tables if table.heading and _repeats(table.heading, heading)), None)
        if home is None:
            tables.append(Table(heading, body))
        else:
            home.lines += body
    return tables


def _repeats(one: Heading, other: Heading) -> bool:
    if [title.text for title in one.titles] != [title.text for title in other.titles]:
        return False
    return all(abs(a.box[0] - b.box[0]) < 8 for a, b in zip(one.titles, other.titles, strict=True))


def lay_out(table: Table, printed: Callable[[Decimal], bool]) -> None:
    """Find the table's columns, their roles and its items."""
    edges = [(title.box[0], title.box[2]) for title in table.titles]
    table.lines = [split_at(line, edges) for line in table.lines]
    body = until_total(table.lines)
    rows = [line for line in body if _candidate(line, table.titles)]
    table.columns = columns_of(rows, table.heading)
    table.layout = assign(table.columns, [line.index for line in rows], printed)
    _gather(table)


def until_total(lines: Sequence[Line]) -> list[Line]:
    """The lines that may carry items: not totals, nor what stands below them on their page."""
    kept: list[Line] = []
    closed: int | None = None
    begun = False
    for line in lines:
        kind = row_kind(*(cell.text for cell in line.cells if cell.figure is None))
        if closed is not None and ((line.page != closed and kind is None) or kind is RowKind.CARRIED):
            closed = None if kind is RowKind.CARRIED else closed
        begun = begun or any(cell.figure is not None for cell in line.cells)
        if closed is None and kind in (RowKind.TOTAL, RowKind.SECTION) and begun and _summing(line, kind):
            closed = line.page
        if closed is None and kind is not RowKind.CARRIED:
            kept.append(line)
    return kept


def _summing(line: Line, kind: RowKind) -> bool:
    """A total has one amount or two beside its words, not a quantity with its unit; a section has none."""
    amounts = [cell for cell in line.figures if cell.figure and not cell.figure.percent]
    if kind is RowKind.SECTION:
        return len(amounts) <= 1
    words = sum(len(cell.words) for cell in line.cells if cell.figure is None)
    return not any(cell.unit for cell in amounts) and len(amounts) <= 2 and (bool(amounts) or words <= 2)


def _candidate(line: Line, titles: Sequence[Title]) -> bool:
    """A line whose figures stand under titles of numbers, enough of them to be an item."""
    numeric = [title for title in titles if title.role in NUMERIC]
    hit = {id(title) for cell in line.figures if (title := _under(cell, titles)) and title.role in NUMERIC}
    return len(hit) >= min(2, max(1, len(numeric)))


def _under(cell: Cell, titles: Sequence[Title]) -> Title | None:
    def gap(title: Title) -> float:
        return max(title.box[0] - cell.right, cell.left - title.box[2], 0.0)

    return min(titles, key=gap, default=None)


def _gather(table: Table) -> None:
    """Give the columns the figures of all lines that may carry items, then tell which lines do."""
    layout = table.layout
    if layout is None or not table.columns:
        return
    edges = [(column.left, column.right) for column in table.columns]
    table.lines = [split_at(line, edges) for line in table.lines]
    body = until_total(table.lines)
    for line in body:
        for cell in line.figures:
            home = nearest(table.columns, cell, line)
            if home is not None and line.index not in home.cells:
                home.add(line.index, cell)
    table.items = [line.index for line in body if is_item(line, layout)]


def is_item(line: Line, layout: Layout) -> bool:
    """A line with a net and a quantity or a price; without a column of nets, what the table counts by."""
    has = [column is not None and line.index in column.cells for column in (layout.quantity, layout.price, layout.net)]
    if layout.net is None:
        wanted = [column is not None for column in (layout.quantity, layout.price)]
        return any(wanted) and all(have or not want for have, want in zip(has[:2], wanted, strict=True))
    if layout.quantity is None and layout.price is None:
        return has[2] and row_kind(*(cell.text for cell in line.cells if cell.figure is None)) is None
    if not has[0] and row_kind(*(cell.text for cell in line.cells if cell.figure is None)) in CHARGES:
        return False
    return (has[2] and (has[0] or has[1])) or (has[0] and has[1])


__all__ = ["Role", "Table", "is_item", "lay_out", "tables_of", "until_total"]
