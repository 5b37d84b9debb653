"""How many clusters: every number asked for is tried on the same sample, and a criterion takes one of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from xseg.models.clustering import Clustering
from xseg.models.criteria import best_candidate, disagreements, reason_for
from xseg.models.fitted import NOBODY
from xseg.models.fitting import fitter
from xseg.models.matrix import Matrix, Rows
from xseg.models.silhouette import silhouettes
from xseg.models.stability import stability
from xseg.models.trained import Candidate
from xseg.project.model import DENSITY, ModelDeclaration

SILHOUETTE_ROWS = 5_000
"""Silhouettes need all distances between rows, so they are taken of a seeded sample."""

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The clustering that won, all that were tried, why it won, and what other criteria say."""

    clustering: Clustering
    candidates: tuple[Candidate, ...]
    best: int
    reason: str
    disagreements: tuple[str, ...] = ()

    @property
    def candidate(self) -> Candidate:
        return self.candidates[self.best]


def choose(
    declaration: ModelDeclaration, sample: Matrix, *, most: int, rng: np.random.Generator, progress: Progress
) -> Chosen | None:
    """Try `clusters_low` … `most` clusters on the scaled sample, which has at least `most` different rows.

    None where the rows differ by so little that none of these numbers comes out.
    """
    numbers = range(most, most + 1) if declaration.algorithm in DENSITY else range(declaration.clusters_low, most + 1)
    found: list[Clustering] = []
    fit = fitter(declaration, sample)
    for done, clusters in enumerate(numbers):
        progress(f"{clusters} clusters", 0.1 + 0.6 * done / len(numbers))
        clustering = fit(clusters, declaration.seed)
        if clustering is not None:
            found.append(clustering)
    if not found:
        return None
    progress("silhouettes", 0.7)
    candidates = measured(sample, found, rng)
    by_stability = declaration.chosen_by == "stability"
    if by_stability:
        candidates = [
            with_stability(declaration, sample, one, clustering, rng)
            for one, clustering in zip(candidates, found, strict=True)
        ]
    best = best_candidate(candidates, declaration.chosen_by)
    progress("stability", 0.8)
    if not by_stability and len(found[best].centres) > 1:
        candidates[best] = with_stability(declaration, sample, candidates[best], found[best], rng)
    if declaration.algorithm in DENSITY:
        reason = f"{candidates[best].clusters} found where profiles lie close"
    else:
        reason = reason_for(declaration, candidates, best)
    told = disagreements(declaration, [replace(one, stability=None) for one in candidates], best)
    return Chosen(found[best], tuple(candidates), best, reason, tuple(told))


def measured(sample: Matrix, found: list[Clustering], rng: np.random.Generator) -> list[Candidate]:
    """What was tried, with silhouettes of the same rows; rows in no cluster are left out of theirs."""
    rows = sample_rows(len(sample), SILHOUETTE_ROWS, rng)
    if all((one.assigned != NOBODY).all() for one in found):
        scores = silhouettes(sample[rows], [one.assigned[rows] for one in found])
    else:
        scores = []
        for one in found:
            inside = rows[one.assigned[rows] != NOBODY]
            scores.extend(silhouettes(sample[inside], [one.assigned[inside]]))
    return [
        Candidate(len(one.centres), score, one.inertia, one.sizes, None if one.bic is None else finite_or_none(one.bic))
        for one, score in zip(found, scores, strict=True)
    ]


def finite_or_none(value: float) -> float | None:
    """A number that can be kept, rounded to six decimals."""
    return round(value, 6) if np.isfinite(value) else None


def with_stability(
    declaration: ModelDeclaration, sample: Matrix, one: Candidate, clustering: Clustering, rng: np.random.Generator
) -> Candidate:
    """The candidate with its stability."""
    return replace(one, stability=stability(declaration, sample, clustering, one.clusters, rng))


def sample_rows(rows: int, most: int, rng: np.random.Generator) -> Rows:
    """The numbers of all rows, or of `most` of them drawn without replacement, in order."""
    if rows <= most:
        return np.arange(rows, dtype=np.int64)
    return np.sort(rng.choice(rows, most, replace=False))
