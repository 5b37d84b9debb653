"""Columns that come, go and change between the files of a source are told once, when they do."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xseg.profiles.measures.shape import Change, Seen, Shape, changes, seen, together


def csv(unit: str, rows: int = 100, **columns: str) -> Shape:
    return Shape(unit, rows, True, {name: Seen(holds, rows, False) for name, holds in columns.items()})


def objects(unit: str, rows: int, **known: int) -> Shape:
    return Shape(unit, rows, False, {name: Seen("text", count, False) for name, count in known.items()})


@pytest.mark.parametrize(
    ("values", "holds"),
    [
        (["1", "-20", None], "whole numbers"),
        (["1", "2.50"], "numbers"),
        (["2,50", "3"], "numbers"),
        (["2025-01-01"], "dates"),
        (["2025-01-01T10:00:00Z", "2025-01-02 11:00"], "times"),
        (["yes", "No"], "true or false"),
        (["1", "x"], "text"),
        ([None], "nothing"),
        ([1, 2], "whole numbers"),
        ([1.5], "numbers"),
        ([True], "true or false"),
        ([["a"]], "lists"),
    ],
)
def test_what_a_column_holds_is_seen_from_its_values(values: list[object], holds: str) -> None:
    assert seen(pl.DataFrame({"it": values}))["it"].holds == holds


def test_the_places_of_rows_are_no_columns() -> None:
    assert list(seen(pl.DataFrame({"@@line": [1], "it": [1]}))) == ["it"]


def test_the_first_build_tells_what_differs_between_the_files_of_a_source() -> None:
    files = [csv("1", a="text", b="numbers"), csv("2", a="text", b="numbers", c="text"), csv("3", a="text", c="text")]
    assert changes([], files) == (Change("b", "gone", ("3",), "numbers", ""), Change("c", "new", ("2",), "", "text"))


def test_a_change_is_told_when_it_comes_and_not_again() -> None:
    old, new = csv("1", a="text", b="text"), csv("2", a="text")
    assert changes([old], [old, new]) == (Change("b", "gone", ("2",), "text", ""),)
    assert changes([old, new], [old, new]) == ()
    assert changes([old, new], [old, new, csv("3", a="text")]) == ()


def test_a_column_that_comes_back_is_new_again() -> None:
    before = [csv("1", a="text", b="text"), csv("2", a="text")]
    assert changes(before, [*before, csv("3", a="text", b="text")]) == (Change("b", "new", ("3",), "", "text"),)


def test_a_file_written_anew_is_held_against_itself_and_one_that_replaces_another_against_that() -> None:
    assert changes([csv("crm", a="numbers")], [csv("crm", a="text")]) == (
        Change("a", "retyped", ("crm",), "numbers", "text"),
    )
    assert changes([csv("crm-1", a="text", b="text")], [csv("crm-2", a="text")])[0].what == "gone"


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("whole numbers", "numbers", False),
        ("numbers", "whole numbers", False),
        ("text", "whole numbers", False),
        ("nothing", "text", False),
        ("numbers", "nothing", False),
        ("numbers", "text", True),
        ("times", "text", True),
        ("times", "dates", True),
        ("dates", "whole numbers", True),
    ],
)
def test_a_text_column_is_retyped_where_values_can_no_longer_be_read_as_before(was: str, now: str, told: bool) -> None:
    assert bool(changes([csv("1", a=was)], [csv("2", a=now)])) == told


def test_digits_that_lose_their_text_are_told() -> None:
    def typed(holds: str) -> Shape:
        return Shape("crm.parquet", 9, True, {"zip": Seen(holds, 9, True)})

    assert changes([typed("text")], [typed("whole numbers")])[0].what == "retyped"


def test_a_few_texts_that_look_like_numbers_promise_nothing() -> None:
    assert changes([csv("1", rows=5, a="whole numbers")], [csv("2", a="text")]) == ()


def test_what_json_leaves_out_is_told_only_where_it_cannot_be_chance() -> None:
    before = objects("1", 1_000, always=1_000, often=100, seldom=3)
    found = changes([before], [objects("2", 500)])
    assert [change.column for change in found] == ["always", "often"]
    assert changes([before], [objects("2", 10)]) == ()


VALUES = st.lists(st.sampled_from(["1", "2.5", "x", "2025-01-01", None]), max_size=30)


@given(values=VALUES, cut=st.integers(0, 30))
def test_where_rows_are_cut_into_chunks_does_not_matter_for_what_is_known(values: list[str], cut: int) -> None:
    frame = pl.DataFrame({"it": pl.Series(values, dtype=pl.String)})
    whole = seen(frame)
    parts = together([seen(frame[:cut]), seen(frame[cut:])])
    assert parts["it"].known == whole["it"].known
