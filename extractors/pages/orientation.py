"""Which way up a scan lies: asked only when its words were read with little confidence (0.3 s)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from extractors.pages.ink import Grey
from extractors.pages.notebook import recall
from extractors.pages.tessdata import edition, installed, tessdata_folder

if TYPE_CHECKING:
    import tesserocr

_DPI = 150
# Tesseract's own measure of certainty; below 1 it guesses.
_CERTAIN = 0.8


def quarters_to_turn(grey: Grey, dpi: int) -> int:
    """Clockwise quarters (0 to 3) by which a picture has to be turned to stand upright; 0 where unknown."""
    if "osd" not in installed():
        return 0
    factor = min(1.0, _DPI / dpi)
    size = (max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor)))
    small = np.asarray(Image.fromarray(grey).resize(size, Image.Resampling.BOX))
    used = round(dpi * factor)
    return int(recall(("orientation", *edition(("osd",)), used), small, lambda: _seen(small, used)))


def _seen(small: Grey, dpi: int) -> int:
    detector = _detector()
    detector.SetImageBytes(small.tobytes(), small.shape[1], small.shape[0], 1, small.shape[1])
    detector.SetSourceResolution(dpi)
    found = detector.DetectOrientationScript()
    detector.Clear()
    if not found or found["orient_conf"] < _CERTAIN:
        return 0
    return -int(found["orient_deg"]) // 90 % 4


@cache
def _detector() -> tesserocr.PyTessBaseAPI:
    import tesserocr  # deferred: hardly a page needs it

    return tesserocr.PyTessBaseAPI(path=str(tessdata_folder()), lang="osd", psm=tesserocr.PSM.OSD_ONLY)


__all__ = ["quarters_to_turn"]
