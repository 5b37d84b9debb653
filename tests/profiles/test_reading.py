"""Every line of a source is accounted for, whatever stands in it; a file that cannot be read stops the build."""

import os
from pathlib import Path

import polars as pl
import pytest

from tests.profiles.place import MakePlace

PURCHASES = """
[identity]
keys = ["customer"]
[channels]
web = {}
[[sources]]
name = "orders"
kind = "events"
channel = "web"
event = "purchase"
path = "orders.csv"
id = "id"
time = { column = "ts", timezone = "UTC" }
keys = { customer = "who" }
[sources.properties]
amount = { type = "decimal" }
device = { type = "category", values = ["desktop", "mobile"] }
[sources.rows]
amount = { min = 0 }
"""
HEADER = "id,ts,who,amount,device\n"
GOOD = "1,2025-01-01T10:00,ann,12.30,mobile\n"


def test_a_good_line_becomes_an_event(place: MakePlace) -> None:
    at = place(PURCHASES, {"orders.csv": HEADER + GOOD})
    assert at.source("orders").kept == 1
    row = at.events("purchase", "@number", "@id", "@source", "@channel", "@time", "amount", "device")
    assert row == [(0, "1", "orders", "web", 1735725600000000, 1230, "mobile")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2,2025-01-01,ann,1,mobile,extra\n", "too many fields"),
        ("2,2025-01-01,ann,1\n", "too few fields"),
        ("2,yesterday,ann,1,mobile\n", "`ts`: unreadable time"),
        ("2,2025-02-30,ann,1,mobile\n", "`ts`: unreadable time"),
        ("2,1899-12-31,ann,1,mobile\n", "`ts`: time outside 1900 to 2200"),
        ("2,2200-01-01T00:00Z,ann,1,mobile\n", "`ts`: time outside 1900 to 2200"),
        ("2,,ann,1,mobile\n", "no time"),
        ("2,2025-01-01,ann,one,mobile\n", "`amount`: unreadable number"),
        ("2,2025-01-01,ann,1.234,mobile\n", "`amount`: more than 2 decimal places"),
        ("2,2025-01-01,ann,99999999999,mobile\n", "`amount`: number out of range"),
        ("2,2025-01-01,ann,1,fridge\n", "`device`: not one of the declared values"),
        ("2,2025-01-01,ann,-0.01,mobile\n", "`amount` is below 0"),
        ("2,2025-01-01,,1,mobile\n", "no identity key"),
        ("2,2025-01-01,ann,1,mo\0bile\n", "`device`: text with a NUL character"),
        ('2,2025-01-01,ann,1,"mobile\n', "quotes that do not close"),
        ('2,2025-01-01,ann,1,"mobile" or so\n', "quotes that do not close"),
    ],
)
def test_a_line_that_cannot_be_used_is_set_aside_with_its_reason(place: MakePlace, line: str, reason: str) -> None:
    at = place(PURCHASES, {"orders.csv": HEADER + GOOD + line + GOOD.replace("1,", "3,", 1)})
    assert at.source("orders").quarantined == {reason: 1}
    assert at.source("orders").kept == 2
    assert at.store.quarantine().select("source", "file", "line", "reason").rows() == [
        ("orders", "orders.csv", 3, reason)
    ]


@pytest.mark.parametrize("line", [GOOD, "1,2025-01-01T10:00,bob,5,desktop\n", "1,2024-12-31,bob,5,desktop\n"])
def test_of_two_events_with_one_id_the_one_read_last_stays(place: MakePlace, line: str) -> None:
    at = place(PURCHASES, {"orders.csv": HEADER + GOOD + line})
    assert at.source("orders").dropped == {"duplicate by id": 1}
    assert at.events("purchase", "amount") == [(1230 if line == GOOD else 500,)]


def test_events_without_an_id_are_known_by_their_rows(place: MakePlace) -> None:
    toml = PURCHASES.replace('id = "id"\n', "")
    at = place(toml, {"orders.csv": HEADER + GOOD + GOOD + GOOD.replace("12.30", "12.31")})
    report = at.source("orders")
    assert (report.kept, report.dropped) == (2, {"exact duplicate": 1})
    ids = {id_ for (id_,) in at.events("purchase", "@id")}
    assert all(len(str(id_)) == 32 for id_ in ids)


MAPPED = PURCHASES.replace('event = "purchase"', 'event = { column = "what", map = { buy = "purchase" } }').replace(
    'id = "id"', 'id = "id"\ndeleted = "gone"'
)
MAPPED_HEADER = "id,ts,who,amount,device,what,gone\n"


def test_events_outside_the_map_are_dropped_and_counted(place: MakePlace) -> None:
    lines = "1,2025-01-01,ann,1,mobile,buy,\n2,2025-01-01,ann,1,mobile,stare,\n3,nonsense,,,,,\n"
    at = place(MAPPED, {"orders.csv": MAPPED_HEADER + lines})
    assert at.source("orders").dropped == {"event not mapped": 2}


def test_a_deletion_takes_the_event_away_even_when_the_rest_of_its_row_is_nonsense(place: MakePlace) -> None:
    lines = "1,2025-01-01,ann,1,mobile,buy,no\n2,2025-01-01,ann,1,mobile,buy,no\n1,nonsense,,x,,,yes\n"
    at = place(MAPPED, {"orders.csv": MAPPED_HEADER + lines})
    report = at.source("orders")
    assert (report.kept, report.dropped) == (1, {"duplicate by id": 1, "soft-deleted": 1})
    assert at.events("purchase", "@id") == [("2",)]


def test_quoted_line_breaks_crlf_marks_and_blank_lines_are_read(place: MakePlace) -> None:
    content = (
        "\ufeffid,ts,who,amount,device\r\n"
        '1,2025-01-01,"ann, the\r\nfirst",1,mobile\r\n\r\n2,2025-01-02,"b ""x"" y",1,"mobile"\r\n'
    )
    at = place(PURCHASES, {"orders.csv": content})
    assert at.source("orders").kept == 2
    assert at.store.identities("keys").get_column("value").to_list() == ["ann, the first", 'b "x" y']


def test_a_stray_quote_costs_no_other_line(place: MakePlace) -> None:
    content = HEADER + GOOD + '2,2025-01-01,5" screen,1,mobile\n' + GOOD.replace("1,", "3,", 1)
    at = place(PURCHASES, {"orders.csv": content})
    assert at.source("orders").kept == 3


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        ("id,ts,who,amount\n1,2025-01-01,ann,1\n", "XS831", "has no column `device`"),
        (HEADER, "XS834", "has no rows"),
        ("", "XS834", "has no rows"),
        (HEADER.encode() + b"1,2025-01-01,\xff,1,mobile\n", "XS833", "line 2"),
        (HEADER + "1,never,ann,1,mobile\n", "XS840", "not one row"),
        ("id,ts,who,amount,device,ts\n1,2025-01-01,a,1,mobile,2\n", "XS838", "twice"),
    ],
)
def test_a_source_that_cannot_be_meant_stops_the_build(place: MakePlace, content: str, code: str, says: str) -> None:
    at = place(PURCHASES, {"orders.csv": content})
    assert at.build() is None
    assert at.codes() == [code]
    assert says in at.found[0].message
    assert at.store.last_build() is None


def test_a_missing_file_stops_the_build_and_the_last_whole_one_stays(place: MakePlace) -> None:
    at = place(PURCHASES, {"orders.csv": HEADER + GOOD})
    at.built()
    (at.root / "orders.csv").unlink()
    assert at.build() is None
    assert at.codes() == ["XS830"]
    assert at.events("purchase", "@id") == [("1",)]


def test_a_missing_column_names_what_is_there_and_the_close_one(place: MakePlace) -> None:
    at = place(PURCHASES, {"orders.csv": "id,ts,who,amont,device\n" + GOOD})
    assert at.build() is None
    assert at.found[0].help == ("did you mean `amont`?", "its columns are `id`, `ts`, `who`, `amont`, `device`")
    assert at.found[0].span is not None


def test_half_a_parquet_is_told(place: MakePlace, tmp_path: Path) -> None:
    frame = pl.DataFrame({"id": [1], "ts": ["2025-01-01"], "who": ["a"], "amount": [1.5], "device": ["mobile"]})
    at = place(PURCHASES.replace("orders.csv", "orders.parquet"), {"orders.parquet": frame})
    assert at.source("orders").kept == 1
    whole = (tmp_path / "orders.parquet").read_bytes()
    for content in (whole[: len(whole) // 2], b"", b"hello", whole[:100] + whole[-50:]):
        at.write({"orders.parquet": content})
        assert at.build() is None
        assert at.codes() == ["XS832"]
    assert at.events("purchase", "amount") == [(150,)]


def test_json_lines_cost_only_themselves(place: MakePlace) -> None:
    lines = (
        '{"id":"1","ts":"2025-01-01","who":"ann","amount":12.3}\n'
        "not json\n\n"
        '{"id":"2","ts":"2025-01-01","who":"ann","amount":"0.10","device":"mobile","more":{"deep":1}}\n'
        '["no","object"]\n{"id":"3"'
    )
    at = place(PURCHASES.replace("orders.csv", "orders.ndjson"), {"orders.ndjson": lines})
    assert at.source("orders").quarantined == {"not a JSON object": 3}
    assert at.events("purchase", "@id", "amount", "device") == [("1", 1230, None), ("2", 10, "mobile")]
    assert at.store.quarantine().get_column("line").to_list() == [2, 5, 6]


def test_json_lines_may_leave_out_what_is_missing_but_a_column_never_seen_is_told(place: MakePlace) -> None:
    lines = '{"id":"1","ts":"2025-01-01","who":"ann","amount":12}\n'
    at = place(PURCHASES.replace("orders.csv", "o.ndjson"), {"o.ndjson": lines})
    at.built()
    assert at.codes() == ["XS841"]
    at.write({"o.ndjson": lines.replace("ts", "at")})
    assert at.build() is None
    assert "XS831" in at.codes()


def test_times_that_are_bare_numbers_are_refused_until_a_format_says_what_they_count(place: MakePlace) -> None:
    frame = pl.DataFrame({"id": [1], "ts": [1735725600], "who": ["a"], "amount": [1], "device": ["mobile"]})
    at = place(PURCHASES.replace("orders.csv", "o.parquet"), {"o.parquet": frame})
    assert at.build() is None
    assert at.codes() == ["XS837"]
    toml = (at.root / "xseg.toml").read_text().replace('timezone = "UTC" }', 'format = "%s" }')
    at.write({"xseg.toml": toml})
    at.built()
    assert at.events("purchase", "@time") == [(1735725600000000,)]


def test_several_files_are_one_source_in_the_order_of_their_names(place: MakePlace) -> None:
    toml = PURCHASES.replace("orders.csv", "in/*.csv")
    at = place(toml, {"in/b.csv": HEADER + GOOD.replace("12.30", "2"), "in/a.csv": HEADER + GOOD})
    assert at.source("orders").read == 2
    assert at.events("purchase", "amount") == [(200,)]


def test_expectations_stop_a_build(place: MakePlace) -> None:
    toml = PURCHASES + '\n[build.expect]\norders = { rows = { min = 2 }, quarantined = { max = "10%" } }\n'
    at = place(toml, {"orders.csv": HEADER + GOOD})
    assert at.build() is None
    assert at.codes() == ["XS842"]
    at.write({"orders.csv": HEADER + GOOD + "2,never,ann,1,mobile\n"})
    assert at.build() is None
    assert "in quarantine" in at.found[0].message


def test_a_file_whose_name_is_no_text_is_told(place: MakePlace) -> None:
    at = place(PURCHASES.replace("orders.csv", "*.csv"), {"orders.csv": HEADER + GOOD})
    (at.root / os.fsdecode(b"b\xff.csv")).write_text(HEADER + GOOD)
    assert at.build() is None
    assert at.codes() == ["XS832"]
    assert at.found[0].message == "`b\ufffd.csv`, which `orders` reads, cannot be read: its name is not UTF-8 text"
