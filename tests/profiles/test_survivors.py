"""Which of a person's values is theirs, and since when: held against the definitions, read one record at a time."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles.place import LATE, MakePlace
from xseg.plan.bind import to_micros
from xseg.profiles.snapshots.history import _since, changed
from xseg.profiles.snapshots.survivors import survivors
from xseg.project.project import Attribute, Wins
from xseg.project.types import TEXT, ListType

Record = dict[str, Any]
WAYS: tuple[Wins, ...] = ("newest", "first", "last", "longest")
PRIORITIES = (1, 1, 2)
"""Of three sources, by place."""


def winner(records: list[Record], wins: Wins) -> Record | None:
    """The record whose value is the person's, by the words of survivors.py."""
    known = [one for one in records if one["value"] is not None]
    if not known:
        return None
    dated = [one for one in known if one["@time"] is not None]
    match wins:
        case "first" | "last" if dated:
            edge = (min if wins == "first" else max)(one["@time"] for one in dated)
            known = [one for one in dated if one["@time"] == edge]
            known = best(known, "@priority")
        case "first" | "last":
            known = best(known, "@priority")
        case "longest":
            most = max(len(one["value"]) for one in known)
            return winner([one for one in known if len(one["value"]) == most], "newest")
        case _:
            known = best(known, "@priority")
            dated = [one for one in known if one["@time"] is not None]
            if dated:
                latest = max(one["@time"] for one in dated)
                known = [one for one in dated if one["@time"] == latest]
    declared_first = min(one["@declared"] for one in known)
    known = [one for one in known if one["@declared"] == declared_first]
    return min(known, key=lambda one: one["@first"]) if wins == "first" else max(known, key=lambda one: one["@order"])


def best(records: list[Record], by: str) -> list[Record]:
    most = max(one[by] for one in records)
    return [one for one in records if one[by] == most]


@st.composite
def records(draw: st.DrawFn) -> list[Record]:
    found = []
    for order in range(draw(st.integers(1, 12))):
        place = draw(st.integers(0, 2))
        found.append(
            {
                "@number": draw(st.integers(0, 2)),
                "@time": draw(st.one_of(st.none(), st.integers(1, 4))),
                "@order": order,
                "@first": draw(st.integers(0, 40)) * 12 + order,
                "@priority": PRIORITIES[place],
                "@declared": place,
                "value": draw(st.one_of(st.none(), st.sampled_from(["a", "b", "cc", "dd", "é", "eee"]))),
            }
        )
    return draw(st.permutations(found))


SCHEMA = {
    "@number": pl.UInt32,
    "@time": pl.Int64,
    "@order": pl.UInt32,
    "@first": pl.UInt32,
    "@priority": pl.Int64,
    "@declared": pl.UInt32,
    "value": pl.String,
}


@settings(max_examples=300)
@given(records(), st.sampled_from(WAYS))
def test_the_value_that_wins_is_the_one_that_the_words_mean(told: list[Record], wins: Wins) -> None:
    found = survivors(pl.DataFrame(told, schema=SCHEMA), {"value": Attribute("value", TEXT, wins=wins)})
    for number, value in found.select("@number", "value").iter_rows():
        won = winner([one for one in told if one["@number"] == number], wins)
        assert value == (won["value"] if won is not None else None)
    assert sorted(found.get_column("@number")) == sorted({one["@number"] for one in told})


@settings(max_examples=200)
@given(records(), st.permutations(WAYS))
def test_attributes_that_win_in_different_ways_stand_beside_each_other(told: list[Record], ways: list[Wins]) -> None:
    frame = pl.DataFrame(told, schema=SCHEMA).with_columns(pl.col("value").alias(name) for name in ways)
    together = survivors(frame, {name: Attribute(name, TEXT, wins=name) for name in ways})
    for name in ways:
        alone = survivors(frame, {name: Attribute(name, TEXT, wins=name)})
        assert together.select("@number", name).sort("@number").equals(alone.sort("@number"))


@settings(max_examples=300)
@given(records(), st.sampled_from(WAYS))
def test_a_value_is_there_since_the_first_record_of_its_last_unbroken_reign(told: list[Record], wins: Wins) -> None:
    dated = [one for one in told if one["@time"] is not None and one["value"] is not None]
    if not dated:
        return
    found = _since(pl.DataFrame(dated, schema=SCHEMA).rename({"value": "@value"}), wins)
    for number, value, since in found.select("@number", "@value", "@time").iter_rows():
        mine = [one for one in dated if one["@number"] == number]
        reigns: list[tuple[int, str]] = []
        for time in sorted({one["@time"] for one in mine}):
            won = winner([one for one in mine if one["@time"] <= time], wins)
            assert won is not None
            reigns.append((time, won["value"]))
        assert value == reigns[-1][1]
        broken = [place for place, (_, reigning) in enumerate(reigns) if reigning != value]
        assert since == reigns[broken[-1] + 1 if broken else 0][0]


CRM = """
[identity]
keys = ["id"]
[[sources]]
name = "crm"
kind = "profiles"
path = "crm.csv"
keys = { id = "id" }
updated_at = { column = "at", timezone = "UTC" }
history = true
[sources.attributes]
channel = { type = "category", wins = "first" }
city = { type = "string", wins = "longest" }
likes = { type = "list of string", separator = "|", wins = "union" }
[[sources]]
name = "bought"
kind = "profiles"
path = "bought.csv"
keys = { id = "id" }
priority = 5
[sources.attributes]
likes = { type = "list of string", separator = "|" }
tier = { type = "category", wins = "last" }
"""
FILES = {
    "crm.csv": "id,at,channel,city,likes\n"
    "1,2025-01-01T00:00,web,Bonn,b|a\n"
    "1,2025-02-01T00:00,app,Frankfurt,c\n"
    "1,2025-03-01T00:00,,Mainz,a\n"
    "2,2025-01-01T00:00,,,\n",
    "bought.csv": "id,likes,tier\n1,d|a,gold\n1,,silver\n",
}


def at(text: str) -> int:
    return to_micros(datetime.fromisoformat(text).replace(tzinfo=UTC))


def test_first_longest_and_united_values_of_a_person(place: MakePlace) -> None:
    shop = place(CRM, FILES)
    shop.built()
    columns = ("channel", "city", "likes", "tier")
    assert shop.profiles(*columns) == [
        ("web", "Frankfurt", ["a", "b", "c", "d"], "silver"),
        (None, None, None, None),
    ]
    assert shop.profiles(*columns, now=at("2025-01-15"))[0] == ("web", "Bonn", ["a", "b", "d"], "silver")


@pytest.mark.parametrize(
    ("attribute", "since"),
    [("channel", "2025-01-01"), ("city", "2025-02-01"), ("likes", None), ("tier", None)],
)
def test_changed_is_since_when_the_present_value_wins(place: MakePlace, attribute: str, since: str | None) -> None:
    shop = place(CRM, FILES)
    shop.built()
    found = changed(shop.project, shop.store, shop.snapshot().profiles, attribute, now=LATE)
    assert found.to_series(1).to_list() == [None if since is None else at(since), None]


def test_united_lists_have_changed_when_their_last_element_came() -> None:
    told = pl.DataFrame(
        {"@number": [0, 0, 0], "@time": [1, 2, 3], "@value": [["b"], ["a", "b"], ["a"]]},
        schema={"@number": pl.UInt32, "@time": pl.Int64, "@value": pl.List(pl.String)},
    )
    assert _since(told, "union").select("@value", "@time").rows() == [(["a", "b"], 2)]


def test_a_united_list_has_nothing_twice() -> None:
    schema: dict[str, Any] = {**SCHEMA, "value": pl.List(pl.String)}
    row = {"@number": 0, "@time": None, "@priority": 0, "@declared": 0}
    told = [
        {**row, "@order": 0, "@first": 0, "value": ["b", "é"]},
        {**row, "@order": 1, "@first": 1, "value": ["a", "b"]},
    ]
    found = survivors(pl.DataFrame(told, schema=schema), {"value": Attribute("value", ListType(TEXT), wins="union")})
    assert found.rows() == [(0, ["a", "b", "é"])]


EXPORTS = """
[identity]
keys = ["id"]
[[sources]]
name = "crm"
kind = "profiles"
path = "crm/*.csv"
keys = { id = "id" }
UPDATED
[sources.attributes]
first = { type = "string", column = "city", wins = "first" }
last = { type = "string", column = "city", wins = "last" }
newest = { type = "string", column = "city" }
"""


def test_a_row_that_is_delivered_again_stays_the_first(place: MakePlace) -> None:
    exports = {f"crm/{day}.csv": f"id,city\n1,{city}\n" for day, city in enumerate("ABA")}
    shop = place(EXPORTS.replace("UPDATED", ""), exports)
    report = shop.source("crm")
    assert (report.read, report.kept, report.dropped) == (3, 2, {"exact duplicate": 1})
    assert shop.profiles("first", "last", "newest") == [("A", "A", "A")]


@pytest.mark.parametrize("updated", ["", 'updated_at = "at"\nhistory = true'])
@pytest.mark.parametrize("seed", range(4))
def test_exports_of_all_people_every_day_change_no_first_value(place: MakePlace, updated: str, seed: int) -> None:
    """Held against all rows as they were read, copies and all; a build of what is new is one from nothing."""
    chance = np.random.default_rng(seed)
    ends = [f",2025-01-0{chance.integers(1, 3)}" if updated else "," for _ in range(9)]
    rows = [f"{chance.choice(list('123'))},{chance.choice(list('ABC'))}{end}" for end in ends]
    exports = [chance.choice(rows, chance.integers(1, 7)).tolist() for _ in range(4)]
    shop = place(EXPORTS.replace("UPDATED", updated))
    for day, lines in enumerate(exports):
        shop.write({f"crm/{day}.csv": "\n".join(["id,city,at", *lines, ""])})
        shop.built()
    told = [line.split(",") for lines in exports for line in lines]
    expected = set()
    for person in {row[0] for row in told}:
        mine = [(row[2], place, row[1]) for place, row in enumerate(told) if row[0] == person]
        first = min(mine)[2]
        last = max(mine)[2]
        expected.add((first, last, last))
    assert set(shop.profiles("first", "last", "newest")) == expected
    report = shop.built().sources[0]
    assert (report.read, report.kept) == (len(told), len({tuple(row) for row in told}))
