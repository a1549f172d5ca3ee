"""Fitting the scorer: a conditional logit over the candidates of one field on one document.

Of the candidates of a field one is right or none is; "none" has the score 0. Weights are drawn
towards the hand-set ones, so that what the documents do not show keeps what we know.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Choice:
    """The candidates of one field on one document: their features, which are right, whose group it is."""

    field: str
    document: str
    group: str
    features: Sequence[Mapping[str, float]]
    right: Sequence[bool]


def fit(choices: Sequence[Choice], prior: Mapping[str, float], strength: float) -> dict[str, float]:
    """The weights of one field that explain its choices best, held to `prior` by `strength`."""
    names = sorted({name for choice in choices for one in choice.features for name in one})
    index = {name: at for at, name in enumerate(names)}
    start = np.array([prior.get(name, 0.0) for name in names])
    sizes = Counter(choice.group for choice in choices)
    prepared = [
        (_matrix(choice, index), np.array(choice.right, dtype=bool), sizes[choice.group] ** -0.5) for choice in choices
    ]

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        total = 0.5 * strength * float(((weights - start) ** 2).sum())
        slope = strength * (weights - start)
        for matrix, right, share in prepared:
            one, grade = _choice_loss(matrix @ weights, right)
            total += share * one
            slope = slope + share * (matrix.T @ grade)
        return total, slope

    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return {name: round(float(found.x[at]), 4) for name, at in index.items()}


def by_field(choices: Sequence[Choice]) -> dict[str, list[Choice]]:
    """Choices sorted by their field."""
    groups: dict[str, list[Choice]] = defaultdict(list)
    for choice in choices:
        groups[choice.field].append(choice)
    return groups


def _matrix(choice: Choice, index: Mapping[str, int]) -> Matrix:
    matrix = np.zeros((len(choice.features), len(index)))
    for row, features in enumerate(choice.features):
        for name, amount in features.items():
            if name in index:
                matrix[row, index[name]] = amount
    return matrix


def _choice_loss(scores: Matrix, right: NDArray[np.bool_]) -> tuple[float, Matrix]:
    """Minus the logarithm of the share of the right candidates (or of "none"), and its slope by score."""
    most = max(float(scores.max(initial=0.0)), 0.0)
    raised = np.exp(scores - most)
    none = np.exp(-most)
    whole = raised.sum() + none
    share = raised / whole
    good = raised[right].sum() if right.any() else none
    grade = share.copy()
    if right.any():
        grade[right] -= raised[right] / good
    return float(np.log(whole) - np.log(max(good, 1e-300))), grade


__all__ = ["Choice", "by_field", "fit"]
