"""How sure the figures of a row are: proved by the row and the total, by one of them, by neither."""

from __future__ import annotations

from decimal import Decimal

from documents.kinds import Kind
from documents.measures import Confidence
from extractors.lines.headings import Role
from extractors.lines.roles import Layout
from extractors.lines.rows import ItemRow
from extractors.lines.table import Table

# Below 0.90 a figure goes to a clerk; 0.975 and more passes untouched.
_TWICE, _TWICE_ROUNDED = 0.985, 0.96  # the row closes, and so does the sum
_ONCE, _ONCE_TRIVIAL = 0.95, 0.9  # the row closes, the sum is not printed; one piece at the price of the line
_REPAIRED = 0.06  # taken off where a character had to be put right
_MAY_BE_SWAPPED = 0.89  # the row closes, but neither a title nor a look tells quantity from price
_SUMMED = 0.86  # no prices, but the sum is printed
_UNPROVED = 0.6
_COUNTED, _COUNTED_TWICE = 0.98, 0.985  # a slip's text layer says so; and what was ordered agrees
_UNHEADED = 0.8


def sureness(table: Table, row: ItemRow, closes: bool, kind: Kind) -> Confidence:
    """The confidence of a row's quantity, unit price and net, or of a slip's shipped quantity.

    `closes` tells whether the nets of the table, with its charges or without, are a printed sum.
    """
    if row.closing is not None:
        exact = row.closing.exact
        alone = _ONCE if row.closing.telling and exact else _ONCE_TRIVIAL
        base = (_TWICE if exact else _TWICE_ROUNDED) if closes else alone
        sure = base - (_REPAIRED if row.closing.repaired else 0.0)
        return sure if _told_apart(table.layout) else min(sure, _MAY_BE_SWAPPED)
    layout = table.layout
    if layout is None or layout.quantity is None:
        return _SUMMED if closes and layout and layout.price is None else _UNPROVED
    if kind is Kind.PACKING_SLIP:
        return _shipped(table, row, layout.quantity.cells.get(row.line.index) is not None)
    return _SUMMED if closes and layout.price is None else _UNPROVED


def _told_apart(layout: Layout | None) -> bool:
    """Whether quantity and price are told from one another: a product does not say which is which."""
    if layout is None or layout.quantity is None or layout.price is None:
        return False
    counts = {Role.QUANTITY, Role.SHIPPED, Role.ORDERED}
    if counts & set(layout.quantity.roles) or Role.UNIT_PRICE in layout.price.roles:
        return True
    whole = all(cell.unit or (cell.figure and cell.figure.places == 0) for cell in layout.quantity.cells.values())
    fine = all(cell.figure and cell.figure.places >= 2 for cell in layout.price.cells.values())
    return whole and fine


def _shipped(table: Table, row: ItemRow, counted: bool) -> Confidence:
    """A slip has no arithmetic but ordered − backordered = shipped; what OCR read is worth its own confidence."""
    if not counted:
        return _UNPROVED
    clear = min((cell.confidence for cell in row.line.figures), default=1.0)
    if not table.titles:
        return _UNHEADED
    agreed = _agrees(table, row.line.index)
    if not row.line.ocr:
        return _COUNTED_TWICE if agreed else _COUNTED
    if agreed is None:
        return min(0.95, 0.72 + 0.24 * clear)
    return 0.965 if agreed else min(0.88, 0.6 + 0.28 * clear)


def _agrees(table: Table, index: int) -> bool | None:
    """Whether ordered, backordered and shipped agree; None where what was ordered is not printed."""
    shipped, ordered, owed = (_count(table, role, index) for role in (Role.SHIPPED, Role.ORDERED, Role.BACKORDERED))
    if shipped is None or ordered is None:
        return None
    return ordered - (owed or Decimal(0)) == shipped


def _count(table: Table, role: Role, index: int) -> Decimal | None:
    for column in table.columns:
        cell = column.cells.get(index)
        if column.roles[:1] == (role,) and cell is not None and cell.figure is not None:
            return cell.figure.value
    return None


__all__ = ["sureness"]
