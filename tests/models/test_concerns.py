"""What speaks against a model is said: tiny clusters, carried silhouettes, no valley, clusters of chance."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import make_moons

from xseg.models import Candidate, TrainedModel
from xseg.models.criteria import best_candidate, elbow
from xseg.project.model import LabelRuleDeclaration, MeanTest, MeanTests, ModelDeclaration

Declare = Callable[..., ModelDeclaration]
Fit = Callable[..., TrainedModel]


def blob(rows: int, *middles: float, seed: int = 0) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.normal(middle, 1.0, (rows, 2)) for middle in middles])


def test_groups_that_stand_apart_are_not_warned_of(declare: Declare, fit: Fit) -> None:
    report = fit(declare(2, clusters=3), blob(100, 0, 10, 25)).report
    assert (report.quality, report.warnings) == ("good", ())


def test_a_silhouette_that_outliers_carry_is_said(declare: Declare, fit: Fit) -> None:
    rows = np.concatenate([blob(500, 0), blob(3, 400)])
    report = fit(declare(2, clusters=2), rows).report
    assert report.silhouette is not None
    assert report.silhouette > 0.9
    told = " ".join(report.warnings)
    assert "is carried by 1 tiny cluster: without, nothing is left to compare" in told
    assert '"cluster_2" is under 2% of the profiles' in told


def test_more_clusters_than_the_data_bears_are_said(declare: Declare, fit: Fit) -> None:
    told = " ".join(fit(declare(2, clusters=4), blob(300, 0, 20)).report.warnings)
    assert "more clusters than the data bears: no valley between" in told


def test_clusters_that_chance_makes_are_said(declare: Declare, fit: Fit) -> None:
    rows = np.random.default_rng(0).uniform(size=(400, 6))
    told = " ".join(fit(declare(6, clusters=5), rows).report.warnings)
    assert "other seeds and samples give other clusters" in told
    assert "clusters hardly stand apart" in told


def test_each_criterion_takes_its_own() -> None:
    tried = [
        Candidate(2, 0.5, 100.0, (), bic=90.0, stability=0.7),
        Candidate(3, 0.4, 40.0, (), bic=80.0, stability=0.9),
        Candidate(4, 0.3, 30.0, (), bic=70.0, stability=0.8),
        Candidate(5, 0.2, 25.0, (), bic=75.0, stability=None),
    ]
    assert [best_candidate(tried, how) for how in ("silhouette", "elbow", "bic", "stability")] == [0, 1, 2, 1]
    assert elbow(tried[:2]) == 0


def test_a_label_by_a_condition_names_the_largest_cluster_that_meets_it(declare: Declare, fit: Fit) -> None:
    rows = np.concatenate([blob(300, 0), blob(200, 20), blob(100, 50)])
    far = MeanTests("any", (MeanTest("f0", ">=", 40.0), MeanTest("f1", ">=", 40.0)))
    rules = (
        LabelRuleDeclaration("far", "where", condition=far),
        LabelRuleDeclaration("larger", "where", condition=MeanTest("f0", ">", 10.0)),
    )
    declaration = declare(2, clusters=3)
    declaration = ModelDeclaration(
        **{name: getattr(declaration, name) for name in ("name", "label", "features", "algorithm")},
        clusters_low=3,
        clusters_high=3,
        labels=rules,
    )
    model = fit(declaration, rows)
    assert {cluster.label: cluster.size for cluster in model.report.clusters} == {
        "cluster_1": 300,
        "larger": 200,
        "far": 100,
    }
    assert model.report.clusters[2].why == "its means: f0 >= 40 or f1 >= 40"


def test_density_models_say_whether_other_samples_find_their_groups_again(declare: Declare, fit: Fit) -> None:
    moons = make_moons(600, noise=0.05, random_state=0)[0]
    for algorithm in ("dbscan", "hdbscan"):
        declaration = declare(2, algorithm=algorithm, clusters_low=1, chosen_by="fixed")
        (found,) = fit(declaration, moons).report.candidates
        assert found.stability is not None
        assert found.stability > 0.8
        chance = fit(declaration, np.random.default_rng(0).uniform(size=(600, 2))).report
        assert chance.candidates[0].stability is None or chance.candidates[0].stability < 0.75
        if chance.candidates[0].stability is not None:
            assert any("other seeds and samples give other clusters" in warning for warning in chance.warnings)
