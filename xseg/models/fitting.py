"""Which algorithm clusters a sample: one fitter for each, asked for one number of clusters after the other."""

from collections.abc import Callable
from typing import assert_never

from xseg.models.clustering import Clustering
from xseg.models.density import dbscan, hdbscan
from xseg.models.hierarchy import cut, tree_of
from xseg.models.kmeans import kmeans, minibatch_kmeans
from xseg.models.matrix import Matrix
from xseg.models.mixture import gaussian_mixture
from xseg.project.model import DENSITY, Algorithm, ModelDeclaration

SAMPLE_ROWS = 200_000
"""Centres are found on a seeded sample: more rows cost time and do not move them."""
SQUARED_ROWS = 20_000
"""The sample of algorithms whose cost grows with its square."""
SQUARED: tuple[Algorithm, ...] = ("hierarchical", *DENSITY)

Fit = Callable[[int, int], Clustering | None]
"""A clustering of the sample with so many clusters, from a seed; None where it has not so many."""


def sample_rows_of(declaration: ModelDeclaration) -> int:
    """On how many rows the declared model is found at most."""
    usual = SQUARED_ROWS if declaration.algorithm in SQUARED else SAMPLE_ROWS
    return declaration.train_on_sample or usual


def fitter(declaration: ModelDeclaration, sample: Matrix) -> Fit:
    """The declared algorithm on the scaled sample; density models find the number of clusters themselves."""
    algorithm, init, starts = declaration.algorithm, declaration.init, declaration.starts
    match algorithm:
        case "kmeans":
            return lambda clusters, seed: kmeans(sample, clusters, init=init, starts=starts, seed=seed)
        case "minibatch_kmeans":
            return lambda clusters, seed: minibatch_kmeans(sample, clusters, init=init, starts=starts, seed=seed)
        case "gaussian_mixture":
            shape = declaration.covariance
            return lambda clusters, seed: gaussian_mixture(sample, clusters, covariance=shape, starts=starts, seed=seed)
        case "hierarchical":
            tree = tree_of(sample, declaration.linkage)
            return lambda clusters, _seed: cut(sample, tree, clusters)
        case "dbscan":
            return lambda _clusters, _seed: dbscan(declaration, sample)
        case "hdbscan":
            return lambda _clusters, _seed: hdbscan(declaration, sample)
        case "column" | "skops":
            raise ValueError(f"{algorithm} is not found in a sample")
        case _:
            assert_never(algorithm)
