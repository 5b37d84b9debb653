"""Training: features in, a named and reported model out, the same bits for the same input and seed."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from xseg.diagnostics import Sink
from xseg.models import messages
from xseg.models.assign import nearest
from xseg.models.choose import Chosen, Progress, choose, sample_rows
from xseg.models.matching import carried_on
from xseg.models.matrix import Matrix, Rows, Scaling, chunks, columns_of, own_unit, scaled, scaling
from xseg.models.naming import Naming, name_clusters
from xseg.models.suitable import missing_counts, most_clusters, training_rows
from xseg.models.trained import Cluster, TrainedModel, TrainingReport
from xseg.project.model import ModelDeclaration, unbuilt
from xseg.tables import ClosedModel

if TYPE_CHECKING:
    import polars as pl

SAMPLE_ROWS = 200_000
"""Centres are found on a seeded sample: more rows cost time and do not move them."""


def train(
    declaration: ModelDeclaration,
    features: "pl.DataFrame | NDArray[Any]",
    *,
    now: int,
    fingerprints: Mapping[str, str],
    sink: Sink,
    previous: ClosedModel | None = None,
    progress: Progress = lambda what, done: None,
) -> TrainedModel | None:
    """Train the declared model on these profiles, or say in `sink` why it cannot be, and give None.

    `features` has a row a profile and a column a feature (a frame: by name), numbers with null or NaN where missing;
    the order of rows is part of the input. `train_on: segment` is the caller's: it gives that segment's profiles only.
    `now` is the run's, in microseconds of UTC. `fingerprints` maps features to those of their definitions. Clusters
    keep the numbered names that they have in `previous`, the version in force. `progress` hears what is being done and
    which share of all is done. Raises ValueError for a declaration that the checker refuses.
    """
    if asked := unbuilt(declaration):
        raise ValueError(f"not built yet: {', '.join(asked)}")
    progress("features", 0.0)
    columns = columns_of(features, declaration.features)
    rows = training_rows(declaration, columns, sink)
    if rows is None:
        return None
    as_seen = scaling(columns, rows, impute=declaration.impute, scale=declaration.scale)
    chosen, sample = chosen_clustering(declaration, as_seen, rows, sink=sink, progress=progress)
    if chosen is None:
        return None
    progress("clusters of all profiles", 0.9)
    centres = chosen.clustering.centres
    sizes, means = sizes_and_means(as_seen, rows, centres)
    naming = names_of(declaration, as_seen, centres, means, previous=previous)
    report = TrainingReport(
        trained_at=now,
        profiles=len(columns[0]),
        left_out=len(columns[0]) - len(rows),
        missing=missing_counts(columns),
        sample=sample,
        candidates=chosen.candidates,
        choice=chosen.reason,
        clusters=cluster_reports(naming, sizes, means),
        unused_labels=tuple(rule.label for rule in declaration.labels if rule.label not in naming.labels),
        gone=gone_labels(declaration, naming, previous),
    )
    if report.unused_labels:
        sink.add(messages.unused_labels(declaration, report.unused_labels, len(naming.labels)))
    progress("trained", 1.0)
    return TrainedModel(
        name=declaration.name,
        algorithm=declaration.algorithm,
        features=declaration.features,
        fingerprints=tuple(fingerprints[name] for name in declaration.features),
        impute=as_seen.impute,
        shift=as_seen.shift,
        scale=as_seen.scale,
        centres=tuple(tuple(float(number) for number in centre) for centre in centres),
        labels=naming.labels,
        report=report,
    )


def chosen_clustering(
    declaration: ModelDeclaration, as_seen: Scaling, rows: Rows, *, sink: Sink, progress: Progress
) -> tuple[Chosen | None, int]:
    """The clustering chosen and on how many rows, or None where these do not bear as many clusters as are asked for."""
    rng = np.random.default_rng(declaration.seed)
    sample = rows[sample_rows(len(rows), declaration.train_on_sample or SAMPLE_ROWS, rng)]
    seen = scaled(as_seen, sample)
    most = most_clusters(declaration, seen)
    chosen = None
    if most >= declaration.clusters_low:
        chosen = choose(declaration, seen, most=most, rng=rng, progress=progress)
    if chosen is None:
        left_out = len(as_seen.columns[0]) - len(rows)
        sink.add(messages.too_few_different(declaration, min(most, declaration.clusters_low - 1), left_out))
    elif most < declaration.clusters_high:
        sink.add(messages.fewer_tried(declaration, most))
    return chosen, len(sample)


def sizes_and_means(as_seen: Scaling, rows: Rows, centres: Matrix) -> tuple[NDArray[np.int64], Matrix]:
    """Of each cluster its size over all rows, and its means [clusters × features] in the features' own units.

    A cluster in which no row ends up has its centre for a mean.
    """
    sizes = np.zeros(len(centres), dtype=np.int64)
    sums = np.zeros(centres.shape)
    for part in chunks(rows):
        assigned = nearest(scaled(as_seen, part), centres)
        sizes += np.bincount(assigned, minlength=len(centres))
        for feature in range(centres.shape[1]):
            sums[:, feature] += np.bincount(assigned, own_unit(as_seen, feature, part), len(centres))
    own_units = centres * np.array(as_seen.scale) + np.array(as_seen.shift)
    return sizes, np.divide(sums, sizes[:, np.newaxis], out=own_units, where=sizes[:, np.newaxis] > 0)


def names_of(
    declaration: ModelDeclaration, as_seen: Scaling, centres: Matrix, means: Matrix, *, previous: ClosedModel | None
) -> Naming:
    """The clusters' labels, with those that the version in force lets them keep."""
    if previous is None:
        return name_clusters(declaration, means, carries_on={}, before=())
    carries_on = carried_on(previous, declaration.features, shift=as_seen.shift, scale=as_seen.scale, centres=centres)
    return name_clusters(declaration, means, carries_on=carries_on, before=previous.labels)


def cluster_reports(naming: Naming, sizes: Sequence[int] | NDArray[np.int64], means: Matrix) -> tuple[Cluster, ...]:
    """What the report says of each cluster, in the clusters' order."""
    total = int(sum(sizes))
    return tuple(
        Cluster(label, why, int(size), int(size) / total, tuple(float(mean) for mean in own))
        for label, why, size, own in zip(naming.labels, naming.why, sizes, means, strict=True)
    )


def gone_labels(declaration: ModelDeclaration, naming: Naming, previous: ClosedModel | None) -> tuple[str, ...]:
    """The labels of the version in force that no cluster has now, but for those that the declaration still names."""
    kept = {*naming.labels, *(rule.label for rule in declaration.labels)}
    return tuple(label for label in previous.labels if label not in kept) if previous else ()
