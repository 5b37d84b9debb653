"""A group becomes a rule whose numbers are short, whose gaps are said, and which lets in whom the tree lets in."""

import numpy as np
import polars as pl
import pytest

from xseg.measure.differences import differences, named
from xseg.measure.rules import Trait, rule_for, threshold, traits_of
from xseg.models.leaves import boxes
from xseg.models.matrix import Column
from xseg.project.types import BOOLEAN, CategoryType, ExactType, TextType, Type

RNG = np.random.default_rng(3)
SPEND = np.round(RNG.gamma(2.0, 100.0, 4_000), 2)


def number(name: str, values: Column) -> Trait:
    return Trait(name, np.asarray(values, dtype=np.float64), "number")


def test_one_threshold_is_found_and_written_short() -> None:
    rule = rule_for([number("spend", SPEND)], SPEND > 500, least=10)
    assert rule is not None
    name, sign, value = rule.split()
    assert (name, sign) == ("spend", ">")
    assert np.array_equal(float(value) < SPEND, SPEND > 500)
    assert len(value) <= 5


def test_those_without_a_value_are_said_on_the_low_side_only() -> None:
    values = SPEND.copy()
    values[::4] = np.nan
    low = np.nan_to_num(values, nan=0.0) <= 100
    rule = rule_for([number("spend", values)], low, least=10)
    assert rule is not None
    assert rule.startswith("(spend <= ")
    assert rule.endswith(" or spend is missing)")
    assert rule_for([number("spend", values)], np.isnan(values), least=10) == "spend is missing"
    assert rule_for([number("spend", values)], ~np.isnan(values), least=10) == "spend is known"


def test_categories_and_truth_values_are_written_as_the_language_has_them() -> None:
    table = pl.DataFrame(
        {
            "tier": ["gold", "silver", None, "gold"] * 500,
            "moved": [True, False, True, None] * 500,
            "note": ["a", "b", "c", "d"] * 500,
            "cents": list(range(2_000)),
        }
    )
    types: dict[str, Type] = {
        "tier": CategoryType(None),
        "moved": BOOLEAN,
        "note": TextType(),
        "cents": ExactType(2, 12),
    }
    traits = traits_of(table, types)
    assert [trait.shown for trait in traits] == ['tier is "gold"', 'tier is "silver"', "moved", "cents"]
    assert traits[-1].values[150] == 1.5
    gold = (table.get_column("tier") == "gold").fill_null(False).to_numpy()
    assert rule_for(traits, gold, least=10) == 'tier == "gold"'
    moved = table.get_column("moved").fill_null(False).to_numpy()
    assert rule_for(traits, moved, least=10) == "moved is true"
    assert rule_for(traits, ~moved, least=10) == "(moved is false or moved is missing)"
    assert rule_for(traits, ~gold, least=10) == '(tier != "gold" or tier is missing)'


def test_what_says_nothing_is_no_rule() -> None:
    assert rule_for([number("spend", np.zeros(500))], SPEND[:500] > 200, least=10) is None
    assert rule_for([], SPEND > 200, least=10) is None
    assert boxes(SPEND[:, np.newaxis], np.ones(len(SPEND), dtype=np.bool_), least=10) == ()


@pytest.mark.parametrize(
    ("at", "below", "above", "told"),
    [(11.5, 11, 12, "11"), (500.3, 499.9, 500.7, "500"), (0.5, 0, 1, "0"), (1187.5, 900, 1475, "1000")],
)
def test_thresholds_are_the_shortest_number_in_the_gap(at: float, below: float, above: float, told: str) -> None:
    assert threshold(number("x", np.array([below - 1, below, above, above + 1])), at) == told


def test_no_leaf_is_smaller_than_the_smallest_group() -> None:
    rare = np.zeros(2_000, dtype=np.bool_)
    rare[:5] = True
    unique = np.arange(2_000.0)
    for box in boxes(unique[:, np.newaxis], rare, least=50):
        held = np.ones(2_000, dtype=np.bool_)
        for bound in box:
            held &= unique > (bound.low if bound.low is not None else -np.inf)
            held &= unique <= (bound.high if bound.high is not None else np.inf)
        assert held.sum() >= 50


def test_a_name_is_made_of_what_differs_most() -> None:
    group = SPEND > 400
    traits = [number("total_spend", SPEND), number("noise", RNG.normal(size=4_000)), number("age", -SPEND / 2)]
    found = differences(traits, group, most=5, least=10)
    assert [one.trait for one in found] == ["age", "total_spend"]
    assert named(found) == "low age, high total spend"
    assert named(()) == "like everybody"


def test_no_mean_rests_on_fewer_people_than_may_be_told() -> None:
    group = SPEND > 400
    known = np.flatnonzero(group)[:9]
    values = np.where(group, np.nan, SPEND)
    values[known] = SPEND[known]
    assert differences([number("total_spend", values)], group, most=5, least=10) == ()
    assert len(differences([number("total_spend", values)], group, most=5, least=9)) == 1
