"""Clusters are named by rule in the order written, then by number, and numbers stay from training to training."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from xseg.models import TrainedModel
from xseg.models.naming import name_clusters
from xseg.models.scoring import score
from xseg.project.model import ModelDeclaration, possible_labels

Declare = Callable[..., ModelDeclaration]
Fit = Callable[..., TrainedModel]
FOUR = ((0, 0, 400), (10, 0, 300), (0, 10, 200), (13, 10, 100))


def around(*places: tuple[float, float, int], seed: int = 0) -> NDArray[np.float64]:
    """Rows in tight groups: x, y and how many."""
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.normal((x, y), 0.5, (rows, 2)) for x, y, rows in places])


def names_near(model: TrainedModel, *places: tuple[float, float, int]) -> list[str]:
    """The labels of the clusters at these places."""
    means = np.array([cluster.means for cluster in model.report.clusters])
    return [model.labels[int(np.argmin(((means - place[:2]) ** 2).sum(axis=1)))] for place in places]


@pytest.mark.parametrize(
    ("rules", "names"),
    [
        ({}, ["cluster_1", "cluster_2", "cluster_3"]),
        ({"big": "highest f0"}, ["cluster_1", "cluster_2", "big"]),
        ({"big": "highest f0", "far": "highest f1"}, ["cluster_1", "far", "big"]),
        ({"low": "lowest f0", "lower": "lowest f1"}, ["low", "lower", "cluster_1"]),
        ({"tie": "highest f1"}, ["cluster_1", "tie", "cluster_2"]),
        ({"cluster_2": "highest f0"}, ["cluster_1", "cluster_3", "cluster_2"]),
    ],
)
def test_rules_pick_in_the_order_written_each_from_what_is_left(
    declare: Declare, rules: dict[str, str], names: list[str]
) -> None:
    means = np.array([[1.0, 1.0], [2.0, 5.0], [3.0, 5.0]])
    assert list(name_clusters(declare(2, labels=rules), means, carries_on={}, before=()).labels) == names


def test_a_report_says_why_a_label_is_where_it_is(declare: Declare) -> None:
    means = np.array([[1.5, 1.0], [12.25, 5.0]])
    rules = {"big": "highest f0", "rest": "lowest f1"}
    assert name_clusters(declare(2, labels=rules), means, carries_on={}, before=()).why == (
        "lowest f1: mean 1, the last one left",
        "highest f0: mean 12.25, next 1.5",
    )


def test_clusters_without_a_label_are_numbered_from_the_largest(declare: Declare, fit: Fit) -> None:
    model = fit(declare(2, clusters=4), around(*FOUR))
    assert [cluster.size for cluster in model.report.clusters] == [400, 300, 200, 100]
    assert model.labels == ("cluster_1", "cluster_2", "cluster_3", "cluster_4")


def test_numbers_stay_where_sizes_change(declare: Declare, fit: Fit) -> None:
    declaration = declare(2, clusters=4, labels={"loyal": "highest f0"})
    before = fit(declaration, around(*FOUR))
    names = names_near(before, *FOUR)
    grown = [(x, y, 500 - rows) for x, y, rows in FOUR]
    after = fit(declaration, around(*grown, seed=1), previous=before)
    assert names == names_near(after, *FOUR) == ["cluster_1", "cluster_2", "cluster_3", "loyal"]
    assert after.labels == ("loyal", "cluster_3", "cluster_2", "cluster_1")


def test_numbers_stay_when_the_features_stand_in_another_order_and_scale(declare: Declare, fit: Fit) -> None:
    before = fit(declare(2, clusters=4), around(*FOUR))
    turned = declare(2, clusters=4, features=("f1", "f0"), scale="minmax")
    smaller = [(x, y, 500 - rows) for x, y, rows in FOUR]
    after = fit(turned, around(*smaller, seed=1)[:, ::-1], previous=before)
    assert names_near(after, *((y, x, rows) for x, y, rows in FOUR)) == names_near(before, *FOUR)


def test_a_new_cluster_takes_a_number_that_was_not_used(declare: Declare, fit: Fit) -> None:
    declaration = declare(2, clusters_low=3, clusters_high=6)
    before = fit(declaration, around(*FOUR[:3]))
    after = fit(declaration, around(*FOUR[:3], (60, 60, 900)), previous=before)
    assert before.labels == ("cluster_1", "cluster_2", "cluster_3")
    assert names_near(after, *FOUR[:3], (60, 60, 900)) == ["cluster_1", "cluster_2", "cluster_3", "cluster_4"]


def test_a_cluster_that_dissolves_does_not_pass_its_number_on(declare: Declare, fit: Fit) -> None:
    here: Sequence[Any] = ((0, 0, 300), (40, 0, 200), (0, 40, 100))
    declaration = declare(2, clusters_low=3, clusters_high=5)
    before = fit(declaration, around(*here))
    after = fit(declaration, around(here[0], here[1], (44, 4, 150)), previous=before)
    assert names_near(before, *here) == ["cluster_1", "cluster_2", "cluster_3"]
    assert names_near(after, here[0], here[1], (44, 4, 150)) == ["cluster_1", "cluster_2", "cluster_4"]
    assert after.report.gone == ("cluster_3",)


def test_with_other_features_names_begin_anew(declare: Declare, fit: Fit) -> None:
    before = fit(declare(2, clusters=4), around(*FOUR))
    after = fit(declare(2, clusters=4, features=("g0", "g1")), around(*FOUR), previous=before)
    assert after.labels == before.labels


@pytest.mark.parametrize("seed", range(5))
def test_every_label_given_is_one_that_the_declaration_foretells(declare: Declare, fit: Fit, seed: int) -> None:
    rng = np.random.default_rng(seed)
    declaration = declare(3, clusters_low=3, clusters_high=6, labels={"cluster_2": "highest f0", "b": "lowest f1"})
    previous = None
    for _ in range(4):
        model = fit(declaration, rng.normal(size=(300, 3)) + rng.normal(size=3), previous=previous)
        assert set(model.labels) <= set(possible_labels(declaration))
        assert len(set(model.labels)) == len(model.centres)
        previous = model


@pytest.mark.parametrize("algorithm", ["kmeans", "gaussian_mixture", "hierarchical"])
def test_with_a_few_new_profiles_labels_stay(declare: Declare, fit: Fit, algorithm: str) -> None:
    rng = np.random.default_rng(0)
    middles = np.array([[0.0, 0.0], [9.0, 0.0], [0.0, 12.0], [9.0, 9.0], [20.0, 4.0]])
    rows = middles[rng.integers(0, 5, 1_050)] + rng.normal(0, 1.5, (1_050, 2))
    kept: list[float] = []
    for seed in range(5):
        new = np.isin(np.arange(1_050), np.random.default_rng(seed).choice(1_050, 50, replace=False))
        declaration = declare(2, algorithm=algorithm, clusters_low=3, seed=seed, starts=2)
        before = fit(declaration, rows[~new])
        after = fit(declaration, rows, previous=before)
        assert not after.report.dissolved
        then, now = score(before, rows[~new]).label, score(after, rows[~new]).label
        kept.append(float((then == now).to_numpy().mean()))
    assert min(kept) >= 0.97
    assert sorted(kept)[2] >= 0.99
