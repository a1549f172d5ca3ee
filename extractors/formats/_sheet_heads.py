"""Which cells of a sheet name what: heads of columns, and labels beside their value."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from extractors.fold import fold
from extractors.formats._cells import Rows

# What `columns.toml` calls its roles, and the line field that each fills; of a word of two roles the first counts.
_LINE_ROLES = {
    "supplier_item": "supplier_item", "item": "item", "description": "description",
    "shipped": "shipped", "backordered": "backordered", "net": "net", "quantity": "quantity", "unit": "unit",
    "unit_price": "unit_price", "price_per": "price_per", "discount": "discount_percent",
    "tax_rate": "tax_rate", "order_line": "order_line", "lot": "lot", "serials": "serials", "position": "line",
}  # fmt: skip
_FIGURES = {"quantity", "shipped", "net", "unit_price"}
_DEEPEST = 60


@cache
def header_words() -> dict[str, tuple[str, ...]]:
    """Folded word to header fields; `credit_note_number` names an invoice_number that makes a credit note."""
    return _words("sheet_heads.toml", {})


@cache
def line_words() -> dict[str, tuple[str, ...]]:
    """Folded word to line fields, the likeliest first."""
    return _words("columns.toml", _LINE_ROLES)


def find_heads(rows: Rows) -> tuple[int, dict[int, str]] | None:
    """The row that heads a table and what its columns hold; None if no row names a figure and two more."""
    best: tuple[int, dict[int, str]] | None = None
    for index, cells in enumerate(rows[:_DEEPEST]):
        columns = _columns(cells)
        if len(columns) >= 3 and _FIGURES & set(columns.values()) and (best is None or len(columns) > len(best[1])):
            best = (index, columns)
    return best


def find_pairs(rows: Rows) -> list[tuple[str, str, int]]:
    """Header field, value and row (from 1) for every label with its value in the next filled cell, or after a colon."""
    found = []
    for number, cells in enumerate(rows, 1):
        for index, cell in enumerate(cells):
            label, colon, rest = cell.partition(":")
            field, *_ = header_words().get(fold(label), (None,))
            value = rest.strip() if colon and rest.strip() else next((c for c in cells[index + 1 :] if c), "")
            if field is not None and _fits(field, value):
                found.append((field, value, number))
    return found


def _fits(field: str, value: str) -> bool:
    """A number has a digit: a title `INVOICE` beside a company's name is no invoice number."""
    numbered = not field.endswith("_number") or any(char.isdigit() for char in value)
    return bool(value) and numbered and fold(value) not in header_words()


def _columns(cells: list[str]) -> dict[int, str]:
    """A line's words count before a header's; each field once, so that of two `amount` columns one may be another."""
    columns: dict[int, str] = {}
    for index, cell in enumerate(cells):
        word = fold(cell)
        options = [option for words in (line_words(), header_words()) for option in words.get(word, ())]
        field = next((option for option in options if option not in columns.values()), None)
        if word and field is not None:
            columns[index] = field
    return columns


def _words(name: str, roles: dict[str, str]) -> dict[str, tuple[str, ...]]:
    table = tomllib.loads(files("extractors.labels").joinpath(name).read_text("utf-8"))
    fields = roles or {role: role for role in table}
    out: dict[str, tuple[str, ...]] = {}
    for role, field in fields.items():
        for word in (word for words in table.get(role, {}).values() for word in words):
            known = out.get(fold(word), ())
            out[fold(word)] = known if field in known else (*known, field)
    return out


__all__ = ["find_heads", "find_pairs", "header_words", "line_words"]
