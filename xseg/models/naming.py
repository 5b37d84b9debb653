"""What clusters are called: declared labels by rule, the rest by number, kept from the version in force.

Order of names: the rules in the order written, each among the clusters that are still without a name; then a cluster
that carries on a numbered one of the version in force keeps its name; then the first numbers that are free, those that
the version in force has not used before those that it has, the larger cluster first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xseg.models.matrix import Matrix
from xseg.models.means import holds, written
from xseg.project.model import LabelRuleDeclaration, ModelDeclaration, numbered_labels


@dataclass(frozen=True, slots=True)
class Naming:
    """Of each cluster its label and why it has it."""

    labels: tuple[str, ...]
    why: tuple[str, ...]
    given: bool = False
    """Whether the names are somebody else's."""


def name_clusters(
    declaration: ModelDeclaration, means: Matrix, *, carries_on: Mapping[int, str], before: Sequence[str]
) -> Naming:
    """Name the clusters by their means [clusters × features] in the features' own units.

    `carries_on` gives for a cluster the label of its match in the version in force, `before` all labels of that.
    """
    names: dict[int, tuple[str, str]] = {}
    for rule in declaration.labels:
        left = [cluster for cluster in range(len(means)) if cluster not in names]
        found = picked(declaration, rule, means, left)
        if found is not None:
            names[found] = rule.label, reason_for(declaration, rule, means, left, found)
    free = list(numbered_labels(declaration))
    for cluster, label in carries_on.items():
        if cluster not in names and label in free:
            names[cluster] = label, "carries on from the version in force"
            free.remove(label)
    free.sort(key=lambda label: label in before)  # a stable sort: numbers stay in order
    unnamed = [cluster for cluster in range(len(means)) if cluster not in names]
    names.update({cluster: (label, "no label names it") for cluster, label in zip(unnamed, free, strict=False)})
    labels, why = zip(*(names[cluster] for cluster in range(len(means))), strict=True)
    return Naming(labels, why)


def picked(declaration: ModelDeclaration, rule: LabelRuleDeclaration, means: Matrix, left: Sequence[int]) -> int | None:
    """The cluster out of `left` with the highest or lowest mean, or the largest for which the condition holds; the
    smaller index on a tie. None where there is none.
    """
    if rule.condition is not None:
        fitting = (cluster for cluster in left if holds(rule.condition, declaration.features, means[cluster]))
        return next(fitting, None)
    if not left:
        return None
    column = means[:, declaration.features.index(rule.feature)]
    return left[int(np.argmax(column[left]) if rule.rule == "highest" else np.argmin(column[left]))]


def reason_for(
    declaration: ModelDeclaration, rule: LabelRuleDeclaration, means: Matrix, left: Sequence[int], cluster: int
) -> str:
    """Why the rule picked this cluster, in words: its mean beside the next one's."""
    if rule.condition is not None:
        return f"its means: {written(rule.condition)}"
    column = means[:, declaration.features.index(rule.feature)]
    text = f"{rule.rule} {rule.feature}: mean {column[cluster]:.6g}"
    following = picked(declaration, rule, means, [other for other in left if other != cluster])
    return f"{text}, the last one left" if following is None else f"{text}, next {column[following]:.6g}"
