"""What a weak key may join: limits count people as stronger keys tell them apart, an exclusive key is never bridged."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles.place import MakePlace
from xseg.diagnostics import Sink
from xseg.profiles.identity import identify
from xseg.profiles.identity.identify import FIRST, SECOND
from xseg.profiles.identity.links import Links, joined
from xseg.profiles.identity.vocabulary import NONE, Vocabulary, series
from xseg.profiles.rows.taking import key_column
from xseg.project.load import load_project
from xseg.project.project import Key
from xseg.tables import TIME

T = TypeVar("T", str, tuple[int, int])
Row = tuple[str | None, ...]
CUSTOMER, EMAIL, DEVICE = Key("customer", ("customer",)), Key("email", ("email",)), Key("device", ("device",))
EXCLUSIVE = replace(CUSTOMER, exclusive=True)


def combinations(rows: Sequence[Row], keys: Sequence[Key]) -> pl.DataFrame:
    columns = {key_column(key.name): [row[i] for row in rows] for i, key in enumerate(keys)}
    made = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    made = pl.DataFrame([series(column.name, Vocabulary().add(column)) for column in made.get_columns()])
    return made.with_columns(pl.lit(0, pl.Int64).alias(TIME), pl.lit(0, pl.UInt32).alias(identify.PLACE))


def groups(rows: Sequence[Row], keys: Sequence[Key], matched: Sequence[tuple[int, int]] = ()) -> list[list[int]]:
    """The rows that are one person."""
    found, _ = identify.uncrowded(combinations(rows, keys).with_row_index("row"), keys)
    more = pl.DataFrame(matched, schema={FIRST: pl.UInt32, SECOND: pl.UInt32}, orient="row")
    people = identify.components(found, keys, more)
    return sorted(sorted(part) for part in people.group_by(identify.COMPONENT).agg("row").get_column("row").to_list())


# --- limits ---


def test_a_limit_counts_people_and_not_records() -> None:
    keys = (CUSTOMER, EMAIL, replace(DEVICE, limit=1))
    rows = [("1", "a", None), (None, "a", "d"), ("1", None, "d"), (None, None, "d")]
    assert groups(rows, keys) == [[0, 1, 2, 3]]


def test_a_limit_counts_people_without_the_strongest_key_too() -> None:
    keys = (CUSTOMER, EMAIL, replace(DEVICE, limit=1))
    rows = [(None, "a", "d"), (None, "b", "d"), (None, None, "d")]
    assert groups(rows, keys) == [[0], [1]]


def test_who_is_known_by_the_value_alone_is_not_counted() -> None:
    keys = (CUSTOMER, replace(DEVICE, limit=1))
    assert groups([("1", "d"), (None, "d"), (None, "d")], keys) == [[0, 1, 2]]


# --- exclusive keys ---


def test_a_family_address_joins_two_customers_where_customers_are_not_exclusive() -> None:
    assert groups([("1", "a"), ("2", "a")], (CUSTOMER, EMAIL)) == [[0, 1]]


def test_a_family_address_joins_nobody_where_customers_are_exclusive() -> None:
    assert groups([("1", "a"), ("2", "a"), ("1", "b"), (None, "b")], (EXCLUSIVE, EMAIL)) == [[0, 2, 3], [1]]


def test_a_record_between_two_customers_belongs_to_neither() -> None:
    keys = (EXCLUSIVE, EMAIL, DEVICE)
    rows = [("1", "a", None), ("2", None, "d"), (None, "a", "d")]
    assert groups(rows, keys) == [[0, 2], [1]]  # the stronger key has joined it before the weaker is asked
    two = (EXCLUSIVE, replace(EMAIL, name="email"), DEVICE)
    rows = [("1", None, "d"), ("2", None, "e"), (None, "a", "d"), (None, "a", "e")]
    assert groups(rows, two) == [[0], [1], [2, 3]]


def test_what_is_told_apart_is_not_matched() -> None:
    rows = [("1", "a"), ("2", "b"), (None, "c"), (None, "d")]
    assert groups(rows, (EXCLUSIVE, EMAIL), [(0, 1), (2, 3)]) == [[0], [1], [2, 3]]
    assert groups(rows, (EXCLUSIVE, EMAIL), [(0, 2), (1, 3)]) == [[0, 2], [1, 3]]
    assert groups(rows, (EXCLUSIVE, EMAIL), [(0, 2), (1, 2)]) == [[0], [1], [2], [3]]
    assert groups(rows, (CUSTOMER, EMAIL), [(0, 2), (1, 2)]) == [[0, 1, 2], [3]]


SHOP = """
[identity]
keys = ["customer_id", "email"]
[identity.customer_id]
exclusive = true
[[sources]]
name = "crm"
kind = "profiles"
path = "crm.csv"
keys = { customer_id = "id", email = "mail" }
[sources.attributes]
city = { type = "category" }
"""


def test_the_project_file_says_what_is_exclusive(place: MakePlace) -> None:
    at = place(SHOP, {"crm.csv": "id,mail,city\n1,home@x.de,A\n2,home@x.de,B\n3,c@x.de,C\n,c@x.de,D\n"})
    assert at.built().people == 3
    assert [found.message for found in at.found] == [
        "1 value of `email` stands beside several values of `customer_id`, so 2 records are not joined by it"
    ]


# --- laws ---

VALUE = st.one_of(st.none(), st.integers(0, 5).map(str))
ROWS = st.lists(st.tuples(VALUE, VALUE, VALUE, VALUE), max_size=25)
RULES = st.tuples(st.booleans(), st.booleans(), st.booleans(), *[st.one_of(st.none(), st.integers(1, 3))] * 3)
PAIRS = st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24)), max_size=8)


@settings(deadline=None)
@given(ROWS, RULES, PAIRS)
def test_people_are_what_the_slow_and_obvious_way_finds(
    rows: list[Row], rules: tuple[bool, bool, bool, int | None, int | None, int | None], pairs: list[tuple[int, int]]
) -> None:
    keys = (
        Key("a", ("a",), exclusive=rules[0]),
        Key("b", ("b",), exclusive=rules[1], limit=rules[3]),
        Key("c", ("c",), exclusive=rules[2], limit=rules[4]),
        Key("d", ("d",), limit=rules[5]),
    )
    known = [row for row in rows if any(value is not None for value in row)]
    pairs = [(a, b) for a, b in pairs if max(a, b) < len(known) and a < b]
    assert groups(known, keys, pairs) == slowly(known, keys, pairs)


def slowly(rows: list[Row], keys: Sequence[Key], pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Level by level: what values say of one key, minus those that join nobody."""
    table = [list(row) for row in rows]
    whole = list(range(len(rows)))
    for k, key in enumerate(keys):
        people = united(whole, [same(table, j) for j in range(k)])
        for value in {row[k] for row in table} - {None} if k else ():
            on = {min(people[i]) for i in whole if table[i][k] == value and any(table[i][:k])}
            if key.limit is not None and len(on) > key.limit:
                for row in table:
                    row[k] = None if row[k] == value else row[k]
        for e in range(k):
            if keys[e].exclusive:
                holding = {min(people[i]) for i in whole if table[i][e] is not None}
                by_value = {value: {min(people[i]) for i in whole if table[i][k] == value} for value in by(table, k)}
                for value in torn(by_value, holding):
                    for row in table:
                        row[k] = None if row[k] == value else row[k]
    kept = list(pairs)
    people = united(whole, [same(table, j) for j in range(len(keys))])
    for e, key in enumerate(keys):
        if key.exclusive:
            holding = {min(people[i]) for i in whole if table[i][e] is not None}
            by_pair = {pair: {min(people[i]) for i in pair} for pair in kept}
            kept = [pair for pair in kept if pair not in torn(by_pair, holding)]
    people = united(whole, [*(same(table, j) for j in range(len(keys))), [set(pair) for pair in kept]])
    known = [i for i in whole if any(value is not None for value in table[i])]
    return sorted(sorted(part) for part in {frozenset(people[i] & set(known)) for i in known})


def torn(joins: Mapping[T, set[int]], holding: set[int]) -> set[T]:
    """Of what would join people: that with two holders, then that from which a way leads to a second holder."""
    out = {value for value, people in joins.items() if len(people & holding) > 1}
    left = {value: people for value, people in joins.items() if value not in out}
    more = set()
    for value, people in left.items():
        reached, free = set(people & holding), set(people - holding)
        while True:
            near = set().union(*(other for other in left.values() if other & free), set())
            if near - holding <= free:
                break
            free |= near - holding
        reached |= set().union(*(other & holding for other in left.values() if other & free), set())
        if people & holding and len(reached) > 1:
            more.add(value)
    return out | more


def by(table: list[list[str | None]], k: int) -> list[str]:
    return sorted({value for row in table if (value := row[k]) is not None})


def same(table: list[list[str | None]], k: int) -> list[set[int]]:
    return [{i for i, row in enumerate(table) if row[k] == value} for value in by(table, k)]


def united(whole: list[int], parts: Sequence[list[set[int]]]) -> list[set[int]]:
    """For each row the rows of its person."""
    groups = [{i} for i in whole]
    for part in (one for many in parts for one in many):
        touched = [group for group in groups if group & part]
        groups = [group for group in groups if not group & part] + [set().union(*touched)]
    return [next(group for group in groups if i in group) for i in whole]


# --- components ---


def test_no_rows_have_no_components() -> None:
    assert joined([np.zeros(0, np.uint32)]).tolist() == []


def test_rows_without_a_value_are_alone_until_they_are_linked() -> None:
    columns = [np.array([NONE, 0, NONE, 0], np.uint32)]
    assert joined(columns).tolist() == [0, 1, 2, 1]
    more = Links(np.array([0], np.uint32), np.array([3], np.uint32))
    assert joined(columns, more).tolist() == [0, 0, 2, 0]


def test_a_chain_of_a_hundred_thousand_links_is_one_person() -> None:
    places = np.random.default_rng(3).permutation(100_001).astype(np.uint32)
    assert not joined([places // 2, (places + 1) // 2]).any()


def test_a_limit_of_the_strongest_key_counts_nobody_and_is_told(place: MakePlace) -> None:
    at = place(SHOP.replace("exclusive = true", "limit = 3"), {"crm.csv": "id,mail,city\n1,a@x.de,A\n"})
    sink = Sink()
    load_project(at.root, sink)
    assert [found.code.number for found in sink] == ["XS865"]
