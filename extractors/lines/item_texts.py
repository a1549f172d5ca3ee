"""The texts of an item: description, item numbers, lot, unit, by the title that they stand under.

Without titles the longest text is the description, a code before it the supplier's item number,
one behind it the lot.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from extractors.lines.cells import Cell, Line
from extractors.lines.columns import nearest, title_over
from extractors.lines.headings import NUMERIC, Role
from extractors.lines.labelled import without_labels
from extractors.lines.table import Table
from extractors.lines.units import unit_as_read, unit_code

Found: TypeAlias = tuple[str, Cell, int]
"""A text, its first cell and the page that it stands on."""

_TEXTS = {
    Role.SUPPLIER_ITEM: "supplier_item", Role.ITEM: "item", Role.DESCRIPTION: "description", Role.LOT: "lot",
    Role.SERIALS: "serials", Role.PO_NUMBER: "po_number", Role.ORDER_LINE: "order_line", Role.UNIT: "unit",
}  # fmt: skip
_CODES = frozenset({Role.SUPPLIER_ITEM, Role.ITEM, Role.LOT, Role.PO_NUMBER, Role.ORDER_LINE})
_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9./-]{2,}")


def text_fields(table: Table, line: Line, block: Sequence[Line]) -> dict[str, Found]:
    """The texts of an item by field name; `block` are its lines of text beside its own."""
    rows = sorted([line, *block], key=lambda each: each.index)
    texts = _by_title(table, rows, line) if table.titles else _by_look(table, rows, line)
    fields: dict[str, Found] = {}
    for role, cells in texts.items():
        text = _text(role, [cell for cell, _ in cells], ocr=line.ocr)
        if text:
            fields[_TEXTS[role]] = (text, *cells[0])
    return fields


def _by_title(table: Table, rows: Sequence[Line], own: Line) -> Mapping[Role, list[tuple[Cell, int]]]:
    found: dict[Role, list[tuple[Cell, int]]] = {}
    for row in rows:
        for cell in row.cells:
            role = _role(table, cell)
            if role in _TEXTS and not (row is own and _is_figure(table, cell, own)):
                found.setdefault(role, []).append((cell, row.page))
    return found


def _is_figure(table: Table, cell: Cell, line: Line) -> bool:
    """True for a figure of a column of figures, which is no text."""
    if cell.figure is None:
        return False
    home = next((column for column in table.columns if column.cells.get(line.index) is cell), None)
    home = home or nearest(table.columns, cell, line)
    return home is not None and (home.title is None or home.title.role in NUMERIC or home.title.role is Role.POSITION)


def _role(table: Table, cell: Cell) -> Role:
    title = title_over(cell, table.titles)
    if title is None or title.role in NUMERIC:
        return Role.DESCRIPTION
    if title.role is Role.POSITION and cell.figure is None:
        return next((role for role in title.roles if role in _TEXTS), Role.DESCRIPTION)
    return title.role


def _by_look(table: Table, rows: Sequence[Line], own: Line) -> Mapping[Role, list[tuple[Cell, int]]]:
    used = {id(column.cells.get(own.index)) for column in table.columns if column in _counting(table)}
    cells = [cell for cell in own.cells if id(cell) not in used]
    words = [cell for cell in cells if cell.figure is None and unit_code(cell.text) is None]
    longest = max(words, key=lambda cell: sum(char.isalpha() for char in cell.text), default=None)
    found: dict[Role, list[tuple[Cell, int]]] = {}
    for cell in cells:
        role = _looks_like(cell, longest)
        if role is not None:
            found.setdefault(role, []).append((cell, own.page))
    for row in rows:
        if row is not own:
            found.setdefault(Role.DESCRIPTION, []).extend((cell, row.page) for cell in row.cells)
    return found


def _counting(table: Table) -> tuple[object, ...]:
    layout = table.layout
    return (layout.quantity, layout.price, layout.net) if layout else ()


def _looks_like(cell: Cell, longest: Cell | None) -> Role | None:
    if cell is longest:
        return Role.DESCRIPTION
    if cell.figure is None and unit_code(cell.text):
        return Role.UNIT
    if longest is None or not _CODE.fullmatch(cell.text):
        return None
    return Role.SUPPLIER_ITEM if cell.left < longest.left else Role.LOT


def _text(role: Role, cells: Sequence[Cell], *, ocr: bool) -> str:
    if role in _CODES:
        cells = [cell for cell in cells if _coded(cell)][:1]
    text = " ".join(cell.text for cell in cells).strip(" |:")
    if role is Role.DESCRIPTION:
        return without_labels(text)
    return unit_as_read(text, ocr=ocr) if role is Role.UNIT else text


def _coded(cell: Cell) -> bool:
    """Item numbers and the like have a digit, or are one word in capitals."""
    text = cell.text
    return any(char.isdigit() for char in text) or (len(text) > 1 and text.isalpha() and text.isupper())


__all__ = ["text_fields"]
