"""Density models: clusters are where rows lie close, whatever their shape, and what lies alone is noise.

Neither algorithm says where a new row belongs. It goes to the cluster of its nearest core point, if it lies within that
point's reach: `eps` of DBSCAN (Ester 1996), the distance to the point's own `min_samples`-th neighbour of HDBSCAN
(Campello 2013).
"""

import numpy as np

from xseg.models.clustering import Clustering, in_order, means_of
from xseg.models.fitted import NOBODY, Fitted, Indices, Points
from xseg.models.matrix import Column, Matrix
from xseg.models.threads import one_thread
from xseg.project.model import ModelDeclaration

LEAST_SHARE = 0.01
"""Of the sample, the smallest cluster that HDBSCAN looks for where the block does not say it."""


def dbscan(declaration: ModelDeclaration, sample: Matrix) -> Clustering | None:
    """DBSCAN of the scaled sample; None where there is no cluster in it."""
    from sklearn.cluster import DBSCAN

    samples = min_samples_of(declaration, sample)
    eps = declaration.eps or proposed_eps(sample, samples)
    with one_thread():
        found = DBSCAN(eps=eps, min_samples=samples).fit(sample)
    cores = np.zeros(len(sample), dtype=np.bool_)
    cores[found.core_sample_indices_] = True
    reach = np.full(len(sample), eps)
    told = {"eps": f"{eps:.6g}", "min_samples": str(samples)}
    return of_cores(declaration, sample, found.labels_.astype(np.intp), cores, reach, told)


def hdbscan(declaration: ModelDeclaration, sample: Matrix) -> Clustering | None:
    """HDBSCAN of the scaled sample; None where there is no cluster in it."""
    from sklearn.cluster import HDBSCAN

    samples = min_samples_of(declaration, sample)
    smallest = declaration.min_cluster_size or max(5, round(len(sample) * LEAST_SHARE))
    with one_thread():
        found = HDBSCAN(min_cluster_size=smallest, min_samples=samples, copy=True).fit(sample)
    labels = found.labels_.astype(np.intp)
    reach = neighbour_distances(sample, samples)
    told = {"min_cluster_size": str(smallest), "min_samples": str(samples)}
    return of_cores(declaration, sample, labels, labels >= 0, reach, told)


def of_cores(
    declaration: ModelDeclaration,
    sample: Matrix,
    labels: Indices,
    cores: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
    reach: Column,
    told: dict[str, str],
) -> Clustering | None:
    """The clustering by nearest core point, the largest clusters kept; the others' points are noise."""
    sizes = np.bincount(labels[labels >= 0], minlength=1)
    kept = sorted(np.flatnonzero(sizes), key=lambda label: (-int(sizes[label]), int(label)))
    kept = kept[: declaration.clusters_high]
    if not kept:
        return None
    place = np.full(max(len(sizes), int(labels.max()) + 1) + 1, NOBODY, dtype=np.intp)
    place[kept] = np.arange(len(kept))
    own = place[labels]
    inside = cores & (own != NOBODY)
    points = Points(sample[inside], own[inside], reach[inside])
    clustering = in_order(sample, own, Fitted(means_of(sample, own, len(kept)), points=points))
    found = int(np.count_nonzero(sizes))
    more = {"clusters_found": str(found)} if found > len(kept) else {}
    return Clustering(
        clustering.fitted, clustering.assigned, clustering.sizes, clustering.inertia, parameters={**told, **more}
    )


def min_samples_of(declaration: ModelDeclaration, sample: Matrix) -> int:
    """How many rows make a place dense: twice the number of features, at least 5, where the block does not say."""
    wanted = declaration.min_samples or max(5, 2 * sample.shape[1])
    return min(wanted, len(sample))


def neighbour_distances(sample: Matrix, neighbours: int) -> Column:
    """Of each row the distance to its so-many-th nearest row, itself counted."""
    from scipy.spatial import cKDTree

    apart, _ = cKDTree(sample).query(sample, k=[neighbours])
    distances: Column = apart[:, 0]
    return distances


FAR = 5.0
"""A row so many times farther from its neighbours than at the bend is noise to be cut off."""


def proposed_eps(sample: Matrix, neighbours: int) -> float:
    """Where the sorted distances to the so-many-th neighbour bend most; where nothing lies far beyond, so that there is
    no noise to cut off, the bend of the rest. Above 0 always.
    """
    distances = np.sort(neighbour_distances(sample, neighbours))
    knee = bend(distances)
    if distances[-1] < FAR * distances[knee]:
        knee += bend(distances[knee:])
    positive = distances[distances > 0]
    return float(distances[knee]) or (float(positive[0]) if len(positive) else 1.0)


def bend(rising: Column) -> int:
    """The index that lies farthest below the line from the first to the last of sorted numbers."""
    low, high = rising[0], rising[-1]
    if high <= low:
        return 0
    return int(np.argmax(np.linspace(0.0, 1.0, len(rising)) - (rising - low) / (high - low)))
