"""What training gives: a model as plain numbers, and a report of how it came about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xseg.tables import ClosedModel


@dataclass(frozen=True, slots=True)
class Candidate:
    """One number of clusters that was tried: its sizes, largest first, and inertia are those of the sample."""

    clusters: int
    silhouette: float | None
    """Between −1 and 1, rounded to six decimals; None where it is not defined, as for one cluster."""
    inertia: float
    """The sum of squared scaled distances to the centre."""
    sizes: tuple[int, ...]
    bic: float | None = None
    """Schwarz's criterion, the lower the better; of k-means for round clusters of one width. None where no likelihood
    is defined.
    """
    stability: float | None = None
    """The mean adjusted Rand index between this clustering and those of resamples from other seeds; None where it was
    not worked out.
    """


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
class Match:
    """A cluster that carries on one of the version in force."""

    label: str
    before: str
    shared: float | None
    """Members of both, of all members of either; None where only centres could be compared."""


@dataclass(frozen=True, slots=True)
class NamedBy:
    """A label and the rule that it was given by, as its block wrote it: `highest total_spend`, `orders > 2`."""

    label: str
    rule: str


@dataclass(frozen=True, slots=True)
class Definition:
    """What the labels of a version rest on. `features` maps each, in order, to the fingerprint of its definition;
    `rules` name clusters in the order written; `column` is that of a model that is one, else empty.
    """

    features: Mapping[str, str]
    rules: tuple[NamedBy, ...]
    column: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as it was used, also where the block does not say it: `eps`, `0.31`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Made:
    """What a model was made from: equal digests and versions give equal models."""

    definition: str
    """SHA-256 of the block and of the features' definitions."""
    rows: str
    """SHA-256 of the features' values."""
    versions: str
    """Of xseg and of the libraries that train."""
    first: int | None = None
    last: int | None = None
    """The window: the earliest and the latest event, in microseconds of UTC; None where there are no events."""


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
    made: Made
    silhouette: float | None = None
    """Of the candidate chosen."""
    noise: int = 0
    """Profiles that a density model puts into no cluster."""
    warnings: tuple[str, ...] = ()
    """What speaks against the model."""
    notes: tuple[str, ...] = ()
    """How it was trained, where that is not said by the block: samples, proposals, who is assigned how."""
    parameters: tuple[Parameter, ...] = ()
    matches: tuple[Match, ...] = ()
    dissolved: tuple[str, ...] = ()
    """Labels of the version in force whose cluster no cluster of this one carries on."""
    new: tuple[str, ...] = ()
    """Labels of clusters that carry on none of the version in force."""

    @property
    def quality(self) -> str:
        """What the silhouette is called: `good` from 0.5, `usable` from 0.25, `weak` below; `unknown` without one."""
        if self.silhouette is None:
            return "unknown"
        return "good" if self.silhouette >= 0.5 else "usable" if self.silhouette >= 0.25 else "weak"


Numbers = tuple[float, ...]
Rows = tuple[Numbers, ...]


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """How a profile is scored: its features imputed and scaled, then put to what was found in them.

    A missing feature is `impute` (None: no score) or, with `donors`, what its neighbours among those have; z = (x −
    shift) / scale, where `logged` of sign(x) · log(1 + |x|). `centres` are the middles of the clusters in that space,
    whatever the algorithm. Beside nearest centre there is at most one other way to find the cluster: a mixture
    (`weights`, `factors`), points of a density model (`points` of cluster `members`, each reaching so far), an
    `estimator` that skops wrote, whose `classes` are the clusters, or a `column` that says it. `fingerprints` are those
    of the features' definitions. `quantiles` are 0 % to 100 % of each feature's known values, in thousandths.
    """

    name: str
    algorithm: str
    features: tuple[str, ...]
    fingerprints: tuple[str, ...]
    impute: tuple[float | None, ...]
    shift: Numbers
    scale: Numbers
    centres: Rows
    labels: tuple[str, ...]
    """Of each cluster; profiles of none have the label `noise`."""
    report: TrainingReport
    rules: tuple[NamedBy, ...] = ()
    """Of the block that it was trained by, in the order written: what its labels mean."""
    scaled_by: str = "zscore"
    imputed_by: str = ""
    quantiles: Rows = ()
    logged: bool = False
    donors: Rows = ()
    weights: Numbers = ()
    factors: Rows = ()
    """Of each component the upper Cholesky factor of its precision, row after row."""
    points: Rows = ()
    members: tuple[int, ...] = ()
    reach: Numbers = ()
    estimator: bytes = b""
    classes: tuple[str, ...] = ()
    column: str = ""

    @property
    def definition(self) -> Definition:
        """What its labels rest on."""
        return Definition(dict(zip(self.features, self.fingerprints, strict=True)), self.rules, self.column)

    @property
    def stored(self) -> bool:
        """Whether it is scored once, by `xseg.models.score`, and engines read the scores as columns."""
        other_way = self.weights or self.points or self.estimator or self.column
        return bool(self.logged or self.donors or other_way)

    def closed(self, version: str, features: Sequence[str] | None = None) -> ClosedModel:
        """The arithmetic that engines score by, under the version that the store gave, for `features` in the order in
        which they are given to it (else its own). The model is not stored.
        """
        assert not self.stored, f"{self.name} is no plain arithmetic"
        order = [self.features.index(name) for name in features or self.features]
        return ClosedModel(
            name=self.name,
            version=version,
            features=tuple(self.features[place] for place in order),
            impute=tuple(self.impute[place] for place in order),
            shift=tuple(self.shift[place] for place in order),
            scale=tuple(self.scale[place] for place in order),
            centres=tuple(tuple(centre[place] for place in order) for centre in self.centres),
            labels=self.labels,
        )
