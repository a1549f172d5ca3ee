"""The characters of a PDF page, joined to runs of ink: pdfium's character boxes through ctypes.

Six times cheaper than any reader that builds an object a character: text comes in one call, boxes
one call a character into one reused array, font and angle one call a run.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from math import atan2, degrees, hypot

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from documents.measures import Points

# pdfium marks a hyphen at a line's end with one of these.
_HYPHENS = {"\x02": "-", "\ufffe": "-", "\u00ad": "-"}
_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb06": "st"}
_REPAIRS = str.maketrans({**_HYPHENS, **_LIGATURES, "\u200b": "", "\u200e": "", "\u200f": "", "\ufeff": ""})
# A gap wider than this share of the font size parts two words even where no space was written.
_GAP = 0.6
# Some fonts' outlines cannot be measured: such a character's box has no height, only its baseline is right.
_FLAT = 0.05
_CAPITAL = 0.7
# Degrees by which a run may lean and still stand upright (or on end).
_LEAN = 8.0
_FONT_NAME = 96
# FPDFFont flags bit 19 (ForceBold), PDF 32000-1 table 123.
_FORCE_BOLD = 1 << 18


@dataclass(slots=True)
class Run:
    """A run of ink in page space. `turn` counts anticlockwise quarters, None if it stands aslant."""

    text: str
    left: Points
    bottom: Points
    right: Points
    top: Points
    size: Points
    turn: int | None
    bold: bool


class Glyphs:
    """The text of one loaded PDF page; a context manager, as pdfium's text page must be closed."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._text = pdfium_c.FPDFText_LoadPage(page.raw)
        self.count = max(0, pdfium_c.FPDFText_CountChars(self._text)) if self._text else 0
        self._edges = (ctypes.c_double * 4)()
        start, double = ctypes.addressof(self._edges), ctypes.POINTER(ctypes.c_double)
        self._pointers = [ctypes.cast(start + 8 * place, double) for place in range(4)]
        self._matrix = pdfium_c.FS_MATRIX()

    def __enter__(self) -> Glyphs:
        return self

    def __exit__(self, *_: object) -> None:
        if self._text:
            pdfium_c.FPDFText_ClosePage(self._text)
            self._text = None

    def characters(self) -> str:
        """One character an index; those that no map gives a meaning are U+FFFD or controls."""
        buffer = (ctypes.c_ushort * (self.count + 1))()
        written = pdfium_c.FPDFText_GetText(self._text, 0, self.count, buffer) - 1
        text = bytes(buffer)[: 2 * max(written, 0)].decode("utf-16-le", "replace")
        if len(text) == self.count:
            return text
        codes = (pdfium_c.FPDFText_GetUnicode(self._text, index) for index in range(self.count))
        return "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes)

    def unmapped(self, sample: int = 400) -> float:
        """Share of the ink, 0 to 1, whose font does not say which character it is (a sample is asked)."""
        step = max(1, self.count // sample)
        asked = [pdfium_c.FPDFText_HasUnicodeMapError(self._text, index) == 1 for index in range(0, self.count, step)]
        return sum(asked) / len(asked) if asked else 0.0

    def runs(self) -> Iterator[Run]:
        """Runs of ink in the order in which the page paints them."""
        text, edges, box_of, handle = self.characters(), self._edges, pdfium_c.FPDFText_GetCharBox, self._text
        left_p, right_p, bottom_p, top_p = self._pointers
        run: Run | None = None
        for index, character in enumerate(text):
            if character.isspace() or character == "\0" or not box_of(handle, index, left_p, right_p, bottom_p, top_p):
                if run is not None:
                    yield run
                run = None
                continue
            left, right, bottom, top = edges
            if top - bottom < _FLAT:
                top = bottom + _CAPITAL * (run.size if run is not None else self._style(index)[0])
            if run is not None and _continues(run, left, bottom, right, top):
                run.text += character
                run.left, run.bottom = min(run.left, left), min(run.bottom, bottom)
                run.right, run.top = max(run.right, right), max(run.top, top)
                continue
            if run is not None:
                yield run
            size, turn, bold = self._style(index)
            run = Run(character, left, bottom, right, top, size, turn, bold)
        if run is not None:
            yield run

    def _style(self, index: int) -> tuple[Points, int | None, bool]:
        pdfium_c.FPDFText_GetMatrix(self._text, index, ctypes.byref(self._matrix))
        matrix = self._matrix
        size = pdfium_c.FPDFText_GetFontSize(self._text, index) * hypot(matrix.c, matrix.d)
        angle = degrees(atan2(matrix.b, matrix.a))
        quarters = round(angle / 90)
        return size, quarters % 4 if abs(angle - 90 * quarters) <= _LEAN else None, self._is_bold(index)

    def _is_bold(self, index: int) -> bool:
        name, flags = ctypes.create_string_buffer(_FONT_NAME), ctypes.c_int()
        pdfium_c.FPDFText_GetFontInfo(self._text, index, name, _FONT_NAME, ctypes.byref(flags))
        low = name.value.lower()
        return b"bold" in low or b"black" in low or b"heavy" in low or bool(flags.value & _FORCE_BOLD)


def _continues(run: Run, left: Points, bottom: Points, right: Points, top: Points) -> bool:
    """Whether a box goes on where a run ends, seen along the run's own direction."""
    if run.turn is None:
        return True
    if run.turn % 2:
        along, behind = (bottom - run.top, run.top - top) if run.turn == 1 else (run.bottom - top, bottom - run.bottom)
        beside = min(run.right, right) - max(run.left, left)
    else:
        along, behind = (left - run.right, run.right - right) if run.turn == 0 else (run.left - right, left - run.left)
        beside = min(run.top, top) - max(run.bottom, bottom)
    size = run.size or 10.0
    return along <= _GAP * size and behind <= size and beside >= -0.35 * size


def repaired(text: str) -> str:
    """Text with ligatures taken apart, soft hyphens visible and invisible marks gone.

    >>> repaired("\ufb01nal"), repaired("net\u200b")
    ('final', 'net')
    """
    return text.translate(_REPAIRS)


__all__ = ["Glyphs", "Run", "repaired"]
