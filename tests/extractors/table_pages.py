"""A small builder of synthetic pages: rows of cells set at chosen edges, as an invoice program would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extractors.page import Page, Word

_CHAR = 0.5  # mean width of a character, in font sizes


@dataclass(frozen=True)
class Col:
    """A column: its title, its edge in points, and whether its cells stand at their right edge there."""

    title: str
    at: float
    right: bool = False


@dataclass
class Sheet:
    """A page being set. `y` is the top of the next line, `size` the font size, `pitch` the line distance."""

    size: float = 9.0
    pitch: float = 14.0
    y: float = 60.0
    number: int = 1
    words: list[Word] = field(default_factory=list)

    def put(self, text: str, at: float, *, right: bool = False) -> None:
        """Set a text at an edge on the present line."""
        pieces = text.split(" ")
        width = len(text) * _CHAR * self.size
        x = at - width if right else at
        for piece in pieces:
            length = len(piece) * _CHAR * self.size
            if piece:
                self.words.append(Word(piece, (x, self.y, x + length, self.y + self.size), size=self.size))
            x += length + _CHAR * self.size

    def feed(self, lines: float = 1.0) -> None:
        """Go down by lines."""
        self.y += self.pitch * lines

    def row(self, cols: Sequence[Col], cells: Sequence[str]) -> None:
        """Set a row of cells under their columns and go down."""
        for col, cell in zip(cols, cells, strict=True):
            if cell:
                self.put(cell, col.at, right=col.right)
        self.feed()

    def heading(self, cols: Sequence[Col]) -> None:
        """Set the titles of the columns."""
        self.row(cols, [col.title for col in cols])

    def total(self, label: str, amount: str, at: float = 545.0) -> None:
        """Set a total: its label at the left of its amount."""
        self.put(label, at - 180)
        self.put(amount, at, right=True)
        self.feed()

    def page(self, source: str = "text") -> Page:
        """The page as the reader sees it."""
        return Page(self.number, 595.0, 842.0, tuple(self.words), source)  # type: ignore[arg-type]

    def next(self) -> Sheet:
        """A new page after this one."""
        return Sheet(self.size, self.pitch, 60.0, self.number + 1)


def blurred(page: Page, swaps: dict[str, str]) -> Page:
    """The page as OCR might read it: some words read as others."""
    words = tuple(replace(word, text=swaps.get(word.text, word.text), confidence=0.8) for word in page.words)
    return replace(page, words=words, source="ocr")
