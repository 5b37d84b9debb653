"""k-NN imputation: what a profile lacks, its nearest neighbours among complete profiles have on average."""

import numpy as np
from numpy.typing import NDArray

from xseg.models.assign import squared_distances
from xseg.models.matrix import Matrix

NEIGHBOURS = 5
DONORS_MOST = 2_000
"""Complete profiles, a seeded sample of all, that travel with the model."""


def filled_from(donors: Matrix, matrix: Matrix) -> Matrix:
    """Scaled rows with NaN for what is missing, filled with the mean of their five nearest donors [donors × features].

    Distances are over the features that the row has; the donor that stands first is nearer on a tie, and a row without
    any feature takes the mean of all donors. As KNNImputer of scikit-learn, whose donors are complete.
    """
    gaps = np.isnan(matrix)
    rows = np.flatnonzero(gaps.any(axis=1))
    if not len(rows):
        return matrix
    found = matrix.copy()
    patterns, place = np.unique(gaps[rows], axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        own = rows[place.reshape(-1) == number]
        for start in range(0, len(own), 4096):
            part = own[start : start + 4096]
            found[np.ix_(part, np.flatnonzero(pattern))] = means_of_nearest(donors, matrix[part], pattern)
    return found


def means_of_nearest(donors: Matrix, matrix: Matrix, pattern: NDArray[np.bool_]) -> Matrix:
    """[rows × lacking features] of rows that lack the same ones."""
    lacking = donors[:, pattern]
    if pattern.all():
        return np.tile(lacking.mean(axis=0), (len(matrix), 1))
    apart = squared_distances(matrix[:, ~pattern], donors[:, ~pattern])
    nearest = np.argsort(apart, axis=1, kind="stable")[:, :NEIGHBOURS]
    total = np.zeros((len(matrix), lacking.shape[1]))
    for neighbour in range(nearest.shape[1]):
        total += lacking[nearest[:, neighbour]]
    means: Matrix = total / nearest.shape[1]
    return means
