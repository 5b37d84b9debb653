"""k-means for one number of clusters: scikit-learn finds the centres, we put them in an order that stays.

Lloyd's algorithm from k-means++ (or random) starts, the best of `starts` by inertia; or its mini-batches. scikit-learn
adds up per thread, so it runs in one: bits must not depend on the machine's cores.
"""

import warnings
from typing import Literal

import numpy as np

from xseg.models.assign import nearest
from xseg.models.clustering import Clustering, in_order, means_of
from xseg.models.fitted import Fitted
from xseg.models.matrix import Column, Matrix
from xseg.models.threads import one_thread

Init = Literal["kmeans++", "random"]
BATCH = 4_096


def kmeans(sample: Matrix, clusters: int, *, init: Init, starts: int, seed: int) -> Clustering | None:
    """Cluster the scaled sample, which has at least `clusters` different rows; centres are the means of members.

    None where rows differ by so little that fewer clusters than asked for come out.
    """
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    with one_thread(), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # what it warns of is the None below
        found = KMeans(clusters, init=start_of(init), n_init=starts, random_state=seed).fit(sample)
    assigned = found.labels_.astype(np.intp)
    if len(np.unique(assigned)) < clusters:
        return None
    centres = means_of(sample, assigned, clusters)
    return in_order(sample, assigned, Fitted(centres), bic=spherical_bic(sample, assigned, centres))


def minibatch_kmeans(sample: Matrix, clusters: int, *, init: Init, starts: int, seed: int) -> Clustering | None:
    """As `kmeans`, from batches of 4,096 rows; the centres are the running means that the batches leave."""
    from sklearn.cluster import MiniBatchKMeans

    with one_thread():
        found = MiniBatchKMeans(
            clusters, init=start_of(init), n_init=starts, random_state=seed, batch_size=BATCH, compute_labels=False
        ).fit(sample)
    return of_centres(sample, found.cluster_centers_)


def carried_further(sample: Matrix, centres: Matrix, weights: Column, *, seed: int) -> Clustering | None:
    """Centres of a mini-batch model, moved on by new rows with `partial_fit`: each stands for as many rows as it has
    weight. Batches are drawn without replacement in a seeded order.
    """
    from sklearn.cluster import MiniBatchKMeans

    found = MiniBatchKMeans(
        len(centres), init=centres, n_init=1, random_state=seed, batch_size=BATCH, reassignment_ratio=0.0
    )
    order = np.random.default_rng(seed).permutation(len(sample))
    with one_thread():
        found.partial_fit(centres, sample_weight=np.maximum(weights, 1.0))
        for start in range(0, len(sample), BATCH):
            found.partial_fit(sample[order[start : start + BATCH]])
    return of_centres(sample, found.cluster_centers_)


def of_centres(sample: Matrix, centres: Matrix) -> Clustering | None:
    """The clustering by nearest centre, None where a centre has no row."""
    assigned = nearest(sample, centres)
    if len(np.unique(assigned)) < len(centres):
        return None
    return in_order(sample, assigned, Fitted(centres), bic=spherical_bic(sample, assigned, centres))


def start_of(init: Init) -> str:
    """The start as scikit-learn calls it."""
    return "k-means++" if init == "kmeans++" else init


def spherical_bic(sample: Matrix, assigned: "np.ndarray[tuple[int], np.dtype[np.intp]]", centres: Matrix) -> float:
    """−2 log likelihood + parameters · log n of round clusters of one width (Pelleg & Moore 2000); −∞ without width."""
    rows, features = sample.shape
    sizes = np.bincount(assigned, minlength=len(centres)).astype(np.float64)
    inertia = float(np.sum((sample - centres[assigned]) ** 2))
    spread = inertia / (features * max(rows - len(centres), 1))
    if spread <= 0.0:
        return float("-inf")
    likelihood = float(np.sum(sizes * np.log(sizes / rows)))
    likelihood -= 0.5 * rows * features * np.log(2 * np.pi * spread) + 0.5 * features * (rows - len(centres))
    return float(-2 * likelihood + (len(centres) * (features + 1)) * np.log(rows))
