"""The body of a table: which of the lines below its headings may carry items."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import Enum, auto

from extractors.lines.cells import Line
from extractors.lines.row_kinds import RowKind, row_kind


class _State(Enum):
    OPEN = auto()
    SUMMED = auto()  # below a total: until a heading comes again or a sum is carried over
    ASIDE = auto()  # in the small print below the table: until the next page


_HEADING_RESTS = 4  # lines below a heading in which its own words may still look like a total's


def kind_of(line: Line) -> RowKind | None:
    """What a line is by its words, when it is no line of goods."""
    cells = line.uncut or line.cells
    return row_kind(*(cell.text for cell in cells if cell.figure is None or cell.figure.percent), ocr=line.ocr)


def body(lines: Sequence[Line], starts: Collection[int]) -> list[Line]:
    """The lines that may carry items: no totals, no sums carried over, nothing below them.

    `starts` are the indexes of the lines that follow a heading: there the table begins (again).
    """
    kept: list[Line] = []
    state, begun, page, below = _State.OPEN, False, 0, 0
    for line in lines:
        kind = kind_of(line)
        if kind is RowKind.CARRIED and not _ends(line, kind):
            kind = None  # goods whose description begins with such a word
        if line.index in starts or kind is RowKind.CARRIED or (state is _State.ASIDE and line.page != page):
            state, begun = _State.OPEN, begun and line.index not in starts
        page = line.page
        if state is _State.OPEN and begun and kind in (RowKind.TOTAL, RowKind.SECTION) and _ends(line, kind):
            state = _State.SUMMED if kind is RowKind.TOTAL else _State.ASIDE
        if state is _State.OPEN and kind is not RowKind.CARRIED:
            kept.append(line)
        below = 0 if line.index in starts else below + 1
        begun = begun or bool(line.figures) or below >= _HEADING_RESTS
    return kept


def _ends(line: Line, kind: RowKind | None) -> bool:
    """A total has one amount or two beside its words, no quantity with its unit; a section has none."""
    amounts = [cell for cell in line.figures if cell.figure and not cell.figure.percent]
    if kind is RowKind.SECTION:
        return len(amounts) <= 1
    words = sum(len(cell.words) for cell in line.cells if cell.figure is None)
    return not any(cell.unit for cell in amounts) and len(amounts) <= 2 and (bool(amounts) or words <= 2)


__all__ = ["body", "kind_of"]
