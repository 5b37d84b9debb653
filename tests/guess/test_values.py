"""The type that is proposed for a column is the narrowest that its values keep."""

import polars as pl
import pytest

from xseg.profiles.guess.values import guess

MANY = 40


@pytest.mark.parametrize(
    ("name", "values", "type_", "options"),
    [
        ("solved", ["true", "false"] * MANY, "boolean", {}),
        ("solved", ["Yes", "no", "NO"] * MANY, "boolean", {}),
        ("is_new", ["1", "0"] * MANY, "boolean", {}),
        ("visits", ["1", "0"] * MANY, "integer", {}),
        ("visits", ["12", "-3", "+4"] * MANY, "integer", {}),
        ("amount", ["12.5", "3", "4.25"] * MANY, "decimal", {"scale": 2}),
        ("rate", ["0.1254", "3"] * MANY, "decimal", {"scale": 4}),
        ("weight", ["0.1234567891", "3.5"] * MANY, "number", {}),
        ("weight", ["1e-9", "3.5"] * MANY, "number", {}),
        ("plz", ["10115", "80331"] * MANY, "category", {"values": ("10115", "80331")}),
        ("branch", ["007", "012"] * MANY, "category", {"values": ("007", "012")}),
        ("order_id", [str(number) for number in range(100)], "string", {}),
        ("big", [str(10**16 + number) for number in range(100)], "string", {}),
        ("born", ["1980-02-29", "1999-12-31"] * MANY, "date", {}),
        ("born", ["29.02.1980", "31.12.1999"] * MANY, "date", {"format": "%d.%m.%Y"}),
        ("born", ["02/29/1980", "12/31/1999"] * MANY, "date", {"format": "%m/%d/%Y"}),
        ("seen", ["2025-01-02T03:04:05Z"] * MANY, "timestamp", {}),
        ("seen", ["31.12.2024 23:59"] * MANY, "timestamp", {"format": "%d.%m.%Y %H:%M"}),
        ("seen_at", ["1735689600"] * MANY, "timestamp", {"format": "%s"}),
        ("seen_at", ["1735689600123"] * MANY, "timestamp", {"format": "%s%3f"}),
        ("views", ["1735689600"] * MANY, "integer", {}),
        ("country", ["DE", "AT", "CH"] * MANY, "category", {"values": ("AT", "CH", "DE")}),
        ("country", ["DE"] * MANY, "category", {}),
        ("city", [f"city {number % 50}" for number in range(1000)], "category", {}),
        ("note", [f"text {number}" for number in range(100)], "string", {}),
        ("tags", ["a|b", "b", "a|c", "c|b"] * MANY, "list of string", {"separator": "|"}),
        ("empty", [None, "", "  "], "string", {}),
    ],
)
def test_text_is_read_as_what_it_keeps(name: str, values: list[str], type_: str, options: dict[str, object]) -> None:
    found = guess(pl.Series(name, values, pl.String))
    assert found is not None
    assert (found.type, found.options) == (type_, options), found.reason
    assert found.reason


@pytest.mark.parametrize(
    ("values", "type_"),
    [
        (pl.Series("x", [True, None]), "boolean"),
        (pl.Series("x", [1, 2, None]), "integer"),
        (pl.Series("x", [1.0, 2.0, None]), "integer"),
        (pl.Series("x", [1.25, 2.5]), "decimal"),
        (pl.Series("x", [1 / 3, 2.5]), "number"),
        (pl.Series("x", ["1.25"]).cast(pl.Decimal(10, 2)), "decimal"),
        (pl.Series("x", [0]).cast(pl.Date), "date"),
        (pl.Series("x", [0]).cast(pl.Datetime("us")), "timestamp"),
        (pl.Series("x", [["a"], []]), "list of string"),
        (pl.Series("x", ["a"] * 30 + ["b"] * 30, pl.Categorical), "category"),
    ],
)
def test_a_file_that_knows_its_types_is_believed(values: pl.Series, type_: str) -> None:
    found = guess(values)
    assert found is not None
    assert found.type == type_


def test_a_few_unreadable_values_do_not_change_the_type_and_are_told() -> None:
    found = guess(pl.Series("amount", ["1.50"] * 199 + ["n/a"]))
    assert found is not None
    assert found.type == "decimal"
    assert (
        found.reason
        == "looks like a number with up to 2 decimal places in 199 of 200 values; rows with another are set aside"
    )


def test_many_unreadable_values_make_it_text() -> None:
    found = guess(pl.Series("amount", ["1.50"] * 150 + ["n/a"] * 50))
    assert found is not None
    assert found.type == "category"


def test_a_decimal_comma_is_told_of() -> None:
    found = guess(pl.Series("amount", ["1,50", "2,75"] * MANY))
    assert found is not None
    assert "decimal comma" in found.reason


def test_days_that_may_be_months_stay_text() -> None:
    found = guess(pl.Series("born", ["01/02/1980", "03/04/1981"] * MANY))
    assert found is not None
    assert found.type == "category"
    assert "may mean two days" in found.reason


def test_bytes_are_left_out() -> None:
    assert guess(pl.Series("x", [b"a"])) is None
