"""Whether a model still fits the profiles of today: features, shares, centres, silhouette, a fresh shadow training."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import polars as pl

from xseg.diagnostics import Sink
from xseg.measure.bounds import WITHHELD, crossed, withheld
from xseg.measure.figures import ClusterShift, DistanceShift, ModelDrift, Shadow
from xseg.measure.shifts import FeatureShift, shift
from xseg.models.assign import squared_distances
from xseg.models.fitted import NOBODY, Indices
from xseg.models.matrix import Column, Matrix, columns_of, scaled
from xseg.models.scoring import clusters_of, seen_by
from xseg.models.silhouette import silhouettes
from xseg.models.stability import agreement
from xseg.models.train import Given, train
from xseg.models.trained import TrainedModel, TrainingReport
from xseg.project.model import NOISE, ModelDeclaration, drift_bounds

SAMPLE = 4_000
"""Silhouettes are worked out on a seeded sample: their cost grows with its square."""


@dataclass(frozen=True, slots=True)
class Present:
    """What a model is measured on: a row a profile and a column a feature, and the fingerprints of the features.

    `least` are the fewest people of whom a figure is told, `hidden` the features of which no median is.
    """

    table: pl.DataFrame
    fingerprints: Mapping[str, str]
    trusted: tuple[str, ...] = ()
    least: int = 1
    hidden: Collection[str] = ()


def measured(
    declaration: ModelDeclaration, trained: TrainedModel, present: Present, *, version: int, now: int, shadow: bool
) -> ModelDrift:
    """The version in force against the profiles of now. With `shadow` a fresh training is made and thrown away."""
    report = trained.report
    columns = columns_of(present.table, trained.features)
    found, _, _ = clusters_of(trained, present.table, trusted=present.trusted)
    clusters, distances = groups(trained, columns, found)
    notes = [] if trained.quantiles else ["this version kept no quantiles: train it again to see its features drift"]
    fresh, why = shadowed(declaration, trained, present, found, now=now) if shadow else (None, "")
    if why:
        notes.append(why)
    drift = ModelDrift(
        model=trained.name,
        version=version,
        trained_at=report.trained_at,
        profiles_then=report.profiles,
        profiles=present.table.height,
        features=tuple(
            of_enough(
                shift(name, np.array(sketch), column, missing_then=lacking / max(report.profiles, 1)),
                then=-1 if name in present.hidden else report.profiles - lacking,
                now=-1 if name in present.hidden else int(np.count_nonzero(~np.isnan(column))),
                least=present.least,
            )
            for name, sketch, column, lacking in zip(
                trained.features, trained.quantiles, columns, report.missing, strict=True
            )
        )
        if trained.quantiles
        else (),
        clusters=clusters,
        distances=distances,
        silhouette_then=report.silhouette,
        silhouette_now=silhouette_now(declaration, trained, columns, found),
        shadow=fresh,
        bounds=drift_bounds(declaration),
        crossings=(),
        notes=tuple(notes),
    )
    return told(replace(drift, crossings=crossed(drift)), report, np.bincount(found + 2), least=present.least)


def of_enough(one: FeatureShift, *, then: int, now: int, least: int) -> FeatureShift:
    """A feature without the medians of fewer known values than `least`; -1 is of none that may be told."""
    return replace(
        one,
        median_then=one.median_then if then >= least else None,
        median_now=one.median_now if now >= least else None,
    )


def told(drift: ModelDrift, report: TrainingReport, sizes: Indices, *, least: int) -> ModelDrift:
    """What may be told once the bounds are judged: no share and no centre of fewer people than `least`, then or now, in
    the figures and in what is told of the bounds.

    `sizes` are those of now, of the unscored, of noise and of the clusters.
    """
    before = {NOISE: report.noise, **{one.label: one.size for one in report.clusters}}
    counted = dict(zip((NOISE, *(one.label for one in report.clusters)), sizes[1:].tolist(), strict=False))
    few_then = {label for label, size in before.items() if 0 < size < least}
    few_now = {label for label, size in counted.items() if 0 < size < least}
    few = few_then | few_now
    clusters = tuple(
        replace(
            one,
            share_then=None if one.label in few_then else one.share_then,
            share_now=None if one.label in few_now else one.share_now,
            moved=None if one.label in few else one.moved,
        )
        for one in drift.clusters
    )
    distances = tuple(one for one in drift.distances if not {one.one, one.other} & few)
    groups = {
        **{label: (label,) for label in few},
        **{f"{one.one} – {one.other}": (one.one, one.other) for one in drift.distances if one not in distances},
    }
    crossings = tuple(
        withheld(one, groups[one.of], least=least) if one.measure in WITHHELD and one.of in groups else one
        for one in drift.crossings
    )
    return replace(drift, clusters=clusters, distances=distances, crossings=crossings)


# --- clusters ---


def groups(
    trained: TrainedModel, columns: Sequence[Column], found: Indices
) -> tuple[tuple[ClusterShift, ...], tuple[DistanceShift, ...]]:
    """Shares, centres and the distances between them, then and now; noise is a group without a centre."""
    report = trained.report
    then = centres_then(trained)
    now = centres_now(trained, columns, found)
    labelled = max(int(np.count_nonzero(found >= NOBODY)), 1)
    sizes = np.bincount(found[found >= 0], minlength=len(then))
    moved = np.sqrt(((now - then) ** 2).sum(axis=1))
    clusters = [
        ClusterShift(label, cluster.share, int(size) / labelled, plain(far))
        for label, cluster, size, far in zip(trained.labels, report.clusters, sizes, moved, strict=True)
    ]
    noise = int(np.count_nonzero(found == NOBODY))
    if noise or report.noise:
        before = report.noise / max(report.profiles - report.left_out, 1)
        clusters.append(ClusterShift(NOISE, before, noise / labelled, None))
    apart_then, apart_now = np.sqrt(squared_distances(then, then)), np.sqrt(squared_distances(now, now))
    distances = tuple(
        DistanceShift(trained.labels[one], trained.labels[other], float(apart_then[one, other]), plain(far))
        for one, other in combinations(range(len(then)), 2)
        for far in (apart_now[one, other],)
    )
    return tuple(clusters), distances


def centres_then(trained: TrainedModel) -> Matrix:
    """The means of all members at training, scaled; of logarithms, where a mean is another thing, the centres found."""
    if trained.logged:
        return np.array(trained.centres)
    means = np.array([cluster.means for cluster in trained.report.clusters])
    then: Matrix = (means - np.array(trained.shift)) / np.array(trained.scale)
    return then


def centres_now(trained: TrainedModel, columns: Sequence[Column], found: Indices) -> Matrix:
    """The means of the members of now, scaled as training did; NaN where a cluster has none."""
    rows = np.flatnonzero(found >= 0)
    matrix = scaled(seen_by(trained, columns), rows)
    count = np.bincount(found[rows], minlength=len(trained.labels))
    with np.errstate(invalid="ignore"):
        return np.column_stack(
            [np.bincount(found[rows], matrix[:, one], len(trained.labels)) / count for one in range(matrix.shape[1])]
        )


def silhouette_now(
    declaration: ModelDeclaration, trained: TrainedModel, columns: Sequence[Column], found: Indices
) -> float | None:
    """The mean silhouette of a seeded sample of those in a cluster."""
    rows = np.flatnonzero(found >= 0)
    if len(rows) > SAMPLE:
        rows = np.sort(np.random.default_rng(declaration.seed).choice(rows, SAMPLE, replace=False))
    if len(rows) < 2:
        return None
    return silhouettes(scaled(seen_by(trained, columns), rows), [found[rows]])[0]


def plain(value: float) -> float | None:
    """A number, None where there is none."""
    return float(value) if np.isfinite(value) else None


# --- a fresh training ---


def shadowed(
    declaration: ModelDeclaration, trained: TrainedModel, present: Present, found: Indices, *, now: int
) -> tuple[Shadow | None, str]:
    """A training that is thrown away, and what it says of the labels in force; why there is none otherwise."""
    if trained.column or trained.estimator:
        return None, "the labels come from outside, so there is nothing to train afresh"
    sink = Sink()
    fresh = train(
        declaration, present.table, now=now, fingerprints=present.fingerprints, sink=sink, given=Given(previous=trained)
    )
    if fresh is None:
        return None, f"no fresh training: {next(iter(sink)).message}"
    again, _, _ = clusters_of(fresh, present.table)
    both = (found >= NOBODY) & (again >= NOBODY)
    if not both.any():
        return None, "no fresh training: no profile has a label"
    return Shadow(len(fresh.labels), matched(found[both], again[both]), agreement(found[both], again[both])), ""


def matched(one: Indices, other: Indices) -> float:
    """The share of rows in matching clusters, under the one-to-one matching that makes it largest (Kuhn 1955)."""
    from scipy.optimize import linear_sum_assignment

    width = int(other.max()) + 2
    counts = np.bincount((one + 1) * width + other + 1, minlength=(int(one.max()) + 2) * width).reshape(-1, width)
    rows, columns = linear_sum_assignment(-counts)
    return float(counts[rows, columns].sum() / len(one))
