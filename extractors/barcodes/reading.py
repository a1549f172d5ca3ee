"""Reading codes from the pixels of a page with zxing-cpp.

Formats are those of trade and of payment. CPU measured at 200 dpi on A4: the quick pass 8 to 15 ms on a clean
page and up to 50 ms on a noisy scan, the worn one 20 ms more, the thorough one up to 400 ms more on noise.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import Any

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from documents.draft import Barcode
from documents.measures import Box, Confidence
from extractors.barcodes.content import parse_content

_FORMATS = "Code128|Code39|Code93|EAN13|EAN8|UPCA|UPCE|ITF|QRCode|DataMatrix|PDF417|Aztec|DataBar|DataBarExp"
# What still counts where rows had to be averaged: linear codes that carry a check digit.
_CHECKED = "Code128|Code93|EAN13|UPCA"
# Formats without one of their own read stray lines as a code of few characters.
_SHORTEST = {"Code39": 4, "ITF": 6, "Codabar": 6, "UPCE": 8, "EAN8": 8}
_BAND, _ROWS_A_BAND = 24, 6
_SMALL = 1_500_000
_SLOPES = (-1.0, 1.0)
# Share of neighbours on two sides of the page's mean: text has 0.05, a sheet full of codes 0.2, noise 0.5, in which
# the search for patterns would take seconds.
_NOISE = 0.3

Grey = NDArray[np.uint8]


class Effort(StrEnum):
    """How hard to try where nothing is found: `quick` reads upright codes at their size, `worn` also bars that a
    scanner's threshold distorted, `thorough` also turned, inverted, tiny and blurred codes."""

    QUICK = "quick"
    WORN = "worn"
    THOROUGH = "thorough"


def read_codes(pixels: Grey, dpi: float, page: int = 1, effort: Effort = Effort.QUICK) -> tuple[Barcode, ...]:
    """The codes on a page, from top to bottom; `pixels` is grey, a row a line, `dpi` its resolution.

    Boxes are in points from the top left of these pixels.
    """
    found: list[Any] = []
    scale = 1.0
    for picture, options in _passes(pixels, effort):
        found = [code for code in zxingcpp.read_barcodes(picture, **options) if _credible(code)]
        if found:
            scale = pixels.shape[0] / picture.shape[0]
            break
    codes = [_barcode(code, dpi, page, scale) for code in found]
    unique = {(code.text, code.box): code for code in codes}
    return tuple(sorted(unique.values(), key=lambda code: (code.box or (0, 0, 0, 0))[1]))


def _passes(pixels: Grey, effort: Effort) -> Iterator[tuple[Grey, dict[str, Any]]]:
    formats, checked = _formats(_FORMATS), _formats(_CHECKED)
    upright = {"try_rotate": False, "try_downscale": False, "try_invert": False}
    yield pixels, {"formats": formats, **upright}
    picture, tall = Image.fromarray(pixels), pixels.shape[0] >= 3 * _BAND
    if effort is not Effort.QUICK and tall:
        yield _mended(picture, 0.0), {"formats": checked, **upright}
    if effort is not Effort.THOROUGH or _busyness(pixels) > _NOISE:
        return
    yield pixels, {"formats": formats}
    if pixels.size <= _SMALL:
        yield _evenly_lit(picture), {"formats": formats}
        yield np.asarray(picture.filter(ImageFilter.GaussianBlur(0.8))), {"formats": formats}
    for slope in _SLOPES if tall else ():
        yield _mended(picture, slope), {"formats": checked, **upright}


def _mended(picture: Image.Image, slope: float) -> Grey:
    """Worn bars, thick or thin by a scanner's threshold: rows are averaged in bands along the bars, which brings
    their true edges back as grey, and sharpened. `slope` turns the page first, in degrees."""
    turned = picture.rotate(slope, resample=Image.Resampling.BICUBIC, fillcolor=255) if slope else picture
    bands = turned.resize((turned.width, turned.height // _BAND), Image.Resampling.BOX)
    rows = bands.resize((bands.width, bands.height * _ROWS_A_BAND), Image.Resampling.BICUBIC)
    return np.asarray(rows.filter(ImageFilter.UnsharpMask(1.5, 200, 0)))


def _evenly_lit(picture: Image.Image) -> Grey:
    """Pixels as a share of the brightest around them: photographs have shadows."""
    reach = max(7, min(31, min(picture.size) // 4)) | 1
    light = picture.filter(ImageFilter.MaxFilter(reach)).filter(ImageFilter.GaussianBlur(reach / 2.5))
    share = np.asarray(picture, dtype=np.float32) / np.maximum(np.asarray(light, dtype=np.float32), 1)
    return np.clip(share * 255, 0, 255).astype(np.uint8)


def _busyness(pixels: Grey) -> Confidence:
    dark = pixels < pixels.mean()
    return (dark[:, 1:] != dark[:, :-1]).mean().item() if pixels.shape[1] > 1 else 0


@cache
def _formats(names: str) -> Any:
    return zxingcpp.barcode_formats_from_str(names)


def _credible(code: Any) -> bool:
    return bool(code.valid and code.text.strip()) and len(code.text) >= _SHORTEST.get(code.format.name, 1)


def _barcode(code: Any, dpi: float, page: int, stretch: float) -> Barcode:
    corners = (code.position.top_left, code.position.top_right, code.position.bottom_right, code.position.bottom_left)
    across, down = [corner.x for corner in corners], [corner.y * stretch for corner in corners]
    left, top, right, bottom = (round(edge * 72 / dpi, 1) for edge in (min(across), min(down), max(across), max(down)))
    box: Box = (left, top, right, bottom)
    return Barcode(code.format.name, code.text, page, box, parse_content(code.text))


__all__ = ["Effort", "read_codes"]
