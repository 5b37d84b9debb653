"""Which centre is nearest: the arithmetic of ClosedModel over many rows at once."""

import numpy as np
from numpy.typing import NDArray

from xseg.models.matrix import Matrix


def nearest(matrix: Matrix, centres: Matrix) -> NDArray[np.intp]:
    """The index of the nearest centre of each row, the smaller index on a tie.

    Squares are added feature after feature in doubles, so the answer is that of every engine, to the last bit.
    """
    index: NDArray[np.intp] = np.argmin(squared_distances(matrix, centres), axis=1)
    return index


def squared_distances(matrix: Matrix, centres: Matrix) -> Matrix:
    """[rows × centres], each summed over the features from left to right."""
    total = np.zeros((len(matrix), len(centres)))
    with np.errstate(over="ignore"):
        for feature in range(matrix.shape[1]):
            apart = matrix[:, feature, np.newaxis] - centres[np.newaxis, :, feature]
            total += apart * apart
    return total


def members_mean(values: NDArray[np.float64], assigned: NDArray[np.intp], clusters: int) -> NDArray[np.float64]:
    """The mean of the values by cluster, summed in the order of the rows; NaN where a cluster has none."""
    with np.errstate(invalid="ignore"):
        return np.bincount(assigned, values, clusters) / np.bincount(assigned, minlength=clusters)
