"""Whether the same clusters come out of other seeds and other samples: the mean adjusted Rand index (Hubert 1985)."""

from dataclasses import replace

import numpy as np

from xseg.models.fitted import Indices, assigned
from xseg.models.fitting import SQUARED, fitter
from xseg.models.matrix import Matrix
from xseg.project.model import DENSITY, ModelDeclaration

RESAMPLES = 10
ROWS = 3_000
ROWS_SQUARED = 1_000


def stability(
    declaration: ModelDeclaration, sample: Matrix, base: Indices, clusters: int, rng: np.random.Generator
) -> float | None:
    """The mean index of RESAMPLES bootstrap samples, each clustered from a seed of its own and held against `base` on
    the rows of the sample; rounded to six decimals. None where no resample has so many clusters, and for density
    models: rows drawn twice, or fewer of them, are another density.
    """
    if declaration.algorithm in DENSITY:
        return None
    most = ROWS_SQUARED if declaration.algorithm in SQUARED else ROWS
    rows = rng.choice(len(sample), most, replace=False) if len(sample) > most else np.arange(len(sample))
    judged, before = sample[rows], base[rows]
    found: list[float] = []
    for seed in range(1, RESAMPLES + 1):
        drawn = judged[np.sort(rng.integers(0, len(judged), len(judged)))]
        once = replace(declaration, starts=1, seed=declaration.seed + seed)
        clustering = fitter(once, drawn)(clusters, declaration.seed + seed)
        if clustering is not None:
            found.append(agreement(before, assigned(clustering.fitted, judged).clusters))
    return round(float(np.mean(found)), 6) if found else None


def agreement(one: Indices, other: Indices) -> float:
    """The adjusted Rand index of two clusterings of the same rows: 1 for the same, about 0 for chance."""
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(one, other))
