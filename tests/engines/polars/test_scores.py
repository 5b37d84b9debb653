"""Scores of a closed model: labels, confidence and distance as its formulas say."""

import pytest

from tests.engines.polars.test_operations import world
from tests.engines.sketch import Sketch, answers
from xseg.plan.nodes import Ranked, Score
from xseg.project.types import NUMBER, TEXT
from xseg.tables import ClosedModel
from xseg.tables.person import Value

MODEL = ClosedModel(
    "m", "1", ("x", "y"), (None, 2.0), (0.0, 2.0), (1.0, 2.0), ((0.0, 0.0), (3.0, 4.0)), ("near", "far")
)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("label", ["near", "far", "near", None, "near"]),
        ("distance", [0.0, 0.0, 0.0, None, 2.5]),
        ("confidence", [1.0, 1.0, 1.0, None, 0.0]),
    ],
)
def test_the_nearest_centre_scores(output: str, expected: list[Value]) -> None:
    sketch = Sketch()
    x, y = sketch.attribute("x", NUMBER), sketch.attribute("y", NUMBER)
    ref = sketch.add(Score("m", output, (x, y)), TEXT if output == "label" else NUMBER)  # type: ignore[arg-type]
    here = world(NUMBER, 0.0, 3.0, 0.0, None, 1.5, y=(NUMBER, [2.0, 10.0, None, 1.0, 6.0]))
    assert answers(here, sketch, ref, models={"m": MODEL}) == expected


@pytest.mark.parametrize(
    ("centres", "expected"), [(((1.0,),), [1.0, 1.0]), (((1.0,), (1.0,)), [0.0, 0.0]), (((0.0,), (3.0,)), [0.5, 1.0])]
)
def test_confidence_is_certain_with_one_centre_and_none_between_equal_ones(
    centres: tuple[tuple[float, ...], ...], expected: list[float]
) -> None:
    sketch = Sketch()
    ref = sketch.add(Score("m", "confidence", (sketch.attribute("x", NUMBER),)), NUMBER)
    model = ClosedModel("m", "1", ("x",), (None,), (0.0,), (1.0,), centres, tuple("abc"[: len(centres)]))
    assert answers(world(NUMBER, 1.0, 3.0), sketch, ref, models={"m": model}) == expected


def test_confidence_may_be_ranked() -> None:
    sketch = Sketch()
    confidence = sketch.add(Score("m", "confidence", (sketch.attribute("x", NUMBER),)), NUMBER)
    ref = sketch.test(Ranked(confidence, "top", 1, 0, False, None))
    model = ClosedModel("m", "1", ("x",), (None,), (0.0,), (1.0,), ((0.0,), (4.0,)), ("a", "b"))
    assert answers(world(NUMBER, 1.0, 2.0, 0.5), sketch, ref, models={"m": model}) == [False, False, True]


def test_a_model_without_a_version_in_force_is_refused() -> None:
    sketch = Sketch()
    ref = sketch.add(Score("m", "label", (sketch.attribute("x", NUMBER),)), TEXT)
    with pytest.raises(AssertionError, match="no version of m"):
        answers(world(NUMBER, 1.0), sketch, ref)
