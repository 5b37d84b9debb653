"""What stands in for a missing value is what the definitions say; the attribute itself stays as it is."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor, fsum, isclose, sqrt
from statistics import median_low, mode

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles.place import LATE, MakePlace
from xseg.diagnostics import Sink, Source
from xseg.plan import Plan, fingerprint, lower
from xseg.profiles import people
from xseg.profiles.rows.spread import ceiling_below, floor_above, lower_value, spread
from xseg.profiles.snapshots.neighbours import mean_of_neighbours
from xseg.project.project import Project
from xseg.semantics import check
from xseg.syntax import parse_rule
from xseg.workflow.building import as_of

Numbers = Sequence[int | float | None]
whole = st.one_of(st.none(), st.integers(-3, 3), st.integers(-(10**15), 10**15))
double = st.one_of(st.none(), st.sampled_from([0.0, 0.5, 1.25, -2.0]), st.floats(-1e6, 1e6))


def coordinates(values: Numbers) -> list[int]:
    """Steps of 1/1024 of a deviation from the mean, as neighbours.py has them in words."""
    known = [value for value in values if value is not None]
    if not known:
        return [0] * len(values)
    mean = (sum(known) if isinstance(known[0], int) else fsum(known)) / len(known)
    exact = [Fraction(value) for value in known]
    middle = sum(exact) / len(exact)
    if isinstance(known[0], int):
        deviation = sqrt(sum(len(exact) ** 2 * (value - middle) ** 2 for value in exact) / len(exact))
        deviation = deviation / len(exact)
    else:
        deviation = sqrt(fsum((value - mean) ** 2 for value in known) / len(known))
    if not deviation:
        return [0] * len(values)
    return [0 if value is None else round(min(64, max(-64, (value - mean) / deviation)) * 1024) for value in values]


def neighbourly(values: Numbers, by: Sequence[Numbers]) -> list[int | float]:
    """Every value, missing ones filled in by brute force."""
    axes = [coordinates(axis) for axis in by]
    points = [tuple(axis[row] for axis in axes) for row in range(len(values))]
    donors = [row for row, value in enumerate(values) if value is not None]
    found: list[int | float] = []
    for row, value in enumerate(values):
        if value is not None:
            found.append(value)
            continue
        apart = {one: sum((a - b) ** 2 for a, b in zip(points[row], points[one], strict=True)) for one in donors}
        edge = sorted(apart.values())[min(5, len(donors)) - 1]
        near = [values[one] for one in donors if apart[one] <= edge]
        mean = Fraction(sum(Fraction(one) for one in near if one is not None)) / len(near)
        found.append(floor(mean + Fraction(1, 2)) if isinstance(values[donors[0]], int) else float(mean))
    return found


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_missing_number_is_the_mean_of_its_neighbours(data: st.DataObject) -> None:
    rows = data.draw(st.integers(1, 40))
    kinds = data.draw(st.lists(st.sampled_from([st.one_of(st.none(), st.integers(0, 4)), whole, double]), max_size=3))
    by = [data.draw(st.lists(kind, min_size=rows, max_size=rows)) for kind in kinds or [whole]]
    values = data.draw(st.lists(data.draw(st.sampled_from([whole, double])), min_size=rows, max_size=rows))
    if all(value is None for value in values):
        return
    type_ = pl.Int64 if isinstance(next(value for value in values if value is not None), int) else pl.Float64
    axes = [pl.Series(axis, dtype=pl.Float64 if float in map(type, axis) else pl.Int64) for axis in by]
    found = mean_of_neighbours(pl.Series("value", values, dtype=type_), axes, threads=1).to_list()
    for one, other in zip(found, neighbourly(values, by), strict=True):
        assert one == other or (isinstance(other, float) and isclose(one, other, rel_tol=1e-9, abs_tol=1e-9))


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_neighbours_do_not_depend_on_the_order_of_people(data: st.DataObject) -> None:
    rows = data.draw(st.integers(2, 30))
    table = pl.DataFrame(
        {name: data.draw(st.lists(double, min_size=rows, max_size=rows)) for name in ("value", "x", "y")},
        schema=dict.fromkeys(("value", "x", "y"), pl.Float64),
    ).with_row_index("row")
    if table.get_column("value").null_count() == rows:
        return
    mixed = table[data.draw(st.permutations(range(rows)))]
    one, other = (
        frame.with_columns(
            mean_of_neighbours(frame.get_column("value"), [frame.get_column("x"), frame.get_column("y")], threads=1)
        )
        for frame in (table, mixed)
    )
    assert one.equals(other.sort("row"))


def test_more_ties_than_are_looked_at_first_are_all_neighbours() -> None:
    corners = [(x, y) for x in (-30, 30) for y in range(-30, 31)] + [(x, y) for y in (-30, 30) for x in range(-29, 30)]
    circle = [(x, y) for x in range(-70, 71) for y in range(-70, 71) if x * x + y * y == 65**2]
    assert len(circle) > 16
    people_ = [
        (0, 0, None),
        *((x, y, i) for i, (x, y) in enumerate(circle)),
        *((5 * x, 5 * y, 900) for x, y in corners),
    ]
    value, x, y = (pl.Series([row[place] for row in people_], dtype=pl.Int64) for place in (2, 0, 1))
    expected = neighbourly(value.to_list(), [x.to_list(), y.to_list()])
    assert mean_of_neighbours(value, [x, y], threads=1).to_list() == expected


@given(st.lists(st.integers(-(10**15), 10**15), min_size=1), st.fractions(0, 5, max_denominator=1000))
def test_fences_by_deviation_are_exact(values: list[int], factor: Fraction) -> None:
    found = spread(pl.Series(values, dtype=pl.Int64))
    mean = Fraction(sum(values), len(values))
    variance = sum((value - mean) ** 2 for value in values) / len(values)
    high, low = floor_above(found, factor), ceiling_below(found, factor)

    def inside(value: int) -> bool:
        return (value - mean) ** 2 <= factor**2 * variance

    assert inside(high) or high < mean
    assert not inside(high + 1) or high + 1 <= mean
    assert inside(low) or low > mean
    assert not inside(low - 1) or low - 1 >= mean


@given(st.lists(st.integers(0, 9), min_size=1))
def test_of_two_middle_values_the_lower_is_the_median(values: list[int]) -> None:
    assert lower_value(pl.Series(sorted(values)), Fraction(1, 2)) == median_low(values)


CRM = """
[identity]
keys = ["id"]
[[sources]]
name = "crm"
kind = "profiles"
path = "crm.csv"
keys = { id = "id" }
updated_at = { column = "at", timezone = "UTC" }
[sources.attributes]
income = { type = "decimal", impute = IMPUTE }
age = "integer"
tier = { type = "category", impute = "mode" }
flag = { type = "boolean", impute = { constant = true } }
born = { type = "date", impute = "median" }
"""
FILES = {
    "crm.csv": "id,at,income,age,tier,flag,born\n"
    "1,2025-01-01,10,30,gold,,1990-01-01\n"
    "2,2025-01-01,20,,silver,no,\n"
    "3,2025-01-01,,31,gold,,1980-01-01\n"
    "4,2025-01-01,40,33,silver,,\n"
    "5,2025-06-01,90,60,,,1970-01-01\n"
}


def plan_of(project: Project, rule: str) -> Plan:
    sink = Sink()
    parsed = parse_rule(Source("rule", rule), sink)
    assert parsed is not None
    program = check(project, [], sink, rules={"rule": parsed})
    assert not sink.failed, [found.message for found in sink]
    return lower(program)


def beside(place: MakePlace, impute: str, rule: str, *, now: int = LATE) -> list[object]:
    """The column that the rule reads."""
    shop = place(CRM.replace("IMPUTE", impute), FILES)
    shop.built()
    snapshot = as_of(shop.project, plan_of(shop.project, rule), now=now)
    (column,) = [name for name in snapshot.profiles.columns if name.startswith("@imputed.")]
    attribute = column.removeprefix("@imputed.")
    untouched = shop.snapshot(now).profiles
    assert snapshot.profiles.get_column(attribute).equals(untouched.get_column(attribute))
    return snapshot.profiles.get_column(column).to_list()


@pytest.mark.parametrize(
    ("impute", "income"),
    [
        ('"median"', [1000, 2000, 2000, 4000, 9000]),
        ('"mode"', [1000, 2000, 1000, 4000, 9000]),
        ("{ constant = 0.5 }", [1000, 2000, 50, 4000, 9000]),
        ('"knn"', [1000, 2000, 4000, 4000, 9000]),
    ],
)
def test_the_column_beside_has_the_known_value_or_what_stands_in(
    place: MakePlace, impute: str, income: list[int]
) -> None:
    assert beside(place, impute, "imputed(income) > 3") == income


def test_modes_take_the_smaller_and_dates_have_a_median(place: MakePlace) -> None:
    assert beside(place, '"mode"', 'imputed(tier) == "gold"') == ["gold", "silver", "gold", "silver", "gold"]
    assert mode(["gold", "silver", "gold", "silver"]) == "gold"
    assert beside(place, '"mode"', "imputed(flag) is true") == [True, False, True, True, True]
    assert beside(place, '"mode"', "imputed(born) before 2000-01-01") == [7305, 3652, 3652, 3652, 0]


def test_only_people_who_exist_at_now_are_counted(place: MakePlace) -> None:
    spring = 1_740_787_200_000_000  # 2025-03-01
    assert beside(place, '"median"', "imputed(income) > 3", now=spring) == [1000, 2000, 2000, 4000]
    assert beside(place, '"median"', "imputed(born) before 2000-01-01", now=spring) == [7305, 3652, 3652, 3652]


def test_the_reference_sees_what_the_engine_sees(place: MakePlace) -> None:
    shop = place(CRM.replace("IMPUTE", '"median"'), FILES)
    shop.built()
    snapshot = as_of(shop.project, plan_of(shop.project, "imputed(income) > 3"), now=LATE)
    seen = [person.attributes["@imputed.income"] for person in people(shop.project, snapshot)]
    assert seen == snapshot.profiles.get_column("@imputed.income").to_list()


def test_another_way_of_imputing_is_another_plan(place: MakePlace) -> None:
    prints = set()
    for impute in ('"median"', '"mode"', "{ constant = 0 }", "{ constant = 1 }"):
        plan = plan_of(place(CRM.replace("IMPUTE", impute), FILES).project, "imputed(income) > 3")
        prints.add(fingerprint(plan, plan.segments["rule"]))
    assert len(prints) == 4
