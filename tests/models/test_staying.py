"""What becomes of a version in force: stale when a feature is defined otherwise, replaced only through its gates."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from xseg.models import TrainedModel
from xseg.models.definition import changed_features
from xseg.models.gates import Compared, Incomparable, SegmentMove, check_gates, relabelled
from xseg.project.model import GateDeclaration, ModelDeclaration

Declare = Callable[..., ModelDeclaration]
Fit = Callable[..., TrainedModel]
PAIR = np.concatenate([np.random.default_rng(0).normal(0, 1, (80, 2)), np.random.default_rng(1).normal(30, 1, (20, 2))])


@pytest.mark.parametrize(
    ("declared", "changed"),
    [
        ({"spend": "1", "visits": "2"}, ()),
        ({"visits": "2", "spend": "1"}, ()),
        ({"spend": "9", "visits": "2"}, ("spend",)),
        ({"spend": "1"}, ("visits",)),
        ({"spend": "1", "visits": "2", "age": "3"}, ("age",)),
        ({"age": "3", "spend": "9"}, ("spend", "visits", "age")),
    ],
)
def test_a_model_is_stale_when_a_feature_is_defined_otherwise(
    declared: dict[str, str], changed: tuple[str, ...]
) -> None:
    assert changed_features({"spend": "1", "visits": "2"}, declared) == changed


def test_who_gains_or_loses_a_label_is_relabelled() -> None:
    assert relabelled(["a", "b", None, "a", None], ["a", "c", "a", None, None]) == Fraction(3, 5)
    assert relabelled([], []) == 0


@pytest.mark.parametrize(("moved", "holds"), [(0, True), (15, True), (16, False)])
def test_a_gate_holds_up_to_its_share_and_no_further(declare: Declare, fit: Fit, moved: int, holds: bool) -> None:
    declaration = declare(2, clusters=2, gates=(GateDeclaration(15), GateDeclaration(2_000, 2)))
    compared = Compared(["a"] * 100, ["b"] * moved + ["a"] * (100 - moved))
    results = check_gates(declaration, fit(declaration, PAIR), compared)
    assert [result.holds for result in results] == [holds, True]
    assert results[0].told == f"{moved}.0% of all profiles would be relabelled"


@pytest.mark.parametrize(
    ("gate", "holds", "told"),
    [
        (GateDeclaration(5, 1, "silhouette"), True, "its silhouette is"),
        (GateDeclaration(99, 2, "silhouette"), False, "its silhouette is"),
        (GateDeclaration(20, 0, "smallest"), True, '"cluster_2" has 20.0% of the profiles'),
        (GateDeclaration(201, 1, "smallest"), False, '"cluster_2" has 20.0% of the profiles'),
        (GateDeclaration(measure="dissolved"), True, "no cluster would dissolve"),
        (GateDeclaration(30, 0, "segments"), True, "segment `vip` would move by 30.0%"),
        (GateDeclaration(29, 0, "segments"), False, "segment `vip` would move by 30.0%"),
    ],
)
def test_each_gate_is_measured_on_its_own(
    declare: Declare, fit: Fit, gate: GateDeclaration, holds: bool, told: str
) -> None:
    declaration = declare(2, clusters=2, gates=(gate,))
    segments = [SegmentMove("vip", 10, 1, 2), SegmentMove("all", 100, 3, 3)]
    (result,) = check_gates(declaration, fit(declaration, PAIR), Compared(["a"], ["a"], segments))
    assert result.holds is holds
    assert result.told.startswith(told)


def test_what_needs_no_comparison_is_measured_without_one(declare: Declare, fit: Fit) -> None:
    gates = tuple(GateDeclaration(5, 1, measure) for measure in ("relabelled", "segments", "silhouette", "smallest"))
    declaration = declare(2, clusters=2, gates=(*gates, GateDeclaration(measure="dissolved")))
    results = check_gates(declaration, fit(declaration, PAIR), Incomparable("for nobody knows"))
    assert [result.measured for result in results] == [False, False, True, True, False]
    assert [result.holds for result in results] == [False, False, True, True, False]
    assert results[0].told == "for nobody knows"
