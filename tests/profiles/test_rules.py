"""A row that breaks a rule is set aside with its line and the first rule that it breaks, and no other row is."""

import json
from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

from tests.profiles.place import MakePlace

CRM = """
[identity]
keys = ["id"]
[channels]
[[sources]]
name = "crm"
kind = "profiles"
path = "crm.csv"
keys = { id = "id" }
updated_at = { column = "at", timezone = "UTC", format = "%d.%m.%Y %H:%M" }
[sources.attributes]
amount = { type = "decimal", column = "sum" }
share = "number"
born = { type = "date", format = "%d.%m.%Y" }
since = { type = "timestamp" }
name = "string"
likes = { type = "list of string", separator = "|" }
[sources.rows]
"""
COLUMNS = ("id", "at", "sum", "share", "born", "since", "name", "likes", "raw")
GOOD: Mapping[str, str] = {"id": "1", "at": "01.02.2025 10:00"}


def reasons(place: MakePlace, rules: str, *rows: Mapping[str, str]) -> list[str | None]:
    """Row by row why it was set aside."""
    good = ["good", "01.02.2025 10:00", *[""] * 6, "x" if "required" in rules else ""]
    given = [{**GOOD, "id": str(number), **row} for number, row in enumerate(rows, 1)]
    lines = [COLUMNS, *([row.get(name, "") for name in COLUMNS] for row in given), good]
    shop = place(CRM + rules, {"crm.csv": "".join(f"{','.join(line)}\n" for line in lines)})
    shop.built()
    aside = dict(shop.store.quarantine().select("line", "reason").iter_rows())
    return [aside.get(number) for number in range(2, len(rows) + 2)]


@pytest.mark.parametrize(
    ("rule", "value", "reason"),
    [
        ("amount = { min = 0.5 }", {"sum": "0.5"}, None),
        ("amount = { min = 0.5 }", {"sum": "0.49"}, "`sum` is below 0.5"),
        ("amount = { min = 0.501 }", {"sum": "0.50"}, "`sum` is below 0.501"),
        ("amount = { max = 0.509 }", {"sum": "0.50"}, None),
        ("amount = { max = 0.509 }", {"sum": "0.51"}, "`sum` is above 0.509"),
        ("amount = { min = 0.101, max = 0.109 }", {"sum": "0.11"}, "`sum` is above 0.109"),
        ("amount = { max = 1000000000000000 }", {"sum": "9999999999.99"}, None),
        ("amount = { min = 0 }", {"sum": "x"}, "`sum`: unreadable number"),
        ("amount = { min = 0 }", {}, None),
        ("share = { max = 0.1 }", {"share": "0.1"}, None),
        ("share = { max = 0.1 }", {"share": "0.10000001"}, "`share` is above 0.1"),
        ("born = { min = 1900-01-01 }", {"born": "01.01.1900"}, None),
        ("born = { max = 2000-12-31 }", {"born": "01.01.2001"}, "`born` is after 2000-12-31"),
        ("since = { max = 2025-05-31 }", {"since": "2025-05-31T21:59:59"}, None),
        ("since = { max = 2025-05-31 }", {"since": "2025-05-31T22:00:00Z"}, "`since` is after 2025-05-31"),
        ("since = { min = 2025-05-31 }", {"since": "2025-05-30T22:00:00Z"}, None),
        ("since = { min = 2025-05-31 }", {"since": "2025-05-30T21:59:59Z"}, "`since` is before 2025-05-31"),
        ("since = { min = 2025-05-31T08:00:00 }", {"since": "2025-05-31T08:00"}, None),
        ('since = { min = "2025-05-31T08:00" }', {"since": "2025-05-31T07"}, "`since`: unreadable time"),
        ("since = { max = 2025-05-31T08:00:00+02:00 }", {"since": "2025-05-31T06:00"}, None),
        ("at = { min = 2025-01-01 }", {"at": "31.12.2024 22:59"}, "`at` is before 2025-01-01"),
        ("at = { min = 2025-01-01 }", {"at": "31.12.2024 23:00"}, None),
        ("raw = { min = 3 }", {"raw": "2.5"}, "`raw` is below 3"),
        ("raw = { min = 3 }", {"raw": "a"}, "`raw`: unreadable number"),
        ("raw = { min = 2025-01-01 }", {"raw": "2024-12-31"}, "`raw` is before 2025-01-01"),
        ("name = { length = { min = 2 } }", {"name": "é"}, "`name` is shorter than 2"),
        ("name = { length = { max = 2 } }", {"name": "abc"}, "`name` is longer than 2"),
        ("name = { length = { max = 2 } }", {}, None),
        ("likes = { length = { max = 2 } }", {"likes": "a|b|a"}, None),
        ("likes = { length = { max = 2 } }", {"likes": "a|b|c"}, "`likes` is longer than 2"),
        ('name = { allowed = ["a", "b"] }', {"name": " b "}, None),
        ('name = { allowed = ["a", "b"] }', {"name": "B"}, "`name` is not allowed"),
        ("raw = { required = true }", {}, "`raw` is required"),
    ],
)  # fmt: skip
def test_a_row_is_set_aside_where_it_breaks_its_rule(
    place: MakePlace, rule: str, value: dict[str, Any], reason: str | None
) -> None:
    assert reasons(place, rule, value) == [reason]


def test_the_first_rule_broken_is_the_reason(place: MakePlace) -> None:
    rules = (
        'raw = { required = true }\nname = { allowed = ["a"], length = { max = 1 } }\namount = { min = 5, max = 6 }\n'
    )
    rows: list[Mapping[str, str]] = [
        {"name": "zz", "sum": "9"},
        {"raw": "x", "name": "zz", "sum": "9"},
        {"raw": "x", "name": "a", "sum": "9"},
        {"raw": "x", "name": "a", "sum": "4"},
        {"raw": "x", "name": "a", "sum": "5"},
        {"raw": "x"},
    ]
    assert reasons(place, rules, *rows) == [
        "`raw` is required",
        "`name` is not allowed",
        "`sum` is above 6",
        "`sum` is below 5",
        None,
        None,
    ]


def test_rows_in_are_rows_kept_and_rows_set_aside(place: MakePlace) -> None:
    lines = "".join(f"{number},01.02.2025 10:00,{number % 10},,,,,,\n" for number in range(1, 201))
    shop = place(CRM + "amount = { min = 3 }\n", {"crm.csv": ",".join(COLUMNS) + "\n" + lines})
    found = shop.source("crm")
    assert (found.read, found.kept, found.quarantined) == (200, 140, {"`sum` is below 3": 60})
    assert shop.store.quarantine().select(pl.col("line").min()).item() == 2


def test_of_rows_with_one_value_that_read_last_stays(place: MakePlace) -> None:
    told = [("Ann", "x"), ("Bob", "y"), ("Ann", ""), (" Ann ", "y"), ("", ""), ("", "")]
    rows = "".join(f"{number},,,,,,{name},,{raw}\n" for number, (name, raw) in enumerate(told, 1))
    rules = "name = { unique = true }\nraw = { unique = true }\n"
    shop = place(CRM + rules, {"crm.csv": ",".join(COLUMNS) + "\n" + rows})
    report = shop.source("crm")
    assert (report.read, report.kept) == (6, 3)
    assert shop.store.quarantine().sort("line").select("line", "reason").rows() == [
        (2, "`name` is not unique"),
        (3, "`raw` is not unique"),
        (4, "`name` is not unique"),
    ]


def test_values_come_once_in_all_files_of_a_source(place: MakePlace) -> None:
    toml = CRM.replace('"crm.csv"', '"crm*.csv"') + "name = { unique = true, required = true }\n"
    head = "id,at,sum,share,born,since,name,likes,raw\n"
    shop = place(toml, {"crm1.csv": head + "1,,,,,,Ann,,\n", "crm2.csv": head + "2,,,,,,Ann,,\n3,,,,,,,,\n"})
    assert shop.source("crm").quarantined == {"`name` is not unique": 1, "`name` is required": 1}
    assert shop.store.quarantine().filter(pl.col("line") == 2).get_column("file").to_list() == ["crm1.csv"]


def test_a_later_copy_of_an_event_repeats_no_value(place: MakePlace) -> None:
    """What was known of an event before it was corrected counts until then."""
    events = """
[[sources]]
name = "orders"
kind = "events"
event = "purchase"
path = "*.csv"
id = "id"
time = "ts"
keys = { who = "who" }
[sources.properties]
amount = { type = "decimal" }
[sources.rows]
number = { unique = true }
"""
    head = "id,ts,who,number,amount\n"
    first = "1,2025-01-01,ann,A,5\n2,2025-01-01,bob,B,5\n3,2025-01-01,cem,B,5\n"
    files = {"1.csv": head + first, "2.csv": head + "1,2025-01-03,ann,A,6\n"}
    shop = place('[identity]\nkeys = ["who"]\n' + events, files)
    assert shop.source("orders").quarantined == {"`number` is not unique": 1}
    kept = shop.store.table("events/purchase").select("@id", "amount").rows()
    assert sorted(kept) == [("1", 500), ("1", 600), ("3", 500)]


def test_a_row_set_aside_for_another_is_told_as_people_write_it(place: MakePlace) -> None:
    rows = "1,,-0.05,0.5,29.02.2020,2025-01-02 03:04:05,Ann,,\n2,,,,,,Ann,,\n"
    toml = CRM.replace("[sources.rows]", 'again = { type = "decimal", column = "sum" }\n[sources.rows]')
    shop = place(toml + "name = { unique = true }\n", {"crm.csv": ",".join(COLUMNS) + "\n" + rows})
    assert shop.source("crm").quarantined == {"`name` is not unique": 1}
    told = json.loads(shop.store.quarantine().get_column("row").item())
    assert (told["sum"], told["share"], told["born"]) == ("-0.05", 0.5, "2020-02-29")
    assert told["since"].startswith("2025-01-02T")
