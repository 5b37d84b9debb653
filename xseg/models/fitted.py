"""What was found in scaled rows, and in which cluster a row is: by nearest centre, mixture or nearest point."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xseg.models.assign import squared_distances
from xseg.models.matrix import Column, Matrix

Indices = NDArray[np.intp]
NOBODY = -1
"""The cluster of a row that is in none."""


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """Weights [clusters] and the upper Cholesky factors of the precisions [clusters × features × features]."""

    weights: Column
    factors: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Rows [points × features] of which each draws what is within its reach [points] into its cluster [points]."""

    rows: Matrix
    members: Indices
    reach: Column


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Centres [clusters × features], and what decides in their place where something does."""

    centres: Matrix
    mixture: Mixture | None = None
    points: Points | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Assigned:
    """Of each row its cluster, how certain that is (0 to 1), and how far the row is from the centre, or from the
    nearest point, in scaled units. Whatever is not finite is NaN.
    """

    clusters: Indices
    confidence: Column
    distance: Column


def assigned(fitted: Fitted, matrix: Matrix) -> Assigned:
    """The clusters of scaled rows [rows × features] that have no NaN."""
    if fitted.mixture is not None:
        return of_mixture(fitted.mixture, fitted.centres, matrix)
    if fitted.points is not None:
        return of_points(fitted.points, len(fitted.centres), matrix)
    return of_centres(fitted.centres, matrix)


def of_centres(centres: Matrix, matrix: Matrix) -> Assigned:
    """The nearest centre, the smaller index on a tie; the confidence is 1 − d1 / d2."""
    squares = squared_distances(matrix, centres)
    clusters: Indices = np.argmin(squares, axis=1)
    return Assigned(clusters, two_nearest(np.sqrt(squares)), np.sqrt(squares[np.arange(len(matrix)), clusters]))


def two_nearest(distances: Matrix) -> Column:
    """1 − d1 / d2 of the two smallest distances of each row: 1 where there is one only, 0 where both are 0."""
    if distances.shape[1] == 1:
        return np.ones(len(distances))
    ordered = np.partition(distances, 1, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share: Column = np.where(ordered[:, 1] == 0, 0.0, 1.0 - ordered[:, 0] / ordered[:, 1])
    return share


def of_mixture(mixture: Mixture, means: Matrix, matrix: Matrix) -> Assigned:
    """The component with the largest posterior, which is the confidence; the distance is that to its mean.

    Sums go feature after feature, so that a row's score does not depend on the rows beside it.
    """
    likely = log_likelihoods(mixture, means, matrix)
    clusters: Indices = np.argmax(likely, axis=1)
    best = likely[np.arange(len(matrix)), clusters]
    with np.errstate(under="ignore", invalid="ignore"):
        total = np.zeros(len(matrix))
        for component in range(len(means)):
            total += np.exp(likely[:, component] - best)
        away = np.zeros(len(matrix))
        for feature in range(matrix.shape[1]):
            apart = matrix[:, feature] - means[clusters, feature]
            away += apart * apart
        return Assigned(clusters, 1.0 / total, np.sqrt(away))


def log_likelihoods(mixture: Mixture, means: Matrix, matrix: Matrix) -> Matrix:
    """[rows × components]: log of weight × density, but for the term that all components share."""
    likely = np.empty((len(matrix), len(means)))
    for component, (mean, factor) in enumerate(zip(means, mixture.factors, strict=True)):
        squares = np.zeros(len(matrix))
        for column in range(len(mean)):
            along = np.zeros(len(matrix))
            for feature in np.flatnonzero(factor[:, column]):
                along += (matrix[:, feature] - mean[feature]) * factor[feature, column]
            squares += along * along
        constant = np.log(mixture.weights[component]) + np.log(np.diag(factor)).sum()
        likely[:, component] = constant - 0.5 * squares
    return likely


def of_points(points: Points, clusters: int, matrix: Matrix) -> Assigned:
    """The cluster of the nearest point, where the row is within that point's reach; else none, with confidence 0.

    The confidence is 1 − d1 / d2 of the nearest points of the two nearest clusters.
    """
    from scipy.spatial import cKDTree

    nearest = np.empty((len(matrix), clusters))
    inside = np.empty((len(matrix), clusters), dtype=np.bool_)
    for cluster in range(clusters):
        own = np.flatnonzero(points.members == cluster)
        apart, place = cKDTree(points.rows[own]).query(matrix)
        nearest[:, cluster] = apart
        inside[:, cluster] = apart <= points.reach[own][place]
    found: Indices = np.argmin(nearest, axis=1)
    row = np.arange(len(matrix))
    within = inside[row, found]
    return Assigned(np.where(within, found, NOBODY), np.where(within, two_nearest(nearest), 0.0), nearest[row, found])
