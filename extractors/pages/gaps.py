"""Ink that the first look passed over: layout analysis drops whole table rows, and nobody is told.

What looks like text and bears no word is read again by itself, on a page on which all else is white.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from documents.measures import Points
from extractors.pages.blobs import Blob, blobs_of
from extractors.pages.ink import Grey
from extractors.pages.ocr import Ink

_DPI = 75
# A run of letters, in points: as high as a line, longer than high.
_LOW, _HIGH, _LONG = 4.0, 26.0, 10.0
_DENSE, _SOLID = 0.18, 0.88
# Fewer overlooked runs than this are specks, stamps and ticks.
_LEAST_RUNS = 2
_PAD = 6
# Columns of the small picture between the letters of one word.
_LETTER_GAP = 4


def overlooked(grey: Grey, dpi: int, seen: Sequence[Ink]) -> Grey | None:
    """The page with nothing but the overlooked runs on it; None if there is nothing to look at again."""
    step = max(1, round(dpi / _DPI))
    small = np.asarray(Image.fromarray(grey).reduce(step))
    dark = small < min(0.8 * float(np.median(small)), 205.0)
    for ink in seen:
        left, top, right, bottom = (edge // step for edge in ink.box)
        dark[max(0, top - 1) : bottom + 2, max(0, left - 1) : right + 2] = False
    runs = _runs(dark, 72.0 * step / dpi)
    if len(runs) < _LEAST_RUNS:
        return None
    alone = np.full_like(grey, 255)
    for down, across in runs:
        rows = slice(max(0, down.start * step - _PAD), down.stop * step + _PAD)
        columns = slice(max(0, across.start * step - _PAD), across.stop * step + _PAD)
        alone[rows, columns] = grey[rows, columns]
    return alone


def _runs(dark: NDArray[np.bool_], scale: Points) -> list[Blob]:
    """Boxes of what has the size and the density of words; `scale` is points a pixel."""
    found: list[Blob] = []
    for down, across in blobs_of(dark, _LETTER_GAP):
        height, width = (down.stop - down.start) * scale, (across.stop - across.start) * scale
        if not (_LOW <= height <= _HIGH and width >= _LONG):
            continue
        if _DENSE <= float(dark[down, across].mean()) <= _SOLID:
            found.append((down, across))
    return found


__all__ = ["overlooked"]
