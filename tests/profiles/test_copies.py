"""Of the copies of one event, the one read last among those that exist at a `now` counts then."""

from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles.place import MakePlace, Place
from xseg.plan.bind import to_micros
from xseg.profiles.rows.copies import DELETED, UNTIL, with_until
from xseg.tables import ID, TIME

ORDERS = """
[identity]
keys = ["customer", "mail"]
[channels]
web = {}
[[sources]]
name = "orders"
kind = "events"
channel = "web"
event = { column = "what", map = { buy = "purchase", back = "return" } }
path = "orders.csv"
id = "id"
deleted = "gone"
time = { column = "ts", timezone = "UTC" }
keys = { customer = "who", mail = "mail" }
[sources.properties]
amount = { type = "integer" }
"""
HEADER = "id,ts,who,mail,amount,what,gone\n"
MAY, JUNE = "1,2025-05-29,ann,,5,buy,\n", "2,2025-06-02,bob,,1,buy,\n"
MOVED = "1,2026-05-29,ann,,7,buy,\n"


def at(day: str) -> int:
    return to_micros(datetime.fromisoformat(day).replace(tzinfo=UTC))


def amounts(shop: Place, day: str, kind: str = "purchase") -> list[object]:
    return [amount for (amount,) in shop.events(kind, "amount", now=at(day))]


def test_a_copy_after_now_does_not_take_the_present_event_away(place: MakePlace) -> None:
    shop = place(ORDERS, {"orders.csv": HEADER + MAY + JUNE + MOVED})
    report = shop.built()
    assert amounts(shop, "2025-05-28") == []
    assert amounts(shop, "2025-06-05") == [5, 1]
    assert amounts(shop, "2026-05-28") == [5, 1]
    assert amounts(shop, "2026-05-29") == [1, 7]
    assert report.sources[0].kept == 3
    assert [found.events for found in report.newest] == [2]


def test_who_has_only_a_moved_event_exists_since_its_first_copy(place: MakePlace) -> None:
    shop = place(ORDERS, {"orders.csv": HEADER + MAY + MOVED})
    shop.built()
    assert shop.profiles("@profile", now=at("2025-06-01")) == [("p000001",)]


def test_a_copy_of_another_kind_takes_the_place_too(place: MakePlace) -> None:
    shop = place(ORDERS, {"orders.csv": HEADER + MAY + MOVED.replace("buy", "back")})
    shop.built()
    assert (amounts(shop, "2025-06-01"), amounts(shop, "2025-06-01", "return")) == ([5], [])
    assert (amounts(shop, "2026-06-01"), amounts(shop, "2026-06-01", "return")) == ([], [7])


def test_whose_an_event_is_the_last_copy_tells(place: MakePlace) -> None:
    mended = MOVED.replace("ann,", "bob,bob@x.org")
    shop = place(ORDERS, {"orders.csv": HEADER + MAY + JUNE + mended})
    assert shop.built().people == 1
    assert shop.store.identities("keys").get_column("value").to_list() == ["bob", "bob@x.org"]
    assert amounts(shop, "2025-06-05") == [5, 1]


@pytest.mark.parametrize("day", ["2025-05-29", "2026-05-29", "2024-05-29", "some day"])
def test_a_deletion_leaves_no_copy_before_it_whatever_its_time(place: MakePlace, day: str) -> None:
    shop = place(ORDERS, {"orders.csv": f"{HEADER}{MAY}{JUNE}1,{day},,,,,yes\n"})
    report = shop.source("orders")
    assert (report.kept, report.dropped) == (1, {"duplicate by id": 1, "soft-deleted": 1})
    assert amounts(shop, "2025-06-05") == [1]


def test_an_event_read_again_after_its_deletion_is_there(place: MakePlace) -> None:
    shop = place(ORDERS, {"orders.csv": f"{HEADER}{MAY}1,2025-05-29,,,,,yes\n{MOVED}"})
    shop.built()
    assert amounts(shop, "2025-06-05") == []
    assert amounts(shop, "2026-06-05") == [7]


ROW = st.tuples(st.sampled_from("ab"), st.integers(0, 4), st.sampled_from("xyz"), st.booleans())


@settings(deadline=None)
@given(st.lists(ROW, max_size=8), st.integers(0, 5))
def test_at_every_now_the_last_read_copy_that_exists_counts(copies: list[tuple[str, int, str, bool]], now: int) -> None:
    schema = {ID: pl.String, TIME: pl.Int64, "key": pl.String, DELETED: pl.Boolean}
    rows, keep = with_until(pl.DataFrame(copies, schema=schema, orient="row").with_row_index("row"), ["key"])
    kept = rows.filter(keep & ~rows.get_column(DELETED))
    counts = kept.filter((pl.col(TIME) <= now) & (pl.col(UNTIL).is_null() | (pl.col(UNTIL) > now)))
    expected: dict[str, tuple[int, str]] = {}
    for id_ in "ab":
        mine = [row for row, copy in enumerate(copies) if copy[0] == id_]
        after = max((row for row in mine if copies[row][3]), default=-1)
        there = [row for row in mine if row > after and copies[row][1] <= now]
        if there:
            expected[id_] = (there[-1], copies[mine[-1]][2])
    assert {id_: (row, key) for id_, row, key in counts.select(ID, "row", "key").iter_rows()} == expected
    assert counts.height == len(expected)


@pytest.mark.parametrize("rest", ["", "3,2025-05-03,bob,,9,buy,\n"])
def test_deletions_alone_repeat_no_value(place: MakePlace, rest: str) -> None:
    rows = "1,2025-05-01,ann,,5,buy,yes\n2,2025-05-02,bob,,5,buy,yes\n"
    shop = place(ORDERS + "[sources.rows]\namount = { unique = true }\n", {"orders.csv": HEADER + rows + rest})
    report = shop.source("orders")
    assert (report.kept, report.dropped, report.quarantined) == (1 if rest else 0, {"soft-deleted": 2}, {})
