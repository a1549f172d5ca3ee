"""Tables: CSV files and workbooks that hold an invoice, a credit note, a packing slip or an order.

A table with a row of heads is read by its heads: one document, or one for each number where a column tells
them apart. Anything else is laid out on a page and read as one.
"""

from __future__ import annotations

from dataclasses import replace

from documents.draft import Draft
from documents.errors import UnreadableError
from documents.kinds import Kind
from extractors.formats._cells import Rows, csv_rows, workbook_sheets
from extractors.formats._gather import Gathering
from extractors.formats._sheet_heads import find_heads, find_pairs
from extractors.formats._sheet_values import Writing, put
from extractors.pages.sheet import Cell, Paragraph, Span, Table, laid_out
from extractors.source import Media, ReadOptions, Source

NAME = "table"
VERSION = "1"

_NUMBERS = ("invoice_number", "credit_note_number", "delivery_note_number", "po_number")
_KINDS = {
    "credit_note_number": Kind.CREDIT_NOTE, "delivery_note_number": Kind.PACKING_SLIP,
    "po_number": Kind.PURCHASE_ORDER,
}  # fmt: skip
_LARGEST_PAGE = 400


def recognises(source: Source) -> bool:
    """True for CSV files and Excel workbooks."""
    return source.media in (Media.CSV, Media.XLSX)


def read(source: Source, options: ReadOptions) -> list[Draft]:
    """The documents in all visible sheets. Raises UnreadableError (empty, corrupt, bomb, active-content)."""
    sheets = workbook_sheets(source.data) if source.media is Media.XLSX else [csv_rows(source.data)]
    if not any(cell for rows in sheets for cells in rows for cell in cells):
        raise UnreadableError("The table has no filled cell; ask the sender for it again.", code="empty")
    drafts = [draft for rows in sheets for draft in _flat(rows)]
    if drafts:
        return [replace(draft, document=number) for number, draft in enumerate(drafts, 1)]
    return _as_page(sheets, source, options)


def _flat(rows: Rows) -> list[Draft]:
    heads = find_heads(rows)
    if heads is None:
        return []
    top, columns = heads
    body = _body(rows[top + 1 :], columns)
    below = top + 1 + len(body)
    pairs = find_pairs(rows[:top]) + [(field, value, row + below) for field, value, row in find_pairs(rows[below:])]
    number = next((name for name in _NUMBERS if name in columns.values() or name in [pair[0] for pair in pairs]), None)
    if number is None:
        return []
    column = next((index for index, name in columns.items() if name == number), None)
    groups: dict[str, list[tuple[int, list[str]]]] = {}
    for offset, cells in enumerate(body):
        key = cells[column] if column is not None and column < len(cells) else ""
        groups.setdefault(key, []).append((top + 2 + offset, cells))
    writing = Writing.of(rows)
    return [_document(group, columns, pairs, number, writing) for group in groups.values()]


def _body(rows: Rows, columns: dict[int, str]) -> Rows:
    """Rows until one fills fewer than two of the headed columns."""
    out: Rows = []
    for cells in rows:
        filled = [index for index in columns if index < len(cells) and cells[index]]
        if len(filled) < 2 or (len(filled) == 2 and find_pairs([cells])):
            break
        out.append(cells)
    return out


def _document(
    group: list[tuple[int, list[str]]], columns: dict[int, str], pairs: list[tuple[str, str, int]], number: str,
    writing: Writing,
) -> Draft:  # fmt: skip
    gathering = Gathering(f"{NAME}/{VERSION}")
    for field, value, row in pairs:
        put(gathering, field, value, f"R{row}", writing)
    for row, cells in group:
        line = gathering.line()
        for index, field in columns.items():
            if index < len(cells) and cells[index]:
                put(gathering, field, cells[index], f"R{row}C{index + 1}", writing, line)
    kind = _KINDS.get(number, Kind.INVOICE)
    if kind is Kind.PACKING_SLIP:
        for line in gathering.lines:
            known = line.get("shipped") or line.get("quantity")
            if known is not None:
                line.setdefault("shipped", known)
                line.setdefault("quantity", known)
    for single, several in (("po_number", "orders"), ("delivery_note_number", "delivery_notes")):
        if single in gathering.fields:
            listed = gathering.fields[single]
            gathering.many(several, [(listed.text, listed.path or "")], listed.confidence)
    text = "\n".join([" ".join((field.replace("_", " "), value)) for field, value, _ in pairs]
                     + [" ".join(cell for cell in cells if cell) for _, cells in group])  # fmt: skip
    return gathering.draft(kind, medium="table", text=text)


def _as_page(sheets: list[Rows], source: Source, options: ReadOptions) -> list[Draft]:
    from extractors.reader import read_pages  # deferred: most tables need no reader of pages

    blocks = [_laid(rows) for rows in sheets]
    drafts = read_pages(laid_out(blocks, "table"), source, options)
    if all(len(rows) <= _LARGEST_PAGE for rows in sheets):
        return drafts
    cut = f"Only the first {_LARGEST_PAGE} rows of each sheet were read: no row of heads was found."
    return [replace(draft, warnings=(*draft.warnings, cut)) for draft in drafts]


def _laid(rows: Rows) -> Table:
    width = max((len(cells) for cells in rows), default=1)
    laid = [
        tuple(Cell((Paragraph((Span(cell),)),)) for cell in [*cells, *[""] * (width - len(cells))])
        for cells in rows[:_LARGEST_PAGE]
    ]
    return Table(tuple(laid))


__all__ = ["NAME", "VERSION", "read", "recognises"]
