"""What becomes of a version in force: stale when a feature is defined otherwise, replaced only through its gates."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from xseg.models import changed_features
from xseg.models.gates import check_gates, relabelled
from xseg.project.model import GateDeclaration, ModelDeclaration

Declare = Callable[..., ModelDeclaration]


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
def test_a_gate_holds_up_to_its_share_and_no_further(declare: Declare, moved: int, holds: bool) -> None:
    declaration = declare(2, gates=(GateDeclaration(15), GateDeclaration(2_000, 2)))
    results = check_gates(declaration, ["a"] * 100, ["b"] * moved + ["a"] * (100 - moved))
    assert [result.holds for result in results] == [holds, True]
    assert results[0].measured == Fraction(moved, 100)
