"""Connected ink on a small picture: boxes of what hangs together, without an image library's second of start-up."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Blob: TypeAlias = tuple[slice, slice]
"""The rows and the columns that a blob spans."""


def blobs_of(dark: NDArray[np.bool_], across: int = 1, down: int = 1) -> list[Blob]:
    """The boxes of connected ink; ink parted by at most `across` columns or `down` rows still hangs together.

    >>> picture = np.array([[1, 0, 1, 0, 0, 1], [1, 0, 0, 0, 0, 1]], dtype=bool)
    >>> [(rows.stop, columns.start, columns.stop) for rows, columns in blobs_of(picture)]
    [(2, 0, 3), (2, 5, 6)]
    """
    rows, starts, stops = _runs(dark, across)
    parents = list(range(len(rows)))
    first_of = np.searchsorted(rows, np.arange(dark.shape[0] + 1)).tolist()
    row_of, start_of, stop_of = rows.tolist(), starts.tolist(), stops.tolist()
    for row in range(1, dark.shape[0]):
        for above in range(max(0, row - down), row):
            upper, lower = first_of[above : above + 2], first_of[row : row + 2]
            _join(parents, start_of, stop_of, upper, lower)
    boxes: dict[int, list[int]] = {}
    for index, (row, start, stop) in enumerate(zip(row_of, start_of, stop_of, strict=True)):
        box = boxes.setdefault(_root(parents, index), [row, row + 1, start, stop])
        box[1], box[2], box[3] = row + 1, min(box[2], start), max(box[3], stop)
    return [(slice(top, bottom), slice(left, right)) for top, bottom, left, right in boxes.values()]


def _runs(dark: NDArray[np.bool_], across: int) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Row, first and past-the-last column of each run of ink, gaps of `across` columns bridged."""
    padded = np.zeros((dark.shape[0], dark.shape[1] + 2), dtype=np.int8)
    padded[:, 1:-1] = dark
    change = np.diff(padded, axis=1)
    rows, starts = np.nonzero(change == 1)
    stops = np.nonzero(change == -1)[1]
    if len(rows) == 0:
        return rows, starts, stops
    apart = np.ones(len(rows), dtype=bool)
    apart[1:] = (rows[1:] != rows[:-1]) | (starts[1:] - stops[:-1] > across)
    heads = np.flatnonzero(apart)
    tails = np.append(heads[1:], len(rows)) - 1
    return rows[heads], starts[heads], stops[tails]


def _join(parents: list[int], starts: list[int], stops: list[int], upper: list[int], lower: list[int]) -> None:
    """Unite the runs of two rows that touch, corners included."""
    above, below = upper[0], lower[0]
    while above < upper[1] and below < lower[1]:
        if starts[above] <= stops[below] and starts[below] <= stops[above]:
            parents[_root(parents, below)] = _root(parents, above)
        if stops[above] < stops[below]:
            above += 1
        else:
            below += 1


def _root(parents: list[int], index: int) -> int:
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return index


__all__ = ["Blob", "blobs_of"]
