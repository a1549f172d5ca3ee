"""Barcodes of a page, read from the same upright pixels as its words, at the resolution that pays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PIL import Image

from extractors.barcodes import Effort, read_codes
from extractors.page import Page
from extractors.pages.ink import Grey
from extractors.pages.raster import BARCODE_DPI


def with_codes(page: Page, grey: Grey, dpi: float, effort: Effort) -> Page:
    """The page with the codes on its picture, which must be turned as the page is."""
    if dpi > 1.2 * BARCODE_DPI:
        factor = BARCODE_DPI / dpi
        size = (max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor)))
        grey = np.asarray(Image.fromarray(grey).resize(size, Image.Resampling.BOX))
        dpi = BARCODE_DPI
    return replace(page, barcodes=read_codes(np.ascontiguousarray(grey), dpi, page.number, effort))


__all__ = ["with_codes"]
