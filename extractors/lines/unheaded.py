"""Tables without a heading that we know: found by their figures alone.

On an invoice, lines with three figures or more of which some close; on a slip, lines on which a
count with its unit stands under another and a text beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from documents.kinds import Kind
from extractors.lines.body import body, kind_of
from extractors.lines.cells import Cell, Line, split_at
from extractors.lines.columns import Column, columns_of
from extractors.lines.figures import figure_of
from extractors.lines.roles import Layout, assign
from extractors.lines.rows import Printed
from extractors.lines.table import Table
from extractors.lines.units import unit_code

_EDGES = 12  # columns of numbers glued to texts that are looked for
_SURE = 2  # rows that must close where no total confirms them


def unheaded(lines: Sequence[Line], kind: Kind, printed: Printed) -> Table | None:
    """The table of a document on which no heading was found; None if its figures make none."""
    lines = _cut(lines)
    table = _counted(lines) if kind is Kind.PACKING_SLIP else _priced(lines, printed)
    return table if table is not None and table.items else None


def _cut(lines: Sequence[Line]) -> list[Line]:
    """Numbers that begin a text and end at one edge in several lines are a column of their own."""
    ends = [cell.words[0].box[2] for line in lines for cell in line.cells if _begins_with_number(cell)]
    near = Counter(round(end / 2) for end in ends)
    edges = sorted({(-1e6, round(end, 1)) for end in ends if near[round(end / 2)] >= _SURE})[:_EDGES]
    return [split_at(line, edges) for line in lines] if edges else list(lines)


def _begins_with_number(cell: Cell) -> bool:
    return cell.figure is None and len(cell.words) > 1 and figure_of(cell.words[0].text, None) is not None


def _priced(lines: Sequence[Line], printed: Printed) -> Table | None:
    rows = [line for line in body(lines, ()) if _has_prices(line)]
    columns = columns_of(rows, None)
    layout = assign(columns, [line.index for line in rows], printed)
    if layout.closed == 0 or None in (layout.quantity, layout.price, layout.net):
        return None
    closed = [line.index for line in rows if layout.close(line.index) is not None]
    if len(closed) < _SURE and not _confirmed(layout, closed, printed):
        return None
    within = [line for line in rows if closed[0] <= line.index <= closed[-1]]
    items = [line.index for line in within if layout.net is not None and line.index in layout.net.cells]
    return Table(None, list(lines[closed[0] :]), columns, layout, items)


def _has_prices(line: Line) -> bool:
    figures = [cell.figure for cell in line.figures if cell.figure and not cell.figure.percent]
    return len(figures) >= 3 and any(figure.places == 2 for figure in figures)


def _confirmed(layout: Layout, closed: Sequence[int], printed: Printed) -> bool:
    cell = layout.net.cells.get(closed[0]) if layout.net and closed else None
    closing = layout.close(closed[0]) if closed else None
    return cell is not None and closing is not None and closing.telling and printed(closing.net.value)


def _counted(lines: Sequence[Line]) -> Table | None:
    """The column in which most counts with a unit stand; at least two, or one beside an item number."""
    rows = [line for line in body(lines, ()) if kind_of(line) is None and _count(line) is not None]
    columns: list[Column] = []
    for line in rows:
        cell = _count(line)
        assert cell is not None
        home = next((c for c in columns if abs(c.right - cell.right) < 1.2 * line.height), None)
        if home is None:
            home = Column()
            columns.append(home)
        home.add(line.index, cell)
    best = max(columns, key=lambda column: len(column.cells), default=None)
    if best is None or len(best.cells) < _SURE:
        return None
    layout = Layout(best, None, None, None, None, 0.0, 0)
    items = sorted(best.cells)
    return Table(None, list(lines[items[0] :]), [best], layout, items)


def _count(line: Line) -> Cell | None:
    """The figure of a line that has a unit in or behind it and a text of some length beside it."""
    described = any(cell.figure is None and sum(c.isalpha() for c in cell.text) >= 4 for cell in line.cells)
    for cell, behind in zip(line.cells, [*line.cells[1:], None], strict=True):
        if cell.figure is None or cell.figure.percent or not described:
            continue
        if cell.unit or (behind is not None and behind.figure is None and unit_code(behind.text)):
            return cell
    return None


__all__ = ["unheaded"]
