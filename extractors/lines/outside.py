"""Lines outside of the items that carry amounts: totals, taxes, charges, payments."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from documents.measures import Box
from extractors.lines.cells import Line
from extractors.lines.row_kinds import is_tax


@dataclass(frozen=True, slots=True)
class OutsideLine:
    """One line: its words, its percents, its other figures as read; `taxed` if it names a tax."""

    text: str
    percents: tuple[Decimal, ...]
    amounts: tuple[Decimal, ...]
    taxed: bool
    page: int
    box: Box


def outside_lines(lines: Sequence[Line], items: Collection[int]) -> tuple[OutsideLine, ...]:
    """The lines with figures that are no items; a line names a tax if the heading of its block does."""
    found: list[OutsideLine] = []
    for line in lines:
        figures = [cell.figure for cell in line.figures if cell.figure is not None]
        if line.index in items or not figures:
            continue
        text = line.row.text
        percents = tuple(_inside(line))
        amounts = tuple(figure.value for figure in figures if not figure.percent)
        found.append(OutsideLine(text, percents, amounts, is_tax(text), line.page, line.row.box))
    return tuple(found)


def _inside(line: Line) -> list[Decimal]:
    return [abs(cell.figure.value) for cell in line.figures if cell.figure is not None and cell.figure.percent]


__all__ = ["OutsideLine", "outside_lines"]
