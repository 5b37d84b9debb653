"""Each value operation, on a few people whose answers are worked out by hand."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.engines.sketch import Sketch, answers
from tests.engines.worlds import World, numbered
from xseg.plan.bind import DAY_ZERO, to_micros
from xseg.plan.nodes import (
    Absolute,
    Align,
    Arithmetic,
    Coalesce,
    Compare,
    Domain,
    Folded,
    If,
    Length,
    LocalDate,
    PartOf,
    Recorded,
    TimePart,
    ToNumber,
    YearsBetween,
)
from xseg.project.types import (
    BOOLEAN,
    DATE,
    DURATION,
    INTEGER,
    NUMBER,
    TEXT,
    TIMESTAMP,
    ExactType,
    ListType,
    Type,
    decimal,
)
from xseg.tables import Person
from xseg.tables.person import Value

BERLIN = ZoneInfo("Europe/Berlin")


def world(type_: Type, *values: Value, **others: tuple[Type, list[Value]]) -> World:
    """One person a value of the attribute `x`, and other attributes beside it."""
    columns = {"x": (type_, list(values))} | others
    people = [
        Person(f"p{place}", 0, {name: column[place] for name, (_, column) in columns.items()})
        for place in range(len(values))
    ]
    return World(numbered(people), 0, BERLIN, {name: type_ for name, (type_, _) in columns.items()})


def day(year: int, month: int, day_: int) -> int:
    return (date(year, month, day_) - DAY_ZERO).days


def at(*wall: int, fold: int = 0) -> int:
    return to_micros(datetime(*wall, tzinfo=BERLIN, fold=fold))  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("operator", "expected"),
    [("+", [8, None, None]), ("-", [2, None, None]), ("*", [15, None, None])],
)
def test_exact_arithmetic_is_missing_where_an_operand_is(operator: str, expected: list[Value]) -> None:
    sketch = Sketch()
    x, y = sketch.attribute("x", INTEGER), sketch.attribute("y", INTEGER)
    ref = sketch.add(Arithmetic(operator, x, y), ExactType(0, 30))  # type: ignore[arg-type]
    assert answers(world(INTEGER, 5, None, 4, y=(INTEGER, [3, 3, None])), sketch, ref) == expected


def test_exact_products_keep_all_their_digits() -> None:
    sketch = Sketch()
    x = sketch.attribute("x", INTEGER)
    square = sketch.add(Arithmetic("*", x, x), ExactType(0, 30))
    ref = sketch.add(Arithmetic("+", square, sketch.value(1, ExactType(0, 1))), ExactType(0, 31))
    assert answers(world(INTEGER, 10**15, -(10**15)), sketch, ref) == [10**30 + 1, 10**30 + 1]


@pytest.mark.parametrize(
    ("operator", "left", "right", "expected"),
    [
        ("/", 1.0, 4.0, 0.25),
        ("/", 1.0, 0.0, None),
        ("/", 0.0, 0.0, None),
        ("*", 1e200, 1e200, None),
        ("-", -1e308, 1e308, None),
        ("+", 0.1, 0.2, 0.30000000000000004),
        ("/", 1e-300, 1e300, 0.0),
    ],
)
def test_numbers_are_doubles_and_what_is_not_finite_is_missing(
    operator: str, left: float, right: float, expected: float | None
) -> None:
    sketch = Sketch()
    x, y = sketch.attribute("x", NUMBER), sketch.attribute("y", NUMBER)
    ref = sketch.add(Arithmetic(operator, x, y), NUMBER)  # type: ignore[arg-type]
    assert answers(world(NUMBER, left, y=(NUMBER, [right])), sketch, ref) == [expected]


def test_minus_zero_is_zero() -> None:
    sketch = Sketch()
    x = sketch.attribute("x", NUMBER)
    ref = sketch.add(Arithmetic("*", x, sketch.value(-1.0, NUMBER)), NUMBER)
    (found,) = answers(world(NUMBER, 0.0), sketch, ref)
    assert str(found) == "0.0"


def test_a_date_less_a_date_is_a_number_of_days() -> None:
    sketch = Sketch()
    ref = sketch.add(Arithmetic("-", sketch.value(day(2025, 3, 1), DATE), sketch.attribute("x", DATE)), INTEGER)
    assert answers(world(DATE, day(2024, 3, 1), None, day(2025, 3, 2)), sketch, ref) == [365, None, -1]


def test_a_timestamp_less_a_timestamp_is_an_exact_duration() -> None:
    sketch = Sketch()
    x, y = sketch.attribute("x", TIMESTAMP), sketch.attribute("y", TIMESTAMP)
    ref = sketch.add(Arithmetic("-", x, y), DURATION)
    assert answers(world(TIMESTAMP, 7, 7, y=(TIMESTAMP, [9, None])), sketch, ref) == [-2, None]


def test_an_exact_value_at_a_larger_scale_has_more_units() -> None:
    sketch = Sketch()
    ref = sketch.add(Align(sketch.attribute("x", INTEGER), 10**20), ExactType(20, 35))
    assert answers(world(INTEGER, 3, None), sketch, ref) == [3 * 10**20, None]


def test_an_exact_value_as_a_number_is_its_units_over_a_power_of_ten() -> None:
    sketch = Sketch()
    ref = sketch.add(ToNumber(sketch.attribute("x", decimal()), 2), NUMBER)
    assert answers(world(decimal(), 115, -1, None), sketch, ref) == [1.15, -0.01, None]


def test_absolute_values_lose_their_sign() -> None:
    sketch = Sketch()
    wide = sketch.add(Align(sketch.attribute("x", INTEGER), 10**10), ExactType(10, 25))
    assert answers(world(INTEGER, -3, 3, None), sketch, sketch.add(Absolute(wide), ExactType(10, 25))) == [
        3 * 10**10,
        3 * 10**10,
        None,
    ]


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (at(2025, 6, 1, 0, 0), day(2025, 6, 1)),
        (at(2025, 6, 1, 0, 0) - 1, day(2025, 5, 31)),
        (at(1950, 7, 1, 0, 0), day(1950, 7, 1)),
        (at(1900, 1, 1, 0, 0), day(1900, 1, 1)),
        (at(2199, 7, 1, 0, 0), day(2199, 7, 1)),
        (at(2199, 7, 1, 0, 0) - 1, day(2199, 6, 30)),
        (None, None),
    ],
)
def test_the_local_date_is_the_day_on_the_projects_clock(instant: int | None, expected: int | None) -> None:
    sketch = Sketch()
    ref = sketch.add(LocalDate(sketch.attribute("x", TIMESTAMP)), DATE)
    assert answers(world(TIMESTAMP, instant, 0), sketch, ref) == [expected, 0]


@pytest.mark.parametrize(
    ("part", "instant", "expected"),
    [
        ("year", at(2024, 12, 31, 23, 30), 2024),
        ("year", at(2025, 1, 1, 0, 30), 2025),
        ("month", at(2025, 7, 1, 0, 30), 7),
        ("day_of_month", at(2025, 7, 1, 0, 30), 1),
        ("hour", at(2025, 3, 30, 1, 59), 1),
        ("hour", at(2025, 3, 30, 1, 59) + 60_000_000, 3),
        ("hour", at(2025, 10, 26, 2, 30), 2),
        ("hour", at(2025, 10, 26, 2, 30) + 3_600_000_000, 2),
        ("hour", at(1930, 7, 1, 0, 30), 0),
        ("weekday", at(2025, 6, 1, 0, 0), "sun"),
        ("weekday", at(1969, 12, 31, 23, 0), "wed"),
        ("weekday", None, None),
    ],
)
def test_parts_of_a_timestamp_are_told_on_the_projects_clock(
    part: TimePart, instant: int | None, expected: Value
) -> None:
    sketch = Sketch()
    ref = sketch.add(
        PartOf(part, sketch.attribute("x", TIMESTAMP), of_date=False), TEXT if part == "weekday" else INTEGER
    )
    assert answers(world(TIMESTAMP, instant), sketch, ref) == [expected]


@pytest.mark.parametrize(
    ("part", "expected"),
    [("year", [1968, None]), ("month", [2, None]), ("day_of_month", [29, None]), ("weekday", ["thu", None])],
)
def test_parts_of_a_date(part: TimePart, expected: list[Value]) -> None:
    sketch = Sketch()
    ref = sketch.add(PartOf(part, sketch.attribute("x", DATE), of_date=True), TEXT if part == "weekday" else INTEGER)
    assert answers(world(DATE, day(1968, 2, 29), None), sketch, ref) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (day(2000, 5, 10), day(2025, 5, 10), 25),
        (day(2000, 5, 10), day(2025, 5, 9), 24),
        (day(2000, 2, 29), day(2025, 2, 28), 25),
        (day(2000, 2, 29), day(2025, 2, 27), 24),
        (day(2000, 2, 29), day(2024, 2, 28), 23),
        (day(2000, 5, 10), day(2000, 5, 9), -1),
        (day(2000, 5, 10), None, None),
        (None, day(2000, 5, 10), None),
    ],
)
def test_years_between_are_birthdays_had(start: int | None, end: int | None, expected: int | None) -> None:
    sketch = Sketch()
    x, y = sketch.attribute("x", DATE), sketch.attribute("y", DATE)
    ref = sketch.add(YearsBetween(x, y), INTEGER)
    assert answers(world(DATE, start, y=(DATE, [end])), sketch, ref) == [expected]


def test_length_counts_code_points_and_elements() -> None:
    sketch = Sketch()
    text = sketch.add(Length(sketch.attribute("x", TEXT), of_list=False), INTEGER)
    assert answers(world(TEXT, "größe", "👍🏽", None), sketch, text) == [5, 2, None]
    many = ListType(TEXT)
    elements = sketch.add(Length(sketch.attribute("x", many), of_list=True), INTEGER)
    assert answers(world(many, ("a", "b"), None), sketch, elements) == [2, None]


def test_folded_texts_are_folded_as_python_folds() -> None:
    sketch = Sketch()
    ref = sketch.add(Folded(sketch.attribute("x", TEXT)), TEXT)
    assert answers(world(TEXT, "STRASSE", "Straße", "ΣΑΣ", None), sketch, ref) == ["strasse", "strasse", "σασ", None]


def test_the_domain_stands_behind_the_last_at_sign() -> None:
    sketch = Sketch()
    ref = sketch.add(Domain(sketch.attribute("x", TEXT)), TEXT)
    found = answers(world(TEXT, "a@B.Example", "a@b@C.example", "none", "a@", None), sketch, ref)
    assert found == ["b.example", "c.example", None, None, None]


def test_coalesce_takes_the_first_known() -> None:
    sketch = Sketch()
    ref = sketch.add(Coalesce((sketch.attribute("x", TEXT), sketch.attribute("y", TEXT))), TEXT)
    assert answers(world(TEXT, "a", None, None, y=(TEXT, ["b", "b", None])), sketch, ref) == ["a", "b", None]


def test_if_takes_the_chosen_branch_alone() -> None:
    sketch = Sketch()
    x = sketch.attribute("x", INTEGER)
    large = sketch.add(Compare(">", x, sketch.value(3, INTEGER)), BOOLEAN)
    ref = sketch.add(If(large, x, sketch.value(None, INTEGER)), INTEGER)
    assert answers(world(INTEGER, 5, 3, None), sketch, ref) == [5, None, None]


def test_recorded_times_stand_in_profiles() -> None:
    sketch = Sketch()
    ref = sketch.add(Recorded("entered", "vip"), TIMESTAMP)
    kept: dict[str, tuple[Type, list[Value]]] = {"@entered.vip": (TIMESTAMP, [5, None])}
    assert answers(world(TIMESTAMP, 1, 2, **kept), sketch, ref) == [5, None]


def test_a_recorded_time_that_is_not_kept_is_refused() -> None:
    sketch = Sketch()
    ref = sketch.add(Recorded("changed", "tier"), TIMESTAMP)
    with pytest.raises(AssertionError, match=r"@changed\.tier"):
        answers(world(TIMESTAMP, 1), sketch, ref)
