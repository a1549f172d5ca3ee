"""The assignment problem: of weighted pairs those one-to-one ones with the highest total weight."""

from __future__ import annotations

from collections.abc import Mapping

import numpy
from scipy.optimize import linear_sum_assignment


def assignment(weights: Mapping[tuple[int, int], int]) -> list[tuple[int, int]]:
    """The pairs (row, column) of the one-to-one assignment with the highest total; others weigh nothing.

    Weights are whole numbers below 2**44, exact in the solver's binary fractions, rows and columns are
    taken in their order: the same weights always give the same pairs.

    >>> assignment({(0, 0): 9, (0, 1): 8, (1, 0): 8})
    [(0, 1), (1, 0)]
    """
    rows = sorted({row for row, _ in weights})
    columns = sorted({column for _, column in weights})
    row_at = {row: place for place, row in enumerate(rows)}
    column_at = {column: place for place, column in enumerate(columns)}
    matrix = numpy.zeros((len(rows), len(columns)))
    for (row, column), weight in weights.items():
        matrix[row_at[row], column_at[column]] = weight
    chosen = zip(*linear_sum_assignment(matrix, maximize=True), strict=True)
    pairs = ((rows[int(row)], columns[int(column)]) for row, column in chosen)
    return [pair for pair in pairs if pair in weights]


__all__ = ["assignment"]
