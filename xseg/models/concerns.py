"""What speaks against a clustering, in words: clusters that do not stand apart, tiny ones, ones that chance made."""

from collections.abc import Sequence

import numpy as np

from xseg.models.choose import SILHOUETTE_ROWS, Chosen, sample_rows
from xseg.models.clustering import Clustering
from xseg.models.fitted import NOBODY, Indices
from xseg.models.matrix import Matrix
from xseg.models.silhouette import silhouettes
from xseg.models.stability import agreement
from xseg.project.model import DENSITY, ModelDeclaration

USABLE = 0.25
STABLE = 0.75
TINY = 0.02
"""A cluster under this share of the sample is tiny."""
DENSITY_ROWS = 1_500
DENSITY_NOISE = 0.2
DENSITY_GAP = 1.2
"""So many times the widest step between neighbours inside clusters has to be between them."""


def concerns(
    declaration: ModelDeclaration, sample: Matrix, chosen: Chosen, labels: Sequence[str], rng: np.random.Generator
) -> list[str]:
    """Every warning that the report of a training gives, the gravest first; `labels` name the clusters."""
    clustering, candidate = chosen.clustering, chosen.candidate
    told: list[str] = []
    if candidate.silhouette is not None and candidate.silhouette < USABLE:
        told.append(
            f"clusters hardly stand apart: silhouette {candidate.silhouette:.3f} is under {USABLE}; the labels cut a "
            "continuum, so do not read much into who is just across a border"
        )
    told.extend(carried_by_tiny(sample, chosen, rng))
    if candidate.stability is not None and candidate.stability < STABLE:
        told.append(
            f"other seeds and samples give other clusters: their labels agree by {candidate.stability:.2f} (adjusted "
            f"Rand index), under {STABLE}"
        )
    told.extend(tiny(clustering, labels))
    told.extend(split(sample, clustering, labels))
    if declaration.algorithm not in DENSITY:
        told.extend(better_by_density(sample, clustering, rng))
    return told


def carried_by_tiny(sample: Matrix, chosen: Chosen, rng: np.random.Generator) -> list[str]:
    """Whether the silhouette falls under what is usable when the tiny clusters are left out."""
    clustering, score = chosen.clustering, chosen.candidate.silhouette
    total = sum(clustering.sizes)
    small = [place for place, size in enumerate(clustering.sizes) if size < TINY * total]
    if not small or score is None or score < USABLE:
        return []
    rows = sample_rows(len(sample), SILHOUETTE_ROWS, rng)
    kept = rows[~np.isin(clustering.assigned[rows], [*small, NOBODY])]
    (rest,) = silhouettes(sample[kept], [clustering.assigned[kept]]) if len(kept) else [None]
    if rest is not None and rest >= USABLE:
        return []
    without = "nothing is left to compare" if rest is None else f"it is {rest:.3f}"
    return [f"the silhouette of {score:.3f} is carried by {counted(len(small), 'tiny cluster')}: without, {without}"]


def tiny(clustering: Clustering, labels: Sequence[str]) -> list[str]:
    """Clusters under TINY of the sample."""
    total = sum(clustering.sizes)
    found = [label for label, size in zip(labels, clustering.sizes, strict=True) if size < TINY * total]
    names = ", ".join(f'"{label}"' for label in found)
    verb = "is" if len(found) == 1 else "are"
    return [f"{names} {verb} under {TINY:.0%} of the profiles: too few to plan for, or outliers"] if found else []


def split(sample: Matrix, clustering: Clustering, labels: Sequence[str]) -> list[str]:
    """Neighbouring clusters with no valley between them: more clusters than the data bears."""
    pairs = [
        (one, other)
        for one, other in neighbours(clustering.centres)
        if not has_valley(sample, clustering.assigned, clustering.centres, one, other)
    ]
    if not pairs or clustering.fitted.points is not None:
        return []
    named = ", ".join(f'"{labels[one]}" and "{labels[other]}"' for one, other in pairs[:3])
    more = f" and {len(pairs) - 3} more pairs" if len(pairs) > 3 else ""
    return [f"more clusters than the data bears: no valley between {named}{more}; fewer clusters say as much"]


def neighbours(centres: Matrix) -> list[tuple[int, int]]:
    """Pairs of centres of which one is the other's nearest."""
    if len(centres) < 2:
        return []
    apart = np.linalg.norm(centres[:, np.newaxis] - centres[np.newaxis], axis=2)
    np.fill_diagonal(apart, np.inf)
    return sorted({(min(one, other), max(one, other)) for one, other in enumerate(np.argmin(apart, axis=1).tolist())})


def has_valley(sample: Matrix, assigned: Indices, centres: Matrix, one: int, other: int) -> bool:
    """Whether rows thin out between two clusters, along the line through both centres: fewer in the middle tenth of the
    way from one to the other than in the tenth around either.
    """
    along = centres[other] - centres[one]
    length = float(np.dot(along, along))
    if length == 0.0:
        return False
    inside = (assigned == one) | (assigned == other)
    place = (sample[inside] - centres[one]) @ along / length
    middle, first, second = (np.count_nonzero(np.abs(place - where) < 0.05) for where in (0.5, 0.0, 1.0))
    return bool(middle < min(first, second))


def better_by_density(sample: Matrix, clustering: Clustering, rng: np.random.Generator) -> list[str]:
    """Whether groups with a clear gap between them are cut through: a density model follows their shape."""
    from sklearn.cluster import HDBSCAN

    rows = sample_rows(len(sample), DENSITY_ROWS, rng)
    seen = sample[rows]
    if len(seen) < 50 or len(clustering.centres) < 2:
        return []
    labels = HDBSCAN(min_cluster_size=max(5, len(seen) // 40), min_samples=5, copy=True).fit(seen).labels_
    inside = labels >= 0
    groups = int(labels.max()) + 1
    if groups < 2 or np.mean(~inside) > DENSITY_NOISE:
        return []
    index = agreement(labels[inside].astype(np.intp), clustering.assigned[rows][inside])
    if index >= 0.5 or gap(seen[inside], labels[inside]) < DENSITY_GAP:
        return []
    told = f"a density model fits this data better: {groups} groups with a gap between them are cut through"
    return [f"{told} (adjusted Rand index {index:.2f}); try `algorithm: hdbscan` or `dbscan`"]


def gap(rows: Matrix, labels: Indices) -> float:
    """The smallest distance between two groups, in widest steps from a row to its nearest one inside a group."""
    from scipy.spatial import cKDTree

    between, widest = np.inf, 0.0
    for group in range(int(labels.max()) + 1):
        own, others = rows[labels == group], rows[labels != group]
        tree = cKDTree(own)
        between = min(between, float(tree.query(others)[0].min()))
        widest = max(widest, float(tree.query(own, k=[2])[0].max()))
    return between / widest if widest > 0.0 else 0.0


def counted(number: int, what: str) -> str:
    """`1 tiny cluster`, `2 tiny clusters`."""
    return f"{number} {what}{'s' * (number != 1)}"
