"""Which cells of a sheet name what: heads of columns, and labels beside their value."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from extractors.fold import fold
from extractors.formats._cells import Rows

# What `columns.toml` calls its roles, and the line field that each fills.
_LINE_ROLES = {
    "position": "line", "supplier_item": "supplier_item", "item": "item", "description": "description",
    "shipped": "shipped", "backordered": "backordered", "quantity": "quantity", "unit": "unit",
    "unit_price": "unit_price", "net": "net", "price_per": "price_per", "discount": "discount_percent",
    "tax_rate": "tax_rate", "order_line": "order_line", "lot": "lot", "serials": "serials",
}  # fmt: skip
_FIGURES = {"quantity", "shipped", "net", "unit_price"}
_DEEPEST = 60


@cache
def header_words() -> dict[str, str]:
    """Folded word to header field; `credit_note_number` names an invoice_number that makes a credit note."""
    return _words("sheet_heads.toml", {})


@cache
def line_words() -> dict[str, str]:
    """Folded word to line field."""
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
            field = header_words().get(fold(label))
            value = rest.strip() if colon and rest.strip() else next((c for c in cells[index + 1 :] if c), "")
            if field is not None and _fits(field, value):
                found.append((field, value, number))
    return found


def _fits(field: str, value: str) -> bool:
    """A number has a digit: a title `INVOICE` beside a company's name is no invoice number."""
    numbered = not field.endswith("_number") or any(char.isdigit() for char in value)
    return bool(value) and numbered and fold(value) not in header_words()


def _columns(cells: list[str]) -> dict[int, str]:
    """Header words count first where both vocabularies know a word of their own; each field once."""
    columns: dict[int, str] = {}
    for index, cell in enumerate(cells):
        word = fold(cell)
        options = [words[word] for words in (line_words(), header_words()) if word in words]
        field = next((option for option in options if option not in columns.values()), None)
        if word and field is not None:
            columns[index] = field
    return columns


def _words(name: str, roles: dict[str, str]) -> dict[str, str]:
    table = tomllib.loads(files("extractors.labels").joinpath(name).read_text("utf-8"))
    out: dict[str, str] = {}
    for role, languages in table.items():
        field = roles.get(role) if roles else role
        for words in languages.values() if field is not None and isinstance(languages, dict) else ():
            for word in words:
                out.setdefault(fold(word), str(field))
    return out


__all__ = ["find_heads", "find_pairs", "header_words", "line_words"]
