"""The rows of a laid-out table: each item's line with what its arithmetic says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractors.lines.body import kind_of
from extractors.lines.cells import Cell, Line
from extractors.lines.closing import Closing, percent_of
from extractors.lines.row_kinds import RowKind, is_tax
from extractors.lines.table import Table

TOLERANCE = Decimal("0.02")
_PER = re.compile(r"(?:/|per|pro|je|par|por|pr\.?|pe)\s*(\d{2,5})\b", re.IGNORECASE)
Printed = Callable[[Decimal], bool]
"""Tells whether an amount is printed outside of the items."""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item's line; `closing` if its figures close, `net` as read, `off` a discount on a line of its own."""

    line: Line
    closing: Closing | None
    net: Decimal | None
    off: Decimal = Decimal(0)
    off_line: Line | None = None

    @property
    def due(self) -> Decimal | None:
        """The net after the discount on the line below."""
        return None if self.net is None else self.net - self.off


def rows_of(table: Table, lines: Sequence[Line]) -> list[ItemRow]:
    """The items of a table, those that are sums of the others left out, discounts below them taken in."""
    layout = table.layout
    if layout is None:
        return []
    by_index = {line.index: line for line in table.lines}
    rows = []
    for index in table.items:
        line = by_index[index]
        closing = layout.close(index, price_unit(table, line)[0])
        if closing is not None or not _of_tax(line):
            rows.append(ItemRow(line, closing, _net(table, line, closing)))
    rows = _without_sums(rows, lines)
    table.items = [row.line.index for row in rows]
    return _discounted(rows, table)


def _of_tax(line: Line) -> bool:
    """True for a row of a tax breakdown: its text begins with a tax."""
    return any(is_tax(cell.words[0].text) for cell in line.cells if cell.figure is None)


def total_of(rows: Sequence[ItemRow]) -> Decimal | None:
    """The sum of the nets after discounts; None if a table prints none."""
    nets = [row.due for row in rows if row.due is not None]
    return sum(nets, Decimal(0)) if nets else None


# "Subtotal less discount" is named after the discount and is a sum all the same.
_SUMS = (RowKind.TOTAL, RowKind.ALLOWANCE)


def printed_amounts(lines: Sequence[Line], first: int, items: Sequence[int]) -> Printed:
    """A test whether an amount is printed outside of the items; while they are unknown, on a total's line."""
    amounts: set[Decimal] = set()
    taken = frozenset(items)
    for line in lines:
        if line.index in taken:
            continue
        named = kind_of(line) in _SUMS
        if not taken and line.index >= first and not named:
            continue
        figures = [cell.figure for cell in line.figures if cell.figure and not cell.figure.percent]
        amounts |= {abs(figure.value) for figure in figures if figure.places == 2 or figure.currency or named}
    return lambda amount: any(abs(abs(amount) - other) <= TOLERANCE for other in amounts)


def _without_sums(rows: list[ItemRow], lines: Sequence[Line]) -> list[ItemRow]:
    """Cut off at the end what is no item: a row that is the sum of those before it, and rows that do
    not close below the last one that does, where the sum up to there is printed further down."""
    running = Decimal(0)
    for at, row in enumerate(rows):
        if at and row.closing is None and row.net and abs(row.net - running) <= TOLERANCE:
            return rows[:at]
        running += row.net or Decimal(0)
    last = max((at for at, row in enumerate(rows) if row.closing is not None), default=None)
    if last is None or last == len(rows) - 1:
        return rows
    total = total_of(rows[: last + 1])
    below = [cell for line in lines if line.index > rows[last].line.index for cell in line.figures]
    if total and any(cell.figure and abs(cell.figure.value - total) <= TOLERANCE for cell in below):
        return rows[: last + 1]
    return rows


def _discounted(rows: list[ItemRow], table: Table) -> list[ItemRow]:
    """A discount between two items, or below the last one where it is a share of that very item, is the item's."""
    found = list(rows)
    for line in table.lines:
        if kind_of(line) is not RowKind.ALLOWANCE or line.index in table.items:
            continue
        at = max((i for i, row in enumerate(rows) if row.line.index < line.index), default=None)
        amount = _amount(table, line)
        if at is None or amount is None or found[at].net is None:
            continue
        if at + 1 < len(rows) or _share_of(line, amount, found[at].net):
            found[at] = replace(found[at], off=found[at].off + amount, off_line=line)
    return found


def _amount(table: Table, line: Line) -> Decimal | None:
    column = table.layout.net if table.layout else None
    cell = column.cells.get(line.index) if column else None
    return abs(cell.figure.value) if cell is not None and cell.figure is not None else None


def _share_of(line: Line, amount: Decimal, net: Decimal | None) -> bool:
    percents = [cell.figure.value for cell in line.figures if cell.figure and cell.figure.percent]
    return net is not None and any(abs(abs(net) * percent / 100 - amount) <= TOLERANCE for percent in percents)


def discount_cell(row: ItemRow) -> tuple[Decimal, Cell] | None:
    """The percent of a discount on a line of its own, as printed, and where; computed where only an amount is."""
    if row.off_line is None or not row.net:
        return None
    cells = row.off_line.figures
    for cell in cells:
        if cell.figure is not None and cell.figure.percent:
            return abs(cell.figure.value), cell
    return percent_of(row.off, row.net), cells[-1]


def _net(table: Table, line: Line, closing: Closing | None) -> Decimal | None:
    if closing is not None:
        return closing.net.value
    column = table.layout.net if table.layout else None
    cell = column.cells.get(line.index) if column else None
    return cell.figure.value if cell and cell.figure else None


def price_unit(table: Table, line: Line) -> tuple[Decimal, Cell | None]:
    """For how many units the price stands, and where that is printed: a column of its own, or beside
    the price ("per 100", "/100"); one where nothing is printed."""
    layout = table.layout
    column = layout.per if layout else None
    cell = column.cells.get(line.index) if column else None
    if cell is not None and cell.figure is not None and cell.figure.value > 0:
        return cell.figure.value, cell
    price = layout.price.cells.get(line.index) if layout and layout.price else None
    if price is None:
        return Decimal(1), None
    reach = price.right + 8 * line.height
    after = " ".join(word.text for word in line.row.words if price.left - 1 <= word.box[0] < reach)
    found = _PER.search(after)
    return (Decimal(found[1]), price) if found and Decimal(found[1]) > 1 else (Decimal(1), None)


__all__ = ["TOLERANCE", "ItemRow", "Printed", "discount_cell", "price_unit", "printed_amounts", "rows_of", "total_of"]
