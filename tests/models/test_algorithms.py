"""Every algorithm, scaling and imputation: what it gives is what scikit-learn gives, and nothing breaks it."""

import itertools
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from sklearn.impute import KNNImputer
from sklearn.mixture import GaussianMixture
from sklearn.preprocessing import RobustScaler

from xseg.diagnostics import Sink
from xseg.models import TrainedModel
from xseg.models.content import from_content, to_content
from xseg.models.matrix import columns_of, scaled, unscaled
from xseg.models.scoring import clusters_of, score, seen_by
from xseg.project.model import ModelDeclaration, possible_labels

Declare = Callable[..., ModelDeclaration]
Fit = Callable[..., TrainedModel]
Attempt = Callable[..., tuple[TrainedModel | None, Sink]]
ALGORITHMS = ("kmeans", "minibatch_kmeans", "hierarchical", "gaussian_mixture", "dbscan", "hdbscan")


def three(each: int = 80, seed: int = 0) -> NDArray[np.float64]:
    """Three groups of a hundred rows in three features, far apart."""
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.normal(middle, 1.0, (each, 3)) for middle in (0.0, 12.0, 40.0)])


def density(algorithm: str) -> dict[str, Any]:
    return {"clusters_low": 1, "clusters_high": 12} if algorithm in ("dbscan", "hdbscan") else {}


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("impute", ["median", "mode", "knn"])
def test_every_algorithm_finds_three_groups_and_comes_back_as_it_was(
    declare: Declare, fit: Fit, algorithm: str, impute: str
) -> None:
    rows = three()
    rows[::40, 1] = np.nan
    declaration = declare(3, algorithm=algorithm, impute=impute, scale="zscore", **density(algorithm))
    model = fit(declaration, rows)
    clusters, confidence, distance = clusters_of(model, rows)
    whole = ~np.isnan(rows).any(axis=1)  # what stands in for a value may lie anywhere
    groups = np.repeat([0, 1, 2], 80)
    whole &= clusters >= 0  # a density model may leave some out
    assert len({(cluster, group) for cluster, group in zip(clusters[whole], groups[whole], strict=True)}) == 3
    assert whole.sum() > 220
    assert set(model.labels) <= set(possible_labels(declaration))
    assert ((confidence >= 0) & (confidence <= 1)).all()
    assert (distance >= 0).all()
    document, arrays = to_content(model)
    sink = Sink()
    again = from_content(json.loads(json.dumps(document, allow_nan=False)), arrays, where="models/m/1", sink=sink)
    assert again == model
    assert not sink.found


@pytest.mark.parametrize(
    ("algorithm", "scale"), list(zip(ALGORITHMS, ["robust", "zscore", "log", "minmax", "none", "log"], strict=True))
)
def test_no_rows_make_an_algorithm_stumble(declare: Declare, attempt: Attempt, algorithm: str, scale: str) -> None:
    rng = np.random.default_rng(0)
    few = rng.normal(size=(3, 3))
    cases = {
        "nobody": few[:0],
        "one": few[:1],
        "fewer than clusters": few,
        "all equal": np.ones((50, 3)),
        "two places": np.repeat(few[:2], 40, axis=0),
        "constant features": np.column_stack([rng.normal(size=80), np.zeros(80), np.zeros(80)]),
        "the same feature twice": np.column_stack([rng.normal(size=80)] * 3),
        "all missing": np.full((20, 3), np.nan),
        "mostly missing": np.where(rng.random((60, 3)) < 0.9, np.nan, rng.normal(size=(60, 3))),
        "huge": rng.normal(size=(80, 3)) * 1e90,
        "too large": np.full((80, 3), 1e200),
        "infinite": np.where(rng.random((80, 3)) < 0.1, np.inf, rng.normal(size=(80, 3))),
        "tiny": rng.normal(size=(80, 3)) * 1e-300,
        "one far away": np.concatenate([rng.normal(size=(79, 3)), np.full((1, 3), 1e9)]),
    }
    for impute, (name, rows) in itertools.product([None, "knn"], cases.items()):
        declaration = declare(
            3,
            algorithm=algorithm,
            scale=scale,
            impute=impute,
            clusters_low=4,
            clusters_high=4,
            chosen_by="fixed",
            starts=1,
        )
        model, sink = attempt(declaration, rows)
        assert model is not None or sink.failed, name
        if model is not None:
            found = score(model, pl.DataFrame(rows, schema=list(model.features)).fill_nan(None))
            assert set(found.label.drop_nulls()) <= set(possible_labels(declaration)), name


@pytest.mark.parametrize("covariance", ["full", "tied", "diag", "spherical"])
def test_a_mixture_scores_as_scikit_learn(declare: Declare, fit: Fit, covariance: str) -> None:
    rows = three(seed=1) + np.random.default_rng(2).normal(0, 6, (240, 3))
    model = fit(declare(3, algorithm="gaussian_mixture", clusters=3, covariance=covariance, scale="none"), rows)
    theirs = GaussianMixture(3, covariance_type=covariance, n_init=4, random_state=0).fit(rows)
    clusters, confidence, distance = clusters_of(model, rows)
    expected = theirs.predict(rows)
    assert len(set(zip(clusters.tolist(), expected.tolist(), strict=True))) == 3
    assert confidence == pytest.approx(theirs.predict_proba(rows).max(axis=1), abs=1e-9)
    assert distance == pytest.approx(np.linalg.norm(rows - theirs.means_[expected], axis=1), abs=1e-9)


def test_a_rows_score_does_not_depend_on_the_rows_beside_it(declare: Declare, fit: Fit) -> None:
    rows = three(seed=3)
    for algorithm in ("gaussian_mixture", "hdbscan"):
        model = fit(declare(3, algorithm=algorithm, clusters_low=1, clusters_high=3, chosen_by="fixed"), rows)
        together = score(model, rows)
        alone = [score(model, rows[place : place + 1]) for place in range(0, 240, 7)]
        assert [one.confidence.item() for one in alone] == together.confidence.gather_every(7).to_list()
        assert [one.distance.item() for one in alone] == together.distance.gather_every(7).to_list()


def test_neighbours_fill_in_what_scikit_learn_fills_in(declare: Declare, fit: Fit) -> None:
    rows = three(seed=4)
    gaps = rows.copy()
    gaps[np.random.default_rng(5).random(rows.shape) < 0.1] = np.nan
    model = fit(declare(3, clusters=3, impute="knn"), gaps)
    seen = seen_by(model, columns_of(gaps, model.features))
    ours = unscaled(seen, scaled(seen, np.arange(240)))
    imputer = KNNImputer(n_neighbors=5).fit(np.array(model.donors))
    plain = (gaps - np.array(model.shift)) / np.array(model.scale)
    assert ours == pytest.approx(imputer.transform(plain) * np.array(model.scale) + np.array(model.shift))


def test_robust_scaling_is_scikit_learns(declare: Declare, fit: Fit) -> None:
    rows = three(seed=6) ** 3
    model = fit(declare(3, clusters=3, scale="robust"), rows)
    theirs = RobustScaler().fit(rows)
    assert model.shift == pytest.approx(theirs.center_)
    assert model.scale == pytest.approx(theirs.scale_)


def test_logarithms_keep_the_sign_and_come_back(declare: Declare, fit: Fit) -> None:
    rows = three(seed=7) * np.array([1.0, -100.0, 1e6])
    model = fit(declare(3, clusters=3, scale="log"), rows)
    seen = seen_by(model, columns_of(rows, model.features))
    assert unscaled(seen, scaled(seen, np.arange(240))) == pytest.approx(rows, rel=1e-9)
    means = np.array([cluster.means for cluster in model.report.clusters])
    assert means.min() < -1_000  # means are of the values, not of their logarithms


def test_a_density_model_keeps_its_largest_clusters_and_calls_the_rest_noise(declare: Declare, fit: Fit) -> None:
    rows = np.concatenate([three(), np.random.default_rng(8).normal(90, 1, (20, 3))])
    model = fit(declare(3, algorithm="hdbscan", clusters_low=1, clusters_high=3, min_cluster_size=10), rows)
    assert len(model.labels) == 3
    assert score(model, rows).label.value_counts().sort("count").row(0) == ("noise", 20)
    assert model.report.noise == 20
    assert any("4 clusters were found; the largest 3 are kept" in note for note in model.report.notes)


def test_a_sample_is_said(declare: Declare, fit: Fit) -> None:
    model = fit(declare(3, algorithm="hierarchical", clusters=3, train_on_sample=100), three())
    assert model.report.sample == 100
    assert model.report.notes[0] == "clusters were found on a seeded sample of 100 of 240 profiles"
    assert sum(cluster.size for cluster in model.report.clusters) == 240


def test_quantiles_are_values_that_occur(declare: Declare, fit: Fit) -> None:
    rows = three()
    model = fit(declare(3, clusters=3), rows)
    quantiles = np.array(model.quantiles)
    assert quantiles.shape == (3, 1001)
    assert (quantiles[:, 0] == rows.min(axis=0)).all()
    assert (quantiles[:, -1] == rows.max(axis=0)).all()
    assert set(quantiles[0]) <= set(rows[:, 0])
    assert (np.diff(quantiles, axis=1) >= 0).all()


def test_centres_that_nobody_follows_are_trained_in_full_and_that_is_said(declare: Declare, fit: Fit) -> None:
    declaration = declare(1, algorithm="minibatch_kmeans", clusters=2)
    rng = np.random.default_rng(0)
    first = fit(declaration, np.concatenate([rng.normal(0, 1, (80, 1)), rng.normal(90, 1, (40, 1))]))
    again = fit(declaration, rng.normal(0, 1, (80, 1)), previous=first, further=True)
    assert again.report.notes == (
        "trained in full, by the scaling of the version in force: moved on, one of its centres has nobody left",
    )
    assert again.shift == first.shift
    on = fit(
        declaration,
        np.concatenate([rng.normal(1, 1, (80, 1)), rng.normal(91, 1, (40, 1))]),
        previous=first,
        further=True,
    )
    assert on.report.notes == ("scaling and the number of clusters are those of the version in force",)
