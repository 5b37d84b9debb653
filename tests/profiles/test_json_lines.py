"""NDJSON: whole numbers stay what they are, and a line that cannot be understood costs that line and no other."""

import json

import polars as pl
import pytest

from tests.profiles.place import MakePlace
from xseg.profiles.formats.chunk import LINE, Twice
from xseg.profiles.formats.json_checks import DEPTH_MOST
from xseg.profiles.formats.json_lines import read_ndjson
from xseg.profiles.formats.stacked import stacked
from xseg.profiles.values.digest import digests
from xseg.profiles.values.texts import as_text

EVENTS = """
[identity]
keys = ["customer"]
[channels]
web = {}
[[sources]]
name = "orders"
kind = "events"
channel = "web"
event = "purchase"
path = "*.EXT"
id = "id"
time = { column = "ts", timezone = "UTC" }
keys = { customer = "who" }
"""
NDJSON = EVENTS.replace("EXT", "ndjson")


def values(*lines: str, column: str = "n") -> list[object]:
    return read_ndjson("\n".join(lines).encode()).frame.get_column(column).to_list()


@pytest.mark.parametrize(("other", "read"), [("1.5", "1.5"), ("1e300", "1" + "0" * 300), ("1e400", "1e400")])
def test_one_fraction_does_not_make_long_numbers_equal(other: str, read: str) -> None:
    found = values('{"n": 9007199254740993}', '{"n": 9007199254740992}', f'{{"n": {other}}}', '{"n": 7.0}')
    assert found == ["9007199254740993", "9007199254740992", read, "7"]


def test_numbers_that_doubles_hold_stay_numbers() -> None:
    assert values('{"n": 9007199254740991}', '{"n": 1.5}') == [9007199254740991.0, 1.5]


@pytest.mark.parametrize(
    ("written", "read"),
    [("0.10", "0.1"), ("1.0", "1"), ("1e3", "1000"), ("1e-9", "0.000000001"), ("-0.0", "0"), ("1e17", "1" + "0" * 17)],
)
def test_a_number_with_a_point_or_an_exponent_reads_the_same_whatever_is_beside_it(written: str, read: str) -> None:
    line = f'{{"n": {written}}}'
    for other in ("2", "2.5", '"x"', "true", "null", "[1]", '{"m": 1}', "9007199254740993"):
        found = read_ndjson(f'{line}\n{{"n": {other}}}'.encode()).frame
        assert as_text(found.get_column("n"))[0] == read


def test_a_file_of_fractions_does_not_make_the_long_numbers_of_another_equal(place: MakePlace) -> None:
    line = '{{"id": "{}", "ts": "2025-01-01", "who": {}}}\n'
    long = line.format("a", 9007199254740993) + line.format("b", 9007199254740992)
    at = place(NDJSON, {"1.ndjson": long, "2.ndjson": line.format("c", 1.5)})
    assert at.built().people == 3


def test_files_of_numbers_too_long_for_64_bits_are_read_together() -> None:
    parts = [read_ndjson(b'{"n": 18446744073709551617}'), read_ndjson(b'{"n": 1}'), read_ndjson(b'{"n": 2.0}')]
    assert stacked([part.frame for part in parts]).get_column("n").to_list() == ["18446744073709551617", "1", "2"]


def test_columns_of_several_kinds_are_text_and_objects_still_have_columns() -> None:
    lines = ('{"n": 1, "of": {"n": "x"}}', '{"n": "a", "of": {"n": 2}}', '{"n": [1], "of": 3}')
    assert values(*lines) == ["1", "a", '["1"]']
    assert values(*lines, column="of.n") == ["x", "2", None]


@pytest.mark.parametrize("brackets", ["[]", '{"a":}'])
def test_a_line_nested_too_deeply_is_set_aside(brackets: str) -> None:
    inner = brackets[:-1] * 600 + "1" + brackets[-1] * 600
    part = read_ndjson(f'{{"n": {inner}}}\n{{"n": 1}}'.encode())
    assert [(line, reason) for line, reason, _ in part.bad] == [(1, "nested more than 64 deep")]
    assert part.frame.get_column("n").to_list() == [1]


def test_brackets_in_text_and_beside_each_other_are_not_depth() -> None:
    line = '{"n": "' + "[" * 2 * DEPTH_MOST + '", "m": [' + ",".join(["[1]"] * 2 * DEPTH_MOST) + "]}"
    assert read_ndjson(line.encode()).bad == ()


def test_a_key_that_stands_twice_sets_its_line_aside(place: MakePlace) -> None:
    rest = '"id": "1", "ts": "2025-01-01"'
    lines = [f'{{{rest}, "who": "ann", "who": "bob"}}', f'{{{rest}, "who": "cid", "note": "who"}}']
    at = place(NDJSON, {"1.ndjson": "\n".join(lines)})
    assert at.source("orders").quarantined == {"a key that stands twice": 1}
    assert at.store.identities("keys").get_column("value").to_list() == ["cid"]


@pytest.mark.parametrize("lines", [('{"a.b": 1, "a": {"b": 2}}',), ('{"a.b": 1}', '{"a": {"b": "x"}}', '{"a": 1}')])
def test_a_column_and_an_object_inside_of_one_name_are_told(lines: tuple[str, ...]) -> None:
    with pytest.raises(Twice, match=r"^a\.b$"):
        read_ndjson("\n".join(lines).encode())


def test_columns_of_one_name_stop_the_build(place: MakePlace) -> None:
    line = '{"id": "1", "ts": "2025-01-01", "who": "ann", "a.b": 1, "a": {"b": 2}}'
    at = place(NDJSON, {"1.ndjson": line})
    assert at.build() is None
    assert at.codes() == ["XS838"]


def test_columns_of_one_name_in_parquet_stop_the_build(place: MakePlace) -> None:
    frame = pl.DataFrame({"id": ["1"], "ts": ["2025-01-01"], "who": ["ann"], "a.b": [1], "a": [{"b": 2}]})
    at = place(EVENTS.replace("EXT", "parquet"), {"1.parquet": frame})
    assert at.build() is None
    assert at.codes() == ["XS838"]


def test_damaged_parquet_is_told_without_what_stands_in_it(place: MakePlace) -> None:
    frame = pl.DataFrame({"id": ["1"], "ts": ["2025-01-01"], "who": ["ann"]})
    at = place(EVENTS.replace("EXT", "parquet"), {"1.parquet": frame})
    file = at.root / "1.parquet"
    content = file.read_bytes()
    file.write_bytes(content[:40] + b"\xff" * 20 + content[60:])
    assert at.build() is None
    assert at.codes() == ["XS832"]
    assert at.found[0].message == "`1.parquet`, which `orders` reads, cannot be read: the Parquet file is damaged"


def map_of(number: int, more: str = "") -> str:
    cart = f'{{"sku{number}": {number}, "b\\u001e{number}": [1, "é"]}}'
    return f'{{"id": {number}, "who": "w{number % 7}", "cart": {cart}{more}}}'


def test_objects_that_are_maps_of_many_keys_are_no_columns_of_a_frame() -> None:
    lines = [map_of(number) for number in range(5_000)]
    chunk = read_ndjson("\n".join([*lines, '{"id" 7}', '{"id": 8}{']).encode(), needed=("who", "sku"))
    assert sorted(chunk.columns) == ["id", "who"]
    assert chunk.frame.get_column("who").to_list() == [f"w{number % 7}" for number in range(5_000)]
    assert [line for line, *_ in chunk.bad] == [5_001, 5_002]
    assert chunk.loose is not None
    assert json.loads(chunk.loose[3]) == {"cart.sku3": "3", "cart.b\x1e3": '["1", "é"]'}


def test_a_row_has_one_digest_whether_its_keys_are_columns_or_not() -> None:
    lines = [map_of(number, ', "note": null, "ok": true') for number in range(3_000)]
    many = read_ndjson("\n".join(lines).encode())
    found = digests(many.frame.drop(LINE), many.loose)
    assert many.loose is not None
    for number in range(0, 3_000, 500):
        alone = read_ndjson(lines[number].encode())
        assert alone.loose is None
        assert digests(alone.frame.drop(LINE)).item() == found[number]


def test_rows_with_keys_of_their_own_are_built_like_others(place: MakePlace) -> None:
    rest = '"ts": "2025-01-01", "who": "ann", "cart": {'
    lines = [f'{{{rest}"sku{number}": 1}}}}' for number in (*range(3_000), 5, 6)]
    found = place(NDJSON.replace('id = "id"\n', ""), {"1.ndjson": "\n".join(lines)}).source("orders")
    assert (found.read, found.kept, found.dropped) == (3_002, 3_000, {"exact duplicate": 2})


@pytest.mark.parametrize("more", ["", "{}", '{"m": -0.0}', "".join(f'{{"k{n}": 1}}' for n in range(3_000))])
def test_columns_with_names_of_ours_are_not_read(more: str) -> None:
    line = '{"n": 1, "@@line": "x", "@@loose": "y"}'
    chunk = read_ndjson("\n".join([line, *more.replace("}{", "}\n{").split("\n")]).encode(), needed=("n",))
    assert chunk.frame.row(0, named=True) == {**dict.fromkeys(chunk.columns), "@@line": 1, "n": 1}
    assert chunk.loose is None or chunk.loose[0] is None
