"""A model that cannot be trained says so, and what to do."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from xseg.diagnostics import Sink
from xseg.models import TrainedModel
from xseg.project.model import ModelDeclaration

Attempt = Callable[..., tuple[TrainedModel | None, Sink]]
Declare = Callable[..., ModelDeclaration]
NONE = float("nan")
SPREAD = np.arange(40.0).reshape(20, 2)


@pytest.mark.parametrize(
    ("rows", "changes", "name", "message", "help_"),
    [
        (
            np.empty((0, 2)),
            {},
            "no-profiles",
            "model `cluster` cannot be trained: there are no profiles to train on",
            "build the tables first",
        ),
        (
            np.empty((0, 2)),
            {"train_on_segment": "members"},
            "no-profiles",
            "model `cluster` cannot be trained: there are no profiles to train on",
            "see whether anyone is in segment `members`",
        ),
        (
            np.column_stack([SPREAD[:, 0], np.full(20, NONE)]),
            {},
            "feature-all-missing",
            "model `cluster` cannot be trained: no profile of 20 has a value of `f1`",
            "take `f1` out of `features`",
        ),
        (
            np.array([[1.0, NONE], [NONE, 2.0], [NONE, 3.0]]),
            {"impute": None},
            "no-complete-profile",
            "model `cluster` cannot be trained: every profile of 3 misses at least one feature",
            "write `impute: median`, or take out what is missed most: `f0` by 67%, `f1` by 33%",
        ),
        (
            SPREAD * 1e150,
            {},
            "feature-too-large",
            "model `cluster` cannot be trained: `f0`, `f1` has values too large to measure distances by",
            "bound the values",
        ),
        (
            np.array([[1.0, 2.0], [1.0, 2.0], [3.0, -0.0], [3.0, 0.0]]),
            {"clusters": 3},
            "too-few-different-profiles",
            "model `cluster` cannot be trained: 3 clusters asked for, but its features give only 2 different profiles",
            "ask for at most 2 clusters",
        ),
        (
            np.array([[1.0, 2.0], [1.0, 2.0], [3.0, NONE]]),
            {"clusters": 2, "impute": None},
            "too-few-different-profiles",
            "model `cluster` cannot be trained: 2 clusters asked for, but its features give only 1 different profile",
            "ask for at most 1 cluster, or",
        ),
    ],
)
def test_what_cannot_be_trained_is_refused(
    declare: Declare, attempt: Attempt, rows: Any, changes: dict[str, Any], name: str, message: str, help_: str
) -> None:
    model, sink = attempt(declare(2, **changes), rows)
    refusals = [diagnostic for diagnostic in sink if diagnostic.severity == "error"]
    assert model is None
    assert [(refusal.code.name, refusal.message) for refusal in refusals] == [(name, message)]
    assert refusals[0].help[0].startswith(help_)


def test_profiles_that_hardly_differ_are_too_few(declare: Declare, attempt: Attempt) -> None:
    rows = np.array([[0.0]] * 40 + [[1e-9], [1e9], [3e9]])
    model, sink = attempt(declare(1, clusters=4, scale="none"), rows)
    assert model is None
    assert "4 clusters asked for, but its features give only 3 different profiles" in sink.found[0].message


def test_a_range_is_tried_as_far_as_profiles_differ(declare: Declare, attempt: Attempt) -> None:
    model, sink = attempt(declare(2), np.tile([[0.0, 0.0], [5.0, 5.0], [9.0, 1.0]], (4, 1)))
    assert model is not None
    assert [candidate.clusters for candidate in model.report.candidates] == [2, 3]
    assert [diagnostic.code.name for diagnostic in sink] == ["fewer-clusters-tried"]


def test_a_label_without_a_cluster_is_said(declare: Declare, attempt: Attempt) -> None:
    rules = {"a": "highest f0", "b": "lowest f0", "c": "highest f1"}
    model, sink = attempt(declare(2, clusters=2, labels=rules), SPREAD)
    assert model is not None
    assert model.report.unused_labels == ("c",)
    assert [diagnostic.message for diagnostic in sink] == [
        'model `cluster` has 2 clusters, so no profile has label "c"'
    ]


@pytest.mark.parametrize(
    ("algorithm", "help_"), [("dbscan", "make `eps` larger"), ("hdbscan", "make `min_cluster_size`")]
)
def test_where_nothing_lies_close_there_is_no_density_model(
    declare: Declare, attempt: Attempt, algorithm: str, help_: str
) -> None:
    parameters = {"eps": 1e-6} if algorithm == "dbscan" else {"min_cluster_size": 30, "min_samples": 29}
    model, sink = attempt(declare(2, algorithm=algorithm, **parameters), SPREAD)
    assert model is None
    assert [diagnostic.code.name for diagnostic in sink] == ["too-few-different-profiles"]
    assert sink.found[0].help[0].startswith(help_)


def test_a_matrix_of_another_width_is_never_trained(declare: Declare, attempt: Attempt) -> None:
    with pytest.raises(ValueError, match="profiles × 3 features"):
        attempt(declare(3), SPREAD)
