"""Profiles on a plane, and how well each lies in its cluster: PCA, t-SNE and silhouettes of a seeded sample."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from xseg.models.fitted import Indices
from xseg.models.matrix import Column, Matrix, columns_of, scaled
from xseg.models.scoring import clusters_of, seen_by
from xseg.models.silhouette import distances, one_hot, row_silhouettes
from xseg.models.threads import one_thread
from xseg.models.trained import TrainedModel

ROWS = 1_200
"""A picture with more points shows no more, and t-SNE takes seconds for each thousand."""


@dataclass(frozen=True, slots=True, eq=False)
class Maps:
    """Of each row of the sample its cluster, its place in both pictures [rows × 2], and its silhouette.

    `explained` are the shares of the variance along the two axes of PCA. `tsne` is None with fewer than ten rows.
    """

    clusters: tuple[int, ...]
    pca: Matrix
    explained: tuple[float, float]
    tsne: Matrix | None
    silhouettes: Column


def maps(
    trained: TrainedModel, features: pl.DataFrame, *, least: int, rows: int = ROWS, trusted: tuple[str, ...] = ()
) -> Maps | None:
    """The pictures of the profiles in clusters of at least `least`; None with fewer than two of them."""
    found, _, _ = clusters_of(trained, features, trusted=trusted)
    sizes = np.bincount(found[found >= 0], minlength=len(trained.labels))
    inside = np.flatnonzero((found >= 0) & np.isin(found, np.flatnonzero(sizes >= least)))
    if len(inside) > rows:
        inside = np.sort(np.random.default_rng(0).choice(inside, rows, replace=False))
    if len(inside) < 2:
        return None
    matrix = scaled(seen_by(trained, columns_of(features, trained.features)), inside)
    own = found[inside]
    plane, explained = pca(matrix)
    return Maps(tuple(own.tolist()), plane, explained, tsne(matrix), silhouettes_of(matrix, own))


def pca(matrix: Matrix) -> tuple[Matrix, tuple[float, float]]:
    """The two directions in which rows vary most; each axis points so that its largest loading is positive."""
    middle = matrix - matrix.mean(axis=0)
    with one_thread():
        _, spread, axes = np.linalg.svd(middle, full_matrices=False)
    axes = axes * np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])[:, np.newaxis]
    plane = np.zeros((len(matrix), 2))
    kept = axes[:2]
    plane[:, : len(kept)] = middle @ kept.T
    total = float((spread**2).sum()) or 1.0
    shares = [float(one**2) / total for one in spread[:2]] + [0.0, 0.0]
    return plane, (shares[0], shares[1])


def tsne(matrix: Matrix) -> Matrix | None:
    """Neighbours stay neighbours; distances between groups say nothing (van der Maaten and Hinton 2008)."""
    from sklearn.manifold import TSNE

    if len(matrix) < 10:
        return None
    jitter = np.random.default_rng(0).normal(scale=1e-4, size=matrix.shape)  # equal rows would lie on one point
    start = "pca" if matrix.shape[1] > 1 else "random"  # one feature has no second direction to begin along
    with one_thread():
        found: Matrix = TSNE(
            perplexity=min(30, len(matrix) // 4), init=start, random_state=0, max_iter=500
        ).fit_transform(matrix + jitter)
    return found


def silhouettes_of(matrix: Matrix, clusters: Indices) -> Column:
    """The silhouette of each row; 0 where all are in one cluster."""
    members = one_hot(clusters)
    if members.shape[1] < 2:
        return np.zeros(len(matrix))
    whole = slice(0, len(matrix))
    with one_thread():
        found: Column = row_silhouettes(distances(matrix, whole) @ members, members, whole)
    return found
