"""Each predicate: true or false for everybody, whatever is missing."""

import polars as pl
import pytest

from tests.engines.polars.test_operations import day, world
from tests.engines.sketch import Sketch, answers
from tests.engines.worlds import World, numbered, snapshot
from xseg.engines.polars import expression
from xseg.plan.bind import Bound
from xseg.plan.nodes import (
    And,
    Anniversary,
    Arithmetic,
    Compare,
    Consent,
    Has,
    InRange,
    IsTrue,
    Known,
    Listed,
    Member,
    Not,
    OneOf,
    Or,
    Ranked,
    Sampled,
    TextTest,
)
from xseg.project.types import BOOLEAN, DATE, INTEGER, NUMBER, TEXT, ExactType, ListType
from xseg.tables import Person
from xseg.tables.person import Value
from xseg.tables.sample import SAMPLE_PRIME, sample_integers


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("==", [False, True, False, False, False]),
        ("<", [True, False, False, False, False]),
        ("<=", [True, True, False, False, False]),
        (">", [False, False, True, False, False]),
        (">=", [False, True, True, False, False]),
    ],
)
def test_comparisons_are_false_where_a_side_is_missing(operator: str, expected: list[bool]) -> None:
    sketch = Sketch()
    x, y = sketch.attribute("x", INTEGER), sketch.attribute("y", INTEGER)
    ref = sketch.test(Compare(operator, x, y))  # type: ignore[arg-type]
    assert answers(world(INTEGER, 1, 2, 3, None, 1, y=(INTEGER, [2, 2, 2, 2, None])), sketch, ref) == expected


def test_values_of_many_and_of_few_digits_compare() -> None:
    sketch = Sketch()
    x = sketch.attribute("x", INTEGER)
    ref = sketch.test(Compare("<", x, sketch.value(10**20, ExactType(0, 21))))
    assert answers(world(INTEGER, 10**15, None), sketch, ref) == [True, False]


def test_a_literal_compares_with_values_that_are_all_equal() -> None:
    sketch = Sketch()
    one, x = sketch.value(1.0, NUMBER), sketch.attribute("x", NUMBER)
    zero = sketch.add(Arithmetic("*", x, sketch.value(0.0, NUMBER)), NUMBER)
    assert answers(world(NUMBER, 5.0, 6.0), sketch, sketch.test(Compare(">", one, zero))) == [True, True]
    assert answers(world(NUMBER, 5.0, 6.0), sketch, sketch.test(Compare("==", one, zero))) == [False, False]
    same = sketch.test(Compare("==", one, x))
    users = pl.DataFrame({"y": [1, 2]}).with_columns(x=pl.lit(1.0))
    found = users.select(expression(Bound(sketch.plan(), 0, world(NUMBER).zone), same))
    assert found.height == 2


def test_negation_is_plain_so_missing_is_in() -> None:
    sketch = Sketch()
    same = sketch.test(Compare("==", sketch.attribute("x", TEXT), sketch.value("US", TEXT)))
    assert answers(world(TEXT, "US", "DE", None), sketch, sketch.test(Not(same))) == [False, True, True]


@pytest.mark.parametrize(
    ("low", "low_in", "high", "high_in", "expected"),
    [
        (1, True, 3, False, [True, True, False, False]),
        (1, False, 3, True, [False, True, True, False]),
        (None, False, 2, True, [True, True, False, False]),
        (2, True, None, False, [False, True, True, False]),
    ],
)
def test_ranges_have_ends_that_are_in_or_out(
    low: int | None, low_in: bool, high: int | None, high_in: bool, expected: list[bool]
) -> None:
    sketch = Sketch()
    x = sketch.attribute("x", INTEGER)
    least = None if low is None else sketch.value(low, INTEGER)
    most = None if high is None else sketch.value(high, INTEGER)
    ref = sketch.test(InRange(x, least, low_in, most, high_in))
    assert answers(world(INTEGER, 1, 2, 3, None), sketch, ref) == expected


def test_a_missing_end_of_a_range_is_false() -> None:
    sketch = Sketch()
    x, y = sketch.attribute("x", INTEGER), sketch.attribute("y", INTEGER)
    ref = sketch.test(InRange(x, y, True, None, False))
    assert answers(world(INTEGER, 5, 5, y=(INTEGER, [None, 5])), sketch, ref) == [False, True]


def test_one_of_knows_texts_numbers_and_nothing() -> None:
    sketch = Sketch()
    texts = sketch.test(OneOf(sketch.attribute("x", TEXT), ("a", "b")))
    assert answers(world(TEXT, "a", "c", None), sketch, texts) == [True, False, False]
    wide = sketch.test(OneOf(sketch.attribute("x", ExactType(0, 25)), (3, 10**20)))
    assert answers(world(ExactType(0, 25), 10**20, 4, None), sketch, wide) == [True, False, False]
    flags = sketch.test(OneOf(sketch.attribute("x", BOOLEAN), (True,)))
    assert answers(world(BOOLEAN, True, False, None), sketch, flags) == [True, False, False]
    none = sketch.test(OneOf(sketch.attribute("x", NUMBER), ()))
    assert answers(world(NUMBER, 1.0, None), sketch, none) == [False, False]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("contains", ".b", [False, True, False]),
        ("starts with", "a", [True, True, False]),
        ("ends with", "é", [True, False, False]),
    ],
)
def test_text_tests_are_literal_and_exact_in_case(kind: str, text: str, expected: list[bool]) -> None:
    sketch = Sketch()
    ref = sketch.test(TextTest(kind, sketch.attribute("x", TEXT), text))  # type: ignore[arg-type]
    assert answers(world(TEXT, "axbé", "a.b", None), sketch, ref) == expected


def test_lists_have_any_or_all() -> None:
    sketch = Sketch()
    many = ListType(TEXT)
    x = sketch.attribute("x", many)
    here = world(many, ("a",), ("a", "b"), ("c",), None)
    assert answers(here, sketch, sketch.test(Has(x, "any", ("a", "b")))) == [True, True, False, False]
    assert answers(here, sketch, sketch.test(Has(x, "all", ("a", "b")))) == [False, True, False, False]


def test_known_and_true() -> None:
    sketch = Sketch()
    x = sketch.attribute("x", BOOLEAN)
    here = world(BOOLEAN, True, False, None)
    assert answers(here, sketch, sketch.test(Known(x))) == [True, True, False]
    assert answers(here, sketch, sketch.test(IsTrue(x))) == [True, False, False]


@pytest.mark.parametrize(
    ("born", "low", "high", "expected"),
    [
        (day(1990, 6, 5), day(2025, 6, 1), day(2025, 6, 7), True),
        (day(1990, 6, 8), day(2025, 6, 1), day(2025, 6, 7), False),
        (day(1990, 6, 1), day(2025, 6, 1), day(2025, 6, 1), True),
        (day(1990, 1, 2), day(2025, 12, 28), day(2026, 1, 4), True),
        (day(1990, 12, 30), day(2025, 12, 28), day(2026, 1, 4), True),
        (day(1992, 2, 29), day(2025, 2, 28), day(2025, 2, 28), True),
        (day(1992, 2, 29), day(2025, 3, 1), day(2025, 3, 1), False),
        (day(1992, 2, 29), day(2028, 2, 28), day(2028, 2, 28), False),
        (day(1992, 2, 29), day(2028, 2, 29), day(2028, 2, 29), True),
        (day(2025, 6, 5), day(2025, 6, 1), day(2025, 6, 7), False),
        (day(2024, 6, 5), day(2025, 6, 1), day(2025, 6, 7), True),
        (day(2030, 6, 5), day(2025, 6, 1), day(2025, 6, 7), False),
        (day(1990, 6, 5), None, day(1991, 6, 4), False),
        (day(1990, 6, 5), None, day(1991, 6, 5), True),
        (day(1990, 6, 5), day(2025, 6, 6), None, True),
        (None, day(2025, 6, 1), day(2025, 6, 7), False),
    ],
)
def test_an_anniversary_is_a_return_in_a_later_year(
    born: int | None, low: int | None, high: int | None, expected: bool
) -> None:
    sketch = Sketch()
    least = None if low is None else sketch.value(low, DATE)
    most = None if high is None else sketch.value(high, DATE)
    ref = sketch.test(Anniversary(sketch.attribute("x", DATE), least, most))
    assert answers(world(DATE, born), sketch, ref) == [expected]


def test_consents_and_lists_are_columns() -> None:
    people = numbered(
        [
            Person("a", 0, consents={"mail": True}, lists=frozenset({"staff"})),
            Person("b", 0, consents={"mail": False}),
        ]
    )
    here = World(people, 0, purposes=("mail",), lists=("staff",))
    sketch = Sketch()
    assert answers(here, sketch, sketch.test(Consent("mail"))) == [True, False]
    assert answers(here, sketch, sketch.test(Listed("staff"))) == [True, False]


def test_a_sample_takes_who_falls_below_its_limit() -> None:
    here = World(numbered([Person(f"p{place}", 0) for place in range(50)]), 0)
    a, b, c, limit = SAMPLE_PRIME - 1, 12_345, 678, SAMPLE_PRIME // 3
    sketch = Sketch()
    expected = []
    for person in here.people:
        first, second = sample_integers(person.id)
        expected.append((a * first + b * second + c) % SAMPLE_PRIME < limit)
    assert answers(here, sketch, sketch.test(Sampled(a, b, c, limit))) == expected
    assert 5 < sum(expected) < 30


@pytest.mark.parametrize(("left", "right"), [(True, True), (True, False), (False, False)])
def test_and_or_member_and_literals(left: bool, right: bool) -> None:
    sketch = Sketch()
    x, y = sketch.attribute("x", BOOLEAN), sketch.value(right, BOOLEAN)
    here = world(BOOLEAN, left)
    assert answers(here, sketch, sketch.test(And((sketch.test(IsTrue(x)), y)))) == [left and right]
    assert answers(here, sketch, sketch.test(Or((sketch.test(Member("s", sketch.test(IsTrue(x)))), y)))) == [
        left or right
    ]
    assert answers(here, sketch, sketch.test(And(()))) == [True]
    assert answers(here, sketch, sketch.test(Or(()))) == [False]


@pytest.mark.parametrize(
    ("edge", "share", "scale", "percent", "expected"),
    [
        ("top", 2, 0, False, [True, True, False, False, False]),
        ("top", 3, 0, False, [True, True, False, False, False]),
        ("top", 4, 0, False, [True, True, True, True, False]),
        ("bottom", 2, 0, False, [False, False, True, True, False]),
        ("bottom", 1, 0, False, [False, False, False, False, False]),
        ("top", 25, 0, True, [True, False, False, False, False]),
        ("top", 251, 1, True, [True, True, False, False, False]),
        ("top", 75, 0, True, [True, True, False, False, False]),
        ("top", 76, 0, True, [True, True, True, True, False]),
    ],
)
def test_ties_across_the_edge_are_out(edge: str, share: int, scale: int, percent: bool, expected: list[bool]) -> None:
    sketch = Sketch()
    ref = sketch.test(Ranked(sketch.attribute("x", INTEGER), edge, share, scale, percent, None))  # type: ignore[arg-type]
    assert answers(world(INTEGER, 9, 7, 4, 4, None), sketch, ref) == expected


def test_a_rank_among_some_leaves_the_others_out() -> None:
    sketch = Sketch()
    among = sketch.test(IsTrue(sketch.attribute("y", BOOLEAN)))
    ref = sketch.test(Ranked(sketch.attribute("x", INTEGER), "top", 1, 0, False, among))
    here = world(INTEGER, 9, 7, 4, y=(BOOLEAN, [False, True, True]))
    assert answers(here, sketch, ref) == [False, True, False]


def test_a_rank_of_nobody_is_nobody() -> None:
    sketch = Sketch()
    ref = sketch.test(Ranked(sketch.attribute("x", INTEGER), "top", 50, 0, True, None))
    assert answers(world(INTEGER, None, None), sketch, ref) == [False, False]
    assert answers(world(INTEGER), sketch, ref) == []


def test_a_chain_of_segments_that_share_their_parts_stays_small() -> None:
    sketch = Sketch()
    ref = sketch.test(IsTrue(sketch.attribute("x", BOOLEAN)))
    for place in range(400):
        ref = sketch.test(And((sketch.test(Member(f"s{place}", ref)), sketch.test(Not(sketch.test(Not(ref)))))))
    assert answers(world(BOOLEAN, True, False, None), sketch, ref) == [True, False, False]


def test_an_expression_stands_for_a_rule_on_attributes() -> None:
    sketch = Sketch()
    old = sketch.test(Compare(">", sketch.attribute("x", INTEGER), sketch.value(30, INTEGER)))
    here = world(INTEGER, 31, 30, None)
    bound = Bound(sketch.plan(), here.now, here.zone)
    found: list[Value] = snapshot(here).profiles.select(expression(bound, old)).to_series().to_list()
    assert found == [True, False, False]


def test_an_expression_cannot_rank() -> None:
    sketch = Sketch()
    ref = sketch.test(Ranked(sketch.attribute("x", INTEGER), "top", 1, 0, False, None))
    with pytest.raises(AssertionError, match="Ranked"):
        expression(Bound(sketch.plan(), 0, world(INTEGER).zone), ref)
