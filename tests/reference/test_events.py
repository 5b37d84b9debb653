"""Event queries and aggregates: which events count, and what they come to."""

from zoneinfo import ZoneInfo

import pytest

from tests.support.corner import Happened, day, event, holds, instant, members, someone, value, values
from xseg.tables.person import Value

BERLIN = ZoneInfo("Europe/Berlin")
NONE: list[Happened] = []
SHOPPED = [
    event("purchase", "2025-05-01T10:00", channel="store", amount="10.00", item="hat", weight=0.1, pieces=1),
    event("purchase", "2025-05-20T10:00", channel="web", amount="5.50", item="shoe", weight=0.2, gift=True),
    event("purchase", "2025-05-30T10:00", channel="web", item="hat", weight=0.3, gift=False, pieces=4),
    event("view", "2025-05-31T10:00", item="hat"),
    event("purchase", "2025-06-02T10:00", amount="99.00", item="after now"),
]


def came_to(expression: str, events: list[Happened]) -> Value:
    return value(expression, *events)


AGGREGATES: list[tuple[str, Value, Value]] = [
    # expression, of what was shopped, of nothing
    ("count(purchase)", 3, 0),
    ("count(any)", 4, 0),
    ("count(any event)", 4, 0),
    ("count(any of (purchase, view))", 4, 0),
    ("count(purchase on web)", 2, 0),
    ("count(purchase on any of (web, store))", 3, 0),
    ('count(purchase[item == "hat"])', 2, 0),
    ('count(purchase[item == "hat"] on store within 60 days)', 1, 0),
    ("count(purchase within 30 days)", 2, 0),
    ("sum(amount of purchase)", 1550, 0),
    ("sum(amount of view)", 0, 0),
    ("sum(weight of purchase)", 0.6, 0.0),
    ("sum(amount * pieces of purchase)", 1000, 0),
    ("sum(pieces of purchase[amount is missing])", 4, 0),
    ("avg(amount of purchase)", 7.75, None),
    ("avg(pieces of purchase)", 2.5, None),
    ("avg(weight of purchase)", 0.6 / 3, None),
    ("min(amount of purchase)", 550, None),
    ("max(amount of purchase)", 1000, None),
    ("min(weight of purchase)", 0.1, None),
    ("max(time of purchase)", instant("2025-05-30T10:00", BERLIN), None),
    ("median(amount of purchase)", 550, None),
    ("median(weight of purchase)", 0.2, None),
    ("median(date(time) of purchase)", day("2025-05-20"), None),
    ("first(amount of purchase)", 1000, None),
    ("last(amount of purchase)", None, None),
    ("first(item of purchase)", "hat", None),
    ("last(item of purchase)", "hat", None),
    ("last(channel of any)", "web", None),
    ("first(event of any)", "purchase", None),
    ("first(gift of purchase)", None, None),
    ("last(gift of purchase)", False, None),
    ("last((amount > 3) of purchase)", False, None),
    ("most_frequent(item of purchase)", "hat", None),
    ("most_frequent(channel of purchase)", "web", None),
    ("most_frequent(gift of purchase)", False, None),
    ("distinct(item of purchase)", 2, 0),
    ("distinct(amount of purchase)", 2, 0),
    ("distinct(date(time) of any)", 4, 0),
    ("last purchase", instant("2025-05-30T10:00", BERLIN), None),
    ("first purchase", instant("2025-05-01T10:00", BERLIN), None),
    ("last purchase on store", instant("2025-05-01T10:00", BERLIN), None),
    ('first purchase[item == "shoe"]', instant("2025-05-20T10:00", BERLIN), None),
    ("last any", instant("2025-05-31T10:00", BERLIN), None),
]


@pytest.mark.parametrize(("expression", "shopped", "nothing"), AGGREGATES, ids=[row[0] for row in AGGREGATES])
def test_an_aggregate(expression: str, shopped: Value, nothing: Value) -> None:
    assert repr(came_to(expression, SHOPPED)) == repr(shopped)
    assert repr(came_to(expression, NONE)) == repr(nothing)


def test_sums_of_decimals_are_exact_and_sums_of_numbers_are_exact_sums_of_millionths() -> None:
    tenths = [event("purchase", "2025-05-01", amount="0.10", weight=0.1) for _ in range(10)]
    assert came_to("sum(amount of purchase)", tenths) == 100
    assert came_to("sum(weight of purchase)", tenths) == 1.0
    assert came_to("avg(weight of purchase)", tenths) == 0.1
    thirds = [event("purchase", "2025-05-01", weight=1.0) for _ in range(3)]
    assert came_to("sum(weight / 3 of purchase)", thirds) == 0.999999


def test_the_order_of_events_never_changes_a_sum() -> None:
    weights = [1e9, 0.1, -1e9, 0.2, 1e-6, 3.3]
    forth = [event("purchase", f"2025-05-0{place + 1}", weight=weight) for place, weight in enumerate(weights)]
    back = [event("purchase", f"2025-05-0{place + 1}", weight=weight) for place, weight in enumerate(weights[::-1])]
    assert came_to("sum(weight of purchase)", forth) == came_to("sum(weight of purchase)", back) == 3.600001


def test_large_sums() -> None:
    most = [event("purchase", "2025-05-01", amount="9999999999.99", pieces=999_999_999_999_999) for _ in range(50)]
    assert came_to("sum(amount * pieces of purchase)", most) == 999_999_999_999 * 999_999_999_999_999 * 50
    huge = [event("purchase", "2025-05-01", weight=1e302) for _ in range(2)]
    assert came_to("sum(weight of purchase)", huge) is None
    assert came_to("avg(weight of purchase)", huge) is None
    assert came_to("avg(pieces of purchase)", most) == 999_999_999_999_999.0


def test_an_exact_sum_becomes_a_double_once() -> None:
    units = 999_999_999_999 * 3
    events = [event("purchase", "2025-05-01", amount="9999999999.99") for _ in range(3)]
    assert came_to("sum(amount of purchase) / 7", events) == float(units) / 10.0**2 / 7.0


@pytest.mark.parametrize(
    ("items", "most"),
    [(["b", "a"], "a"), (["b", "b", "a"], "b"), (["é", "z"], "z"), (["Z", "a"], "Z"), ([None, None, "a"], "a")],
)
def test_of_equally_frequent_texts_the_smaller_by_code_point_is_taken(items: list[str | None], most: str) -> None:
    events = [event("purchase", f"2025-05-0{place + 1}", item=item) for place, item in enumerate(items)]
    assert came_to("most_frequent(item of purchase)", events) == most


def test_the_median_is_the_lower_of_two_middle_values() -> None:
    cases: list[tuple[list[int | None], int]] = [
        ([1], 1),
        ([1, 2], 1),
        ([4, 1, 3, 2], 2),
        ([5, 1, 3], 3),
        ([None, 7, 9], 7),
    ]
    for pieces, middle in cases:
        events = [event("purchase", "2025-05-01", pieces=number) for number in pieces]
        assert came_to("median(pieces of purchase)", events) == middle


def test_first_and_last_look_at_one_event_in_the_order_of_time_source_id() -> None:
    at = "2025-05-01T10:00"
    same = [
        event("purchase", at, source="b", id_="1", item="b1"),
        event("purchase", at, source="a", id_="10", item="a10"),
        event("purchase", at, source="a", id_="9", item="a9"),
    ]
    assert came_to("first(item of purchase)", same) == "a10"
    assert came_to("last(item of purchase)", same) == "b1"
    assert came_to("last(item of purchase[nth == 2])", same) == "a9"
    assert came_to("count(purchase)", same) == 3


DID = [
    ("did purchase", 1, None),
    ("did not purchase", 0, 0),
    ("did purchase at least 2 times", 2, None),
    ("did purchase exactly 2 times", 2, 2),
    ("did purchase exactly 0 times", 0, 0),
    ("did purchase 1 to 2 times", 1, 2),
    ("did purchase at most 2 times", 0, 2),
    ("did purchase within 30 days at least 2 times", 2, None),
]


@pytest.mark.parametrize(("rule", "low", "high"), DID, ids=[row[0] for row in DID])
def test_how_often(rule: str, low: int, high: int | None) -> None:
    for times in range(5):
        events = [event("purchase", f"2025-05-1{place}T10:00") for place in range(times)]
        assert holds(rule, *events) is (low <= times and (high is None or times <= high))


def test_every_customer_is_judged_also_one_without_any_event() -> None:
    people = [someone("silent"), someone("viewer", event("view", "2025-05-01"))]
    assert members("did not purchase", people) == ["silent", "viewer"]
    assert members("not did view", people) == ["silent"]
    assert members("count(view) == 0", people) == ["silent"]


def test_a_filter_is_judged_per_event() -> None:
    events = [event("purchase", "2025-05-01", item="x"), event("purchase", "2025-05-02")]
    assert value('count(purchase[item != "x"])', *events) == 1
    assert value('count(purchase[item == "x"])', *events) == 1
    assert value("count(purchase[item is missing])", *events) == 1
    assert value("count(purchase[not (amount > 0)])", *events) == 2


def test_names_always_there() -> None:
    assert value('count(any[event == "view"])', *SHOPPED) == 1
    assert value('count(purchase[channel == "web"])', *SHOPPED) == 2
    assert value("count(any[time before 2025-05-21])", *SHOPPED) == 2
    assert value('count(any[weekday(time) == "fri"])', *SHOPPED) == 1
    assert value("count(any[hour(time) == 10])", *SHOPPED) == 4


def test_nth_counts_per_kind_up_to_now_before_any_filter_or_window() -> None:
    assert value("first(item of purchase[nth == 2])", *SHOPPED) == "shoe"
    assert value("count(purchase[nth == 1] within 30 days)", *SHOPPED) == 0
    assert value("count(purchase[nth == 1] on web)", *SHOPPED) == 0
    assert value("first(item of purchase[nth_last == 1])", *SHOPPED) == "hat"
    assert value("count(purchase[nth_last <= 2 and pieces == 4])", *SHOPPED) == 1
    assert value("count(any[nth == 1])", *SHOPPED) == 2


def test_the_profile_is_seen_from_an_event() -> None:
    given = "trait usual = avg(amount of purchase) segment best { where age > 30 }"
    people = [
        someone(
            "old", event("purchase", "2025-05-01", amount="3"), event("purchase", "2025-05-02", amount="5"), age=40
        ),
        someone("young", event("purchase", "2025-05-01", amount="5"), age=20, lists=("staff",)),
    ]
    assert members("did purchase[amount > profile.usual]", people, given=given) == ["old"]
    assert members("did purchase[amount * 10 > profile.age]", people, given=given) == ["old", "young"]
    assert members("did purchase[in segment best]", people, given=given) == ["old"]
    assert members("did purchase[in list staff and profile.consent.sms]", people, given=given) == ["young"]
    assert members("did purchase[count(purchase) == 2]", people, given=given) == ["old"]
    assert members("sum(amount of purchase) > 2 * usual - 1 and did purchase[nth == 2]", people, given=given) == ["old"]


# --- regular behaviour; now is Sunday 1 June 2025, noon ---

REGULAR = [
    ("did view in at least 2 of the last 3 weeks", ["2025-05-26", "2025-05-20"], True),
    ("did view in at least 2 of the last 3 weeks", ["2025-05-26", "2025-05-27"], False),
    ("did view in at least 2 of the last 3 weeks", ["2025-06-01T12:00", "2025-05-25T12:00"], True),
    ("did view in at least 2 of the last 3 weeks", ["2025-06-01T12:00", "2025-05-25T12:01"], False),
    ("did view in at least 3 of the last 3 weeks", ["2025-06-01", "2025-05-20", "2025-05-11T12:00"], False),
    ("did view in at least 3 of the last 3 weeks", ["2025-06-01", "2025-05-20", "2025-05-11T12:01"], True),
    ("did view in at least 2 of the last 3 full weeks", ["2025-05-26", "2025-05-19"], False),
    ("did view in at least 2 of the last 3 full weeks", ["2025-05-25T23:59", "2025-05-18T23:59"], True),
    ("did view in at least 2 of the last 3 full months", ["2025-05-01T00:00", "2025-03-31T23:59"], True),
    ("did view in at least 2 of the last 3 full months", ["2025-06-01T00:00", "2025-02-28T23:59"], False),
    ("did view at least 2 times in at least 1 of the last 4 weeks", ["2025-05-26", "2025-05-20"], False),
    ("did view at least 2 times in at least 1 of the last 4 weeks", ["2025-05-26", "2025-05-27"], True),
    ("did view exactly 1 times in at least 2 of the last 2 periods of 10 days", ["2025-05-30", "2025-05-20"], True),
    ("did view in at least 2 of the last 2 periods of 12 hours", ["2025-06-01T01:00", "2025-05-31T23:00"], True),
    ("did view in at least 1 of the last 2 hours", ["2025-06-01T10:00"], False),
    ("did view in at least 1 of the last 2 hours", ["2025-06-01T10:01"], True),
]


@pytest.mark.parametrize(("rule", "at", "expected"), REGULAR)
def test_regular_behaviour(rule: str, at: list[str], expected: bool) -> None:
    assert holds(rule, *[event("view", found) for found in at]) is expected


def test_a_lapse_is_the_same_said_in_three_ways() -> None:
    people = [
        someone("lapsed", event("purchase", "2025-04-20")),
        someone("active", event("purchase", "2025-05-20")),
        someone("never"),
    ]
    for rule in (
        "last purchase more than 30 days ago",
        "did purchase and did not purchase within 30 days",
        "days_since(last purchase) > 30",
    ):
        assert members(rule, people) == ["lapsed"]
    assert values("days_since(last purchase)", people) == [42, 12, None]


def test_first_with_a_window_means_new_customers() -> None:
    people = [
        someone("new", event("purchase", "2025-05-20"), event("purchase", "2025-05-30")),
        someone("old", event("purchase", "2020-01-01"), event("purchase", "2025-05-30")),
    ]
    assert members("first purchase within 30 days", people) == ["new"]
    assert members("last purchase within 30 days", people) == ["new", "old"]
