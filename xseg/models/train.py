"""Training: features in, a named and reported model out, the same bits for the same input and seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from xseg.diagnostics import Sink
from xseg.models import messages
from xseg.models.baseline import made, quantiles
from xseg.models.choose import Progress, sample_rows
from xseg.models.definition import rules_of
from xseg.models.donors import DONORS_MOST
from xseg.models.finding import Finding, found_clusters
from xseg.models.fitted import NOBODY, Indices
from xseg.models.matching import Carried, carried_on
from xseg.models.matrix import (
    Matrix,
    Rows,
    Scaling,
    chunks,
    columns_of,
    complete_rows,
    own_units,
    scaled,
    scaling,
    unscaled,
)
from xseg.models.naming import Naming, name_clusters
from xseg.models.scoring import Assign, clusters_of, seen_by
from xseg.models.suitable import missing_counts, training_rows
from xseg.models.trained import Cluster, Match, Parameter, TrainedModel, TrainingReport
from xseg.project.model import ModelDeclaration

if TYPE_CHECKING:
    import polars as pl

MATCHED_ROWS = 20_000
"""Shared members are counted on a seeded sample."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a caller brings beside features: the version in force, the window of the events, an estimator's file.

    With `further` a mini-batch model goes on from the centres of `previous`, by `partial_fit`.
    """

    previous: TrainedModel | None = None
    window: tuple[int, int] | None = None
    estimator: bytes = b""
    further: bool = False


def train(
    declaration: ModelDeclaration,
    features: "pl.DataFrame | NDArray[Any]",
    *,
    now: int,
    fingerprints: Mapping[str, str],
    sink: Sink,
    given: Given | None = None,
    progress: Progress = lambda what, done: None,
) -> TrainedModel | None:
    """Train the declared model on these profiles, or say in `sink` why it cannot be, and give None.

    `features` has a row a profile and a column a feature (a frame: by name), numbers with null or NaN where missing,
    and the column of a model that is one; the order of rows is part of the input. `train_on: segment` is the caller's:
    it gives that segment's profiles only. `now` is the run's, in microseconds of UTC. `fingerprints` maps features to
    those of their definitions. Clusters keep the numbered names that they have in the version in force. `progress`
    hears what is being done and which share of all is done.
    """
    given = given or Given()
    progress("features", 0.0)
    columns = columns_of(features, declaration.features)
    rows = training_rows(declaration, columns, sink)
    if rows is None:
        return None
    rng = np.random.default_rng(declaration.seed)
    seen = seen_by_model(declaration, columns, rows, given, rng)
    finding = found_clusters(
        declaration,
        features,
        seen,
        rows,
        given.previous if given.further else None,
        estimator=given.estimator,
        sink=sink,
        rng=rng,
        progress=progress,
    )
    if finding is None:
        return None
    progress("clusters of all profiles", 0.9)
    centres = finding.centres
    counted = sizes_and_means(seen, finding.rows, centres, finding.assign)
    same = alike(given.previous, fingerprints)
    carries = carried(given.previous, declaration, same, seen, finding)
    naming = finding.naming or named(declaration, counted.means, carries, given.previous)
    report = TrainingReport(
        trained_at=now,
        profiles=len(columns[0]),
        left_out=len(columns[0]) - len(finding.rows),
        missing=missing_counts(columns),
        sample=finding.sample,
        candidates=finding.candidates,
        choice=finding.reason,
        clusters=cluster_reports(naming, counted, len(finding.rows)),
        unused_labels=tuple(rule.label for rule in declaration.labels if rule.label not in naming.labels),
        gone=gone_labels(declaration, naming, given.previous),
        made=made(declaration, columns, fingerprints, given.window),
        silhouette=finding.silhouette,
        noise=counted.noise,
        warnings=finding.warnings(naming.labels),
        notes=tuple(finding.notes),
        parameters=tuple(Parameter(name, value) for name, value in sorted(finding.parameters.items())),
        matches=tuple(Match(naming.labels[new], old.label, old.shared) for new, old in sorted(carries.items())),
        dissolved=dissolved(given.previous, carries, naming),
        new=()
        if given.previous is None
        else tuple(
            label for place, label in enumerate(naming.labels) if place not in carries and finding.naming is None
        ),
    )
    if report.unused_labels:
        sink.add(messages.unused_labels(declaration, report.unused_labels, len(naming.labels)))
    progress("trained", 1.0)
    trained = TrainedModel(
        name=declaration.name,
        algorithm=declaration.algorithm,
        features=declaration.features,
        fingerprints=tuple(fingerprints[name] for name in declaration.features),
        impute=seen.impute,
        shift=seen.shift,
        scale=seen.scale,
        centres=table(centres),
        labels=naming.labels,
        report=report,
        quantiles=quantiles(columns, rows),
        logged=seen.logged,
        donors=() if seen.donors is None else table(seen.donors),
        column=declaration.column or "",
        rules=rules_of(declaration),
        scaled_by=declaration.scale,
        imputed_by=declaration.impute or "",
    )
    return replace(trained, **finding.kept)


def seen_by_model(
    declaration: ModelDeclaration,
    columns: Sequence[NDArray[np.float64]],
    rows: Rows,
    given: Given,
    rng: np.random.Generator,
) -> Scaling:
    """Imputation and scaling as worked out on these rows; a model that goes on from another keeps that one's."""
    if given.further and given.previous is not None:
        return seen_by(given.previous, columns)
    seen = scaling(columns, rows, impute=declaration.impute, scale=declaration.scale)
    if declaration.impute != "knn":
        return seen
    complete = complete_rows(columns)
    donors = complete[sample_rows(len(complete), DONORS_MOST, rng)]
    return replace(seen, donors=scaled(seen, donors))


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Of each cluster its size over all rows and its means in the features' own units; rows in no cluster."""

    sizes: NDArray[np.int64]
    means: Matrix
    noise: int


def sizes_and_means(seen: Scaling, rows: Rows, centres: Matrix, assign: Assign) -> Counted:
    """Count all rows. A cluster in which no row ends up has its centre for a mean."""
    sizes = np.zeros(len(centres), dtype=np.int64)
    sums = np.zeros(centres.shape)
    noise = 0
    for part in chunks(rows):
        matrix = scaled(seen, part)
        clusters = assign(matrix, part).clusters
        inside = clusters >= 0
        noise += int(np.count_nonzero(clusters == NOBODY))
        own = own_units(seen, matrix, part)[inside]
        sizes += np.bincount(clusters[inside], minlength=len(centres))
        for feature in range(centres.shape[1]):
            sums[:, feature] += np.bincount(clusters[inside], own[:, feature], len(centres))
    middles = unscaled(seen, centres)
    means = np.divide(sums, sizes[:, np.newaxis], out=middles, where=sizes[:, np.newaxis] > 0)
    return Counted(sizes, means, noise)


def alike(previous: TrainedModel | None, fingerprints: Mapping[str, str]) -> tuple[str, ...]:
    """The features of the version in force that still are what it was trained on."""
    if previous is None:
        return ()
    before = zip(previous.features, previous.fingerprints, strict=True)
    return tuple(name for name, mark in before if fingerprints.get(name) == mark)


def carried(
    previous: TrainedModel | None,
    declaration: ModelDeclaration,
    same: Sequence[str],
    seen: Scaling,
    finding: Finding,
) -> Mapping[int, Carried]:
    """Which clusters carry on which of the version in force; `same` are the features that did not change, and the
    version is asked for its members only where all did not.
    """
    if previous is None or finding.naming is not None:
        return {}
    shared = None
    plain = not previous.estimator and not previous.column
    if plain and previous.features == declaration.features and len(same) == len(declaration.features):
        rng = np.random.default_rng(declaration.seed)
        rows = finding.rows[sample_rows(len(finding.rows), MATCHED_ROWS, rng)]
        before, _, _ = clusters_of(previous, np.column_stack([column[rows] for column in seen.columns]))
        after = finding.assign(scaled(seen, rows), rows).clusters
        shared = shared_members(after, before, len(finding.centres), len(previous.labels))
    return carried_on(previous, declaration.features, same, seen, finding.centres, shared)


def shared_members(after: Indices, before: Indices, new: int, old: int) -> Matrix:
    """[new clusters × old clusters]: how many rows are in both."""
    both = (after >= 0) & (before >= 0)
    counts = np.bincount(after[both] * old + before[both], minlength=new * old)
    return counts.reshape(new, old).astype(np.float64)


def named(
    declaration: ModelDeclaration, means: Matrix, carries: Mapping[int, Carried], previous: TrainedModel | None
) -> Naming:
    """The clusters' labels, with those that the version in force lets them keep."""
    before = () if previous is None else previous.labels
    kept = {new: old.label for new, old in carries.items()}
    return name_clusters(declaration, means, carries_on=kept, before=before)


def cluster_reports(naming: Naming, counted: Counted, total: int) -> tuple[Cluster, ...]:
    """What the report says of each cluster, in the clusters' order."""
    return tuple(
        Cluster(label, why, int(size), int(size) / total if total else 0.0, tuple(float(mean) for mean in own))
        for label, why, size, own in zip(naming.labels, naming.why, counted.sizes, counted.means, strict=True)
    )


def dissolved(previous: TrainedModel | None, carries: Mapping[int, Carried], naming: Naming) -> tuple[str, ...]:
    """The labels of the version in force whose cluster nothing carries on; of labels that are given from outside, those
    that nobody has any more.
    """
    if previous is None:
        return ()
    kept = {old.label for old in carries.values()} if carries or not naming.given else set(naming.labels)
    return tuple(label for label in previous.labels if label not in kept)


def gone_labels(declaration: ModelDeclaration, naming: Naming, previous: TrainedModel | None) -> tuple[str, ...]:
    """The labels of the version in force that no cluster has now, but for those that the declaration still names."""
    kept = {*naming.labels, *(rule.label for rule in declaration.labels)}
    return tuple(label for label in previous.labels if label not in kept) if previous else ()


def table(matrix: Matrix) -> tuple[tuple[float, ...], ...]:
    """The rows of a matrix as plain numbers, and never −0."""
    return tuple(map(tuple, (matrix + 0.0).tolist()))
