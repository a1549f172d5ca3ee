"""Fitting confidence: weights of the signs by logistic regression, then a rising table by pooling violators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """One chosen value: its signs, whether it was right, whose document it stood on."""

    field: str
    group: str
    signs: Mapping[str, float]
    right: bool


def fit_signs(values: Sequence[Judged], strength: float = 1.0) -> tuple[dict[str, float], dict[str, float]]:
    """Weights by sign and offsets by field that tell right values from wrong ones best."""
    signs = sorted({name for value in values for name in value.signs})
    fields = sorted({value.field for value in values})
    matrix = np.zeros((len(values), len(signs) + len(fields)))
    for row, value in enumerate(values):
        for name, amount in value.signs.items():
            matrix[row, signs.index(name)] = amount
        matrix[row, len(signs) + fields.index(value.field)] = 1.0
    sizes = Counter(value.group for value in values)
    share = np.array([sizes[value.group] ** -0.5 for value in values])
    target = np.array([1.0 if value.right else -1.0 for value in values])

    def loss(weights: Vector) -> tuple[float, Vector]:
        margin = target * (matrix @ weights)
        total = float((share * np.logaddexp(0.0, -margin)).sum() + 0.5 * strength * (weights**2).sum())
        slope = -(matrix.T @ (share * target / (1.0 + np.exp(np.clip(margin, -30, 30))))) + strength * weights
        return total, slope

    found = minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    weights = {name: round(float(found[at]), 4) for at, name in enumerate(signs)}
    offsets = {name: round(float(found[len(signs) + at]), 4) for at, name in enumerate(fields)}
    return weights, offsets


def rising_table(sums: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """A rising table of (sum, share of right values), by the pool-adjacent-violators algorithm.

    Each pool's share is drawn in by one right and one wrong value more (Laplace), so that a pool of
    few values never claims certainty.
    """
    pools: list[list[float]] = []  # each: number right, number, lowest and highest sum
    for at, good in sorted(zip(sums, right, strict=True)):
        pools.append([float(good), 1.0, at, at])
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] >= pools[-1][0] / pools[-1][1]:
            last = pools.pop()
            pools[-1] = [pools[-1][0] + last[0], pools[-1][1] + last[1], pools[-1][2], last[3]]
    table: list[tuple[float, float]] = []
    for good, number, low, high in pools:
        sure = round((good + 1) / (number + 2), 4)
        sure = max(sure, table[-1][1]) if table else sure
        table += [(round(low, 4), sure), (round(high, 4), sure)] if high > low else [(round(low, 4), sure)]
    return table


__all__ = ["Judged", "fit_signs", "rising_table"]
