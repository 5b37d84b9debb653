"""k-means for one number of clusters: scikit-learn finds the centres, we put them in an order that stays.

Lloyd's algorithm from k-means++ (or random) starts, the best of `starts` by inertia. scikit-learn adds up per thread,
so it runs in one: bits must not depend on the machine's cores.
"""

import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from xseg.models.assign import members_mean
from xseg.models.matrix import Matrix
from xseg.models.threads import one_thread


@dataclass(frozen=True, slots=True)
class Clustering:
    """Centres [clusters × features] in scaled space, the largest cluster first; of each sample row its cluster."""

    centres: Matrix
    assigned: NDArray[np.intp]
    sizes: tuple[int, ...]
    inertia: float


def kmeans(
    sample: Matrix, clusters: int, *, init: Literal["kmeans++", "random"], starts: int, seed: int
) -> Clustering | None:
    """Cluster the scaled sample, which has at least `clusters` different rows; every cluster has members.

    None where rows differ by so little that fewer clusters than asked for come out.
    """
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    start = "k-means++" if init == "kmeans++" else init
    with one_thread(), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # what it warns of is the None below
        found = KMeans(clusters, init=start, n_init=starts, random_state=seed).fit(sample)
    assigned = found.labels_.astype(np.intp)
    return in_order(sample, assigned, clusters) if len(np.unique(assigned)) == clusters else None


def in_order(sample: Matrix, assigned: NDArray[np.intp], clusters: int) -> Clustering:
    """The clustering with the means of its members as centres, ordered by size, the largest first.

    Equal sizes are ordered by their centres, number by number. Means are added up in the order of the rows, so they are
    the same bits on every processor on which the same rows come together.
    """
    means = np.column_stack([members_mean(column, assigned, clusters) for column in sample.T])
    sizes = np.bincount(assigned, minlength=clusters)
    order = sorted(range(clusters), key=lambda index: (-int(sizes[index]), tuple(means[index])))
    place = np.empty(clusters, dtype=np.intp)
    place[order] = np.arange(clusters)
    centres, renumbered = means[order] + 0.0, place[assigned]
    inertia = float(np.sum((sample - centres[renumbered]) ** 2))
    return Clustering(centres, renumbered, tuple(int(size) for size in sizes[order]), inertia)
