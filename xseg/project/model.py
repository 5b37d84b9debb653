"""A `model` block as its author declared it: what training needs, and the labels that follow from it alone."""

from dataclasses import field
from typing import Literal

from xseg.diagnostics import Span
from xseg.facts import fact

Algorithm = Literal["kmeans", "minibatch_kmeans", "gaussian_mixture", "dbscan", "hdbscan", "hierarchical"]
Choice = Literal["fixed", "silhouette", "elbow", "bic", "stability"]
Scale = Literal["zscore", "minmax", "robust", "log", "none"]
Impute = Literal["median", "mode", "knn"]

ALGORITHMS_BUILT: frozenset[Algorithm] = frozenset({"kmeans"})
CHOICES_BUILT: frozenset[Choice] = frozenset({"fixed", "silhouette"})
SCALES_BUILT: frozenset[Scale] = frozenset({"zscore", "minmax", "none"})
IMPUTES_BUILT: frozenset[Impute] = frozenset({"median"})
NOISE = "noise"
"""What density models call a profile that belongs to no cluster."""


@fact
class LabelRuleDeclaration:
    """`label "loyal": highest total_spend`; a condition on the cluster's means is `where`, without a feature."""

    label: str
    rule: Literal["highest", "lowest", "where"]
    feature: str = ""
    span: Span | None = field(default=None, compare=False)


@fact
class GateDeclaration:
    """`gate: at most 15% relabelled`: a candidate that moves more profiles is not promoted.

    The share is exact, as written: `share` / 10 ** `share_scale` per cent (15% is 15 with scale 0, 2.5% is 25 with 1).
    """

    share: int
    share_scale: int = 0
    measure: Literal["relabelled"] = "relabelled"
    span: Span | None = field(default=None, compare=False)


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
    train_on_segment: str | None = None
    train_on_sample: int | None = None
    labels: tuple[LabelRuleDeclaration, ...] = ()
    gates: tuple[GateDeclaration, ...] = ()
    retrain: RetrainDeclaration | None = None
    promote: Literal["by_hand", "automatic"] = "by_hand"
    span: Span | None = field(default=None, compare=False)


def possible_labels(declaration: ModelDeclaration) -> tuple[str, ...]:
    """Every label the model can ever give, whatever the data: the declared ones in the order written, then
    `cluster_1` … up to the largest number of clusters asked for, and `noise` of a density model. None stands twice.
    """
    declared = [rule.label for rule in declaration.labels]
    noise = [NOISE] if declaration.algorithm in ("dbscan", "hdbscan") else []
    return tuple(dict.fromkeys([*declared, *numbered_labels(declaration), *noise]))


def numbered_labels(declaration: ModelDeclaration) -> tuple[str, ...]:
    """The names for clusters that no label names: `cluster_1` …, but for one that a declared label has taken."""
    declared = {rule.label for rule in declaration.labels}
    numbered = (f"cluster_{number}" for number in range(1, declaration.clusters_high + 1))
    return tuple(name for name in numbered if name not in declared)


def unbuilt(declaration: ModelDeclaration) -> list[str]:
    """What the declaration asks for that cannot be trained yet, as its author wrote it; empty when all can."""
    asked: list[str] = []
    if declaration.algorithm not in ALGORITHMS_BUILT:
        asked.append(f"algorithm: {declaration.algorithm}")
    if declaration.chosen_by not in CHOICES_BUILT:
        asked.append(f"clusters: … by {declaration.chosen_by}")
    if declaration.scale not in SCALES_BUILT:
        asked.append(f"scale: {declaration.scale}")
    if declaration.impute is not None and declaration.impute not in IMPUTES_BUILT:
        asked.append(f"impute: {declaration.impute}")
    asked.extend(f'label "{rule.label}": a condition' for rule in declaration.labels if rule.rule == "where")
    return asked


def unheeded(declaration: ModelDeclaration) -> list[str]:
    """What the declaration asks for that changes no label but does not happen by itself yet: worth a warning."""
    asked = ["retrain"] if declaration.retrain is not None else []
    return [*asked, "promote: automatic"] if declaration.promote == "automatic" else asked
