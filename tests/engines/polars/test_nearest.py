"""The fast way to the nearest centre gives what the written arithmetic gives, whatever the numbers are like."""

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from xseg.engines.polars.nearest import CHUNK, nearest
from xseg.engines.polars.scores import scored
from xseg.tables import ClosedModel


def model_of(
    centres: NDArray[Any], shift: NDArray[Any], scale: NDArray[Any], impute: float | None = None
) -> ClosedModel:
    width = centres.shape[1]
    return ClosedModel(
        name="m",
        version="1",
        features=tuple(f"f{place}" for place in range(width)),
        impute=(impute,) * width,
        shift=tuple(shift.tolist()),
        scale=tuple(scale.tolist()),
        centres=tuple(map(tuple, centres.tolist())),
        labels=tuple(f"c{place}" for place in range(len(centres))),
    )


def assert_same(rows: pl.DataFrame, model: ClosedModel) -> None:
    fast = [f"c{code}" for code in nearest(rows, model).tolist()]
    slow = scored(rows, model).label.to_list()
    assert [one for one, other in zip(fast, slow, strict=True) if other is not None and one != other] == []


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.integers(1, 6), st.sampled_from([0.0, 1.0, 1e3, 1e9, -1e15]))
def test_where_numbers_are_tied_or_far_from_nought(seed: int, width: int, centres: int, away: float) -> None:
    rng = np.random.default_rng(seed)
    places = rng.integers(-2, 3, (centres, width)) / 2
    rows = (rng.integers(-4, 5, (300, width)) / 4 + away) * 1.0
    model = model_of(places, np.full(width, away), np.array(10.0) ** rng.integers(-3, 4, width))
    assert_same(pl.DataFrame(rows, schema=list(model.features)), model)


@pytest.mark.parametrize("kind", [pl.Float32, pl.Float64, pl.Int64, pl.Int128])
def test_many_rows_of_every_kind_of_number(kind: type[pl.DataType]) -> None:
    rng = np.random.default_rng(0)
    rows = pl.DataFrame(np.round(rng.normal(50, 20, (9 * CHUNK + 5, 4))), schema=[f"f{place}" for place in range(4)])
    model = model_of(rng.normal(0, 1, (7, 4)), np.full(4, 50.0), np.full(4, 20.0))
    assert_same(rows.cast(kind), model)
    assert_same(pl.concat([rows.cast(kind), rows.head(10).cast(kind)], rechunk=False), model)


def test_missing_and_huge_numbers() -> None:
    rows = pl.DataFrame({"f0": [1.0, None, 1e200, 1e308, -1e308, 3e38], "f1": [None, 2.0, 1.0, 1e308, 1.0, 0.0]})
    centres = np.array([[0.0, 0.0], [2.0, 2.0], [-1.0, 5.0]])
    assert_same(rows, model_of(centres, np.zeros(2), np.ones(2)))
    assert_same(rows, model_of(centres, np.zeros(2), np.ones(2), impute=1.5))
    assert_same(rows, model_of(centres[:1], np.zeros(2), np.ones(2)))


def test_more_centres_than_a_byte_counts() -> None:
    rng = np.random.default_rng(1)
    model = model_of(rng.normal(0, 1, (400, 2)), np.zeros(2), np.ones(2))
    assert_same(pl.DataFrame(rng.normal(0, 1, (2_000, 2)), schema=["f0", "f1"]), model)
    equal = model_of(np.ones((400, 2)), np.zeros(2), np.ones(2))
    assert_same(pl.DataFrame(rng.normal(0, 1, (200, 2)), schema=["f0", "f1"]), equal)
