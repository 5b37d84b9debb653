"""On made-up worlds: what moved is named, what stayed is not, and a fresh training is held against the version."""

import numpy as np
import polars as pl
import pytest

from tests.models.conftest import declared, trained_well
from xseg.measure.drift import Present, matched, measured
from xseg.measure.figures import ModelDrift
from xseg.models.matrix import Matrix
from xseg.project.model import DriftDeclaration, ModelDeclaration

CENTRES = np.array([[0.0, 0.0, 0.0], [8.0, 0.0, 3.0], [0.0, 8.0, 6.0]])
WEIGHTS = (0.5, 0.3, 0.2)


def world(seed: int, *, weights: tuple[float, ...] = WEIGHTS, rows: int = 3_000) -> Matrix:
    """Three groups far apart; the third feature says little."""
    rng = np.random.default_rng(seed)
    groups = rng.choice(3, rows, p=weights)
    return CENTRES[groups] + rng.normal(size=(rows, 3))


def drift(declaration: ModelDeclaration, then: Matrix, now: Matrix, *, shadow: bool = False) -> ModelDrift:
    trained = trained_well(declaration, then)
    fingerprints = {name: f"of {name}" for name in declaration.features}
    present = Present(pl.DataFrame(now, schema=list(declaration.features)), fingerprints)
    return measured(declaration, trained, present, version=1, now=9, shadow=shadow)


def test_the_same_world_drawn_again_crosses_nothing() -> None:
    found = drift(declared(3, clusters=3), world(1), world(2), shadow=True)
    assert found.crossings == ()
    assert found.shadow is not None
    assert found.shadow.agreed > 0.99
    assert found.shadow.rand > 0.98
    assert all(cluster.moved is not None and cluster.moved < 0.1 for cluster in found.clusters)


@pytest.mark.parametrize(("feature", "by", "way"), [(0, 1.0, "up"), (1, -1.0, "down"), (2, 1.0, "up")])
def test_a_feature_shifted_by_a_standard_deviation_is_named_with_its_direction(
    feature: int, by: float, way: str
) -> None:
    moved = world(2)
    moved[:, feature] += by * moved[:, feature].std()
    found = drift(declared(3, clusters=3), world(1), moved)
    named = [crossing for crossing in found.crossings if crossing.measure == "psi"]
    assert [crossing.of for crossing in named] == [f"f{feature}"]
    assert f"`f{feature}` moved {way}" in named[0].told


def test_a_cluster_that_grows_is_named() -> None:
    found = drift(declared(3, clusters=3), world(1), world(2, weights=(0.2, 0.3, 0.5)))
    shares = {crossing.of: crossing.told for crossing in found.crossings if crossing.measure == "share"}
    assert set(shares) == {"cluster_1", "cluster_3"}
    assert "shrank" in shares["cluster_1"]
    assert "grew" in shares["cluster_3"]


def test_groups_that_melt_lower_the_silhouette() -> None:
    melted = np.random.default_rng(5).normal(size=(2_000, 3)) * 3 + 2
    found = drift(declared(3, clusters=3), world(1), melted, shadow=True)
    assert "silhouette" in {crossing.measure for crossing in found.crossings}
    assert found.shadow is not None
    assert found.shadow.agreed < 0.9


EVERY = tuple(
    DriftDeclaration(measure, 1, 3)
    for measure in ("psi", "ks", "missing", "share", "centres", "distances", "silhouette")
)


def test_every_bound_of_the_block_is_judged_and_no_other() -> None:
    moved = world(2, weights=(0.3, 0.3, 0.4)) * 1.2
    moved[::7, 0] = np.nan
    declaration = declared(3, clusters=3, drift=(*EVERY, DriftDeclaration("agreement", 100)))
    found = drift(declaration, world(1), moved, shadow=True)
    assert {crossing.measure for crossing in found.crossings} >= {
        "psi", "ks", "missing", "share", "centres", "distances", "agreement"
    }  # fmt: skip
    only = drift(declared(3, clusters=3, drift=(DriftDeclaration("ks", 99, 2),)), world(1), moved)
    assert only.crossings == ()


def test_a_cluster_that_nobody_is_in_any_more_has_no_centre() -> None:
    found = drift(declared(3, clusters=3), world(1), world(2, weights=(0.6, 0.4, 0.0)))
    empty = next(cluster for cluster in found.clusters if cluster.label == "cluster_3")
    assert (empty.share_now, empty.moved) == (0.0, None)
    assert any("cluster_3" in crossing.told for crossing in found.crossings)


def test_the_same_groups_under_other_numbers_agree_wholly() -> None:
    one = np.array([0, 0, 1, 1, 2, -1])
    other = np.array([2, 2, 0, 0, 1, -1])
    assert matched(one, other) == 1.0
    assert matched(one, np.zeros(6, dtype=np.intp)) == pytest.approx(2 / 6)


def test_no_median_is_of_fewer_people_than_may_be_told() -> None:
    now = world(2, rows=200)
    now[9:, 0] = np.nan
    declaration = declared(3, clusters=3)
    fingerprints = {name: f"of {name}" for name in declaration.features}
    present = Present(pl.DataFrame(now, schema=list(declaration.features)), fingerprints, least=10)
    trained = trained_well(declaration, world(1))
    found = measured(declaration, trained, present, version=1, now=9, shadow=False)
    assert found.features[0].median_then is not None
    assert [one.median_now is None for one in found.features] == [True, False, False]
