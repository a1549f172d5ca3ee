"""Sheets: tables as CSV and XLSX that a spreadsheet opens without running what a document said.

A text that a spreadsheet would take for a formula is led by an apostrophe (OWASP, CSV injection); in XLSX every
text is written as text, and figures as figures.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, cast

from documents.money import plain

CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A named table: titles, and rows of text, figures, days or None."""

    name: str
    titles: Sequence[str]
    rows: Sequence[Sequence[Any]]


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> safe_text("=HYPERLINK(1)"), safe_text("bolt M8"), safe_text(" @sum")
    ("'=HYPERLINK(1)", 'bolt M8', "' @sum")
    """
    clean = "".join(sign if sign.isprintable() or sign in "\n\t" else " " for sign in text)
    return f"'{clean}" if clean.lstrip(" \u00a0\ufeff").startswith(_FORMULA) else clean


def as_csv(sheets: Iterable[Sheet]) -> bytes:
    """The sheets below each other, a line with the name before each, in UTF-8 with a mark that Excel knows."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for place, sheet in enumerate(sheets):
        if place:
            writer.writerow([])
        writer.writerow([safe_text(sheet.name)])
        writer.writerow([safe_text(title) for title in sheet.titles])
        writer.writerows([_cell(value) for value in row] for row in sheet.rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """A workbook with a worksheet for each."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for sheet in sheets:
        tab = book.create_sheet(_tab_name(sheet.name))
        tab.append([_typed(tab, title) for title in sheet.titles])
        for row in sheet.rows:
            tab.append([_typed(tab, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, int) else safe_text(str(value))


def _typed(tab: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    as_it_is = isinstance(value, int | Decimal | date) and not isinstance(value, datetime)
    if value is None or as_it_is:
        return WriteOnlyCell(tab, cast(Any, value))
    cell = WriteOnlyCell(tab, safe_text(value.isoformat() if isinstance(value, datetime) else str(value))[:32_000])
    cell.data_type = "s"
    return cell


def _tab_name(name: str) -> str:
    return "".join(sign for sign in name if sign not in "[]:*?/\\")[:31] or "Sheet"


__all__ = ["CSV", "XLSX", "Sheet", "as_csv", "as_xlsx", "safe_text"]
