"""The scan finds every key and value that tomllib reads, where it stands."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xseg.project.positions import Path, find_positions

DOCUMENT = '''# a comment with [a.table] = "in it"
title = "one"
'quoted key' = 1 # and a comment
"esc\\u0061ped" = 2
dotted . "key.s" . here = true

[a.b]
list = [1, [2, 3], # three
  { x = 1, y.z = 2 },
]
text = """
# no comment ] " ""
[not.a.table]
"""
raw = \'\'\'it's "raw"\'\'\'
when = 1979-05-27 07:32:00
[[rows]]
name = "first"
[rows.inner]
deep = {}
[[rows]]
name = "second"
[[rows.more]]
last = 0.5
'''


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("title",), "title", '"one"'),
        (("quoted key",), "'quoted key'", "1"),
        (("escaped",), '"esc\\u0061ped"', "2"),
        (("dotted", "key.s"), '"key.s"', None),
        (("dotted", "key.s", "here"), "here", "true"),
        (("a",), "a", None),
        (("a", "b"), "b", None),
        (("a", "b", "list"), "list", "[1, [2, 3], # three\n  { x = 1, y.z = 2 },\n]"),
        (("a", "b", "list", 1, 0), None, "2"),
        (("a", "b", "list", 2, "y", "z"), "z", "2"),
        (("a", "b", "raw"), "raw", "'''it's \"raw\"'''"),
        (("a", "b", "when"), "when", "1979-05-27 07:32:00"),
        (("rows", 0), "rows", None),
        (("rows", 0, "inner", "deep"), "deep", "{}"),
        (("rows", 1, "name"), "name", '"second"'),
        (("rows", 1, "more", 0, "last"), "last", "0.5"),
    ],
)
def test_a_key_and_its_value_are_found(path: Path, key: str | None, value: str | None) -> None:
    positions = find_positions(DOCUMENT, "xseg.toml")
    if key is not None:
        span = positions.key(path)
        assert DOCUMENT[span.start : span.end] == key
    if value is not None:
        span = positions.value(path)
        assert DOCUMENT[span.start : span.end] == value


def test_every_path_that_tomllib_reads_has_a_place() -> None:
    positions = find_positions(DOCUMENT, "xseg.toml")
    assert {path for path, _ in _walk(tomllib.loads(DOCUMENT), ())} == set(positions.keys) | set(positions.values)


def test_the_second_element_of_an_array_of_tables_stands_at_its_own_header() -> None:
    positions = find_positions(DOCUMENT, "xseg.toml")
    assert positions.key(("rows", 1)).start == DOCUMENT.rindex("[[rows]]") + 2


def test_what_has_no_place_is_at_the_nearest_table() -> None:
    positions = find_positions(DOCUMENT, "xseg.toml")
    assert positions.key(("rows", 1, "unsaid", 3)) == positions.key(("rows", 1))
    assert positions.key(("nothing",)).start == positions.key(("nothing",)).end == 0


_KEYS = st.one_of(st.text(max_size=6), st.sampled_from(["a", "b", "a b", "a.b", '"', "'", "é", "1-x"]))
_SCALARS = st.one_of(st.booleans(), st.integers(-(2**63), 2**63 - 1), st.text(max_size=8), st.dates(), st.just(1.5))
_VALUES = st.recursive(_SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3))


@given(st.dictionaries(_KEYS, _VALUES, max_size=5))
def test_positions_of_written_documents_hold_their_values(document: dict[str, Any]) -> None:
    text = "".join(f"{_quoted(key)} = {_written(value)} # ]}}\n" for key, value in document.items())
    read = tomllib.loads(text)
    positions = find_positions(text, "xseg.toml")
    for path, value in _walk(read, ()):
        span = positions.value(path)
        assert tomllib.loads(f"x = {text[span.start : span.end]}")["x"] == value


@given(st.text(alphabet="ab=.[]{}\"'#,\\ \n\t1", max_size=60))
def test_any_text_has_positions(text: str) -> None:
    find_positions(text, "xseg.toml")


def _walk(value: object, path: Path) -> list[tuple[Path, object]]:
    found = [(path, value)] if path else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += _walk(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += _walk(inner, (*path, index))
    return found


def _quoted(text: str) -> str:
    escaped = "".join(
        f"\\u{ord(c):04x}" if ord(c) < 0x20 or ord(c) == 0x7F else "\\" + c if c in '"\\' else c
        for c in text.encode("utf-8", "replace").decode("utf-8")
    )
    return f'"{escaped}"'


def _written(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _quoted(value)
        case list():
            return "[" + ", ".join(map(_written, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{_quoted(key)} = {_written(inner)}" for key, inner in value.items()) + "}"
        case _:
            return str(value)
