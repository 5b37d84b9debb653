"""A model's labels follow from its declaration alone, and what cannot be trained yet is named."""

from typing import Any

import pytest

from xseg.project.model import (
    DriftDeclaration,
    LabelRuleDeclaration,
    ModelDeclaration,
    drift_bounds,
    inputs,
    is_closed,
    possible_labels,
)


def declared(*labels: str, **changes: Any) -> ModelDeclaration:
    rules = tuple(LabelRuleDeclaration(label, "highest", "spend") for label in labels)
    defaults: dict[str, Any] = {"algorithm": "kmeans", "clusters_low": 2, "clusters_high": 3, "labels": rules}
    return ModelDeclaration("cluster", None, ("spend",), **(defaults | changes))


@pytest.mark.parametrize(
    ("declaration", "labels"),
    [
        (declared(), ("cluster_1", "cluster_2", "cluster_3")),
        (declared("loyal", "dormant"), ("loyal", "dormant", "cluster_1", "cluster_2", "cluster_3")),
        (declared("cluster_2"), ("cluster_2", "cluster_1", "cluster_3")),
        (declared(clusters_low=1, clusters_high=1), ("cluster_1",)),
        (declared("a", algorithm="hdbscan", clusters_high=1), ("a", "cluster_1", "noise")),
    ],
)
def test_labels_are_those_declared_then_numbers(declaration: ModelDeclaration, labels: tuple[str, ...]) -> None:
    assert possible_labels(declaration) == labels


@pytest.mark.parametrize(
    ("changes", "closed"),
    [
        ({}, True),
        ({"algorithm": "hierarchical", "scale": "robust", "impute": "mode"}, True),
        ({"algorithm": "gaussian_mixture"}, False),
        ({"scale": "log"}, False),
        ({"impute": "knn"}, False),
        ({"algorithm": "column", "column": "tier", "values": ("gold",)}, False),
    ],
)
def test_arithmetic_that_engines_do_themselves_is_closed(changes: dict[str, Any], closed: bool) -> None:
    assert is_closed(declared(**changes)) is closed


def test_the_labels_of_a_column_are_its_values() -> None:
    assert possible_labels(declared(algorithm="column", column="tier", values=("gold", "tin"))) == ("gold", "tin")
    assert inputs(declared(algorithm="column", column="tier")) == ("spend", "tier")


def test_a_bound_on_drift_is_a_plain_number() -> None:
    assert [bound.limit for bound in drift_bounds(declared())] == [0.2, 0.1, 0.1]
    assert DriftDeclaration("share", 55, 1).limit == 0.055
    assert drift_bounds(declared(drift=(DriftDeclaration("ks", 1),))) == (DriftDeclaration("ks", 1),)
