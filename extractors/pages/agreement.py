"""Two looks at one page that is hard to read: word by word the surer reading.

A recogniser errs differently on thickened ink than on raw ink. Where both looks read the same, the word
gains; where they differ, the surer one is taken and the doubt is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from documents.measures import Confidence
from extractors.pages.ocr import Ink

# Two boxes hold one word if each covers this share of the other.
_SAME_PLACE = 0.5
# What only the second look saw is ink or dirt; below this it is dirt.
_LEAST_ALONE: Confidence = 0.6


def agreed(first: Sequence[Ink], second: Sequence[Ink]) -> tuple[Ink, ...]:
    """The words of the first look, each in its surer reading, then those that only the second look saw.

    >>> one, other = Ink("2O18", (0, 0, 40, 10), 0.25, 12), Ink("2018", (1, 0, 41, 10), 0.75, 12)
    >>> [(ink.text, ink.confidence) for ink in agreed([one], [other])]
    [('2018', 0.5)]
    """
    rows = _by_height(second)
    paired: set[int] = set()
    made: list[Ink] = []
    for ink in first:
        near = [index for index in _near(rows, ink) if _shared(ink, second[index]) > 0]
        paired.update(near)
        twin = near[0] if len(near) == 1 and _one_place(ink, second[near[0]]) else None
        made.append(ink if twin is None else _surer(ink, second[twin]))
    alone = (ink for index, ink in enumerate(second) if index not in paired and ink.confidence >= _LEAST_ALONE)
    return (*made, *alone)


def _surer(one: Ink, other: Ink) -> Ink:
    """Equal readings confirm each other; of unequal ones the surer, as sure as both are on average."""
    if one.text == other.text:
        return replace(one, confidence=max(one.confidence, other.confidence))
    best = one if one.confidence >= other.confidence else other
    return replace(best, confidence=(one.confidence + other.confidence) / 2)


def _one_place(one: Ink, other: Ink) -> bool:
    shared = _shared(one, other)
    return shared > _SAME_PLACE * _area(one) and shared > _SAME_PLACE * _area(other)


def _shared(one: Ink, other: Ink) -> int:
    across = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    down = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    return max(across, 0) * max(down, 0)


def _area(ink: Ink) -> int:
    left, top, right, bottom = ink.box
    return max(right - left, 1) * max(bottom - top, 1)


_BAND = 64


def _by_height(seen: Sequence[Ink]) -> dict[int, list[int]]:
    """The words' places in the sequence by the bands of pixel rows that they touch."""
    bands: dict[int, list[int]] = {}
    for index, ink in enumerate(seen):
        for band in range(ink.box[1] // _BAND, ink.box[3] // _BAND + 1):
            bands.setdefault(band, []).append(index)
    return bands


def _near(bands: dict[int, list[int]], ink: Ink) -> list[int]:
    touched = range(ink.box[1] // _BAND, ink.box[3] // _BAND + 1)
    return sorted({index for band in touched for index in bands.get(band, ())})


__all__ = ["agreed"]
