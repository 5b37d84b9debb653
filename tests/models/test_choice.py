"""The number of clusters is the one with the best silhouette, as on the data sets that everybody knows."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris, load_wine
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.preprocessing import StandardScaler

from xseg.engines.polars.scores import scored
from xseg.models import TrainedModel
from xseg.models.criteria import best_candidate
from xseg.models.silhouette import silhouettes
from xseg.models.trained import Candidate
from xseg.project.model import ModelDeclaration

Declare = Callable[..., ModelDeclaration]
Fit = Callable[..., TrainedModel]


def test_wine_has_three_clusters_that_are_its_cultivars(declare: Declare, fit: Fit) -> None:
    wine = load_wine()
    model = fit(declare(13), wine.data)
    best = max(model.report.candidates, key=lambda candidate: candidate.silhouette or -1.0)
    assert [candidate.clusters for candidate in model.report.candidates] == [2, 3, 4, 5, 6, 7, 8]
    assert best.clusters == len(model.centres) == 3
    assert best.silhouette == pytest.approx(0.285, abs=0.001)
    assert model.report.choice == "3: silhouette 0.285 is the highest of 2 to 8; next 0.268 with 2"
    assert adjusted_rand_score(wine.target, labels(model, wine.data)) >= 0.89


def test_iris_has_two(declare: Declare, fit: Fit) -> None:
    model = fit(declare(4), load_iris().data)
    assert len(model.centres) == 2
    assert model.report.candidates[0].silhouette == pytest.approx(0.582, abs=0.001)


def test_a_fixed_number_is_what_scikit_learn_finds(declare: Declare, fit: Fit) -> None:
    wine = load_wine().data
    model = fit(declare(13, clusters=3, starts=4, seed=11), wine)
    theirs = KMeans(3, n_init=4, random_state=11).fit(StandardScaler().fit_transform(wine))
    assert adjusted_rand_score(theirs.labels_, labels(model, wine)) == 1.0
    assert model.report.candidates[0].inertia == pytest.approx(theirs.inertia_, rel=1e-9)
    assert model.report.choice == "3 as declared"


def test_one_cluster_is_everyone(declare: Declare, fit: Fit) -> None:
    model = fit(declare(4, clusters=1), load_iris().data)
    assert model.labels == ("cluster_1",)
    assert model.report.candidates[0].silhouette is None
    assert model.report.clusters[0].size == 150


def test_between_equal_silhouettes_fewer_clusters_win() -> None:
    tried = [Candidate(2, None, 9.0, ()), Candidate(3, 0.4, 5.0, ()), Candidate(4, 0.4, 3.0, ())]
    assert best_candidate(tried, "silhouette") == 1


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(5, 90), st.integers(2, 5), st.booleans())
def test_silhouettes_are_scikit_learns(seed: int, rows: int, clusters: int, grid: bool) -> None:
    rng = np.random.default_rng(seed)
    matrix = rng.integers(0, 3, (rows, 2)).astype(float) if grid else rng.normal(size=(rows, 3))
    assigned = rng.integers(0, clusters, rows)
    if not 1 < len(np.unique(assigned)) < rows:
        return
    ours = silhouettes(matrix, [assigned, np.zeros(rows, dtype=np.intp), assigned])
    assert ours[1] is None
    assert ours[0] == ours[2] == pytest.approx(silhouette_score(matrix, assigned), abs=2e-6)


def test_silhouettes_of_many_rows_are_the_same_in_parts() -> None:
    rng = np.random.default_rng(0)
    matrix = rng.normal(size=(1_300, 4))
    assigned = rng.integers(0, 3, 1_300)
    assert silhouettes(matrix, [assigned])[0] == pytest.approx(silhouette_score(matrix, assigned), abs=1e-6)


def labels(model: TrainedModel, features: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> list[str]:
    import polars as pl

    frame = pl.DataFrame(features, schema=list(model.features))
    return scored(frame, model.closed("1")).label.to_list()
