"""A model's labels follow from its declaration alone, and what cannot be trained yet is named."""

from typing import Any

import pytest

from xseg.project.model import (
    LabelRuleDeclaration,
    ModelDeclaration,
    RetrainDeclaration,
    possible_labels,
    unbuilt,
    unheeded,
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
    ("changes", "asked"),
    [
        ({}, []),
        ({"scale": "minmax", "impute": "median", "chosen_by": "silhouette"}, []),
        ({"algorithm": "dbscan"}, ["algorithm: dbscan"]),
        ({"chosen_by": "bic", "scale": "log"}, ["clusters: … by bic", "scale: log"]),
        ({"impute": "knn"}, ["impute: knn"]),
        ({"labels": (LabelRuleDeclaration("rich", "where"),)}, ['label "rich": a condition']),
    ],
)
def test_what_is_not_built_is_named(changes: dict[str, Any], asked: list[str]) -> None:
    assert unbuilt(declared(**changes)) == asked


def test_what_does_not_happen_by_itself_yet_is_named() -> None:
    assert unheeded(declared()) == []
    assert unheeded(declared(retrain=RetrainDeclaration(1, "month"), promote="automatic")) == [
        "retrain",
        "promote: automatic",
    ]
