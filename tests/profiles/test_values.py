"""What a source holds becomes a value of the declared type, or says why it cannot."""

import warnings
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xseg.plan.bind import day_start, to_micros, wall_instant
from xseg.profiles.values.casting import Clocks, Reading, cast
from xseg.project.formats import trouble
from xseg.project.types import (
    BOOLEAN,
    DATE,
    INTEGER,
    NUMBER,
    TEXT,
    TIMESTAMP,
    CategoryType,
    ListType,
    Type,
    decimal,
)

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
CLOCKS = Clocks(source=BERLIN, project=NEW_YORK)


def read(values: Sequence[object] | pl.Series, type_: Type, **how: Any) -> list[object]:
    """Each value, or its problem in words."""
    series = values if isinstance(values, pl.Series) else pl.Series(values)
    found = cast(series, Reading(type_, CLOCKS, **how))
    assert found.values.len() == series.len()
    pairs = zip(found.values.to_list(), found.told.to_list(), strict=True)
    return [value if problem is None else problem for value, problem in pairs]


@pytest.mark.parametrize(
    ("written", "units"),
    [
        ("12.30", 1230),
        ("-0.5", -50),
        ("+1", 100),
        (".5", 50),
        ("5.", 500),
        ("1.2300", 123),
        (" 7 ", 700),
        ("-0", 0),
        ("1e3", 100000),
        ("9999999999.99", 999999999999),
        ("", None),
        ("NaN", None),
        ("1.234", "more than 2 decimal places"),
        ("1.5e-3", "more than 2 decimal places"),
        ("10000000000", "number out of range"),
        ("9" * 30, "number out of range"),
        ("1,50", "unreadable number"),
        ("1_0", "unreadable number"),
        ("inf", "unreadable number"),
        ("--1", "unreadable number"),
    ],
)
def test_decimals_are_read_exactly_from_text(written: str, units: object) -> None:
    assert read([written], decimal(2)) == [units]


AMOUNTS = st.from_regex(r"\A ?[+-]?[0-9]{0,19}[.,]?[0-9]{0,4}(e-?[0-9]{1,2})?x?\Z") | st.sampled_from(["", "nan", "\0"])


@settings(deadline=None)
@given(st.lists(AMOUNTS | st.none(), min_size=1), st.sampled_from([INTEGER, decimal(2), decimal(18)]))
def test_a_decimal_reads_the_same_alone_and_beside_those_written_otherwise(
    amounts: list[str | None], type_: Type
) -> None:
    beside = pl.Series([*amounts, "12.34", "-1"], dtype=pl.String)
    alone = [read(pl.Series([amount], dtype=pl.String), type_)[0] for amount in beside]
    assert read(beside, type_) == alone


@settings(deadline=None)
@given(st.integers(-(10**12) + 1, 10**12 - 1), st.integers(0, 6))
def test_decimals_in_text_lose_nothing(units: int, scale: int) -> None:
    written = f"{Decimal(units).scaleb(-scale):f}"
    assert read([written], decimal(scale) if scale else INTEGER) == [units]


@settings(deadline=None)
@given(st.floats(-9e9, 9e9), st.integers(1, 4))
def test_doubles_round_half_to_even_by_their_shortest_text(double: float, scale: int) -> None:
    units = Decimal(repr(double)).quantize(Decimal(1).scaleb(-scale), ROUND_HALF_EVEN).scaleb(scale)
    wanted = int(units) if abs(units) < 10**12 else "number out of range"
    assert read([double], decimal(scale)) == [wanted]


def test_a_sum_of_doubles_is_the_decimal_that_was_meant() -> None:
    assert read([0.1 + 0.2, 1.005, 2.675, 0.125, None, float("nan")], decimal(2)) == [30, 100, 268, 12, None, None]


def test_an_integer_is_whole_whatever_it_comes_from() -> None:
    assert read([12.0, 12.5, float("inf")], INTEGER) == [12, "not a whole number", "number out of range"]
    assert read(["12", "12.0", "12.5"], INTEGER) == [12, 12, "not a whole number"]
    assert read([10**15 - 1, 10**15, -(10**15)], INTEGER) == [10**15 - 1, *["number out of range"] * 2]
    assert read(pl.Series([7], dtype=pl.UInt8), decimal(3)) == [7000]
    assert read(pl.Series(["1.25"]).cast(pl.Decimal(10, 4)), decimal(2)) == [125]


@pytest.mark.parametrize("digit", "٣३３๓")
def test_digits_of_other_scripts_are_told_and_stop_nothing(digit: str) -> None:
    for type_ in (INTEGER, decimal(2), NUMBER):
        assert read([digit, f"1{digit}.5", f"1e{digit}", "1"], type_)[:3] == ["unreadable number"] * 3
    assert (
        read([f"202{digit}-01-01", f"2025-01-01T10:0{digit}", "2025-01-01"], TIMESTAMP)[:2] == ["unreadable time"] * 2
    )
    assert read([f"202{digit}-01-01", "2025-01-01"], DATE)[:1] == ["unreadable date"]
    assert read([f"173568960{digit}"], TIMESTAMP, format="%s") == ["unreadable time"]


def test_numbers_are_finite_without_minus_zero_and_properties_rounded_to_six_decimals() -> None:
    assert read(["1.5", "nan", "inf", "x", "1e-7"], NUMBER) == [
        1.5,
        None,
        "number out of range",
        "unreadable number",
        1e-7,
    ]
    assert read([0.12345649, 0.1234565, 1e300], NUMBER, rounded=True) == [0.123456, 0.123456, 1e300]
    (zero,) = read([-0.0], NUMBER, rounded=True)
    assert str(zero) == "0.0"


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2025-01-01", datetime(2025, 1, 1, tzinfo=NEW_YORK)),
        ("2025-01-01T10:00", datetime(2025, 1, 1, 10, tzinfo=BERLIN)),
        ("2025-01-01 10:00:05.5", datetime(2025, 1, 1, 10, 0, 5, 500000, tzinfo=BERLIN)),
        ("2025-01-01T10:00:00Z", datetime(2025, 1, 1, 10, tzinfo=ZoneInfo("UTC"))),
        ("2025-01-01T10:00:00-02:30", datetime(2025, 1, 1, 12, 30, tzinfo=ZoneInfo("UTC"))),
        ("2025-01-01T10:00:00.123456789+0200", datetime(2025, 1, 1, 8, 0, 0, 123456, tzinfo=ZoneInfo("UTC"))),
        ("2025-03-30T02:30", datetime(2025, 3, 30, 1, 30, tzinfo=ZoneInfo("UTC"))),  # skipped: moves on to 03:30
        ("2025-10-26T02:30", datetime(2025, 10, 26, 0, 30, tzinfo=ZoneInfo("UTC"))),  # doubled: the earlier
    ],
)
def test_times_are_instants_on_the_clock_they_are_written_on(written: str, instant: datetime) -> None:
    assert read([written], TIMESTAMP) == [to_micros(instant)]


@pytest.mark.parametrize(
    "written",
    [
        "2025-02-30",
        "2025-1-1",
        "01.02.2025",
        "2025-01-01T25:00",
        "2025-01-01T10:00:60",
        "1735725600",
        "2025-01-01T10:00+25:00",
    ],
)
def test_times_that_are_none_are_told(written: str) -> None:
    assert read([written], TIMESTAMP) == ["unreadable time"]


@settings(deadline=None)
@given(
    st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30)),
    st.sampled_from(
        ["Europe/Berlin", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe", "Asia/Kathmandu"]
    ),
)
def test_wall_clock_times_become_the_same_instants_as_in_plain_python(wall: datetime, zone: str) -> None:
    clocks = Clocks(ZoneInfo(zone), ZoneInfo(zone))
    found = cast(pl.Series([wall]), Reading(TIMESTAMP, clocks)).values.to_list()
    assert found == [wall_instant(wall, ZoneInfo(zone))]
    days = cast(pl.Series([wall.date()]), Reading(TIMESTAMP, clocks)).values.to_list()
    assert days == [day_start((wall.date() - date(1970, 1, 1)).days, ZoneInfo(zone))]


def test_times_in_other_forms_say_so_by_a_format() -> None:
    assert read(["31.12.2024 10:00", "31/12/2024"], TIMESTAMP, format="%d.%m.%Y %H:%M") == [
        to_micros(datetime(2024, 12, 31, 10, tzinfo=BERLIN)),
        "unreadable time",
    ]
    assert read(["31.12.2024"], TIMESTAMP, format="%d.%m.%Y") == [to_micros(datetime(2024, 12, 31, tzinfo=NEW_YORK))]
    assert read(["31.12.2024"], DATE, format="%d.%m.%Y") == [(date(2024, 12, 31) - date(1970, 1, 1)).days]


@pytest.mark.parametrize("type_", [NUMBER, decimal(2), decimal(12), INTEGER])
@pytest.mark.parametrize("rounded", [True, False])
def test_the_largest_numbers_bring_no_warning(type_: Type, rounded: bool) -> None:
    most = [1.7e308, -1.7e308, 5e-324, float("inf"), float("nan"), None]
    found = ["out of range"] * 2 if type_ != NUMBER else most[:2]
    with warnings.catch_warnings(action="error"):
        values = read(most, type_, rounded=rounded)
    told = [str(value).removeprefix("number ") if isinstance(value, str) else value for value in values[:2]]
    assert (told, values[3:]) == (found, ["number out of range", None, None])


@pytest.mark.parametrize(
    ("written", "format_", "instant"),
    [
        ("2025-06-01 7:05", "%Y-%m-%d %-H:%M", datetime(2025, 6, 1, 7, 5, tzinfo=BERLIN)),
        ("2025-06-01 07:05 PM", "%Y-%m-%d %I:%M %p", datetime(2025, 6, 1, 19, 5, tzinfo=BERLIN)),
        ("2025-06-01T07:05:00.5", "%FT%T%.f", datetime(2025, 6, 1, 7, 5, 0, 500_000, tzinfo=BERLIN)),
        ("2025-06-01 07:05 +0000", "%F %R %z", datetime(2025, 6, 1, 7, 5, tzinfo=UTC)),
        ("1748761500.5", "%s%.f", datetime(2025, 6, 1, 7, 5, 0, 500_000, tzinfo=UTC)),
    ],
)
def test_a_format_reads_the_whole_time(written: str, format_: str, instant: datetime) -> None:
    assert trouble(format_, timezone=None) is None
    assert trouble(format_ + " CET", timezone="Europe/Berlin") is None
    assert read([written], TIMESTAMP, format=format_) == [to_micros(instant.astimezone(UTC))]


@settings(deadline=None)
@given(st.lists(st.sampled_from("YmdHIklMSpPTRrXcsfzZFDjyb%-. +:"), min_size=1, max_size=8))
def test_a_format_that_is_taken_stops_no_build(letters: list[str]) -> None:
    format_ = "".join(letter if letter in "-. :" else f"%{letter}" for letter in letters)
    if trouble(format_, timezone="UTC") is None:
        read(["2025-06-01 07:05"], TIMESTAMP, format=format_)
        read(["2025-06-01 07:05"], DATE, format=format_)


def test_a_day_is_a_day_and_a_time_in_its_place_is_told() -> None:
    assert read(["2025-01-01", "2025-01-01T00:00:00", "2025-01-01T10:00", "1700-01-01"], DATE) == [
        20089,
        20089,
        "unreadable date",
        "date outside 1900 to 2200",
    ]
    assert read([datetime(2025, 1, 1), datetime(2025, 1, 1, 5)], DATE) == [20089, "a time where a date is declared"]
    assert read([date(2025, 1, 1)], DATE) == [20089]


def test_text_is_trimmed_composed_and_never_empty() -> None:
    assert read([" A\u030a ", "", "  ", None], TEXT) == ["\u00c5", None, None, None]
    assert read([1.0, 2.5, None], TEXT) == ["1", "2.5", None]
    assert read([12, None], TEXT) == ["12", None]


def test_a_closed_category_takes_its_values_only() -> None:
    assert read(["a", " a ", "A", ""], CategoryType(("a",))) == ["a", "a", "not one of the declared values", None]


def test_booleans_have_a_few_words() -> None:
    words = ["yes", "No", "1", "F", "maybe", ""]
    assert read(words, BOOLEAN) == [True, False, True, False, "unreadable true or false", None]


def test_lists_are_distinct_sorted_and_never_empty() -> None:
    assert read(["b|a|b| ", "", None], ListType(TEXT), separator="|") == [["a", "b"], None, None]
    assert read([["b", "a", None], [], None], ListType(CategoryType(("a", "b")))) == [["a", "b"], None, None]
    assert read([["a", "q"]], ListType(CategoryType(("a",)))) == ["not one of the declared values"]


@pytest.mark.parametrize(
    "type_", [TEXT, INTEGER, decimal(), NUMBER, BOOLEAN, DATE, TIMESTAMP, CategoryType(("a",)), ListType(TEXT)]
)
@pytest.mark.parametrize("kind", [pl.Null, pl.String])
def test_a_column_of_nothing_is_missing_everywhere(type_: Type, kind: type[pl.DataType]) -> None:
    assert read(pl.Series([None, None], dtype=kind), type_) == [None, None]
    assert read(pl.Series([], dtype=kind), type_) == []
