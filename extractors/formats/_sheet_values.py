"""Values of cells by the field they stand for: numbers and dates as the sheet's own writing has them."""

from __future__ import annotations

from dataclasses import dataclass

from documents.draft import Field
from documents.money import plain
from extractors.formats._cells import Rows
from extractors.formats._gather import DOUBTFUL, Gathering
from extractors.lines.units import unit_code
from extractors.locale.dates import Order, PrintedDate, decide_order, find_dates
from extractors.locale.numbers import decide_mark, parse_number

# A head names its column, but a sheet is typed by a person: sure enough to pass, not to be certain.
READ = 0.96
_AMOUNTS = {
    "net_total", "tax_total", "gross_total", "quantity", "unit_price", "price_per", "discount_percent", "net",
    "tax_rate", "shipped", "backordered",
}  # fmt: skip
_DATES = {"invoice_date", "due_date", "delivery_note_date", "order_date"}
_OF_LINES = {
    "line", "description", "item", "supplier_item", "quantity", "unit", "unit_price", "price_per", "discount_percent",
    "net", "tax_rate", "order_line", "lot", "serials", "shipped", "backordered",
}  # fmt: skip
_MOST_SAMPLED = 500


@dataclass(frozen=True, slots=True)
class Writing:
    """How a sheet writes: its decimal mark, and whether days come before months; None where it does not tell."""

    mark: str | None
    order: Order | None

    @classmethod
    def of(cls, rows: Rows) -> Writing:
        """What the cells of a sheet agree on."""
        cells = [cell for cells in rows[:_MOST_SAMPLED] for cell in cells if any(char.isdigit() for char in cell)]
        dates = [found for cell in cells for found in _whole_date(cell)]
        return cls(decide_mark(cells), decide_order(dates))


def put(
    gathering: Gathering, field: str, cell: str, path: str, writing: Writing, line: dict[str, Field] | None = None
) -> None:
    """Put a cell's value under its field, on the line where the field is a line's."""
    target = line if field in _OF_LINES or (field == "po_number" and line is not None) else None
    if field in _AMOUNTS:
        _amount(gathering, field, cell, path, writing, target)
    elif field in _DATES:
        _date(gathering, field, cell, path, writing)
    elif field == "currency":
        gathering.text(field, cell.upper() if len(cell) == 3 and cell.isalpha() else "", path, READ)
    elif field == "unit":
        gathering.text(field, unit_code(cell) or cell, path, READ, target)
    elif field == "iban":
        gathering.text(field, "".join(cell.split()).upper(), path, READ)
    else:
        gathering.text("invoice_number" if field == "credit_note_number" else field, cell, path, READ, target)
    if field == "po_number" and line is not None:
        gathering.text(field, cell, path, READ)


def _amount(
    gathering: Gathering, field: str, cell: str, path: str, writing: Writing, target: dict[str, Field] | None
) -> None:
    bare = cell.strip("%€$£ \u00a0")
    words = [word for word in bare.split() if not word.isalpha()]
    number = parse_number(" ".join(words), writing.mark)
    if number is None:
        gathering.warn(f"{field} is “{cell[:40]}” at {path}, which could not be understood.")
        return
    sure = DOUBTFUL if number.ambiguous and writing.mark is None else READ
    gathering.amount(field, plain(number.value), path, sure, target)


def _date(gathering: Gathering, field: str, cell: str, path: str, writing: Writing) -> None:
    found = _whole_date(cell)
    if not found:
        gathering.warn(f"{field} is “{cell[:40]}” at {path}, which could not be understood.")
        return
    month_first = writing.order is Order.MONTH_FIRST and found[0].other is not None
    day = found[0].other if month_first and found[0].other is not None else found[0].day
    sure = DOUBTFUL if found[0].other not in (None, found[0].day) and writing.order is None else READ
    gathering.date(field, day.isoformat(), path, sure)


def _whole_date(cell: str) -> list[PrintedDate]:
    return find_dates(cell, compact=True)[:1] if len(cell) <= 40 else []


__all__ = ["READ", "Writing", "put"]
