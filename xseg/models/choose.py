"""How many clusters: every number asked for is tried on the same sample, and the best silhouette wins."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from xseg.models.kmeans import Clustering, kmeans
from xseg.models.matrix import Matrix, Rows
from xseg.models.silhouette import silhouettes
from xseg.models.trained import Candidate
from xseg.project.model import ModelDeclaration

SILHOUETTE_ROWS = 5_000
"""Silhouettes need all distances between rows, so they are taken of a seeded sample."""

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The clustering that won, all that were tried, and why it won."""

    clustering: Clustering
    candidates: tuple[Candidate, ...]
    reason: str


def choose(
    declaration: ModelDeclaration, sample: Matrix, *, most: int, rng: np.random.Generator, progress: Progress
) -> Chosen | None:
    """Try `clusters_low` … `most` clusters on the scaled sample, which has at least `most` different rows.

    None where the rows differ by so little that none of these numbers comes out.
    """
    numbers = range(declaration.clusters_low, most + 1)
    found: list[Clustering] = []
    for done, clusters in enumerate(numbers):
        progress(f"{clusters} clusters", 0.1 + 0.7 * done / len(numbers))
        clustering = kmeans(sample, clusters, init=declaration.init, starts=declaration.starts, seed=declaration.seed)
        if clustering is not None:
            found.append(clustering)
    if not found:
        return None
    progress("silhouettes", 0.8)
    rows = sample_rows(len(sample), SILHOUETTE_ROWS, rng)
    scores = silhouettes(sample[rows], [clustering.assigned[rows] for clustering in found])
    candidates = tuple(
        Candidate(len(clustering.centres), score, clustering.inertia, clustering.sizes)
        for clustering, score in zip(found, scores, strict=True)
    )
    best = best_candidate(candidates)
    return Chosen(found[best], candidates, reason_for(declaration, candidates, best))


def sample_rows(rows: int, most: int, rng: np.random.Generator) -> Rows:
    """The numbers of all rows, or of `most` of them drawn without replacement, in order."""
    if rows <= most:
        return np.arange(rows, dtype=np.int64)
    return np.sort(rng.choice(rows, most, replace=False))


def best_candidate(candidates: tuple[Candidate, ...]) -> int:
    """The index of the highest silhouette; the fewer clusters on a tie, and where none is defined."""
    return max(range(len(candidates)), key=lambda index: (score_of(candidates[index]), -index))


def score_of(candidate: Candidate) -> float:
    """The silhouette, below every other where none is defined."""
    return -2.0 if candidate.silhouette is None else candidate.silhouette


def reason_for(declaration: ModelDeclaration, candidates: tuple[Candidate, ...], best: int) -> str:
    """Why this number of clusters, in words."""
    won = candidates[best]
    if declaration.chosen_by == "fixed":
        return f"{won.clusters} as declared"
    if won.silhouette is None:
        return f"{won.clusters}, the fewest asked for: no silhouette is defined on this data"
    others = [candidate for candidate in candidates if candidate is not won and candidate.silhouette is not None]
    if not others:
        return f"{won.clusters}: silhouette {won.silhouette:.3f}, the only one that could be tried"
    second = max(others, key=score_of)
    return (
        f"{won.clusters}: silhouette {won.silhouette:.3f} is the highest of {candidates[0].clusters} to "
        f"{candidates[-1].clusters}; next {second.silhouette:.3f} with {second.clusters}"
    )
