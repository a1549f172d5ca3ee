"""Laying out text that has no positions of its own: paragraphs and tables on synthetic A4 sheets.

A Word file and a web page know paragraphs and tables, not points. Here each gets a place, columns
under columns, so that whatever reads pages by position reads these as well.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TypeAlias

from documents.measures import Points
from extractors.page import Page, PageSource, Word

WIDTH, HEIGHT = 595.0, 842.0
MARGIN = 40.0
SIZE = 9.0
_LETTER = 0.5
_LEADING = 1.35
_TAB = 72.0
_GUTTER = 9.0
# Layout tables of newsletters nest; invoices hardly go beyond three.
_DEPTH = 12
_PIECE = re.compile(r"\n|\t|[^\s\u00a0]+")


@dataclass(frozen=True, slots=True)
class Span:
    """Text of one look; a newline breaks the line, a tab jumps to the next stop."""

    text: str
    bold: bool = False
    size: Points = SIZE


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Spans that flow together; `stops` are the paragraph's own tab stops in points from its left."""

    spans: tuple[Span, ...]
    stops: tuple[Points, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    blocks: tuple[Block, ...]
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A page break."""


Block: TypeAlias = Paragraph | Table | Break


@dataclass(slots=True)
class _Flow:
    """Words on one endless sheet, with the heights at which a page is forced to end."""

    words: list[Word] = field(default_factory=list)
    breaks: list[Points] = field(default_factory=list)
    right: Points = WIDTH - MARGIN


def laid_out(blocks: Iterable[Block], source: PageSource) -> tuple[Page, ...]:
    """Blocks on A4 sheets (wider if a table needs it), at least one."""
    flow = _Flow()
    _place_all(flow, tuple(blocks), MARGIN, WIDTH - 2 * MARGIN, 0.0, 0)
    sheets = _cut(flow)
    width = max(WIDTH, flow.right + MARGIN)
    return tuple(Page(number, width, HEIGHT, words, source) for number, words in enumerate(sheets, 1))


def _cut(flow: _Flow) -> list[tuple[Word, ...]]:
    """The endless sheet cut at page breaks and where a sheet is full, never through a line."""
    sheets: list[list[Word]] = [[]]
    top, breaks = 0.0, sorted(flow.breaks)
    for word in sorted(flow.words, key=lambda word: (word.box[3], word.box[0])):
        while breaks and word.box[1] >= breaks[0]:
            top = breaks.pop(0)
            sheets.append([])
        if word.box[3] - top > HEIGHT - 2 * MARGIN:
            top = word.box[1]
            sheets.append([])
        left, upper, right, lower = word.box
        box = (left, upper - top + MARGIN, right, lower - top + MARGIN)
        sheets[-1].append(Word(word.text, box, 1.0, word.size, word.bold))
    filled = [tuple(sheet) for sheet in sheets if sheet]
    return filled or [()]


def _place_all(flow: _Flow, blocks: Sequence[Block], left: Points, width: Points, top: Points, depth: int) -> Points:
    for block in blocks:
        if isinstance(block, Paragraph):
            top = _place_paragraph(flow, block, left, width, top)
        elif isinstance(block, Table):
            top = _place_table(flow, block, left, width, top, depth) if depth < _DEPTH else top
        else:
            flow.breaks.append(top)
    return top


def _place_paragraph(flow: _Flow, paragraph: Paragraph, left: Points, width: Points, top: Points) -> Points:
    across, tallest = 0.0, 0.0
    for text, span in _pieces(paragraph):
        if text == "\n":
            top, across, tallest = top + _LEADING * (tallest or SIZE), 0.0, 0.0
        elif text == "\t":
            across = next((stop for stop in paragraph.stops if stop > across + 1), (across // _TAB + 1) * _TAB)
        else:
            needs = len(text) * _LETTER * span.size
            if across > 0 and across + needs > width + 0.01:
                top, across, tallest = top + _LEADING * tallest, 0.0, 0.0
            start = left + across
            flow.words.append(Word(text, (start, top, start + needs, top + span.size), 1.0, span.size, span.bold))
            flow.right = max(flow.right, start + needs)
            across, tallest = across + needs + _LETTER * span.size, max(tallest, span.size)
    return top + _LEADING * (tallest or 0.5 * SIZE)


def _pieces(paragraph: Paragraph) -> list[tuple[str, Span]]:
    """Words, newlines and tabs; a word that runs over several spans looks like the first of them."""
    starts = [0, *accumulate(len(span.text) for span in paragraph.spans)]
    text = "".join(span.text for span in paragraph.spans)
    return [(found[0], paragraph.spans[bisect_right(starts, found.start()) - 1]) for found in _PIECE.finditer(text)]


def _place_table(flow: _Flow, table: Table, left: Points, width: Points, top: Points, depth: int) -> Points:
    placed = _grid(table)
    edges = _column_edges(placed, width)
    for row in placed:
        bottom = top
        for column, cell in row:
            room = edges[min(column + cell.columns, len(edges) - 1)] - edges[column] - _GUTTER
            bottom = max(bottom, _place_all(flow, cell.blocks, left + edges[column], room, top, depth + 1))
        top = bottom + 0.2 * SIZE if bottom > top else top
    return top


def _grid(table: Table) -> list[list[tuple[int, Cell]]]:
    """Each row's cells with the column in which they start; cells that span rows push later ones aside."""
    taken: dict[int, int] = {}
    grid: list[list[tuple[int, Cell]]] = []
    for row in table.rows:
        column, placed = 0, []
        for cell in row:
            while taken.get(column, 0) > 0:
                column += 1
            placed.append((column, cell))
            for spanned in range(column, column + cell.columns):
                taken[spanned] = cell.rows
            column += cell.columns
        taken = {spanned: rows - 1 for spanned, rows in taken.items() if rows > 1}
        grid.append(placed)
    return grid


def _column_edges(grid: list[list[tuple[int, Cell]]], width: Points) -> list[Points]:
    """Left edges of the columns and the right edge of the last; wider than `width` only if words force it."""
    count = max((column + cell.columns for row in grid for column, cell in row), default=1)
    least, most = [2 * _GUTTER] * count, [2 * _GUTTER] * count
    for row in grid:
        for column, cell in row:
            word, line = _extent(cell)
            for spanned in range(column, column + cell.columns):
                least[spanned] = max(least[spanned], word / cell.columns + _GUTTER)
                most[spanned] = max(most[spanned], line / cell.columns + _GUTTER)
    spare = width - sum(least)
    wish = sum(high - low for low, high in zip(least, most, strict=True))
    share = min(1.0, max(0.0, spare / wish)) if wish else 0.0
    extra = max(0.0, spare - wish) / count if spare > wish else 0.0
    edges = [0.0]
    for low, high in zip(least, most, strict=True):
        edges.append(edges[-1] + low + share * (high - low) + extra)
    return edges


def _extent(cell: Cell) -> tuple[Points, Points]:
    """The widest word and the widest line of a cell, nested tables included."""
    word = line = 0.0
    for block in cell.blocks:
        if isinstance(block, Paragraph):
            current = 0.0
            for text, span in _pieces(block):
                length = len(text) * _LETTER * span.size
                current = 0.0 if text == "\n" else current + length + _LETTER * span.size
                word, line = max(word, length), max(line, current)
        elif isinstance(block, Table):
            for row in block.rows:
                extents = [_extent(inner) for inner in row]
                word = max(word, sum(low + _GUTTER for low, _ in extents))
                line = max(line, sum(high + _GUTTER for _, high in extents))
    return word, line


__all__ = ["MARGIN", "SIZE", "WIDTH", "Block", "Break", "Cell", "Paragraph", "Span", "Table", "laid_out"]
