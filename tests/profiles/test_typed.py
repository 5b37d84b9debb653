"""A file with types may hold anything: nothing stops a build, and what is declared is exact or refused by name."""

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.guess.places import proposal
from tests.profiles.place import MakePlace, Place
from xseg.profiles.formats.typed import Illegible, exactly
from xseg.profiles.rows.aside import as_json
from xseg.profiles.values.casting import Clocks, Reading, cast
from xseg.profiles.values.texts import as_text
from xseg.project.types import BOOLEAN, DATE, INTEGER, NUMBER, TEXT, TIMESTAMP, ListType, decimal
from xseg.workflow.guessing import text_anywhere

UTC = ZoneInfo("UTC")
NOON = datetime(2025, 1, 1, 12)
VISITS = """
[identity]
keys = ["id"]
[channels]
web = {{}}
[[sources]]
name = "w"
kind = "events"
channel = "web"
path = "w.parquet"
event = "buy"
time = "ts"
keys = {{ id = "{key}" }}
[sources.properties]
amount = "decimal"
note = {{ type = "{type}", column = "{column}" }}
"""
TYPES: dict[str, tuple[pa.Array, list[str] | str]] = {
    "text": (pa.array(["a", "b"]), ["a", "b"]),
    "view": (pa.array(["a", "b"], pa.string_view()), ["a", "b"]),
    "coded": (pa.array(["a", "b"]).dictionary_encode(), ["a", "b"]),
    "int8": (pa.array([1, -2], pa.int8()), ["1", "-2"]),
    "uint64": (pa.array([2**64 - 1, 2], pa.uint64()), ["18446744073709551615", "2"]),
    "half": (pa.array(np.array([0.1, 2], np.float16)), ["0.1", "2"]),
    "float": (pa.array([0.1, 16777216.0], pa.float32()), ["0.1", "16777216"]),
    "double": (pa.array([0.1, 2.0]), ["0.1", "2"]),
    "decimal": (pa.array([Decimal("1.5"), Decimal(2)], pa.decimal128(38, 5)), ["1.50000", "2.00000"]),
    "short_decimal256": (pa.array([Decimal("1.5"), Decimal(2)], pa.decimal256(20, 2)), ["1.50", "2.00"]),
    "flag": (pa.array([True, False]), ["true", "false"]),
    "day": (pa.array([date(2025, 1, 1), date(2025, 1, 2)]), ["2025-01-01", "2025-01-02"]),
    "time": (pa.array([time(1, 2, 3, 4), time(1)]), ["01:02:03.000004", "01:00:00"]),
    "nanos": (pa.array([1, 3600 * 10**9], pa.time64("ns")), ["00:00:00.000000001", "01:00:00"]),
    "stamp": (pa.array([NOON, datetime(2025, 1, 2)]), ["2025-01-01 12:00:00.000000", "2025-01-02 00:00:00.000000"]),
    "bytes": (pa.array([b"a", "é".encode()]), ["a", "é"]),
    "fixed": (pa.array([b"ab", b"cd"], pa.binary(2)), ["ab", "cd"]),
    "no_text": (pa.array([b"a", b"\xff"]), "holds bytes that are no UTF-8 text"),
    "duration": (pa.array([timedelta(1), timedelta(2)]), "is of the type `duration`, which cannot be read exactly"),
    "map": (
        pa.array([[("a", 1)], []], pa.map_(pa.string(), pa.int64())),
        "is of the type `map`, which cannot be read exactly",
    ),
    "map_of_days": (
        pa.array([[(date(2025, 1, 1), b"\xff")], []], pa.map_(pa.date32(), pa.binary())),
        "is of the type `map`, which cannot be read exactly",
    ),
    "list": (pa.array([["a", "b"], ["c"]]), ['["a", "b"]', '["c"]']),
    "floats": (pa.array([[0.1], []], pa.list_(pa.float32())), ["[0.1]", "[]"]),
    "pair": (pa.array([[1, 2], [3, 4]], pa.list_(pa.int64(), 2)), ["[1, 2]", "[3, 4]"]),
    "nested": (pa.array([[[1]], [[2], []]]), ["[[1]]", "[[2], []]"]),
    "objects": (pa.array([[{"a": 1}], []]), ['[{"a": 1}]', "[]"]),
    "list_of_bytes": (pa.array([[b"a"], [b"b"]]), ['["a"]', '["b"]']),
    "list_of_no_text": (pa.array([[b"\xff"], []]), "holds bytes that are no UTF-8 text"),
    "list_of_times": (pa.array([[time(1)], []]), ['["01:00:00"]', "[]"]),
    "list_of_stamps": (
        pa.array([[1], []], pa.list_(pa.timestamp("ns"))),
        ['["1970-01-01 00:00:00.000000001"]', "[]"],
    ),
    "pair_of_stamps": (
        pa.array([[0], [1000]], pa.list_(pa.timestamp("us"), 1)),
        ['["1970-01-01 00:00:00.000000"]', '["1970-01-01 00:00:00.001000"]'],
    ),
    "objects_with_bytes": (
        pa.array([[{"a": b"x"}], []]),
        "is of the type `list of object`, which cannot be read exactly",
    ),
    "durations": (
        pa.array([[timedelta(1)], []]),
        "is of the type `list of duration`, which cannot be read exactly",
    ),
    "nothing": (pa.nulls(2), ["None", "None"]),
}


def everything(**others: pa.Array) -> bytes:
    """Two rows with a column of each type, and a third that has none of them and an amount that is no number."""
    columns = {"who": ["ann", "bob", "cem"], "ts": [NOON] * 3, "amount": ["1", "2", "x"]}
    odd = {name: pa.chunked_array([values, pa.nulls(1, values.type)]) for name, (values, _) in TYPES.items()}
    written = io.BytesIO()
    pq.write_table(pa.table({**columns, **odd, **others}), written)
    return written.getvalue()


def visits(place: MakePlace, *, key: str = "who", column: str = "who", type_: str = "string") -> Place:
    return place(VISITS.format(key=key, column=column, type=type_), {"w.parquet": everything()})


def test_columns_that_nobody_declares_disturb_nothing(place: MakePlace) -> None:
    at = visits(place)
    source = at.source("w")
    assert (source.read, source.kept, source.quarantined) == (3, 2, {"`amount`: unreadable number": 1})
    assert sorted(at.events("buy", "amount", "note")) == [(100, "ann"), (200, "bob")]


@pytest.mark.parametrize("column", TYPES)
def test_a_declared_text_is_exact_or_its_column_refused_by_name(place: MakePlace, column: str) -> None:
    at, wanted = visits(place, column=column), TYPES[column][1]
    if isinstance(wanted, str):
        assert at.build() is None
        assert [one.code.number for one in at.found] == ["XS837"]
        assert at.found[0].message == f"column `{column}` of `w.parquet`, which `w` reads, {wanted}"
        return
    assert at.source("w").kept == 2
    assert sorted(str(note) for (note,) in at.events("buy", "note")) == sorted(wanted)


@pytest.mark.parametrize("column", TYPES)
def test_as_any_other_type_it_has_values_or_problems_or_is_refused(column: str) -> None:
    frame, (_, wanted) = pl.read_parquet(everything()).select(column), TYPES[column]
    if isinstance(wanted, str):
        with pytest.raises(Illegible, match=wanted):
            exactly(frame, [column])
        return
    series = exactly(frame, [column]).to_series()
    for type_ in (NUMBER, decimal(2), INTEGER, BOOLEAN, DATE, TIMESTAMP, ListType(TEXT)):
        found = cast(series, Reading(type_, Clocks(UTC, UTC)))
        assert len(found.values) == len(found.told) == 3
        assert found.values[2] is None
        assert found.told[2] is None


@pytest.mark.parametrize("column", TYPES)
def test_a_key_joins_by_its_text_or_is_refused(place: MakePlace, column: str) -> None:
    at, wanted = visits(place, key=column), TYPES[column][1]
    report = at.build()
    if isinstance(wanted, str):
        assert at.codes() == ["XS837"]
    elif column != "nothing":
        assert report is not None
        assert report.people == 2


def test_narrow_numbers_are_what_their_shortest_text_says(place: MakePlace) -> None:
    at = visits(place, column="float", type_="number")
    at.built()
    assert sorted(at.events("buy", "note")) == [(0.1,), (16777216.0,)]
    at = visits(place, column="floats", type_="list of string")
    at.built()
    assert (["0.1"],) in at.events("buy", "note")


def test_bytes_that_are_text_are_the_same_keys_as_text(place: MakePlace) -> None:
    toml = VISITS.replace('"id"', '"email"').replace("id =", "email =").format(key="mail", column="who", type="string")
    toml = toml.replace("[channels]", '[identity.email]\nnormalise = "email"\n[channels]')
    at = place(toml, {"w.parquet": everything(mail=pa.array([b"Ann@x.de", b"ann@x.de", None]))})
    assert at.built().people == 1


def test_a_query_reads_narrow_numbers_as_what_they_say_and_its_result_is_exact_too(place: MakePlace) -> None:
    query = (
        'files = { w = "w.parquet" }\nselect = """select *, cast("float" as double) + 1 as more, %s as odd from w"""'
    )
    toml = VISITS.format(key="who", column="more", type="number")
    toml = toml.replace('path = "w.parquet"', query % "1")
    at = place(toml, {"w.parquet": everything()})
    at.built()
    assert sorted(at.events("buy", "note")) == [(1.1,), (16777217.0,)]
    at.write({"xseg.toml": (at.root / "xseg.toml").read_text().replace('column = "more"', 'column = "map"')})
    assert at.build() is None
    assert at.codes() == ["XS837"]
    assert "column `map` of the result of `select`" in at.found[0].message


def test_a_decimal_of_more_digits_than_are_read_is_told(place: MakePlace) -> None:
    content = everything(wide=pa.array([1, 2, 3], pa.decimal256(50, 3)))
    at = place(VISITS.format(key="who", column="who", type="string"), {"w.parquet": content})
    assert at.build() is None
    assert at.codes() == ["XS832"]
    assert "a column is of the type `decimal` with 50 digits, and 38 are the most that are read" in at.found[0].message


def test_a_proposal_leaves_out_what_cannot_be_read_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "w.parquet").write_bytes(everything())
    told = text_anywhere(proposal(tmp_path / "w.parquet", keys=("who",)))
    for column, (_, wanted) in TYPES.items():
        assert (f'# left out: "{column}", since it {wanted}' in told) == isinstance(wanted, str)


def test_whatever_polars_holds_has_a_text() -> None:
    odd = [
        pl.Series([2**100, None], dtype=pl.Int128),
        pl.Series(["a", None], dtype=pl.Enum(["a"])),
        pl.Series([[b"\xff"], None]),
        pl.Series([b"\xff", None]),
        pl.Series([{"a": b"\xff"}, None]),
        pl.Series([timedelta(microseconds=1), None]),
        pl.Series([object(), None], dtype=pl.Object),
    ]
    for series in odd:
        found = as_text(series)
        assert found.dtype == pl.String
        assert found.null_count() == 1, series


def test_a_row_that_is_set_aside_shows_bytes_as_digits() -> None:
    rows = pl.DataFrame({"a": [1], "raw": [b"\xff\x00"], "more": [[b"\xff"]]})
    assert as_json(rows).to_list() == ["""{"a":1,"raw":"ff00","more":"[b'\\\\xff']"}"""]
