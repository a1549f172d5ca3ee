"""Image files as pages: scans, faxes, phone photos and screenshots, a frame a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from extractors.page import Page
from extractors.pages.ink import Grey
from extractors.pages.limits import cut_to
from extractors.pages.looks import is_strip
from extractors.pages.raster import MOST_PIXELS, OCR_DPI, decoded, frames_in
from extractors.pages.scan import read_scan

if TYPE_CHECKING:
    from extractors.source import ReadOptions

# ISO 216 A4 and a till roll of 80 mm, in inches.
_A4_WIDTH, _A4_HEIGHT, _ROLL = 8.27, 11.69, 3.15
# Longer than a sheet for its width, and too few pixels for one: a till's receipt, cut out by a scanner or a phone.
_SLENDER, _MOST_STRIP_DPI = 1.55, 500
_ENOUGH_DPI, _MORE_THAN_ENOUGH_DPI = 190, 400
# Letters of tills are a third smaller than those of offices.
_STRIP_DPI = 480
_MOST_PAGES = 100


def read_pages(data: bytes, options: ReadOptions | None = None) -> tuple[Page, ...]:
    """The pages of an image file."""
    most, languages = (options.max_pages, options.languages) if options else (_MOST_PAGES, ())
    most = min(most, _MOST_PAGES)
    frames = enumerate(decoded(data, most), 1)
    pages = tuple(_read(grey, claimed, number, languages) for number, (grey, claimed) in frames)
    return cut_to(most, pages, frames_in(data))


def _read(grey: Grey, claimed: float | None, number: int, languages: Sequence[str]) -> Page:
    legible, used = at_reading_size(grey, claimed)
    return read_scan(legible, used, number, languages, photo=claimed is None)


def at_reading_size(grey: Grey, claimed: float | None) -> tuple[Grey, int]:
    """A picture with as many pixels as reading needs, and their dpi."""
    return _resized(grey, likely_dpi(grey.shape[1], grey.shape[0], claimed))


def likely_dpi(width: int, height: int, claimed: float | None) -> float:
    """The resolution of a picture: its claim if that makes a plausible sheet, else by the shape of paper.

    >>> round(likely_dpi(2480, 3508, 300)), round(likely_dpi(3024, 4032, 72)), round(likely_dpi(630, 1800, None))
    (300, 366, 200)
    >>> round(likely_dpi(884, 1678, None))
    281
    """
    if claimed and 2.0 <= width / claimed <= 24 and 2.0 <= height / claimed <= 36 and claimed > 96:
        return claimed
    long, short = max(width, height), min(width, height)
    if long > 2.2 * short or (long > _SLENDER * short and short < _ROLL * _MOST_STRIP_DPI):
        return short / _ROLL
    return max(long / _A4_HEIGHT, short / _A4_WIDTH)


def _resized(grey: Grey, dpi: float) -> tuple[Grey, int]:
    """Small pictures enlarged so that letters have enough pixels, huge ones reduced: larger letters than
    Tesseract was taught are read worse."""
    factor = 1.0
    if is_strip(grey, dpi):
        factor = min(_STRIP_DPI / dpi, 3.0)
    elif dpi < _ENOUGH_DPI:
        factor = min(3.0, OCR_DPI / dpi)
    elif dpi > _MORE_THAN_ENOUGH_DPI:
        factor = OCR_DPI / dpi
    factor = min(factor, (MOST_PIXELS / grey.size) ** 0.5)
    if abs(factor - 1) < 0.05:
        return grey, round(dpi)
    size = (max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor)))
    kind = Image.Resampling.BICUBIC if factor > 1 else Image.Resampling.BOX
    return np.asarray(Image.fromarray(grey).resize(size, kind)), max(1, round(dpi * factor))


__all__ = ["at_reading_size", "likely_dpi", "read_pages"]
