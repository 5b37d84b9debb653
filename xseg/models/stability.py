"""Whether the same clusters come out of other seeds and other samples: the mean adjusted Rand index (Hubert 1985)."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from xseg.models.clustering import Clustering
from xseg.models.density import neighbour_distances
from xseg.models.fitted import NOBODY, Indices, assigned
from xseg.models.fitting import SQUARED, fitter
from xseg.models.matrix import Matrix
from xseg.project.model import DENSITY, ModelDeclaration

RESAMPLES = 10
ROWS = 3_000
ROWS_SQUARED = 1_000
DENSITY_SHARE = 0.8
"""Of the rows judged, those that a resample of a density model has: rows drawn twice would be a place where they lie
close."""


def stability(
    declaration: ModelDeclaration, sample: Matrix, base: Clustering, clusters: int, rng: np.random.Generator
) -> float | None:
    """The mean index of RESAMPLES samples, each clustered from a seed of its own and held against `base` on the rows of
    the sample; rounded to six decimals. They are bootstrap samples, of density models DENSITY_SHARE of the rows. None
    where no resample has so many clusters.
    """
    dense = declaration.algorithm in DENSITY
    most = ROWS_SQUARED if declaration.algorithm in SQUARED and not dense else ROWS
    rows = rng.choice(len(sample), most, replace=False) if len(sample) > most else np.arange(len(sample))
    judged, before = sample[rows], base.assigned[rows]
    found: list[float] = []
    for seed in range(1, RESAMPLES + 1):
        once = replace(declaration, starts=1, seed=declaration.seed + seed)
        if dense:
            drawn = judged[np.sort(rng.choice(len(judged), int(DENSITY_SHARE * len(judged)), replace=False))]
            once = as_dense(once, base.parameters, sample, drawn)
        else:
            drawn = judged[np.sort(rng.integers(0, len(judged), len(judged)))]
        clustering = fitter(once, drawn)(clusters, declaration.seed + seed)
        if clustering is not None:
            found.append(agreement(before, assigned(clustering.fitted, judged).clusters))
        elif dense:
            found.append(agreement(before, np.full_like(before, NOBODY)))
    return round(float(np.mean(found)), 6) if found else None


def as_dense(
    declaration: ModelDeclaration, parameters: Mapping[str, str], sample: Matrix, drawn: Matrix
) -> ModelDeclaration:
    """A density model for fewer rows of the same groups: its parameters as they were used, `eps` larger by as much as
    rows are farther from their neighbours, `min_cluster_size` smaller by the share of rows.
    """
    samples = min(int(parameters["min_samples"]), len(drawn))
    once = replace(declaration, min_samples=samples)
    if "eps" in parameters:
        apart, before = (float(np.median(neighbour_distances(rows, samples))) for rows in (drawn, sample))
        return replace(once, eps=float(parameters["eps"]) * (apart / before if before > 0.0 else 1.0))
    size = int(parameters["min_cluster_size"])
    return replace(once, min_cluster_size=max(2, round(size * len(drawn) / len(sample))))


def agreement(one: Indices, other: Indices) -> float:
    """The adjusted Rand index of two clusterings of the same rows: 1 for the same, about 0 for chance."""
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(one, other))
