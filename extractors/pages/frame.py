"""Frames: from a PDF's own coordinates (points from the bottom left, unturned) to the page as it is read."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from documents.measures import Box, Points

# pdfium answers in whole device units; this many a point keeps a thousandth.
_UNITS = 1000
# PDF 32000-1 Annex C: a page is at most 14,400 units wide; a malicious one says otherwise.
LARGEST = 14_400.0


@dataclass(frozen=True, slots=True)
class Frame:
    """An affine map of page space onto the displayed page: x' = a·x + c·y + e, y' = b·x + d·y + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float
    width: Points
    height: Points
    turn: int

    def place(self, left: Points, bottom: Points, right: Points, top: Points) -> Box:
        """A box of page space (left, bottom, right, top) on the displayed page."""
        x0, y0 = self.a * left + self.c * bottom + self.e, self.b * left + self.d * bottom + self.f
        x1, y1 = self.a * right + self.c * top + self.e, self.b * right + self.d * top + self.f
        return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def frame_of(page: pdfium.PdfPage) -> Frame:
    """The displayed frame of a PDF page: its crop box and its own rotation are followed."""
    width, height = page.get_size()
    width, height = min(width, LARGEST), min(height, LARGEST)

    def at(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        size = (int(width * _UNITS), int(height * _UNITS))
        pdfium_c.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, x, y, ctypes.byref(across), ctypes.byref(down))
        return across.value / _UNITS, down.value / _UNITS

    (e, f), (right, right_down), (up_across, up) = at(0, 0), at(1000, 0), at(0, 1000)
    turn = int(page.get_rotation()) // 90 % 4
    a, b, c, d = (right - e) / 1000, (right_down - f) / 1000, (up_across - e) / 1000, (up - f) / 1000
    return Frame(a, b, c, d, e, f, width, height, turn)


def turned_box(box: Box, turn: int, width: Points, height: Points) -> Box:
    """A box after the page (width × height) is turned clockwise by `turn` quarters.

    >>> turned_box((0, 0, 10, 20), 1, 595, 842)
    (822, 0, 842, 10)
    """
    left, top, right, bottom = box
    if turn == 1:
        return (height - bottom, left, height - top, right)
    if turn == 2:
        return (width - right, height - bottom, width - left, height - top)
    if turn == 3:
        return (top, width - right, bottom, width - left)
    return box


def turned_boxes(boxes: Iterable[Box], turn: int, width: Points, height: Points) -> tuple[Box, ...]:
    """Several boxes, as `turned_box`."""
    return tuple(turned_box(box, turn, width, height) for box in boxes)


__all__ = ["LARGEST", "Frame", "frame_of", "turned_box", "turned_boxes"]
