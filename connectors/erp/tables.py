"""A table from the ERP, CSV or XLSX: rows by column name, with the number they have in the file."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from documents.errors import WrongUseError


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row. `number` is that of the file, the titles being row 1; missing cells read as ""."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read(path: Path, needed: Sequence[str]) -> list[TableRow]:
    """All rows of a table. Raises WrongUseError if it is no table or lacks a needed column."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WrongUseError(f"{path} cannot be read: {error.strerror}") from error
    texts = _xlsx(content, path) if content.startswith(b"PK") else _csv(content, path)
    head = [title.strip().casefold() for title in next(texts, [])]
    missing = [column for column in needed if column not in head]
    if missing:
        raise WrongUseError(f"{path} lacks the column {missing[0]}: its first row must name {', '.join(needed)}")
    rows = (TableRow(place, dict(zip(head, map(str.strip, row), strict=False))) for place, row in enumerate(texts, 2))
    return [row for row in rows if any(row.cells.values())]


def _csv(content: bytes, path: Path) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongUseError(f"{path} is neither UTF-8 text nor an Excel file: save it as CSV in UTF-8") from error
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    return iter(list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))


def _xlsx(content: bytes, path: Path) -> Iterator[list[str]]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise WrongUseError(f"{path} is not a readable Excel file: {error}") from error
    sheet = book.worksheets[0]
    return iter([[_text(value) for value in row] for row in sheet.iter_rows(values_only=True)])


def _text(value: object) -> str:
    """A cell of a spreadsheet as the CSV of the same table would have it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    return str(value)


__all__ = ["TableRow", "read"]
