"""What events come to for each profile: nobody's zero, equal instants, ties, missing values."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import pytest

from tests.engines.sketch import Sketch, answers, query
from tests.engines.worlds import World, numbered, snapshot
from xseg.engines.polars import Snapshot, evaluate
from xseg.plan.bind import Bound
from xseg.plan.nodes import (
    Aggregate,
    And,
    Arithmetic,
    Compare,
    EventChannel,
    EventKind,
    Function,
    InRange,
    LocalDate,
    Nth,
    OfProfile,
    PartOf,
    Query,
    Ranked,
)
from xseg.project.types import BOOLEAN, DATE, INTEGER, NUMBER, TEXT, TIMESTAMP, ExactType, Type, decimal
from xseg.tables import Event, Person
from xseg.tables.person import Value

HOUR = 3_600_000_000
NOW = 100 * HOUR
EVENTS: Mapping[str, Mapping[str, Type]] = {
    "buy": {"amount": decimal(), "weight": NUMBER, "item": TEXT, "gift": BOOLEAN},
    "view": {"item": TEXT},
    "never": {"item": TEXT},
}


def event(kind: str, id_: str, hour: float, *, source: str = "s", channel: str = "web", **properties: Value) -> Event:
    return Event(kind, id_, source, channel, int(hour * HOUR), properties)


def world(*happened: list[Event], **attributes: list[Value]) -> World:
    """One person for each list of events."""
    people = [
        Person(f"p{place}", place, {name: column[place] for name, column in attributes.items()}, events=tuple(events))
        for place, events in enumerate(happened)
    ]
    types: dict[str, Type] = dict.fromkeys(attributes, decimal())
    return World(numbered(people), NOW, ZoneInfo("Europe/Berlin"), types, EVENTS)


BUYS = world(
    [
        event("buy", "3", 3, amount=500, weight=0.3, item="b", gift=True),
        event("buy", "1", 1, amount=None, weight=0.1, item="a", gift=None),
        event("buy", "2", 2, amount=101, weight=0.2, item="b", gift=False),
        event("buy", "4", 4, amount=101, weight=None, item=None, gift=False),
    ],
    [event("buy", "1", 1, amount=None, item="z"), event("buy", "0", 1, amount=7, item="a")],
    [event("view", "1", 1, item="a")],
    [],
)


@pytest.mark.parametrize(
    ("function", "name", "expected"),
    [
        ("count", "amount", [4, 2, 0, 0]),
        ("sum", "amount", [702, 7, 0, 0]),
        ("avg", "amount", [7.02 / 3, 0.07, None, None]),
        ("min", "amount", [101, 7, None, None]),
        ("max", "amount", [500, 7, None, None]),
        ("median", "amount", [101, 7, None, None]),
        ("first", "amount", [None, 7, None, None]),
        ("last", "amount", [101, None, None, None]),
        ("distinct", "amount", [2, 1, 0, 0]),
        ("most_frequent", "amount", [101, 7, None, None]),
        ("sum", "weight", [0.6, 0.0, 0.0, 0.0]),
        ("avg", "weight", [0.6 / 3.0, None, None, None]),
        ("median", "weight", [0.2, None, None, None]),
        ("most_frequent", "item", ["b", "a", None, None]),
        ("distinct", "item", [2, 2, 0, 0]),
        ("last", "item", [None, "z", None, None]),
        ("most_frequent", "gift", [False, None, None, None]),
        ("first", "gift", [None, None, None, None]),
    ],
)
def test_aggregates_of_purchases(function: Function, name: str, expected: list[Value]) -> None:
    sketch = Sketch()
    ref = sketch.aggregate(function, query("buy"), sketch.property(name, EVENTS["buy"][name]))
    assert answers(BUYS, sketch, ref) == expected


def test_the_median_of_an_even_count_is_the_lower_of_the_middle_two() -> None:
    here = world([event("buy", str(place), place, amount=amount) for place, amount in enumerate((9, 1, 4, 2))])
    sketch = Sketch()
    assert answers(here, sketch, sketch.aggregate("median", query("buy"), sketch.property("amount", decimal()))) == [2]


def test_false_comes_before_true_where_both_are_as_frequent() -> None:
    here = world([event("buy", "1", 1, gift=True), event("buy", "2", 2, gift=False)])
    sketch = Sketch()
    ref = sketch.aggregate("most_frequent", query("buy"), sketch.property("gift", BOOLEAN))
    assert answers(here, sketch, ref) == [False]


def test_texts_as_frequent_go_by_code_point() -> None:
    here = world([event("buy", str(place), place, item=item) for place, item in enumerate(("b", "ä", "Z", "é"))])
    sketch = Sketch()
    ref = sketch.aggregate("most_frequent", query("buy"), sketch.property("item", TEXT))
    assert answers(here, sketch, ref) == ["Z"]


def test_first_and_last_at_one_instant_go_by_source_then_id() -> None:
    here = world(
        [
            event("buy", "2", 1, source="b", item="third"),
            event("view", "1", 1, source="b", item="second"),
            event("buy", "9", 1, source="a", item="first"),
        ]
    )
    sketch = Sketch()
    item = sketch.property("item", TEXT)
    assert answers(here, sketch, sketch.aggregate("first", query(), item)) == ["first"]
    assert answers(here, sketch, sketch.aggregate("last", query(), item)) == ["third"]


def test_exact_sums_pass_64_bits() -> None:
    here = world([event("buy", str(place), place, amount=10**12) for place in range(20)])
    sketch = Sketch()
    amount = sketch.property("amount", decimal())
    wide = sketch.add(Arithmetic("*", amount, sketch.value(10**9, ExactType(0, 10))), ExactType(2, 22))
    assert answers(here, sketch, sketch.aggregate("sum", query("buy"), wide)) == [20 * 10**21]


def test_sums_of_numbers_do_not_depend_on_order() -> None:
    weights = [0.1, 1e9, 0.2, -1e9, 0.3]
    here = world([event("buy", str(place), place, weight=weight) for place, weight in enumerate(weights)])
    sketch = Sketch()
    assert answers(here, sketch, sketch.aggregate("sum", query("buy"), sketch.property("weight", NUMBER))) == [0.6]


@pytest.mark.parametrize(
    ("weights", "total", "average"),
    [([1e30, -1e30, 3.0], 3.0, 1.0), ([1e305], None, None), ([1e200, 1e200], 2e200, 1e200)],
)
def test_sums_of_very_large_numbers_are_exact_or_missing(
    weights: list[float], total: float | None, average: float | None
) -> None:
    here = world([event("buy", str(place), place, weight=weight) for place, weight in enumerate(weights)], [])
    sketch = Sketch()
    weight = sketch.property("weight", NUMBER)
    assert answers(here, sketch, sketch.aggregate("sum", query("buy"), weight)) == [total, 0.0]
    assert answers(here, sketch, sketch.aggregate("avg", query("buy"), weight)) == [average, None]


def test_queries_take_kinds_channels_filters_and_windows_together() -> None:
    here = world(
        [
            event("buy", "1", 10, channel="store", amount=5),
            event("buy", "2", 20, channel="web", amount=5),
            event("buy", "3", 30, channel="web", amount=None),
            event("view", "4", 40, channel="web"),
        ]
    )
    sketch = Sketch()
    five = sketch.test(Compare("==", sketch.property("amount", decimal()), sketch.value(5, decimal())))
    late = sketch.test(InRange(sketch.time(), sketch.value(10 * HOUR, TIMESTAMP), False, None, False))
    assert answers(here, sketch, sketch.count(query())) == [4]
    assert answers(here, sketch, sketch.count(query("buy", "view", channels=("web",)))) == [3]
    assert answers(here, sketch, sketch.count(query("buy", filter_=five))) == [2]
    assert answers(here, sketch, sketch.count(Query(("buy",), None, five, late))) == [1]
    assert answers(here, sketch, sketch.count(query("never", "unheard"))) == [0]


def test_the_last_purchase_is_the_largest_time() -> None:
    sketch = Sketch()
    ref = sketch.aggregate("max", query("buy"), sketch.time())
    assert answers(BUYS, sketch, ref) == [4 * HOUR, HOUR, None, None]


def test_nth_counts_each_kind_before_any_filter() -> None:
    here = world(
        [
            event("buy", "b", 1, item="second"),
            event("buy", "a", 1, item="first"),
            event("view", "c", 2, item="other"),
            event("buy", "d", 3, item="last"),
        ]
    )
    sketch = Sketch()
    item = sketch.property("item", TEXT)
    for from_end, place, expected in ((False, 2, ["second", "first"]), (True, 1, ["last", "other"])):
        nth = sketch.test(Compare("==", sketch.add(Nth(from_end), INTEGER), sketch.value(place, INTEGER)))
        found = answers(here, sketch, sketch.aggregate("first", query("buy", filter_=nth), item))
        assert found == [expected[0]]
    late = sketch.test(InRange(sketch.time(), sketch.value(2 * HOUR, TIMESTAMP), True, None, False))
    nth = sketch.test(Compare("==", sketch.add(Nth(from_end=False), INTEGER), sketch.value(3, INTEGER)))
    assert answers(here, sketch, sketch.aggregate("first", Query(("buy",), None, nth, late), item)) == ["last"]


def test_events_know_their_kind_their_channel_and_their_local_time() -> None:
    here = world([event("view", "1", -1.5, channel="app"), event("buy", "2", 23.5)])
    sketch = Sketch()
    for operation, type_, expected in (
        (EventKind(), TEXT, "buy"),
        (EventChannel(), TEXT, "web"),
        (LocalDate(sketch.time()), DATE, 1),
        (PartOf("hour", sketch.time(), of_date=False), INTEGER, 0),
        (PartOf("weekday", sketch.time(), of_date=False), TEXT, "fri"),
        (PartOf("day_of_month", sketch.time(), of_date=False), INTEGER, 2),
    ):
        ref = sketch.aggregate("last", query(), sketch.add(operation, type_))
        assert answers(here, sketch, ref) == [expected]


def test_a_filter_may_ask_for_the_profile_and_for_another_aggregate() -> None:
    here = world(
        [event("buy", "1", 1, amount=10), event("buy", "2", 2, amount=30)],
        [event("buy", "1", 1, amount=10)],
        limit=[20, None],
    )
    sketch = Sketch()
    amount = sketch.property("amount", decimal())
    of_profile = sketch.add(OfProfile(sketch.attribute("limit", decimal())), decimal())
    over = sketch.test(Compare(">", amount, of_profile))
    assert answers(here, sketch, sketch.count(query("buy", filter_=over))) == [1, 0]
    most = sketch.aggregate("max", query("buy"), amount)
    at_most = sketch.test(Compare("==", amount, sketch.add(OfProfile(most), decimal())))
    dearest = sketch.count(query("buy", filter_=at_most))
    best = sketch.test(Ranked(most, "top", 1, 0, False, None))
    by_the_best = sketch.test(And((at_most, sketch.add(OfProfile(best), BOOLEAN))))
    assert answers(here, sketch, dearest) == [1, 1]
    assert answers(here, sketch, sketch.count(query("buy", filter_=by_the_best))) == [1, 0]


def test_a_world_without_events_has_zeros() -> None:
    here = World(numbered([Person("a", 0)]), NOW)
    sketch = Sketch()
    assert answers(here, sketch, sketch.count(query())) == [0]
    assert answers(here, sketch, sketch.aggregate("max", query("buy"), sketch.time())) == [None]


def test_events_after_now_are_refused() -> None:
    sketch = Sketch()
    count = sketch.count(query())
    with pytest.raises(AssertionError, match="after `now`"):
        evaluate(Bound(sketch.plan(), 0, BUYS.zone), {"n": count}, snapshot(BUYS), models={})


def test_events_out_of_order_are_refused() -> None:
    tables = snapshot(BUYS)
    turned = {kind: table.reverse() for kind, table in tables.events.items()}
    with pytest.raises(AssertionError, match="sorted by time"):
        Snapshot(tables.profiles, turned)


def test_an_aggregate_needs_something_to_aggregate() -> None:
    sketch = Sketch()
    ref = sketch.add(Aggregate("sum", query("buy"), None), INTEGER)
    with pytest.raises(AssertionError, match="sum of nothing"):
        answers(BUYS, sketch, ref)
