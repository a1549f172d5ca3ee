"""The one scorer: a weighed sum of a proposal's features, squeezed between 0 and 1.

The weights are a readable file; a feature that a field does not name there has the weight of `*`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from extractors.fields.candidate import Candidate
from extractors.fields.scene import Proposal

Weights = Mapping[str, Mapping[str, float]]


@cache
def shipped_weights() -> Weights:
    """The weights that ship with the reader (`weights.json`)."""
    table = json.loads(files("extractors.fields").joinpath("weights.json").read_text("utf-8"))
    weights: Weights = table["weights"]
    return weights


def score(proposal: Proposal, weights: Weights | None = None) -> float:
    """How likely a proposal is its field's value, as far as the weights know."""
    table = weights or shipped_weights()
    own, common = table.get(proposal.name, {}), table["*"]
    total = sum(own.get(name, common.get(name, 0.0)) * amount for name, amount in proposal.features.items())
    return 1 / (1 + math.exp(-max(-30.0, min(total, 30.0))))


def weigh(proposals: Iterable[Proposal], weights: Weights | None = None) -> tuple[Candidate, ...]:
    """Proposals as candidates, one a field and value: the best of its kind, the best first."""
    best: dict[tuple[str, str], Candidate] = {}
    for one in proposals:
        made = Candidate(one.name, one.value, score(one, weights), one.page, one.box, one.label, one.method, one.text)
        known = best.get((one.name, one.value))
        if known is None or made.score > known.score:
            best[one.name, one.value] = made
    return tuple(sorted(best.values(), key=lambda c: (c.name, -c.score, c.page)))


__all__ = ["Weights", "score", "shipped_weights", "weigh"]
