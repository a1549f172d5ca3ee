"""Ways to look at a picture: how its ink is thickened, how large it is shown, how its lines are sought.

Thermal and dot-matrix print is thin and broken: blurred a little its dots run together, darkened it is
read as printed. What is hard to read is looked at a second time in another way, and word by word the
surer reading is taken (`extractors.pages.agreement`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import numpy as np
from PIL import Image, ImageFilter

from extractors.pages.ink import Grey
from extractors.pages.ocr import Ink, Layout, engine, expected

# Till rolls are up to 80 mm wide, and much longer than wide.
_WIDEST, _SLENDER = 4.0, 1.55


@dataclass(frozen=True, slots=True)
class Look:
    """One way: `size` is the share of the picture's size, `blur` the radius in 1/400 of an inch, `darker` the
    exponent of the grey (1 leaves it)."""

    layout: Layout
    size: float = 1.0
    blur: float = 0.0
    darker: float = 1.0


FIRST: Final = Look(Layout.PAGE)
FIRST_STRIP: Final = Look(Layout.COLUMN, blur=1.0, darker=1.5)
SECOND: Final = Look(Layout.BLOCK, size=0.87, blur=0.77, darker=3.0)
SECOND_STRIP: Final = Look(Layout.BLOCK, size=0.71, blur=0.59, darker=3.0)


def is_strip(grey: Grey, dpi: float) -> bool:
    """Whether a picture is a till's receipt by its shape."""
    height, width = grey.shape
    return bool(width <= _WIDEST * dpi and height > _SLENDER * width)


def look_at(grey: Grey, dpi: int, languages: Sequence[str], look: Look) -> tuple[Ink, ...]:
    """The words that an engine sees, in pixels of the picture given."""
    shown, used = _prepared(grey, dpi, look)
    seen = engine(expected(languages)).read(shown, used, look.layout)
    return seen if look.size == 1.0 else tuple(_enlarged(ink, 1 / look.size) for ink in seen)


def _prepared(grey: Grey, dpi: int, look: Look) -> tuple[Grey, int]:
    if look == FIRST:
        return grey, dpi
    picture, used = Image.fromarray(grey), dpi
    if look.size != 1.0:
        size = (max(1, round(picture.width * look.size)), max(1, round(picture.height * look.size)))
        picture, used = picture.resize(size, Image.Resampling.BOX), max(1, round(dpi * look.size))
    picture = picture.filter(ImageFilter.GaussianBlur(look.blur * used / 400))
    return _curve(look.darker)[np.asarray(picture)], used


@cache
def _curve(exponent: float) -> Grey:
    """Grey to darker grey; white stays white."""
    return (255 * (np.arange(256) / 255) ** exponent).astype(np.uint8)


def _enlarged(ink: Ink, factor: float) -> Ink:
    left, top, right, bottom = (round(edge * factor) for edge in ink.box)
    return replace(ink, box=(left, top, right, bottom), line_height=round(ink.line_height * factor))


__all__ = ["FIRST", "FIRST_STRIP", "SECOND", "SECOND_STRIP", "Look", "is_strip", "look_at"]
