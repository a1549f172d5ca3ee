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


def fit_signs(
    values: Sequence[Judged], prior: Mapping[str, float], strength: float = 1.0
) -> tuple[dict[str, float], dict[str, float]]:
    """Weights by sign and offsets by field that tell right values from wrong ones best.

    They are held to `prior` by `strength`, and none turns against it: what speaks for a value
    never comes to speak against it because of a fault in some truth.
    """
    signs = sorted({name for value in values for name in value.signs})
    fields = sorted({value.field for value in values})
    matrix, share, target = _laid_out(values, signs, fields)
    start = np.array([*(prior.get(name, 0.0) for name in signs), *(0.0 for _ in fields)])
    bounds = [(0.0, None) if at > 0 else (None, 0.0) if at < 0 else (None, None) for at in start]

    def loss(weights: Vector) -> tuple[float, Vector]:
        margin = target * (matrix @ weights)
        total = float((share * np.logaddexp(0.0, -margin)).sum() + 0.5 * strength * ((weights - start) ** 2).sum())
        pull = share * target / (1.0 + np.exp(np.clip(margin, -30, 30)))
        return total, -(matrix.T @ pull) + strength * (weights - start)

    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500}).x
    rounded = [round(float(weight), 4) for weight in found]
    return dict(zip(signs, rounded, strict=False)), dict(zip(fields, rounded[len(signs) :], strict=True))


def _laid_out(values: Sequence[Judged], signs: Sequence[str], fields: Sequence[str]) -> tuple[Vector, Vector, Vector]:
    """Signs and fields as a matrix, each value's weight (a supplier's many documents count less), right as 1 or -1."""
    columns = {name: at for at, name in enumerate([*signs, *(f"field {name}" for name in fields)])}
    matrix = np.zeros((len(values), len(columns)))
    for row, value in enumerate(values):
        for name, amount in value.signs.items():
            matrix[row, columns[name]] = amount
        matrix[row, columns[f"field {value.field}"]] = 1.0
    sizes = Counter(value.group for value in values)
    share = np.array([sizes[value.group] ** -0.5 for value in values])
    return matrix, share, np.array([1.0 if value.right else -1.0 for value in values])


def rising_table(sums: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """A rising table of (sum, share of right values), by the pool-adjacent-violators algorithm.

    Each pool's share is drawn in by one right and one wrong value more (Laplace), so that a pool of
    few values never claims certainty.
    """
    pools: list[list[float]] = []  # each: number right, number, lowest and highest sum
    for at, good in sorted(zip(sums, map(float, right), strict=True)):
        pools.append([good, 1.0, at, at])
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] >= pools[-1][0] / pools[-1][1]:
            last = pools.pop()
            pools[-1] = [pools[-1][0] + last[0], pools[-1][1] + last[1], pools[-1][2], last[3]]
    table: list[tuple[float, float]] = []
    for hits, number, low, high in pools:
        sure = round((hits + 1) / (number + 2), 4)
        sure = max(sure, table[-1][1]) if table else sure
        table += [(round(low, 4), sure), (round(high, 4), sure)] if high > low else [(round(low, 4), sure)]
    return table


__all__ = ["Judged", "fit_signs", "rising_table"]
