"""How well apart clusters are: the mean silhouette of several clusterings of the same rows, in one pass.

For a row, a is its mean distance to the others of its cluster, b the smallest mean distance to another cluster; its
silhouette is (b − a) / max(a, b), and 0 in a cluster of one (Rousseeuw 1987).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from xseg.models.matrix import Matrix
from xseg.models.threads import one_thread

ROWS_AT_ONCE = 512


def silhouettes(matrix: Matrix, clusterings: Sequence[NDArray[np.intp]]) -> list[float | None]:
    """The mean silhouette of each clustering (of each row its cluster), rounded to six decimals.

    None where it is not defined: with fewer than two clusters among these rows. Distances are worked out once, a few
    hundred rows at a time.
    """
    defined = {number: one_hot(assigned) for number, assigned in enumerate(clusterings) if len(np.unique(assigned)) > 1}
    totals = dict.fromkeys(defined, 0.0)
    with one_thread():
        for start in range(0, len(matrix), ROWS_AT_ONCE):
            part = slice(start, start + ROWS_AT_ONCE)
            apart = distances(matrix, part)
            for number, members in defined.items():
                totals[number] += float(np.sum(row_silhouettes(apart @ members, members, part)))
    return [round(totals[number] / len(matrix), 6) if number in totals else None for number in range(len(clusterings))]


def one_hot(assigned: NDArray[np.intp]) -> Matrix:
    """[rows × clusters]: 1 where the row is in the cluster; clusters without rows have no column."""
    present, column = np.unique(assigned, return_inverse=True)
    members = np.zeros((len(assigned), len(present)))
    members[np.arange(len(assigned)), column] = 1.0
    return members


def distances(matrix: Matrix, part: slice) -> Matrix:
    """Euclidean distances of the rows in `part` to all rows; exactly 0 of a row to itself."""
    squares = np.einsum("ij,ij->i", matrix, matrix)
    apart = squares[part, np.newaxis] + squares[np.newaxis, :] - 2.0 * (matrix[part] @ matrix.T)
    own = np.arange(len(apart))
    apart[own, own + part.start] = 0.0
    roots: Matrix = np.sqrt(np.maximum(apart, 0.0))
    return roots


def row_silhouettes(sums: Matrix, members: Matrix, part: slice) -> Matrix:
    """The silhouettes of the rows in `part`, from the sums of their distances to each cluster's members."""
    sizes = members.sum(axis=0)
    own = members[part].astype(np.bool_)
    own_size = (members[part] * sizes).sum(axis=1)
    within = sums[own] / np.maximum(own_size - 1.0, 1.0)
    nearest_other = np.where(own, np.inf, sums / sizes).min(axis=1)
    larger = np.maximum(within, nearest_other)
    apart = np.divide(nearest_other - within, larger, out=np.zeros_like(larger), where=larger > 0.0)
    return np.where(own_size > 1.0, apart, 0.0)
