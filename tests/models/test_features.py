"""What the model sees of a feature: the lower median for what is missing, then a linear scale."""

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest

from xseg.models import TrainedModel
from xseg.models.matrix import shift_and_scale, stand_in
from xseg.project.model import ModelDeclaration

Declare = Callable[..., ModelDeclaration]
Fit = Callable[..., TrainedModel]
NONE = float("nan")


@pytest.mark.parametrize(
    ("values", "median"),
    [([3.0, 1.0, 2.0], 2.0), ([4.0, 1.0, 3.0, 2.0], 2.0), ([NONE, 5.0, NONE, 7.0], 5.0), ([9.0], 9.0)],
)
def test_the_median_is_the_lower_of_two_middle_values(values: list[float], median: float) -> None:
    assert stand_in(np.array(values), "median") == median


def test_without_impute_nothing_stands_in() -> None:
    assert stand_in(np.array([1.0, NONE]), None) is None


@pytest.mark.parametrize(("scale", "shift", "width"), [("zscore", 5.0, 2.0), ("minmax", 2.0, 7.0), ("none", 0.0, 1.0)])
def test_scales_are_linear(scale: Any, shift: float, width: float) -> None:
    values = np.array([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0])
    assert shift_and_scale(values, scale) == (shift, width)


@pytest.mark.parametrize("scale", ["zscore", "minmax"])
def test_what_does_not_vary_has_scale_one(scale: Any) -> None:
    assert shift_and_scale(np.full(7, 0.1), scale) == (0.1, 1.0)


def test_a_profile_without_a_feature_is_left_out_unless_it_is_imputed(declare: Declare, fit: Fit) -> None:
    rows = np.array([[0.0, 0.0], [0.0, 1.0], [9.0, 9.0], [9.0, NONE], [np.inf, 0.0]])
    left_out = fit(declare(2, clusters=2, impute=None), rows)
    assert (left_out.report.left_out, left_out.report.missing, left_out.impute) == (2, (1, 1), (None, None))
    assert [cluster.size for cluster in left_out.report.clusters] == [2, 1]
    imputed = fit(declare(2, clusters=2), rows)
    assert (imputed.report.left_out, imputed.report.missing, imputed.impute) == (0, (1, 1), (0.0, 0.0))


def test_a_frame_is_read_by_name_whatever_its_types(declare: Declare, fit: Fit) -> None:
    rng = np.random.default_rng(0)
    whole, real = rng.integers(0, 50, 200), rng.normal(size=200)
    frame = pl.DataFrame({"f1": real, "other": ["x"] * 200, "f0": pl.Series(whole).set(pl.Series(whole == 7), None)})
    matrix = np.column_stack([np.where(whole == 7, NONE, whole), real])
    assert fit(declare(2), frame) == fit(declare(2), matrix)


def test_a_sample_of_the_size_asked_for(declare: Declare, fit: Fit) -> None:
    rows = np.random.default_rng(0).normal(size=(2_000, 2))
    model = fit(declare(2, clusters=3, train_on_sample=300), rows)
    assert model.report.sample == 300
    assert sum(model.report.candidates[0].sizes) == 300
    assert sum(cluster.size for cluster in model.report.clusters) == 2_000
