"""What training gives: a model as plain numbers, and a report of how it came about."""

from collections.abc import Mapping
from dataclasses import dataclass

from xseg.tables import ClosedModel


@dataclass(frozen=True, slots=True)
class Candidate:
    """One number of clusters that was tried: its sizes, largest first, and inertia are those of the sample."""

    clusters: int
    silhouette: float | None
    """Between −1 and 1, rounded to six decimals; None where it is not defined, as for one cluster."""
    inertia: float
    """The sum of squared scaled distances to the nearest centre."""
    sizes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cluster over all profiles trained on; clusters stand in order of size in the sample, the largest first."""

    label: str
    why: str
    """Why the cluster has this label, in words."""
    size: int
    share: float
    means: tuple[float, ...]
    """The mean of each feature in the feature's own unit, imputed values included."""


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """How a model came about; the same input gives the same report, so nothing in it tells how long it took."""

    trained_at: int
    """The run's `now`, in microseconds of UTC."""
    profiles: int
    """Profiles given."""
    left_out: int
    """Profiles not trained on because a feature is missing and nothing is imputed."""
    missing: tuple[int, ...]
    """Profiles without a value, by feature."""
    sample: int
    """Profiles that the centres were found on: all that were trained on, or a seeded sample of them."""
    candidates: tuple[Candidate, ...]
    choice: str
    """Why this number of clusters, in words."""
    clusters: tuple[Cluster, ...]
    unused_labels: tuple[str, ...]
    """Declared labels for which no cluster was left."""
    gone: tuple[str, ...]
    """Labels of the version in force that no cluster has now, but for those that the declaration still names."""


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """Nearest centre after linear scaling, see ClosedModel; `fingerprints` are those of the features' definitions."""

    name: str
    algorithm: str
    features: tuple[str, ...]
    fingerprints: tuple[str, ...]
    impute: tuple[float | None, ...]
    shift: tuple[float, ...]
    scale: tuple[float, ...]
    centres: tuple[tuple[float, ...], ...]
    labels: tuple[str, ...]
    report: TrainingReport

    def closed(self, version: str) -> ClosedModel:
        """The arithmetic that engines score by, under the version that the store gave."""
        return ClosedModel(
            name=self.name,
            version=version,
            features=self.features,
            impute=self.impute,
            shift=self.shift,
            scale=self.scale,
            centres=self.centres,
            labels=self.labels,
        )


def changed_features(trained: Mapping[str, str], declared: Mapping[str, str]) -> tuple[str, ...]:
    """The features (name → fingerprint of its definition) that make a trained model stale: defined otherwise now, no
    longer a feature, or new; in that order.
    """
    otherwise = [name for name, mark in trained.items() if name in declared and declared[name] != mark]
    dropped = [name for name in trained if name not in declared]
    new = [name for name in declared if name not in trained]
    return (*otherwise, *dropped, *new)
