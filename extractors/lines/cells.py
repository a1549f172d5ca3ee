"""Cells: the words of a visual line, joined where they belong together, split where a column ends."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from documents.measures import Box, Confidence, Points
from extractors.lines.figures import Figure, figure_of
from extractors.lines.units import unit_code
from extractors.locale.currencies import currencies, currency_of
from extractors.locale.numbers import decide_mark
from extractors.page import Page, Row, Word, enclosing, row_of, rows

_GLUED = re.compile(r"^([\d.,]*\d)(?:([^\d\W][^\W\d]*[²³]?\.?|m[23])|/(\d{2,5}|[^\d\W]+\.?))$")
_GROUP_HEAD, _GROUP_TAIL = re.compile(r"-?\d{1,3}"), re.compile(r"\d{3}(?:[.,]\d+)?")
_TORN = re.compile(r"\d[\d.,]*[.,]"), re.compile(r"\d{2}")  # an amount that OCR tore at its decimal mark
_MARKS = {"en": ".", "de": ",", "fr": ",", "es": ",", "it": ",", "nl": ",", "pt": ",", "da": ","}
_TIMES = frozenset({"x", "×", "*", "@", "à"})
_PER = frozenset({"/", "per", "pro", "je", "par", "por", "pr", "pr.", "pe"})  # "12,50 per 100"
_BOXES = frozenset("☐☑□■▢✓✔|[]_")


@dataclass(frozen=True, slots=True)
class Cell:
    """A run of words of one row that belongs to one column.

    `figure` is set where the cell is a number; `unit` is then the unit word printed behind it.
    """

    words: tuple[Word, ...]
    figure: Figure | None = None
    unit: str = ""

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        return enclosing(word.box for word in self.words)

    @property
    def left(self) -> Points:
        return self.words[0].box[0]

    @property
    def right(self) -> Points:
        return self.words[-1].box[2]

    @property
    def confidence(self) -> Confidence:
        return min(word.confidence for word in self.words)


@dataclass(frozen=True, slots=True)
class Line:
    """One visual line of a page, cut into cells. `index` counts the lines of all pages; `uncut` are its
    cells as first found, where columns have cut some since."""

    index: int
    page: int
    row: Row
    cells: tuple[Cell, ...]
    ocr: bool
    height: Points
    uncut: tuple[Cell, ...] = ()

    @property
    def top(self) -> Points:
        return self.row.box[1]

    @property
    def bottom(self) -> Points:
        return self.row.box[3]

    @property
    def middle(self) -> Points:
        return (self.row.box[1] + self.row.box[3]) / 2

    @property
    def figures(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.figure is not None)


def lines_of(pages: Sequence[Page], language: str | None = None) -> tuple[Line, ...]:
    """All pages as lines of cells, in reading order; the language decides where no number tells the mark."""
    mark = decide_mark(word.text for page in pages for word in page.words) or _MARKS.get(language or "")
    found: list[Line] = []
    for page in pages:
        height = median([word.box[3] - word.box[1] for word in page.words] or [10.0])
        gap = _column_gap(page, height)
        for row in filter(None, map(_inked, rows(page))):
            atoms = _atoms(row.words, mark, height, ocr=page.source == "ocr")
            cells = _cells(atoms, gap)
            if cells:
                found.append(Line(len(found), page.number, row, cells, page.source == "ocr", height))
    return tuple(found)


def _inked(row: Row) -> Row | None:
    """The row without rules of dashes, and without words that were read twice at one place."""
    kept: list[Word] = []
    for word in row.words:
        drawn = len(word.text) > 2 and not any(char.isalnum() for char in word.text)
        twice = bool(kept) and word.text == kept[-1].text and word.box[0] <= (kept[-1].box[0] + kept[-1].box[2]) / 2
        if not drawn and not twice:
            kept.append(word)
    return row if len(kept) == len(row.words) else (row_of(kept) if kept else None)


def split_at(line: Line, edges: Sequence[tuple[Points, Points]], mark: str | None = None) -> Line:
    """The line with its text cells cut where a word begins at a column's left edge or a number ends at its right.

    `edges` are the left and right edges of columns. Nothing is cut inside a number.
    """
    cells: list[Cell] = []
    for cell in line.cells:
        cells += [cell] if cell.figure is not None else _cut(cell, edges, mark, line)
    return replace(line, cells=tuple(cells), uncut=line.uncut or line.cells) if len(cells) > len(line.cells) else line


def _cut(cell: Cell, edges: Sequence[tuple[Points, Points]], mark: str | None, line: Line) -> list[Cell]:
    atoms = _atoms(cell.words, mark, line.height, ocr=line.ocr)
    groups: list[list[Cell]] = [[atoms[0]]]
    for before, atom in itertools.pairwise(atoms):
        starts = any(abs(atom.left - left) < 2.5 for left, _ in edges)
        ends = atom.figure is not None and any(abs(atom.right - right) < 2.5 for _, right in edges)
        ended = before.figure is not None and any(abs(before.right - right) < 2.5 for _, right in edges)
        if starts or ends or ended:
            groups.append([atom])
        else:
            groups[-1].append(atom)
    return [made for group in groups for made in _join(group)]


def _column_gap(page: Page, height: Points) -> Points:
    """The white space that parts two columns: well above the blank between two words of this page."""
    gaps = sorted(
        right.box[0] - left.box[2]
        for row in rows(page)
        for left, right in zip(row.words, row.words[1:], strict=False)
        if 0 < right.box[0] - left.box[2] < 1.5 * height
    )
    blank = gaps[len(gaps) * 35 // 100] if gaps else 0.3 * height
    return min(max(0.75 * height, 1.9 * blank), 1.6 * height)


def _atoms(words: Sequence[Word], mark: str | None, height: Points, *, ocr: bool) -> list[Cell]:
    """Words with the pieces of one number joined: sign, currency, grouped thousands, percent."""
    found: list[Cell] = []
    at = 0
    words = [word for word in words if word.text.strip(" ") and not set(word.text) <= _BOXES]
    while at < len(words):
        size = _figure_length(words, at, height)
        run = tuple(words[at : at + size])
        figure = figure_of("".join(word.text for word in run), mark, ocr=ocr)
        if figure is not None:
            found.append(Cell(run, figure))
        elif size == 1 and (glued := _glued(run[0], mark)):
            found.append(glued)
        else:
            found += [Cell((word,)) for word in run]
        at += size
    return found


def _figure_length(words: Sequence[Word], at: int, height: Points) -> int:
    """How many words from `at` on make one number: 1 where the word stands for itself."""
    size = 1
    first = words[at].text
    if (currency_of(first) and not any(char.isdigit() for char in first)) or first in "-−–+":
        if not _near(words, at, 1.6 * height if first not in "-−–+" else 0.6 * height) or not _digit(words[at + 1]):
            return 1
        size, first = 2, words[at + 1].text
    if not _digit(words[at + size - 1]):
        return size
    while _near(words, at + size - 1, 0.62 * height) and _grouped(words[at + size - 1].text, words[at + size].text):
        size += 1
    if size == 1 and _near(words, at, height) and _torn(first, words[at + 1].text):
        size = 2
    signed = currency_of(words[at].text) is not None and not _digit(words[at])
    if not signed and _near(words, at + size - 1, 1.6 * height) and _suffix(words[at + size].text):
        size += 1
    return size


def _torn(first: str, second: str) -> bool:
    return bool(_TORN[0].fullmatch(first) and _TORN[1].fullmatch(second))


def _grouped(before: str, behind: str) -> bool:
    """True if two words are the thousands and the rest of one number, parted by a blank."""
    return bool(_GROUP_HEAD.fullmatch(before.strip("€$£")) and _GROUP_TAIL.fullmatch(behind.strip("€$£%")))


def _suffix(text: str) -> bool:
    if text in {"%", "%)", "-"} or text.lower() in currencies().words:
        return True
    return currency_of(text) is not None and not any(char.isdigit() for char in text)


def _near(words: Sequence[Word], at: int, gap: Points) -> bool:
    return at + 1 < len(words) and words[at + 1].box[0] - words[at].box[2] <= gap


def _digit(word: Word) -> bool:
    return any(char.isdigit() for char in word.text)


def _glued(word: Word, mark: str | None) -> Cell | None:
    found = _GLUED.match(word.text)
    if found is None or (found[2] and unit_code(found[2]) is None):
        return None
    figure = figure_of(found[1], mark)
    if figure is None or (not found[2] and figure.places < 2):
        return None
    return Cell((word,), figure, found[2] or "")


def _cells(atoms: Sequence[Cell], gap: Points) -> tuple[Cell, ...]:
    groups: list[list[Cell]] = []
    for atom in atoms:
        if groups and atom.left - groups[-1][-1].right < gap:
            groups[-1].append(atom)
        else:
            groups.append([atom])
    return tuple(cell for group in groups for cell in _join(group))


def _join(group: Sequence[Cell]) -> list[Cell]:
    """One group of near atoms as cells: figures with their units stand alone, sentences stay whole."""
    figures = [atom for atom in group if atom.figure is not None]
    if not figures:
        return [_merged(group)]
    if all(atom.figure is not None or _companion(atom) for atom in group):
        return _figures_with_units(group)
    percents = [atom for atom in figures if atom.figure and atom.figure.percent]
    if len(figures) == 1 and percents and len(group) <= 4:
        return [Cell(tuple(word for atom in group for word in atom.words), percents[0].figure)]
    if group[0].figure is not None and len(group) > 2 and _measure(group[1]):
        return [*_figures_with_units(group[:2]), *_join(group[2:])]
    if _is_money(group[-1]):
        return [*_join(group[:-1]), group[-1]]
    return [_merged(group)]


def _measure(atom: Cell) -> bool:
    return atom.figure is None and unit_code(atom.text) is not None


def _companion(atom: Cell) -> bool:
    text = atom.text
    return (
        unit_code(text) is not None
        or unit_code(text.strip("/")) is not None
        or text.lower() in _TIMES
        or text in {"(", ")"}
        or text.lower() in _PER
    )


def _figures_with_units(group: Sequence[Cell]) -> list[Cell]:
    cells: list[Cell] = []
    for atom in group:
        per = cells and atom.figure is not None and _ends_with_per(cells[-1])
        if per:
            cells[-1] = Cell(cells[-1].words + atom.words, cells[-1].figure, cells[-1].unit)
        elif atom.figure is not None or not cells:
            cells.append(atom)
        else:
            before = cells[-1]
            unit = before.unit or (atom.text.strip("/") if unit_code(atom.text.strip("/")) else "")
            cells[-1] = Cell(before.words + atom.words, before.figure, unit)
    return cells


def _ends_with_per(cell: Cell) -> bool:
    return len(cell.words) > 1 and cell.words[-1].text.lower() in _PER


def _merged(group: Sequence[Cell]) -> Cell:
    words = tuple(word for atom in group for word in atom.words)
    if len(group) == 1:
        return Cell(words, group[0].figure, group[0].unit)
    return Cell(words)


def _is_money(atom: Cell) -> bool:
    return atom.figure is not None and not atom.figure.percent and atom.figure.places == 2


__all__ = ["Cell", "Line", "lines_of", "split_at"]
