"""Making a scan legible before OCR: is there ink at all, even light, straight lines.

Everything is numpy on one grey byte a pixel (`Grey`, dark ink on light paper); no step copies the
page more than twice, so that an A4 page at 300 dpi stays below 60 MiB.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Grey: TypeAlias = NDArray[np.uint8]
"""Rows × columns of grey, 0 black to 255 white."""

# Lines lean at most this far on a fed scanner or a hand-held photo; beyond, orientation is at stake.
_STEEPEST = 5.0
_COARSE, _FINE = 0.5, 0.05
# Below this many degrees straightening costs more than it gains.
LEAN = 0.15
_MOST_DOTS = 60_000
_WHITE = 255


def blank(grey: Grey) -> bool:
    """Whether a page bears no ink: its small picture is even (5 ms instead of 1.5 s of OCR on noise)."""
    small = np.asarray(Image.fromarray(grey).reduce(max(1, min(grey.shape) // 300)), dtype=np.float32)
    down, across = small.shape[0] // 30, small.shape[1] // 30
    inner = small[down : len(small) - down, across : small.shape[1] - across]
    local = inner - _paper(inner)
    return bool(np.percentile(local, 0.05) > -28.0)


def _paper(small: NDArray[np.float32]) -> NDArray[np.float32]:
    size = max(3, min(small.shape) // 20) | 1
    picture = Image.fromarray(small.astype(np.uint8)).filter(ImageFilter.BoxBlur(size))
    return np.asarray(picture, dtype=np.float32)


def evened(grey: Grey) -> Grey:
    """A page divided by its paper: shadows, folds and yellowed or dark paper become white.

    The paper is the local maximum of the picture at 1/16 of its size, smoothed; even white paper is
    returned as it is.
    """
    step = max(1, min(grey.shape) // 160)
    picture = Image.fromarray(grey)
    small = picture.reduce(step).filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.BoxBlur(6))
    paper = np.asarray(small, dtype=np.float32)
    if paper.min() > 215:
        return grey
    low = float(np.percentile(paper, 50))
    paper = np.maximum(paper, max(24.0, 0.35 * low))
    full = np.asarray(Image.fromarray(paper.astype(np.uint8)).resize(picture.size, Image.Resampling.BILINEAR))
    table = _division_table()
    lit: Grey = table[full, grey]
    return lit


def _division_table() -> NDArray[np.uint8]:
    paper = np.maximum(np.arange(256, dtype=np.float32), 1.0)[:, None]
    divided = np.arange(256, dtype=np.float32)[None, :] / paper * 245.0
    return np.clip(divided, 0, _WHITE).astype(np.uint8)


def skew(grey: Grey) -> float:
    """Degrees (clockwise positive) by which the lines of text lean, within ±5; 0 where there is no telling.

    The right angle is the one at which the rows' ink is most uneven (projection profile); dots of ink
    are projected, not the picture turned, which costs 15 ms instead of a second.
    """
    step = max(1, round(min(grey.shape) / 800))
    small = np.asarray(Image.fromarray(grey).reduce(step))
    dark = small < min(0.72 * float(np.median(small)), 200.0)
    edges = dark[:-1] & ~dark[1:]
    down, across = np.nonzero(edges)
    if len(down) < 200:
        return 0.0
    if len(down) > _MOST_DOTS:
        chosen = np.linspace(0, len(down) - 1, _MOST_DOTS).astype(np.intp)
        down, across = down[chosen], across[chosen]
    coarse = np.arange(-_STEEPEST, _STEEPEST + _COARSE / 2, _COARSE)
    best = float(coarse[np.argmax([_unevenness(down, across, angle) for angle in coarse])])
    fine = np.arange(best - _COARSE, best + _COARSE + _FINE / 2, _FINE)
    scores = [_unevenness(down, across, angle) for angle in fine]
    found = float(fine[int(np.argmax(scores))])
    return found if max(scores) > 1.05 * _unevenness(down, across, 0.0) else 0.0


def _unevenness(down: NDArray[np.intp], across: NDArray[np.intp], degrees: float) -> float:
    levels = down - across * np.tan(np.radians(degrees))
    counts = np.bincount((levels - levels.min()).astype(np.intp))
    return float(np.square(counts.astype(np.float64)).sum())


def straightened(grey: Grey, degrees: float) -> Grey:
    """A page turned back by a small angle: columns, then rows, are shifted by whole pixels.

    Two shears of whole blocks cost a tenth of resampling and keep the ink crisp; at 300 dpi the steps
    of one pixel are below what a reader sees.
    """
    slope = float(np.tan(np.radians(degrees)))
    return _rows_shifted(_columns_shifted(grey, slope), slope)


def _columns_shifted(grey: Grey, slope: float) -> Grey:
    out = np.full_like(grey, _WHITE)
    height, width = grey.shape
    shifts = np.rint((np.arange(width) - width / 2) * slope).astype(int)
    for shift, start, stop in _blocks(shifts):
        above, below = max(0, shift), max(0, -shift)
        out[below : height - above, start:stop] = grey[above : height - below, start:stop]
    return out


def _rows_shifted(grey: Grey, slope: float) -> Grey:
    out = np.full_like(grey, _WHITE)
    height, width = grey.shape
    shifts = np.rint((height / 2 - np.arange(height)) * slope).astype(int)
    for shift, start, stop in _blocks(shifts):
        before, behind = max(0, shift), max(0, -shift)
        out[start:stop, behind : width - before] = grey[start:stop, before : width - behind]
    return out


def _blocks(shifts: NDArray[np.int_]) -> list[tuple[int, int, int]]:
    cuts = np.flatnonzero(np.diff(shifts)) + 1
    starts, stops = [0, *cuts.tolist()], [*cuts.tolist(), len(shifts)]
    return [(int(shifts[start]), start, stop) for start, stop in zip(starts, stops, strict=True)]


__all__ = ["LEAN", "Grey", "blank", "evened", "skew", "straightened"]
