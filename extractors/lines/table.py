"""One table: its heading, its lines, its columns with their roles, and the lines that carry an item."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.lines.body import body, kind_of
from extractors.lines.cells import Cell, Line, split_at
from extractors.lines.closing import close
from extractors.lines.columns import Column, columns_of, nearest
from extractors.lines.headings import NUMERIC, Heading, Role, Title
from extractors.lines.roles import Layout, assign
from extractors.lines.row_kinds import CHARGES


@dataclass
class Table:
    """A table as found. `lines` are those under its heading, on as many pages as it runs;
    `items` the indexes of those that carry an item, in order."""

    heading: Heading | None
    lines: list[Line]
    columns: list[Column] = field(default_factory=list)
    layout: Layout | None = None
    items: list[int] = field(default_factory=list)
    starts: set[int] = field(default_factory=set)

    @property
    def body(self) -> list[Line]:
        """The lines that may carry items, and those that were found to carry one all the same."""
        may = {line.index for line in body(self.lines, self.starts)} | set(self.items)
        return [line for line in self.lines if line.index in may]

    @property
    def titles(self) -> tuple[Title, ...]:
        return self.heading.titles if self.heading else ()


def tables_of(lines: Sequence[Line], headings: Sequence[Heading]) -> list[Table]:
    """The tables of a document: equal headings on several pages make one."""
    tables: list[Table] = []
    for at, heading in enumerate(headings):
        end = headings[at + 1].first if at + 1 < len(headings) else len(lines)
        below = list(lines[heading.last + 1 : end])
        home = next((table for table in tables if table.heading and _repeats(table.heading, heading)), None)
        if home is None:
            home = Table(heading, [])
            tables.append(home)
        home.lines += below
        home.starts.add(heading.last + 1)
    return tables


def _repeats(one: Heading, other: Heading) -> bool:
    if [title.text for title in one.titles] != [title.text for title in other.titles]:
        return False
    return all(abs(a.box[0] - b.box[0]) < 8 for a, b in zip(one.titles, other.titles, strict=True))


def lay_out(table: Table, printed: Callable[[Decimal], bool], *, priced: bool) -> None:
    """Find the table's columns, their roles and its items; `priced` if it has prices whatever its heading says."""
    edges = [(title.box[0], title.box[2]) for title in table.titles]
    table.lines = [split_at(line, edges) for line in table.lines]
    rows = _candidates(table.body, table.titles)
    table.columns = columns_of(rows, table.heading)
    table.layout = assign(table.columns, [line.index for line in rows], printed, priced=priced or _priced(table))
    _gather(table, {line.index for line in rows})


def _priced(table: Table) -> bool:
    """A heading without a title for money heads a table without prices."""
    return table.heading is None or bool(table.heading.roles & {Role.UNIT_PRICE, Role.NET, Role.GROSS})


def _candidates(lines: Sequence[Line], titles: Sequence[Title]) -> list[Line]:
    """Lines whose figures stand under enough titles of numbers to be items: most of those that the fullest has."""
    numeric = [title for title in titles if title.role in NUMERIC]
    hits = {line.index: _hits(line, titles) for line in lines}
    fullest = max(hits.values(), default=0)
    least = max(min(2, max(1, len(numeric))), -(-6 * fullest // 10))
    return [line for line in lines if hits[line.index] >= least]


def _hits(line: Line, titles: Sequence[Title]) -> int:
    return len({id(title) for cell in line.figures if (title := _under(cell, titles)) and title.role in NUMERIC})


def _under(cell: Cell, titles: Sequence[Title]) -> Title | None:
    def gap(title: Title) -> float:
        return max(title.box[0] - cell.right, cell.left - title.box[2], 0.0)

    return min(titles, key=gap, default=None)


def _gather(table: Table, candidates: Collection[int]) -> None:
    """Give the columns the figures of all lines that may carry items, then tell which lines do."""
    layout = table.layout
    if layout is None or not table.columns:
        return
    edges = [(column.left, column.right) for column in table.columns]
    table.lines = [split_at(line, edges) for line in table.lines]
    for line in table.body:
        for cell in line.figures:
            home = nearest(table.columns, cell, line)
            if home is None and line.index in candidates:
                home = _titled(table, cell)
            if home is not None and line.index not in home.cells:
                home.add(line.index, cell)
    found = [line.index for line in table.body if is_item(line, layout)]
    table.items = sorted([*found, *_behind_sums(table, set(found))]) if found else []


def _behind_sums(table: Table, found: Collection[int]) -> list[int]:
    """Items behind the sum of a section of the table: lines below a total that close like those above it."""
    layout, items = table.layout, []
    within = {line.index for line in table.body}
    for line in table.lines:
        if layout is None or line.index in within or line.index in found:
            continue
        cells = {id(home): cell for cell in line.figures if (home := nearest(table.columns, cell, line)) is not None}
        trio = [cells.get(id(column)) if column else None for column in (layout.quantity, layout.price, layout.net)]
        if None not in trio and _closes(trio):
            for column in table.columns:
                if id(column) in cells:
                    column.add(line.index, cells[id(column)])
            items.append(line.index)
    return items


def _closes(trio: Sequence[Cell | None]) -> bool:
    quantity, price, net = (cell.figure if cell is not None else None for cell in trio)
    closing = close(quantity, price, net) if quantity and price and net else None
    return closing is not None and closing.exact and closing.telling and not closing.repaired


def _titled(table: Table, cell: Cell) -> Column | None:
    """The column of the title of numbers that a figure stands under, where its edges fit no column."""
    title = _under(cell, table.titles)
    if title is None or title.role not in NUMERIC or cell.right < title.box[0] or cell.left > title.box[2]:
        return None
    return next((column for column in table.columns if column.title is title), None)


def is_item(line: Line, layout: Layout) -> bool:
    """A line with a net and a quantity or a price; without a column of nets, what the table counts by."""
    has = [column is not None and line.index in column.cells for column in (layout.quantity, layout.price, layout.net)]
    if layout.net is None:
        wanted = [column is not None for column in (layout.quantity, layout.price)]
        return any(wanted) and all(have or not want for have, want in zip(has[:2], wanted, strict=True))
    if layout.quantity is None and layout.price is None:
        return has[2] and kind_of(line) is None
    if not has[0] and kind_of(line) in CHARGES:
        return False
    return (has[2] and (has[0] or has[1])) or (has[0] and has[1])


__all__ = ["Table", "is_item", "lay_out", "tables_of"]
