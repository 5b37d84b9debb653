"""What clusters are called: declared labels by rule, the rest by number, kept from the version in force.

Order of names: the rules in the order written, each among the clusters that are still without a name; then a cluster
that carries on a numbered one of the version in force keeps its name; then the first numbers that are free, those that
the version in force has not used before those that it has, the larger cluster first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xseg.models.matrix import Column, Matrix
from xseg.project.model import LabelRuleDeclaration, ModelDeclaration, numbered_labels


@dataclass(frozen=True, slots=True)
class Naming:
    """Of each cluster its label and why it has it."""

    labels: tuple[str, ...]
    why: tuple[str, ...]


def name_clusters(
    declaration: ModelDeclaration, means: Matrix, *, carries_on: Mapping[int, str], before: Sequence[str]
) -> Naming:
    """Name the clusters by their means [clusters × features] in the features' own units.

    `carries_on` gives for a cluster the label of its match in the version in force, `before` all labels of that.
    """
    names: dict[int, tuple[str, str]] = {}
    for rule in declaration.labels:
        left = [cluster for cluster in range(len(means)) if cluster not in names]
        if left:
            column = means[:, declaration.features.index(rule.feature)]
            cluster = picked(rule, column, left)
            names[cluster] = rule.label, reason_for(rule, column, left, cluster)
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


def picked(rule: LabelRuleDeclaration, column: Column, left: Sequence[int]) -> int:
    """The cluster out of `left` with the highest or lowest mean; the smaller index on a tie."""
    match rule.rule:
        case "highest":
            return left[int(np.argmax(column[left]))]
        case "lowest":
            return left[int(np.argmin(column[left]))]
        case "where":
            raise ValueError("a label by a condition is not built; the checker refuses it")


def reason_for(rule: LabelRuleDeclaration, column: Column, left: Sequence[int], cluster: int) -> str:
    """Why the rule picked this cluster, in words: its mean beside the next one's."""
    text = f"{rule.rule} {rule.feature}: mean {column[cluster]:.6g}"
    rest = [other for other in left if other != cluster]
    return f"{text}, next {column[picked(rule, column, rest)]:.6g}" if rest else f"{text}, the last one left"
