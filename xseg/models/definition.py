"""What a version was trained to mean, held against what the block says today: features, column, labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xseg.models.means import written
from xseg.models.trained import Definition, NamedBy
from xseg.project.model import ModelDeclaration


@dataclass(frozen=True, slots=True)
class Changes:
    """What makes a version stale: the features (a column too) that are others today, and the labels."""

    features: tuple[str, ...]
    labels: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.features or self.labels)


def changes(trained: Definition, declared: Definition) -> Changes:
    """What is otherwise today than at the training; nothing where the version still means what the block says."""
    features = changed_features(trained.features, declared.features)
    if trained.column != declared.column:
        features = (*features, declared.column or trained.column)
    return Changes(features, changed_labels(trained.rules, declared.rules))


def changed_features(trained: Mapping[str, str], declared: Mapping[str, str]) -> tuple[str, ...]:
    """The features (name → fingerprint of its definition) that make a trained model stale: defined otherwise now, no
    longer a feature, or new; in that order.
    """
    otherwise = [name for name, mark in trained.items() if name in declared and declared[name] != mark]
    dropped = [name for name in trained if name not in declared]
    new = [name for name in declared if name not in trained]
    return (*otherwise, *dropped, *new)


def changed_labels(trained: Sequence[NamedBy], declared: Sequence[NamedBy]) -> tuple[str, ...]:
    """The labels with another rule, new or gone; of rules that only stand in another order those that moved, for each
    takes its cluster from what the ones before left.
    """
    if tuple(trained) == tuple(declared):
        return ()
    new = [rule.label for rule in declared if rule not in trained]
    gone = [rule.label for rule in trained if rule not in declared]
    moved = [now.label for then, now in zip(trained, declared, strict=False) if then != now]
    return tuple(dict.fromkeys([*new, *gone] or moved))


def rules_of(declaration: ModelDeclaration) -> tuple[NamedBy, ...]:
    """The rules of a block's labels as a version keeps them."""
    return tuple(
        NamedBy(rule.label, f"{rule.rule} {rule.feature}" if rule.condition is None else written(rule.condition))
        for rule in declaration.labels
    )
