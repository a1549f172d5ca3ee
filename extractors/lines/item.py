"""One item of a table as a line of the draft: its figures by column, its texts by title, labelled facts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from documents.draft import Field
from documents.kinds import Kind
from documents.measures import Confidence
from documents.money import plain as plain_number
from extractors.lines.cells import Cell, Line
from extractors.lines.closing import Closing, percent_of
from extractors.lines.figures import Reading
from extractors.lines.headings import Role
from extractors.lines.item_texts import text_fields
from extractors.lines.labelled import labelled
from extractors.lines.rows import ItemRow, discount_cell, price_unit
from extractors.lines.table import Table
from extractors.lines.units import unit_as_read

METHOD = "lines/1"
_BESIDE = 0.95  # figures that take no part in the arithmetic but stand under a title
_LABELLED = 0.9
_FIGURES = {
    Role.TAX_RATE: "tax_rate", Role.BACKORDERED: "backordered", Role.SHIPPED: "shipped", Role.ORDERED: "ordered",
}  # fmt: skip


def fields_of(table: Table, row: ItemRow, block: Sequence[Line], sure: Confidence, kind: Kind) -> dict[str, Field]:
    """An item as fields; `block` are its lines of text, `sure` the confidence of its figures."""
    line = row.line
    fields = _amounts(table, row, sure) | _discount(table, row, sure) | _others(table, line) | _per(table, line)
    fields = _counted(fields, table, kind)
    for name, (text, cell, page) in text_fields(table, line, block).items():
        fields.setdefault(name, Field(text, _clear(_LABELLED, cell), page, cell.box, method=METHOD))
    whole = " ".join(each.row.text for each in [line, *block])
    for name, value in _facts(whole, kind).items():
        fields.setdefault(name, Field(value, 0.85 if line.ocr else _LABELLED, line.page, line.row.box, method=METHOD))
    return fields


def _amounts(table: Table, row: ItemRow, sure: Confidence) -> dict[str, Field]:
    """Quantity, unit and unit price as read, net after a discount on a line of its own."""
    layout, closing, line = table.layout, row.closing, row.line
    columns = (layout.quantity, layout.price, layout.net) if layout else (None, None, None)
    cells = [column.cells.get(line.index) if column else None for column in columns]
    quantity, price, net = cells
    fields: dict[str, Field] = {}
    if quantity is not None:
        fields["quantity"] = _field(_value(quantity, closing.quantity if closing else None), quantity, line, sure)
        if quantity.unit:
            fields["unit"] = _field_text(unit_as_read(quantity.unit, ocr=line.ocr), quantity, line)
    if price is not None:
        fields["unit_price"] = _field(_value(price, closing.price if closing else None), price, line, sure)
    if net is not None and row.due is not None:
        fields["net"] = _field(row.due, net, line, sure)
    return fields


def _value(cell: Cell, reading: Reading | None) -> Decimal:
    if reading is not None:
        return reading.value
    assert cell.figure is not None
    return cell.figure.value


def _discount(table: Table, row: ItemRow, sure: Confidence) -> dict[str, Field]:
    below = discount_cell(row)
    if below is not None and row.off_line is not None:
        return {"discount_percent": _field(below[0], below[1], row.off_line, sure)}
    column = table.layout.discount if table.layout else None
    cell = column.cells.get(row.line.index) if column else None
    if cell is None or cell.figure is None or cell.figure.value == 0:
        return {}
    percent = _percent(row.closing) if row.closing else (cell.figure.value if cell.figure.percent else None)
    return {"discount_percent": _field(abs(percent), cell, row.line, sure)} if percent else {}


def _percent(closing: Closing) -> Decimal | None:
    """The discount with which a row closes, in percent; an amount is put as its share of the gross."""
    if closing.deducted is None:
        return closing.percent
    gross = closing.quantity.value * closing.price.value
    return percent_of(closing.deducted, gross) if gross else None


def _others(table: Table, line: Line) -> dict[str, Field]:
    """Figures of columns that take no part in the arithmetic: rates, ordered and backordered."""
    layout = table.layout
    used = (layout.quantity, layout.price, layout.net, layout.discount, layout.per) if layout else ()
    fields: dict[str, Field] = {}
    rates: list[Cell] = []
    for column in table.columns:
        cell = column.cells.get(line.index)
        if cell is None or cell.figure is None or any(column is other for other in used):
            continue
        role = next((role for role in column.roles if role in _FIGURES), None)
        if role is not None and role is not Role.TAX_RATE:
            fields[_FIGURES[role]] = _field(cell.figure.value, cell, line, _clear(_BESIDE, cell))
        elif (role is Role.TAX_RATE or (not column.roles and cell.figure.percent)) and cell.figure.value < 40:
            rates.append(cell)
    rate = next((cell for cell in rates if cell.figure and cell.figure.percent), rates[0] if rates else None)
    if rate is not None and rate.figure is not None:
        fields["tax_rate"] = _field(abs(rate.figure.value), rate, line, _clear(_BESIDE, rate))
    return fields


def _per(table: Table, line: Line) -> dict[str, Field]:
    per, cell = price_unit(table, line)
    return {"price_per": _field(per, cell, line, _BESIDE)} if cell is not None and per != 1 else {}


def _counted(fields: dict[str, Field], table: Table, kind: Kind) -> dict[str, Field]:
    """On a slip the quantity is what was shipped; elsewhere what was ordered is no fact of the line."""
    quantity = table.layout.quantity if table.layout else None
    counted_by = quantity.roles[:1] if quantity else ()
    if kind is Kind.PACKING_SLIP and "quantity" in fields and "shipped" not in fields:
        if counted_by != (Role.ORDERED,):
            fields["shipped"] = fields["quantity"]
        if counted_by == (Role.SHIPPED,):
            del fields["quantity"]
    fields.pop("ordered", None)
    return fields


def _facts(text: str, kind: Kind) -> dict[str, str]:
    slip_only = {"backordered"} if kind is not Kind.PACKING_SLIP else set()
    return {role.value: value for role, value in labelled(text).items() if role.value not in {"ordered"} | slip_only}


def _clear(sure: Confidence, cell: Cell) -> Confidence:
    """A confidence dimmed by how clearly OCR saw the words."""
    return sure * (0.6 + 0.4 * max(0.0, min(cell.confidence, 1.0)))


def _field(value: Decimal, cell: Cell, line: Line, sure: Confidence) -> Field:
    return Field(plain_number(value), round(sure, 4), line.page, cell.box, method=METHOD)


def _field_text(value: str, cell: Cell, line: Line) -> Field:
    return Field(value, round(_clear(_BESIDE, cell), 4), line.page, cell.box, method=METHOD)


__all__ = ["METHOD", "fields_of"]
