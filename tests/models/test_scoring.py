"""A trained model is arithmetic: it says of every row what scikit-learn's `predict` says."""

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.datasets import load_digits, load_iris, load_wine

from xseg.engines.polars.scores import scored
from xseg.models import TrainedModel
from xseg.models.assign import nearest
from xseg.project.model import ModelDeclaration

Declare = Callable[..., ModelDeclaration]
Fit = Callable[..., TrainedModel]


@pytest.mark.parametrize("scale", ["zscore", "minmax", "none"])
@pytest.mark.parametrize("load", [load_wine, load_iris])
def test_the_well_known_sets_score_as_scikit_learn_predicts(
    declare: Declare, fit: Fit, load: Callable[[], Any], scale: str
) -> None:
    rows = load().data
    model = fit(declare(rows.shape[1], scale=scale), rows)
    assert np.array_equal(ours(model, rows), predicted(model, rows))


def test_a_hundred_thousand_new_rows_score_as_scikit_learn_predicts(declare: Declare, fit: Fit) -> None:
    rng = np.random.default_rng(3)
    model = fit(declare(8, clusters=7), rng.normal(size=(3_000, 8)))
    rows = rng.normal(size=(100_000, 8)) * 2.0
    assert np.array_equal(ours(model, rows), predicted(model, rows))


def test_the_engine_scores_as_training_counted(declare: Declare, fit: Fit) -> None:
    rng = np.random.default_rng(4)
    rows = rng.gamma(2.0, 50.0, size=(5_000, 5))
    rows[rng.random(rows.shape) < 0.1] = np.nan
    model = fit(declare(5, clusters=4, labels={"big": "highest f0"}), rows)
    frame = pl.DataFrame(rows, schema=list(model.features)).fill_nan(None)
    label = scored(frame, model.closed("1")).label
    filled = np.where(np.isnan(rows), np.array(model.impute, dtype=float), rows)
    for cluster in model.report.clusters:
        members = (label == cluster.label).to_numpy()
        assert cluster.size == members.sum()
        assert cluster.share == members.sum() / 5_000
        assert cluster.means == pytest.approx(filled[members].mean(axis=0), rel=1e-9)


def test_centres_are_the_means_of_their_members(declare: Declare, fit: Fit) -> None:
    rows = load_digits().data[:, 2:6]
    model = fit(declare(4, clusters=3, scale="none"), rows)
    means = [cluster.means for cluster in model.report.clusters]
    assert np.allclose(model.centres, means, atol=0.05)


def test_a_feature_that_does_not_vary_changes_nothing(declare: Declare, attempt: Callable[..., Any], fit: Fit) -> None:
    rows = load_iris().data
    model, sink = attempt(declare(5), np.column_stack([rows, np.full(150, 0.1)]))
    assert model.scale[4] == 1.0
    assert (
        ours(model, np.column_stack([rows, np.full(150, 0.1)])).tolist() == ours(fit(declare(4), rows), rows).tolist()
    )
    assert [diagnostic.code.name for diagnostic in sink] == ["constant-feature"]


def ours(model: TrainedModel, rows: NDArray[np.float64]) -> NDArray[np.intp]:
    return nearest((rows - np.array(model.shift)) / np.array(model.scale), np.array(model.centres))


def predicted(model: TrainedModel, rows: NDArray[np.float64]) -> NDArray[np.intp]:
    """By scikit-learn's own `predict`, with our centres in place of its own."""
    matrix = (rows - np.array(model.shift)) / np.array(model.scale)
    centres = np.array(model.centres)
    theirs = KMeans(len(centres), init=centres, n_init=1, max_iter=1).fit(matrix)
    theirs.cluster_centers_ = centres
    answer: NDArray[np.intp] = theirs.predict(matrix)
    return answer


@pytest.mark.slow
def test_a_million_labels_are_scikit_learns_and_twenty_thousand_the_references() -> None:
    from benchmarks.models import differing

    assert differing(1_000_000, by_reference=20_000) == (0, 0)
