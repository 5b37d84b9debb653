"""How much of a file is read at once changes nothing: neither rows, nor what is set aside, nor counts."""

import importlib
import io
from collections.abc import Iterator

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.profiles.place import MakePlace, Place
from xseg.profiles import limits
from xseg.profiles.formats.chunk import LINE, Chunk, Unreadable
from xseg.profiles.sources import blocks
from xseg.profiles.sources.form import Form, Format, Origin
from xseg.profiles.sources.reading import read
from xseg.profiles.values.texts import as_text

VALUES = st.sampled_from(
    '1 1.0 1e3 0 -0 -0.0 0.10 "x" "1.0" true false null [1] [1,2.5] ["a"] [] [null] {"b":1} {} {"b":{"c":"x"}} -5 1e400'
    ' 12345678901234567890123 9007199254740993 9007199254740993.0 1e-9 1e17 -1.5 "-0" "{x" "[1]" [[1],2] [{"z":1}]'
    ' [1e20] [0.5,"q"] "é" "\\ud83d\\ude00" "a\\ud800b" [true] {"b":[1]} 01 NaN'.split(" ")
)
OBJECT = st.dictionaries(st.sampled_from("acde"), VALUES, max_size=3).map(
    lambda found: "{" + ", ".join(f'"{name}":{value}' for name, value in found.items()) + "}"
)
NDJSON = st.lists(
    st.one_of(OBJECT, OBJECT, OBJECT, st.sampled_from(["x", "", "{", "[1]", '{"a":1}}', "  ", '{"a":1,}'])), max_size=10
).map("\n".join)
CELL = st.sampled_from(["", *'v v v v a "" "a,b" "x""y" 5"s "open é "a\nb" "a\r\nb" a\rb "c"d'.split(" ")])
CSV = st.tuples(
    st.lists(st.lists(CELL, min_size=1, max_size=3).map(",".join), max_size=10), st.sampled_from(["\n", "\r\n"])
).map(lambda found: found[1].join(["h1,h2", *found[0]]))


@pytest.fixture(autouse=True)
def any_length(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row may be as long as it likes, even where a chunk has a byte."""
    monkeypatch.setattr(blocks, "CHUNKS_IN_A_ROW", 1 << 20)


def rows(chunks: Iterator[Chunk]) -> object:
    """Everything that chunks tell, as if they were one."""
    found: list[object] = []
    bad: list[object] = []
    try:
        for chunk in chunks:
            frame = chunk.frame.with_columns(as_text(column) for column in chunk.frame.get_columns())
            written = [None] * frame.height if chunk.written is None else chunk.written.to_list()
            for row, text in zip(frame.iter_rows(named=True), written, strict=True):
                found.append((sorted((name, value) for name, value in row.items() if value is not None), text))
            bad.extend(chunk.bad)
    except Unreadable as unreadable:
        return [diagnostic.message for diagnostic in unreadable.found]
    return found, sorted(bad, key=str)


def cut(content: str, format_: Format, size: int) -> object:
    return rows(read(io.BytesIO(content.encode()), Form(format_, bytes_most=size), "file", Origin("source")))


QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(NDJSON, st.sampled_from([1, 17, 60]))
def test_rows_of_ndjson_do_not_depend_on_chunks(content: str, size: int) -> None:
    assert cut(content, "ndjson", size) == cut(content, "ndjson", 1 << 20)


@QUICK
@given(CSV, st.sampled_from([1, 7, 30]))
def test_rows_of_csv_do_not_depend_on_chunks(content: str, size: int) -> None:
    assert cut(content, "csv", size) == cut(content, "csv", 1 << 20)


def test_parquet_is_read_in_rows_of_its_own_count(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("parquet") / "a.parquet"
    pl.DataFrame({"n": range(5_000), "word": ["w" * 50] * 5_000}).write_parquet(file)
    with file.open("rb") as opened:
        chunks = list(read(opened, Form("parquet", bytes_most=10_000), "a", Origin("s")))
    assert len(chunks) > 3
    whole = pl.concat([chunk.frame for chunk in chunks])
    assert whole.get_column("n").to_list() == list(range(5_000))
    assert whole.get_column(LINE).to_list() == list(range(1, 5_001))


SHOP = """
[identity]
keys = ["customer", "mail"]
[channels]
web = {}
[[sources]]
name = "web"
kind = "events"
channel = "web"
event = { column = "what", map = { pv = "view", buy = "purchase" } }
path = "web.ndjson"
id = "id"
deleted = "gone"
time = { column = "ts", timezone = "UTC" }
keys = { customer = "who", mail = "mail" }
[sources.properties]
amount = { type = "decimal" }
likes = { type = "list of string" }
[[sources]]
name = "crm"
kind = "profiles"
path = "crm.csv"
keys = { customer = "id", mail = "mail" }
[sources.attributes]
city = { type = "string" }
score = { type = "integer" }
[sources.rows]
city = { unique = true }
"""


def shop(place: MakePlace) -> Place:
    lines = []
    for n in range(120):
        gone = ', "gone": true' if n % 17 == 0 else ""
        amount = ["1.5", "2", '"3.25"', "null", "1e1", "12.345", '"x"'][n % 7]
        likes = ["[1]", '["a", "b"]', "[2.5]", '"a,b"', "null"][n % 5]
        what = ["pv", "buy", "x"][n % 3]
        lines.append(
            f'{{"id": {n % 80}, "ts": "2025-01-{1 + n * 7 % 28:02d}", "who": "c{n % 11}", "what": "{what}",'
            f' "amount": {amount}, "likes": {likes}{gone}}}'
        )
    lines[10:10] = ["no json", "", '{"id": 1, "id": 2}']
    crm = "id,mail,city,score\n" + "".join(f"c{n},m{n % 9}@x.org,town {n % 13},{n}\n" for n in range(20))
    return place(SHOP, {"web.ndjson": "\n".join(lines), "crm.csv": crm + 'c3,"open,x,1\nc4,a@b.de,"two\nlines",4\n'})


def everything(at: Place) -> dict[str, list[tuple[object, ...]]]:
    """All tables, identities and the quarantine."""
    store = at.store
    found = {name: store.table(name).rows() for name in store.tables()}
    found |= {name: store.identities(name).rows() for name in ("ledger", "aliases", "keys", "records")}
    return found | {"quarantine": store.quarantine().rows()}


@pytest.mark.parametrize(("chunk", "most"), [(1 << 20, 7), (300, 1 << 20), (90, 3)])
def test_a_build_does_not_depend_on_how_much_is_at_work_at_once(
    place: MakePlace, monkeypatch: pytest.MonkeyPatch, chunk: int, most: int
) -> None:
    at = shop(place)
    report = at.built()
    whole = everything(at)
    (at.root / ".xseg").rename(at.root / "before")
    found = limits.Limits(1 << 30, chunk, most)
    monkeypatch.setattr(importlib.import_module("xseg.profiles.build"), "limits", lambda _: found)
    again = at.built()
    assert everything(at) == whole
    assert [(one.read, one.kept, one.dropped, one.quarantined) for one in again.sources] == [
        (one.read, one.kept, one.dropped, one.quarantined) for one in report.sources
    ]
