"""Cells of CSV files and workbooks as text, within limits; formulas are never evaluated."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from documents.errors import UnreadableError
from documents.money import plain
from extractors.faults import PACKAGE_FAULTS
from extractors.sniff import decode

Rows: TypeAlias = list[list[str]]
"""A sheet: rows of cells, each a text without white space around it."""

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS, LONGEST_CELL = 20_000, 200, 20, 2_000
_LARGEST_PART, _LARGEST_BOOK, _MOST_PARTS, _GREATEST_RATIO = 60_000_000, 120_000_000, 2_000, 200
_DECLARED = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_FAULTS = (InvalidFileException, *PACKAGE_FAULTS, RecursionError)


def csv_rows(data: bytes) -> Rows:
    """The cells of a delimited file, its separator found out. Raises UnreadableError (corrupt)."""
    text = decode(data)
    if text is None:
        raise UnreadableError("The table is no text; ask the sender for it again.")
    text = text.lstrip("\ufeff").replace("\0", "")
    first, _, rest = text.partition("\n")
    declared = re.fullmatch(r"sep=(.)\s*", first)
    separator = declared.group(1) if declared else _separator(text)
    try:
        reader = csv.reader(io.StringIO(rest if declared else text, newline=""), delimiter=separator)
        return _limited(reader)
    except csv.Error as fault:
        raise UnreadableError("The table's rows cannot be told apart; ask the sender for it again.") from fault


def workbook_sheets(data: bytes) -> list[Rows]:
    """The visible sheets of a workbook as last saved. Raises UnreadableError (bomb, active-content, corrupt)."""
    try:
        _refuse_bombs(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:MOST_SHEETS]
        limits = {"max_row": MOST_ROWS + 1, "max_col": MOST_COLUMNS}
        found = [_limited(sheet.iter_rows(**limits, values_only=True)) for sheet in sheets]
        book.close()
    except _FAULTS as fault:
        raise UnreadableError("The workbook is damaged; ask the sender for it again.") from fault
    return [rows for rows in found if rows]


def _refuse_bombs(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        whole = sum(part.file_size for part in parts)
        packed = max(1, sum(part.compress_size for part in parts))
        largest = max((part.file_size for part in parts), default=0)
        if len(parts) > _MOST_PARTS or whole > _LARGEST_BOOK or largest > _LARGEST_PART:
            raise UnreadableError("The workbook unfolds to far more than any invoice; it was not read.", code="bomb")
        if whole > 5_000_000 and whole / packed > _GREATEST_RATIO:
            raise UnreadableError("The workbook unfolds to far more than any invoice; it was not read.", code="bomb")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")) and _DECLARED.search(archive.open(part).read(4096)):
                raise UnreadableError("The workbook declares XML entities; it was not read.", code="active-content")


def _limited(rows: Iterable[Iterable[object]]) -> Rows:
    """Rows as text, empty ones kept (they part blocks) except at the end."""
    out: Rows = []
    for row in rows:
        cells = [_written(cell) for cell, _ in zip(row, range(MOST_COLUMNS), strict=False)]
        while cells and not cells[-1]:
            cells.pop()
        if len(out) == MOST_ROWS and not cells:
            break  # formatted rows below the table
        if len(out) == MOST_ROWS:
            raise UnreadableError("The table has more rows than any invoice; ask the sender to split it.", code="bomb")
        out.append(cells)
    while out and not out[-1]:
        out.pop()
    return out


def _written(cell: object) -> str:
    """A cell as it would be typed: dates in ISO 8601, numbers plain."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return _number(repr(cell))
    return " ".join(str(cell).split())[:LONGEST_CELL]


def _number(text: str) -> str:
    """Binary fractions of a spreadsheet (12.299999999999999) as the twelve digits that were meant."""
    try:
        return plain(Decimal(f"{Decimal(text):.12g}"))
    except ArithmeticError:
        return ""


def _separator(text: str) -> str:
    lines = [line for line in text.splitlines()[:60] if line.strip()]
    best, score = ",", 0.0
    for separator in (";", "\t", "|", ","):
        counts = Counter(line.count(separator) for line in lines)
        counts.pop(0, None)
        for count, many in counts.items():
            if count * many > score:
                best, score = separator, count * many
    return best


__all__ = ["Rows", "csv_rows", "workbook_sheets"]
