"""PSI and KS find a shift of a standard deviation, its direction, and nothing where nothing moved."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ks_2samp

from xseg.measure.shifts import LEAST, direction, ks, psi, shift
from xseg.models.baseline import quantiles
from xseg.models.matrix import Column

RNG = np.random.default_rng(7)


def sketch_of(values: Column) -> Column:
    return np.array(quantiles([values], np.arange(len(values)))[0])


def test_a_shift_by_one_standard_deviation_is_a_large_psi_upwards() -> None:
    then = RNG.normal(size=20_000)
    found = shift("f", sketch_of(then), RNG.normal(loc=1.0, size=20_000), missing_then=0.0)
    assert found.psi is not None
    assert found.ks is not None
    assert found.psi == pytest.approx(0.95, abs=0.15)  # the exact value for normals is 1, tails binned away
    assert found.ks == pytest.approx(0.383, abs=0.02)
    assert found.direction == "up"


def test_the_same_world_drawn_again_is_no_drift() -> None:
    found = shift("f", sketch_of(RNG.normal(size=20_000)), RNG.normal(size=20_000), missing_then=0.0)
    assert found.psi is not None
    assert found.ks is not None
    assert found.psi < 0.01
    assert found.ks < 0.03
    assert found.direction == "neither"


def test_a_feature_that_is_mostly_nought_is_measured_on_what_is_not() -> None:
    then = np.where(RNG.random(10_000) < 0.8, 0.0, RNG.poisson(5.0, 10_000) + 1.0)
    more = np.where(RNG.random(10_000) < 0.5, 0.0, RNG.poisson(5.0, 10_000) + 1.0)
    assert psi(sketch_of(then), np.sort(then)) < 0.001
    assert psi(sketch_of(then), np.sort(more)) > 0.3
    assert direction(sketch_of(then), np.sort(more)) == "up"


def test_a_constant_that_stays_is_none_and_one_that_moves_is() -> None:
    sketch = sketch_of(np.zeros(500))
    assert psi(sketch, np.zeros(500)) == 0.0
    assert psi(sketch, np.ones(500)) > 5.0
    assert ks(sketch, np.ones(500)) == 1.0
    assert psi(sketch, np.full(500, -1.0)) > 5.0, "downwards as well as upwards"
    assert psi(sketch_of(np.full(500, 3.0)), np.zeros(500)) > 5.0


def test_a_feature_that_leaves_its_lowest_value_downwards_is_seen() -> None:
    then = np.where(RNG.random(10_000) < 0.8, 3.0, 7.0)
    now = np.where(RNG.random(10_000) < 0.8, 1.0, 7.0)
    assert psi(sketch_of(then), np.sort(then)) < 0.001
    assert psi(sketch_of(then), np.sort(now)) > 5.0


def test_a_wider_spread_has_no_direction() -> None:
    found = shift("f", sketch_of(RNG.normal(size=20_000)), RNG.normal(scale=3.0, size=20_000), missing_then=0.0)
    assert found.direction == "neither"
    assert found.psi is not None
    assert found.psi > 0.2


def test_few_values_are_not_judged_but_what_is_missing_is() -> None:
    values = np.full(1_000, np.nan)
    values[: LEAST - 1] = 5.0
    found = shift("f", sketch_of(RNG.normal(size=1_000)), values, missing_then=0.1)
    assert (found.psi, found.ks) == (None, None)
    assert found.missing_now == pytest.approx(0.901)


@given(st.lists(st.integers(0, 40), min_size=LEAST, max_size=600), st.lists(st.integers(0, 40), min_size=LEAST))
def test_ks_is_that_of_scipy_but_for_what_the_sketch_rounds(then: list[int], now: list[int]) -> None:
    first, second = np.array(then, dtype=np.float64), np.sort(np.array(now, dtype=np.float64))
    exact = ks_2samp(first, second, method="asymp").statistic
    assert ks(sketch_of(first), second) == pytest.approx(exact, abs=0.002)
