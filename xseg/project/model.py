"""A `model` block as its author declared it: what training needs, and the labels that follow from it alone."""

from dataclasses import field
from typing import Literal

from xseg.diagnostics import Span
from xseg.facts import fact

Algorithm = Literal[
    "kmeans", "minibatch_kmeans", "gaussian_mixture", "dbscan", "hdbscan", "hierarchical", "column", "skops"
]
Choice = Literal["fixed", "silhouette", "elbow", "bic", "stability"]
Scale = Literal["zscore", "minmax", "robust", "log", "none"]
Impute = Literal["median", "mode", "knn"]
Linkage = Literal["ward", "complete", "average", "single"]
Covariance = Literal["full", "tied", "diag", "spherical"]
Comparison = Literal["==", "!=", "<", "<=", ">", ">="]
Measure = Literal["psi", "ks", "missing", "share", "centres", "distances", "silhouette", "agreement"]

DENSITY: tuple[Algorithm, ...] = ("dbscan", "hdbscan")
"""They find the number of clusters themselves: `clusters: 8` is the most that are kept."""
DENSITY_MOST = 12
"""How many clusters of a density model have a name, where its block does not say."""
NOISE = "noise"
"""What density models call a profile that belongs to no cluster."""


@fact
class MeanTest:
    """`total_spend > 500` of a cluster: its mean of a feature beside a number, or beside its mean of another one."""

    feature: str
    comparison: Comparison
    other: float | str


@fact
class MeanTests:
    """Tests of one cluster's means: `all` hold, `any` holds, or `none`."""

    which: Literal["all", "any", "none"]
    tests: "tuple[MeanTest | MeanTests, ...]"


@fact
class LabelRuleDeclaration:
    """`label "loyal": highest total_spend`; a condition on the cluster's means is `where`, without a feature."""

    label: str
    rule: Literal["highest", "lowest", "where"]
    feature: str = ""
    condition: MeanTest | MeanTests | None = None
    span: Span | None = field(default=None, compare=False)


@fact
class GateDeclaration:
    """What a candidate has to meet before it is promoted.

    `relabelled`: `at most 15% relabelled`, of all profiles. `segments`: `at most 20% of each segment moved`, of its
    size before, entered and left together. `silhouette`: `silhouette at least 0.25`. `smallest`: `each cluster at least
    2%`. `dissolved`: `no cluster dissolved`, without a number. The number is exact, as written: `share` / 10 **
    `share_scale`, per cent but for a silhouette (15% is 15 with scale 0, 2.5% is 25 with 1).
    """

    share: int = 0
    share_scale: int = 0
    measure: Literal["relabelled", "segments", "silhouette", "smallest", "dissolved"] = "relabelled"
    span: Span | None = field(default=None, compare=False)


@fact
class DriftDeclaration:
    """`drift: psi at most 0.2`: a measure of how far the present data is from those trained on, and its bound.

    `psi` and `ks` of each feature; `missing` (points of the share of profiles without a value, each feature); `share`
    (points, each cluster); `centres` (scaled distance that a cluster's centre moved); `distances` (per cent, between
    two centres); `silhouette` (how much lower than at training); `agreement` (`at least 90%` of the labels, between the
    version in force and a fresh training). The number is exact: `bound` / 10 ** `bound_scale`, in per cent or points
    where the measure has them.
    """

    measure: Measure
    bound: int
    bound_scale: int = 0
    span: Span | None = field(default=None, compare=False)

    @property
    def limit(self) -> float:
        """The bound as a plain number: 0.2 for `0.2`, 0.05 for `5 points` and for `5%`."""
        number = self.bound / float(10**self.bound_scale)
        return number / 100 if DRIFT_UNITS[self.measure] else number


DRIFT_UNITS: dict[Measure, str] = {
    "psi": "",
    "ks": "",
    "missing": "points",
    "share": "points",
    "centres": "",
    "distances": "%",
    "silhouette": "",
    "agreement": "%",
}
"""What stands behind the number; `agreement` alone is `at least`, everything else `at most`."""
DRIFT_DEFAULTS = (
    DriftDeclaration("psi", 2, 1),
    DriftDeclaration("share", 10),
    DriftDeclaration("silhouette", 1, 1),
)
"""What counts as drift where a block has no `drift`."""


@fact
class RetrainDeclaration:
    """`retrain: every 1 month` or, with no count and unit, `retrain: on drift`."""

    count: int | None = None
    unit: str | None = None


@fact
class ModelDeclaration:
    """A checked `model` block: every feature is a known attribute or trait, every number in its range.

    `clusters: N` has `clusters_low == clusters_high` and is `fixed`. `label` is the title that people see.
    """

    name: str
    label: str | None
    features: tuple[str, ...]
    algorithm: Algorithm
    clusters_low: int
    clusters_high: int
    chosen_by: Choice = "fixed"
    scale: Scale = "zscore"
    impute: Impute | None = None
    init: Literal["kmeans++", "random"] = "kmeans++"
    starts: int = 4
    seed: int = 0
    eps: float | None = None
    min_samples: int | None = None
    min_cluster_size: int | None = None
    linkage: Linkage = "ward"
    covariance: Covariance = "full"
    column: str | None = None
    """`algorithm: column tier`: the attribute or trait whose values are the labels, `values` in their order."""
    values: tuple[str, ...] = ()
    path: str | None = None
    """`algorithm: skops "models/own.skops"`, in the project's folder."""
    trusted: tuple[str, ...] = ()
    """Types beyond those that skops knows to be plain, which the estimator's file may hold."""
    train_on_segment: str | None = None
    train_on_sample: int | None = None
    labels: tuple[LabelRuleDeclaration, ...] = ()
    gates: tuple[GateDeclaration, ...] = ()
    drift: tuple[DriftDeclaration, ...] = ()
    """The bounds written; where there are none, DRIFT_DEFAULTS count."""
    retrain: RetrainDeclaration | None = None
    promote: Literal["by_hand", "automatic"] = "by_hand"
    span: Span | None = field(default=None, compare=False)


def inputs(declaration: ModelDeclaration) -> tuple[str, ...]:
    """What a score reads: the features and, behind them, the column of a model that is one."""
    return declaration.features if declaration.column is None else (*declaration.features, declaration.column)


def drift_bounds(declaration: ModelDeclaration) -> tuple[DriftDeclaration, ...]:
    """The bounds that count: those of the block, else the usual ones."""
    return declaration.drift or DRIFT_DEFAULTS


def possible_labels(declaration: ModelDeclaration) -> tuple[str, ...]:
    """Every label the model can ever give, whatever the data: the declared ones in the order written, then
    `cluster_1` … up to the largest number of clusters asked for, and `noise` of a density model; of a column its
    values. None stands twice.
    """
    if declaration.column is not None:
        return declaration.values
    declared = [rule.label for rule in declaration.labels]
    noise = [NOISE] if declaration.algorithm in DENSITY else []
    return tuple(dict.fromkeys([*declared, *numbered_labels(declaration), *noise]))


def numbered_labels(declaration: ModelDeclaration) -> tuple[str, ...]:
    """The names for clusters that no label names: `cluster_1` …, but for one that a declared label has taken."""
    declared = {rule.label for rule in declaration.labels}
    numbered = (f"cluster_{number}" for number in range(1, declaration.clusters_high + 1))
    return tuple(name for name in numbered if name not in declared)


def is_closed(declaration: ModelDeclaration) -> bool:
    """Whether every engine works the labels out by arithmetic (nearest centre after linear scaling); else they are
    scored once, by one implementation, and engines read them.
    """
    centres = declaration.algorithm in ("kmeans", "minibatch_kmeans", "hierarchical")
    return centres and declaration.scale != "log" and declaration.impute != "knn"
