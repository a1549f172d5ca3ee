"""A candidate: one value that might be a header field, with where it stands and why it might be it.

Every generator in this folder makes candidates, one scorer weighs them, and the joint choice
(`extractors.proof`) may prefer a lower one where the document's own arithmetic asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from documents.measures import Box, Confidence


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible value of the header field `name`.

    `value` is normalised (ISO date, plain decimal string, compact code), `text` as printed;
    `score` lies between 0 and 1 and ranks candidates of one field, it is not yet a calibrated
    confidence; `page` counts from 1 and `box` is in points from its top left; `label` holds the
    printed words that named it ("" if none did), `method` the generator and what it went by,
    `features` what spoke for it.
    """

    name: str
    value: str
    score: Confidence
    page: int
    box: Box | None
    label: str = ""
    method: str = ""
    text: str = ""
    features: Mapping[str, float] = field(default_factory=dict, compare=False, hash=False)


def of(candidates: Iterable[Candidate], name: str) -> tuple[Candidate, ...]:
    """The candidates of one field, best first; equal scores in reading order.

    >>> a, b = (Candidate("gross_total", v, s, 1, None) for v, s in (("1", 0.2), ("2", 0.9)))
    >>> [c.value for c in of([a, b], "gross_total")]
    ['2', '1']
    """
    return tuple(sorted((c for c in candidates if c.name == name), key=lambda c: -c.score))


__all__ = ["Candidate", "of"]
