"""One item of a table as a line of the draft: figures by column, texts by title, labelled facts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from documents.draft import Field
from documents.kinds import Kind
from documents.measures import Confidence
from documents.money import plain as plain_number
from extractors.lines.cells import Cell, Line
from extractors.lines.closing import Closing
from extractors.lines.columns import Column, nearest, title_over
from extractors.lines.figures import Reading
from extractors.lines.headings import NUMERIC, Role
from extractors.lines.labelled import labelled, without_labels
from extractors.lines.table import Table
from extractors.lines.units import unit_code
from extractors.page import Word

METHOD = "lines/1"
_PER = re.compile(r"(?:/|per|pro|je|par|por|pr\.?|pe)\s*(\d{2,5})\b", re.IGNORECASE)
_TEXTS = {
    Role.SUPPLIER_ITEM: "supplier_item", Role.ITEM: "item", Role.DESCRIPTION: "description", Role.LOT: "lot",
    Role.SERIALS: "serials", Role.PO_NUMBER: "po_number", Role.ORDER_LINE: "order_line", Role.UNIT: "unit",
}  # fmt: skip
_CODES = frozenset({Role.SUPPLIER_ITEM, Role.ITEM, Role.LOT, Role.PO_NUMBER, Role.ORDER_LINE})
_FIGURES = {
    Role.TAX_RATE: "tax_rate", Role.BACKORDERED: "backordered", Role.SHIPPED: "shipped", Role.ORDERED: "ordered",
}  # fmt: skip


def texts_of(table: Table, line: Line, block: Sequence[Line]) -> dict[Role, list[Cell]]:
    """The text cells of an item by role, its own line first where text stands beside the figures."""
    found: dict[Role, list[Cell]] = {}
    for row in sorted([line, *block], key=lambda each: each.index):
        for cell in row.cells:
            if cell.figure is not None and row is line and _is_figure(table, cell, line):
                continue
            found.setdefault(_role(table, cell), []).append(cell)
    return found


def _is_figure(table: Table, cell: Cell, line: Line) -> bool:
    home = nearest(table.columns, cell, line)
    return home is not None and (home.title is None or home.title.role in NUMERIC or home.title.role is Role.POSITION)


def _role(table: Table, cell: Cell) -> Role:
    title = title_over(cell, table.titles)
    if title is None or (title.role not in _TEXTS and title.role is not Role.POSITION):
        return Role.DESCRIPTION if title is None or title.role in NUMERIC else Role.ASIDE
    return Role.DESCRIPTION if title.role is Role.POSITION and cell.figure is None else title.role


def fields_of(
    table: Table, line: Line, block: Sequence[Line], closing: Closing | None, sure: Confidence, kind: Kind
) -> dict[str, Field]:
    """An item as fields. `sure` is the confidence of its figures, by how far the arithmetic proves them."""
    texts = texts_of(table, line, block)
    fields = _figures(table, line, closing, sure, kind)
    fields |= {name: field for name, field in _texts(texts, line).items() if name not in fields}
    whole = " ".join(cell.text for row in [line, *block] for cell in row.cells)
    fields |= {n: f for n, f in _facts(whole, line, kind).items() if n not in fields}
    return fields


def _figures(table: Table, line: Line, closing: Closing | None, sure: Confidence, kind: Kind) -> dict[str, Field]:
    layout = table.layout
    assert layout is not None
    chosen: Mapping[str, tuple[Column | None, Reading | None]] = {
        "quantity": (layout.quantity, closing.quantity if closing else None),
        "unit_price": (layout.price, closing.price if closing else None),
        "net": (layout.net, closing.net if closing else None),
    }
    fields: dict[str, Field] = {}
    for name, (column, reading) in chosen.items():
        cell = column.cells.get(line.index) if column else None
        if cell is not None and cell.figure is not None:
            fields[name] = _field(plain_number((reading or cell.figure.readings[0]).value), cell, line, sure)
    quantity = layout.quantity.cells.get(line.index) if layout.quantity else None
    if quantity is not None and quantity.unit:
        fields["unit"] = _field(unit_code(quantity.unit) or quantity.unit, quantity, line, 0.95)
    fields |= _discount(table, line, closing, sure) | _others(table, line) | _per(table, line)
    return _counted(fields, table, kind)


def _discount(table: Table, line: Line, closing: Closing | None, sure: Confidence) -> dict[str, Field]:
    column = table.layout.discount if table.layout else None
    cell = column.cells.get(line.index) if column else None
    if cell is None or cell.figure is None or cell.figure.value == 0:
        return {}
    percent = closing.percent if closing else (cell.figure.value if cell.figure.percent else None)
    if closing is not None and closing.deducted is not None:
        gross = closing.quantity.value * closing.price.value
        percent = (closing.deducted / gross * 100).quantize(Decimal("0.0001")) if gross else None
    return {"discount_percent": _field(plain_number(abs(percent)), cell, line, sure)} if percent else {}


def _others(table: Table, line: Line) -> dict[str, Field]:
    """Figures of columns that take no part in the arithmetic: rates, ordered and backordered."""
    layout = table.layout
    used = (layout.quantity, layout.price, layout.net, layout.discount, layout.per) if layout else ()
    fields: dict[str, Field] = {}
    for column in table.columns:
        cell = column.cells.get(line.index)
        if cell is None or cell.figure is None or any(column is other for other in used):
            continue
        role = next((role for role in column.roles if role in _FIGURES), None)
        if role is None and not column.roles and cell.figure.percent:
            role = Role.TAX_RATE
        if role is not None and (role is not Role.TAX_RATE or 0 <= cell.figure.value < 40):
            fields[_FIGURES[role]] = _field(plain_number(cell.figure.value), cell, line, 0.93)
    return fields


def _per(table: Table, line: Line) -> dict[str, Field]:
    layout = table.layout
    cell = layout.per.cells.get(line.index) if layout and layout.per else None
    if cell is not None and cell.figure is not None and cell.figure.value > 0:
        return {"price_per": _field(plain_number(cell.figure.value), cell, line, 0.95)}
    printed = printed_per(table, line)
    price = layout.price.cells.get(line.index) if layout and layout.price else None
    return {"price_per": _field(plain_number(printed), price, line, 0.95)} if printed and price else {}


def printed_per(table: Table, line: Line) -> Decimal | None:
    """The price unit printed beside the unit price ("per 100", "/100"), None where none is."""
    layout = table.layout
    if layout is None or layout.price is None:
        return None
    cell = layout.price.cells.get(line.index)
    if cell is None:
        return None
    after = " ".join(
        w.text for w in line.row.words if w.box[0] >= cell.left - 1 and w.box[0] < cell.right + 8 * line.height
    )
    found = _PER.search(after)
    return Decimal(found[1]) if found and Decimal(found[1]) > 1 else None


def _counted(fields: dict[str, Field], table: Table, kind: Kind) -> dict[str, Field]:
    """On a slip the quantity is what was shipped; elsewhere what was ordered is no fact of the line."""
    quantity = table.layout.quantity if table.layout else None
    if kind is Kind.PACKING_SLIP and "quantity" in fields and "shipped" not in fields:
        if quantity is None or quantity.roles[:1] != (Role.ORDERED,):
            fields["shipped"] = fields["quantity"]
        if quantity is not None and quantity.roles[:1] == (Role.SHIPPED,):
            del fields["quantity"]
    fields.pop("ordered", None)
    return fields


def _texts(texts: Mapping[Role, Sequence[Cell]], line: Line) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for role, cells in texts.items():
        if role not in _TEXTS:
            continue
        name = _TEXTS[role]
        if role in _CODES:
            coded = [cell for cell in cells if any(c.isdigit() for c in cell.text)] or list(cells)
            cells = coded[:1]
        text = " ".join(cell.text for cell in cells).strip(" |")
        if role is Role.DESCRIPTION:
            text = without_labels(text)
        if role is Role.UNIT:
            text = unit_code(text) or text
        if text:
            fields[name] = _field(text, cells[0], line, 0.9)
    return fields


def _facts(text: str, line: Line, kind: Kind) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for role, value in labelled(text).items():
        name = role.value
        if name == "ordered" or (name == "backordered" and kind is not Kind.PACKING_SLIP):
            continue
        fields[name] = Field(
            value, min(0.9, 0.6 + 0.3 * _clear(line.row.words)), line.page, line.row.box, method=METHOD
        )
    return fields


def _clear(words: Sequence[Word]) -> Confidence:
    return min((word.confidence for word in words), default=1.0)


def _field(value: str, cell: Cell, line: Line, sure: Confidence) -> Field:
    return Field(value, round(sure, 4), line.page, cell.box, method=METHOD)


__all__ = ["METHOD", "fields_of", "printed_per", "texts_of"]
