"""Barcodes of a page, read from the same upright pixels as its words: only where something like a code stands.

Searching a whole scan for codes costs a tenth of reading its text; places as dense and as large as a
code are found on a small picture first (5 ms), and each is looked at by itself, and harder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from documents.draft import Barcode
from documents.measures import Points
from extractors.barcodes import Effort, read_codes
from extractors.page import Page, Word
from extractors.pages.blobs import Blob, blobs_of
from extractors.pages.ink import Grey
from extractors.pages.raster import BARCODE_DPI

_PROBE_DPI = 50
# The smallest codes of trade are 8 mm wide and 3 mm high; the quiet zone around one is ten modules.
_LEAST_LONG, _LEAST_SHORT, _QUIET = 18.0, 7.0, 14.0
_DENSE = 0.25
# Pictures of this few square points are labels: the whole of them is looked at.
_LABEL = 90_000.0
_MOST_PLACES = 16
_TALL = 24.0
# OCR reads letters into bars, but never this surely.
_SURE_WORD = 0.8
# Wide white modules part bars by up to 1.3 mm: pixels of the probe that are bridged.
_GAP = 4


def with_codes(page: Page, grey: Grey, dpi: float, *, photo: bool = False) -> Page:
    """The page with the codes on its picture, which must be turned as the page is.

    A photo's shadows hide the places: the whole of it is searched, as is a small label, where it is searched hard.
    """
    label = page.width * page.height <= _LABEL
    if label or photo:
        effort = Effort.THOROUGH if label else Effort.WORN
        return replace(page, barcodes=read_codes(*_reduced(grey, dpi), page.number, effort))
    found: dict[tuple[str, str], Barcode] = {}
    effort = Effort.WORN if page.source == "ocr" else Effort.QUICK
    for down, across in _places(grey, dpi, page.words):
        part = np.ascontiguousarray(grey[down, across])
        for code in read_codes(*_reduced(part, dpi), page.number, effort):
            found.setdefault((code.format, code.text), _moved(code, across.start * 72 / dpi, down.start * 72 / dpi))
    return replace(page, barcodes=tuple(sorted(found.values(), key=lambda code: (code.box or (0, 0))[1])))


def _places(grey: Grey, dpi: float, words: Sequence[Word]) -> Iterator[Blob]:
    """Where codes may stand, with their quiet zones: not where words do; the densest first, no more than sixteen."""
    step = max(1, round(dpi / _PROBE_DPI))
    small = np.asarray(Image.fromarray(grey).reduce(step))
    dark = small < min(0.85 * float(np.median(small)), 215.0)
    for word in words:
        if word.confidence >= _SURE_WORD and word.box[3] - word.box[1] < _TALL:
            left, top, right, bottom = (int(edge * dpi / 72 / step) for edge in word.box)
            dark[max(0, top) : bottom + 1, max(0, left) : right + 1] = False
    scale, pad = 72.0 * step / dpi, round(_QUIET * dpi / 72)
    boxes = [box for box in _in_one(blobs_of(dark, _GAP, 2), scale) if _like_a_code(dark, *box, scale)]
    for down, across in sorted(boxes, key=lambda box: -float(dark[box].sum()))[:_MOST_PLACES]:
        rows = slice(max(0, down.start * step - pad), down.stop * step + pad)
        yield rows, slice(max(0, across.start * step - pad), across.stop * step + pad)


def _in_one(boxes: Iterable[Blob], scale: Points) -> Iterator[Blob]:
    """Boxes as they are, and groups of tall ones of equal height in a row as one: a code of wide modules."""
    rows: dict[tuple[int, int], list[slice]] = {}
    for down, across in boxes:
        if (down.stop - down.start) * scale >= _TALL:
            rows.setdefault((down.start // 3, (down.stop - down.start) // 3), []).append(across)
        else:
            yield down, across
    for (start, height), parts in rows.items():
        edges = min(part.start for part in parts), max(part.stop for part in parts)
        yield slice(3 * start, 3 * (start + height) + 5), slice(*edges)


def _like_a_code(dark: NDArray[np.bool_], down: slice, across: slice, scale: Points) -> bool:
    short, long = sorted(((down.stop - down.start) * scale, (across.stop - across.start) * scale))
    return long >= _LEAST_LONG and short >= _LEAST_SHORT and float(dark[down, across].mean()) >= _DENSE


def _reduced(grey: Grey, dpi: float) -> tuple[Grey, float]:
    if dpi <= 1.2 * BARCODE_DPI:
        return grey, dpi
    factor = BARCODE_DPI / dpi
    size = (max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor)))
    return np.asarray(Image.fromarray(grey).resize(size, Image.Resampling.BOX)), BARCODE_DPI


def _moved(code: Barcode, right: Points, down: Points) -> Barcode:
    if code.box is None:
        return code
    left, top, far, bottom = code.box
    return replace(code, box=(left + right, top + down, far + right, bottom + down))


__all__ = ["with_codes"]
