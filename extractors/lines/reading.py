"""Read the lines of a document: find its tables, lay them out, prove their rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from documents.draft import Field
from documents.kinds import Kind
from documents.measures import Box, Confidence
from extractors.lines.blocks import blocks
from extractors.lines.cells import Line, lines_of
from extractors.lines.charges import Charges, charges_of
from extractors.lines.closing import Closing
from extractors.lines.headings import find_headings
from extractors.lines.item import fields_of, printed_per
from extractors.lines.outside import OutsideLine, outside_lines
from extractors.lines.row_kinds import RowKind, row_kind
from extractors.lines.table import Table, lay_out, tables_of, until_total
from extractors.page import Page, enclosing

_TOLERANCE = Decimal("0.02")


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
    tables = tables_of(lines, find_headings(lines))
    best = _best([(_read_table(lines, table, kind), table) for table in tables])
    if best is None:
        return LinesRead(outside=outside_lines(lines, ()))
    return replace(best[0], outside=outside_lines(lines, best[1].items))


def _best(found: Sequence[tuple[LinesRead, Table]]) -> tuple[LinesRead, Table] | None:
    useful = [(read, table) for read, table in found if read.lines]
    return max(useful, key=lambda one: (one[0].closes, one[0].closed, len(one[0].lines)), default=None)


def _read_table(lines: Sequence[Line], table: Table, kind: Kind) -> LinesRead:
    first = table.lines[0].index if table.lines else 0
    lay_out(table, _printed(lines, first, frozenset()))
    if not table.items or table.layout is None:
        return LinesRead()
    by_index = {line.index: line for line in table.lines}
    taken = frozenset(table.items)
    items = [by_index[index] for index in table.items]
    closings = {
        line.index: table.layout.close(line.index, printed_per(table, line) or _per(table, line)) for line in items
    }
    nets = [_net(table, line, closings[line.index]) for line in items]
    total = sum((net for net in nets if net is not None), Decimal(0)) if any(net is not None for net in nets) else None
    printed = _printed(lines, first, taken)
    charges = charges_of(table, total, printed)
    closes = total is not None and None not in nets and (printed(total) or charges.proved)
    return _made(table, items, closings, charges, total, closes, kind)


def _made(
    table: Table, items: Sequence[Line], closings: dict[int, Closing | None], charges: Charges,
    total: Decimal | None, closes: bool, kind: Kind,
) -> LinesRead:  # fmt: skip
    body = until_total(table.lines)
    texts = blocks(body, [line.index for line in items])
    made: list[dict[str, Field]] = []
    warnings: list[str] = []
    for number, line in enumerate(items, 1):
        closing = closings[line.index]
        sure = _sure(table, line, closing, closes, kind)
        if closing is None and table.layout and table.layout.price and table.layout.net and table.layout.quantity:
            warnings.append(f"line {number}: quantity × unit price is not the net")
        made.append(fields_of(table, line, texts[line.index], closing, sure, kind))
    closed = sum(closing is not None for closing in closings.values())
    region = _region(items, texts)
    return LinesRead(tuple(made), charges.records, total, closes, closed, region, (), tuple(warnings))


def _sure(table: Table, line: Line, closing: Closing | None, closes: bool, kind: Kind) -> Confidence:
    """How sure the figures of a row are: proved by the row and the total, by one, by neither."""
    clear = min((cell.confidence for cell in line.figures), default=1.0)
    if closing is not None:
        base = (0.985 if closing.exact else 0.96) if closes else (0.95 if closing.telling and closing.exact else 0.9)
        return base - (0.06 if closing.repaired else 0.0)
    if kind is Kind.PACKING_SLIP and table.layout and table.layout.quantity and table.layout.quantity.roles:
        return 0.98 if not line.ocr else min(0.95, 0.75 + 0.22 * clear)
    return 0.86 if closes and table.layout and table.layout.price is None else 0.6


def _net(table: Table, line: Line, closing: Closing | None) -> Decimal | None:
    if closing is not None:
        return closing.net.value
    column = table.layout.net if table.layout else None
    cell = column.cells.get(line.index) if column else None
    return cell.figure.value if cell and cell.figure else None


def _per(table: Table, line: Line) -> Decimal:
    column = table.layout.per if table.layout else None
    cell = column.cells.get(line.index) if column else None
    return cell.figure.value if cell and cell.figure and cell.figure.value > 0 else Decimal(1)


def _printed(lines: Sequence[Line], first: int, taken: frozenset[int]) -> Callable[[Decimal], bool]:
    """A test whether an amount is printed outside of the items; while they are unknown, on a total's line."""
    amounts: set[Decimal] = set()
    for line in lines:
        if line.index in taken:
            continue
        named = row_kind(*(cell.text for cell in line.cells if cell.figure is None)) is RowKind.TOTAL
        if not taken and line.index >= first and not named:
            continue
        figures = [cell.figure for cell in line.figures if cell.figure and not cell.figure.percent]
        amounts |= {abs(figure.value) for figure in figures if figure.places == 2 or figure.currency or named}
    return lambda amount: any(abs(abs(amount) - other) <= _TOLERANCE for other in amounts)


def _region(items: Sequence[Line], texts: dict[int, list[Line]]) -> tuple[tuple[int, Box], ...]:
    boxes: dict[int, list[Box]] = {}
    for line in items:
        for row in [line, *texts[line.index]]:
            boxes.setdefault(row.page, []).append(row.row.box)
    return tuple((page, enclosing(many)) for page, many in sorted(boxes.items()))


__all__ = ["LinesRead", "read_lines"]
