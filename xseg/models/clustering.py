"""One clustering of a sample: what was found, in which cluster each row is, and the order that clusters keep."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from xseg.models.assign import members_mean
from xseg.models.fitted import NOBODY, Fitted, Indices, Mixture, Points
from xseg.models.matrix import Matrix


@dataclass(frozen=True, slots=True, eq=False)
class Clustering:
    """The largest cluster first. `assigned` gives of each row of the sample its cluster, −1 for none; `parameters` are
    those that the block did not say, as they were used.
    """

    fitted: Fitted
    assigned: Indices
    sizes: tuple[int, ...]
    inertia: float
    bic: float | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def centres(self) -> Matrix:
        return self.fitted.centres


def means_of(sample: Matrix, assigned: Indices, clusters: int) -> Matrix:
    """The means of the clusters' members [clusters × features], added up in the order of the rows: the same bits on
    every processor on which the same rows come together.
    """
    inside = assigned != NOBODY
    rows, own = (sample, assigned) if inside.all() else (sample[inside], assigned[inside])
    return np.column_stack([members_mean(column, own, clusters) for column in rows.T]) + 0.0


def in_order(sample: Matrix, assigned: Indices, fitted: Fitted, *, bic: float | None = None) -> Clustering:
    """The clustering with its clusters ordered by size, the largest first; equal sizes by their centres, number by
    number. Every cluster has a member.
    """
    clusters = len(fitted.centres)
    inside = assigned != NOBODY
    sizes = np.bincount(assigned[inside], minlength=clusters)
    order = sorted(range(clusters), key=lambda index: (-int(sizes[index]), tuple(fitted.centres[index])))
    place = np.empty(clusters + 1, dtype=np.intp)
    place[order] = np.arange(clusters)
    place[clusters] = NOBODY  # what index −1 finds
    renumbered = place[assigned]
    centres = fitted.centres[order] + 0.0
    mixture, points = fitted.mixture, fitted.points
    if mixture is not None:
        mixture = Mixture(mixture.weights[order], mixture.factors[order])
    if points is not None:
        points = Points(points.rows, place[points.members], points.reach)
    inertia = float(np.sum((sample[inside] - centres[renumbered[inside]]) ** 2))
    return Clustering(
        Fitted(centres, mixture, points), renumbered, tuple(int(size) for size in sizes[order]), inertia, bic
    )
