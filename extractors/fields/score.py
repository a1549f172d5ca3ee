"""The one scorer: a weighed sum of a proposal's features, as its share among all proposals of a field.

The weights are a readable file; a feature that a field does not name there has the weight of `*`.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from extractors.fields.candidate import Candidate
from extractors.fields.scene import Proposal

# Beyond this a sum says nothing more.
_LIMIT = 30.0

Weights = Mapping[str, Mapping[str, float]]


@cache
def shipped_weights() -> Weights:
    """The weights that ship with the reader (`weights.json`)."""
    table = json.loads(files("extractors.fields").joinpath("weights.json").read_text("utf-8"))
    weights: Weights = table["weights"]
    return weights


def points(proposal: Proposal, weights: Weights | None = None) -> float:
    """The weighed sum of a proposal's features; 0 is as good as no answer."""
    table = weights or shipped_weights()
    own, common = table.get(proposal.name, {}), table["*"]
    total = sum(own.get(name, common.get(name, 0.0)) * amount for name, amount in proposal.features.items())
    return max(-_LIMIT, min(total, _LIMIT))


def weigh(proposals: Iterable[Proposal], weights: Weights | None = None) -> tuple[Candidate, ...]:
    """Proposals as candidates, one a field and value, the best of a field first.

    A candidate's score is its share among all proposals of its field and "none of them": where one
    value is proposed from several places, their shares add up.
    """
    groups: dict[str, list[tuple[float, Proposal]]] = defaultdict(list)
    for one in proposals:
        groups[one.name].append((math.exp(points(one, weights)), one))
    made = [candidate for group in groups.values() for candidate in _shares(group)]
    return tuple(sorted(made, key=lambda c: (c.name, -c.score, c.page)))


def _shares(group: Sequence[tuple[float, Proposal]]) -> Iterator[Candidate]:
    whole = 1.0 + sum(raised for raised, _ in group)
    by_value: dict[str, list[tuple[float, Proposal]]] = defaultdict(list)
    for raised, one in group:
        by_value[one.value].append((raised, one))
    for value, same in by_value.items():
        _, best = max(same, key=lambda pair: pair[0])
        share = sum(raised for raised, _ in same) / whole
        yield Candidate(best.name, value, share, best.page, best.box, best.label, best.method, best.text, best.features)


__all__ = ["Weights", "points", "shipped_weights", "weigh"]
