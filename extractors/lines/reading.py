"""Read the lines of a document: find its tables, lay them out, prove their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from documents.draft import Field
from documents.kinds import Kind
from documents.measures import Box
from extractors.lines.blocks import blocks
from extractors.lines.cells import Line, lines_of
from extractors.lines.charges import Charges, charges_of
from extractors.lines.headings import find_headings
from extractors.lines.item import fields_of
from extractors.lines.outside import OutsideLine, outside_lines
from extractors.lines.rows import ItemRow, printed_amounts, rows_of, total_of
from extractors.lines.sureness import sureness
from extractors.lines.table import Table, lay_out, tables_of
from extractors.lines.unheaded import unheaded
from extractors.page import Page, enclosing


@dataclass(frozen=True, slots=True)
class LinesRead:
    """The lines of a document and what they prove.

    `lines` are records of LINE_FIELDS; `charges` records {kind, amount} as strings (an allowance is
    negative) that stand in the table or below it and are no lines; `total` is the sum of the nets,
    `closes` tells that it, with the charges or without, is printed outside of the table; `closed` is
    how many rows close by themselves; `region` the part of each page that the table fills;
    `outside` the other lines that carry figures, for `extractors.proof`.
    """

    lines: tuple[dict[str, Field], ...] = ()
    charges: tuple[dict[str, str], ...] = ()
    total: Decimal | None = None
    closes: bool = False
    closed: int = 0
    region: tuple[tuple[int, Box], ...] = ()
    outside: tuple[OutsideLine, ...] = ()
    warnings: tuple[str, ...] = ()


def read_lines(pages: Sequence[Page], kind: Kind, language: str | None = None) -> LinesRead:
    """Read the line items of one document's pages.

    `kind` decides between billed and shipped quantities; `language` (ISO 639-1) tells the
    decimal mark where no number of the document does; the label words of all languages are known.
    Figures that no arithmetic proves are below 0.90; nothing is made up.
    """
    lines = lines_of(pages, language)
    found = [(_headed(lines, table, kind), table) for table in tables_of(lines, find_headings(lines))]
    best = _best(found) or _unheaded(lines, kind)
    if best is None:
        return LinesRead(outside=outside_lines(lines, ()))
    return replace(best[0], outside=outside_lines(lines, best[1].items))


def _best(found: Sequence[tuple[LinesRead, Table]]) -> tuple[LinesRead, Table] | None:
    useful = [(read, table) for read, table in found if read.lines]
    return max(useful, key=lambda one: (one[0].closes, one[0].closed, len(one[0].lines)), default=None)


def _headed(lines: Sequence[Line], table: Table, kind: Kind) -> LinesRead:
    first = table.lines[0].index if table.lines else 0
    lay_out(table, printed_amounts(lines, first, ()), priced=kind is not Kind.PACKING_SLIP)
    return _read_table(lines, table, kind)


def _unheaded(lines: Sequence[Line], kind: Kind) -> tuple[LinesRead, Table] | None:
    table = None if kind is Kind.RETAIL_RECEIPT else unheaded(lines, kind, printed_amounts(lines, 0, ()))
    return (_read_table(lines, table, kind), table) if table is not None else None


def _read_table(lines: Sequence[Line], table: Table, kind: Kind) -> LinesRead:
    first = table.lines[0].index if table.lines else 0
    rows = rows_of(table, lines)
    if not rows:
        return LinesRead()
    total = total_of(rows)
    printed = printed_amounts(lines, first, table.items)
    charges = charges_of(table, total, printed, {row.off_line.index for row in rows if row.off_line})
    closes = total is not None and all(row.net is not None for row in rows) and (printed(total) or charges.proved)
    return _made(table, rows, charges, closes, kind)


def _made(table: Table, rows: Sequence[ItemRow], charges: Charges, closes: bool, kind: Kind) -> LinesRead:
    texts = blocks(table.body, [row.line.index for row in rows])
    made: list[dict[str, Field]] = []
    warnings: list[str] = []
    for number, row in enumerate(rows, 1):
        if row.closing is None and _priced(table):
            warnings.append(f"line {number}: quantity × unit price is not the net")
        made.append(fields_of(table, row, texts[row.line.index], sureness(table, row, closes, kind), kind))
    closed = sum(row.closing is not None for row in rows)
    region = _region([row.line for row in rows], texts)
    return LinesRead(tuple(made), charges.records, total_of(rows), closes, closed, region, (), tuple(warnings))


def _priced(table: Table) -> bool:
    layout = table.layout
    return layout is not None and None not in (layout.quantity, layout.price, layout.net)


def _region(items: Sequence[Line], texts: dict[int, list[Line]]) -> tuple[tuple[int, Box], ...]:
    boxes: dict[int, list[Box]] = {}
    for line in items:
        for row in [line, *texts[line.index]]:
            boxes.setdefault(row.page, []).append(row.row.box)
    return tuple((page, enclosing(many)) for page, many in sorted(boxes.items()))


__all__ = ["LinesRead", "read_lines"]
