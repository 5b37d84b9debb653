"""The law of engines: on every plan and every world the reference and Polars give the same answers, bit by bit."""

from collections.abc import Mapping
from typing import Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engines.worlds import World, numbered, snapshot
from tests.strategies.people import worlds
from tests.strategies.plans import MODEL, paths, plans
from xseg.engines import polars, reference
from xseg.plan.bind import Bound
from xseg.plan.nodes import Arithmetic, Attribute, Ref
from xseg.plan.plan import Builder, Plan
from xseg.project.types import NUMBER
from xseg.tables import Person

LENIENT = [
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.filter_too_much,
    HealthCheck.large_base_example,
]

SIGNS: tuple[Literal["+", "-", "*", "/"], ...] = ("+", "-", "*", "/")


def assert_agreement(world: World, plan: Plan, outputs: Mapping[str, Ref]) -> None:
    bound, models = Bound(plan, world.now, world.zone), {MODEL.name: MODEL}
    expected = reference.evaluate(bound, outputs, world.people, models=models)
    found = polars.evaluate(bound, outputs, snapshot(world), models=models)
    for person, row in zip(expected, found.select(list(outputs)).to_dicts(), strict=True):
        assert {name: repr(value) for name, value in row.items()} == {
            name: repr(value) for name, value in person.items()
        }


def test_arithmetic_of_numbers_agrees_down_to_the_sign_of_zero() -> None:
    known = [None, 0.0, -1.5, 3.0, 1e-200, -1.7e308]
    pairs = [{"left": left, "right": right} for left in known for right in known]
    people = numbered([Person(str(place), 0, pair, {}, frozenset(), ()) for place, pair in enumerate(pairs)])
    builder = Builder()
    left, right = builder.add(Attribute("left"), NUMBER), builder.add(Attribute("right"), NUMBER)
    outputs = {f"left {sign} right": builder.add(Arithmetic(sign, left, right), NUMBER) for sign in SIGNS}
    plan = Plan(tuple(builder.nodes), segments={}, traits=outputs, models={}, spans={})
    assert_agreement(World(people, 0, attributes={"left": NUMBER, "right": NUMBER}), plan, outputs)


@given(st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=LENIENT)
def test_the_reference_and_polars_agree(data: st.DataObject) -> None:
    world = data.draw(worlds(), label="world")
    plan, outputs = data.draw(plans(world.now), label="plan")
    assert_agreement(world, plan, outputs)


@given(st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=LENIENT)
def test_the_reference_and_polars_agree_on_paths(data: st.DataObject) -> None:
    world = data.draw(worlds(most=20), label="world")
    plan, outputs = data.draw(paths(world.now), label="plan")
    assert_agreement(world, plan, outputs)
