"""Columns that come, go and change between builds, and between files of one source, are told; never a crash."""

import polars as pl
import pytest

from tests.profiles.place import MakePlace, Place

TOML = """
[identity]
keys = ["customer"]
[[sources]]
name = "orders"
kind = "events"
event = "purchase"
path = "orders/*.csv"
time = "at"
keys = { customer = "who" }
[sources.properties]
amount = "decimal"
"""
JSON = TOML.replace("orders/*.csv", "orders/*.ndjson")
PARQUET = TOML.replace("orders/*.csv", "orders/*.parquet")


def csv(head: str, *values: str, rows: int = 30) -> str:
    lines = [",".join([f"2025-01-{1 + n % 28:02}", f"c{n}", *values]) for n in range(rows)]
    return "\n".join([f"at,who{head}", *lines]) + "\n"


def told(at: Place) -> list[str]:
    report = at.build()
    assert report is not None, [one.message for one in at.found]
    assert {one.severity for one in at.found} <= {"warning"}
    assert all(one.help for one in at.found)
    return [f"{one.code.number} {one.message}" for one in at.found]


def test_a_column_that_is_new_is_told_once(place: MakePlace) -> None:
    at = place(TOML, {"orders/1.csv": csv(",amount", "5")})
    assert told(at) == []
    at.write({"orders/2.csv": csv(",amount,coupon", "5", "SPRING")})
    assert told(at) == ["XS845 column `coupon` is new in `orders/2.csv` of `orders`"]
    assert told(at) == []
    at.write({"orders/3.csv": csv(",amount,coupon", "5", "SPRING")})
    assert told(at) == []


def test_a_column_that_disappears_for_a_while_is_told_when_it_goes_and_when_it_is_back(place: MakePlace) -> None:
    full, less = csv(",amount,coupon", "5", "SPRING"), csv(",amount", "5")
    at = place(TOML, {"orders/1.csv": full})
    assert told(at) == []
    at.write({"orders/2.csv": less})
    assert told(at) == ["XS846 column `coupon` is gone from `orders/2.csv` of `orders`: nothing reads it"]
    at.write({"orders/3.csv": less})
    assert told(at) == []
    at.write({"orders/4.csv": full})
    assert told(at) == ["XS845 column `coupon` is new in `orders/4.csv` of `orders`"]


def test_a_first_build_tells_what_differs_between_files(place: MakePlace) -> None:
    files = {"orders/1.csv": csv(",amount", "5"), "orders/2.csv": csv(",amount,coupon", "5", "SPRING")}
    assert told(place(TOML, files)) == ["XS845 column `coupon` is new in `orders/2.csv` of `orders`"]


def test_a_declared_column_that_a_csv_lacks_stops_the_build(place: MakePlace) -> None:
    at = place(TOML, {"orders/1.csv": csv(",amount", "5")})
    assert told(at) == []
    at.write({"orders/2.csv": csv("")})
    assert at.build() is None
    assert at.codes() == ["XS831"]
    at.write({"orders/2.csv": csv(",amount", "6")})
    assert told(at) == []


def test_a_column_that_becomes_text_is_told(place: MakePlace) -> None:
    at = place(TOML, {"orders/1.csv": csv(",amount,points", "5", "7")})
    assert told(at) == []
    at.write({"orders/2.csv": csv(",amount,points", "5", "seven")})
    assert told(at) == ["XS847 column `points` holds text in `orders/2.csv` of `orders`, whole numbers before"]


def test_a_parquet_column_of_another_type_is_told_and_read_as_it_can_be(place: MakePlace) -> None:
    frame = pl.DataFrame({"at": ["2025-01-01"], "who": ["0123"], "amount": [5]})
    at = place(PARQUET, {"orders/1.parquet": frame})
    assert told(at) == []
    at.write({"orders/2.parquet": frame.with_columns(who=pl.lit(123), at=pl.lit("2025-01-02"))})
    assert told(at) == ["XS847 column `who` holds whole numbers in `orders/2.parquet` of `orders`, text before"]
    assert at.source("orders").read == 2


def objects(rows: int, more: str = "") -> str:
    day = "2025-01-{:02}"
    return "".join(f'{{"at":"{day.format(1 + n % 28)}","who":"c{n}","amount":{n}{more}}}\n' for n in range(rows))


@pytest.mark.parametrize(("rows", "gone"), [(50, True), (3, False)])
def test_what_json_leaves_out_is_told_where_it_is_no_chance(place: MakePlace, rows: int, gone: bool) -> None:
    at = place(JSON, {"orders/1.ndjson": objects(60, ',"page":"home"')})
    assert told(at) == []
    at.write({"orders/2.ndjson": objects(rows).replace("2025-01", "2025-02")})
    assert [one[:5] for one in told(at)] == (["XS846"] if gone else [])


def test_same_columns_can_be_expected_and_a_change_accepted(place: MakePlace) -> None:
    at = place(TOML + '[build.expect.orders]\ncolumns = "same"\n', {"orders/1.csv": csv(",amount", "5")})
    assert told(at) == []
    at.write({"orders/2.csv": csv(",amount,coupon", "5", "SPRING")})
    assert at.build() is None
    assert at.codes() == ["XS845", "XS842"]
    assert len(at.store.reports()) == 1
    assert at.build(accept_changes=True) is not None
    assert told(at) == []
