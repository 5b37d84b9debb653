"""Lines that look alike are read at once, and each as it would be by itself."""

import json

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xseg.profiles.formats.chunk import LINE, Chunk, Twice
from xseg.profiles.formats.json_lines import read_ndjson
from xseg.profiles.formats.json_pattern import OPTIONAL_MOST, pattern
from xseg.profiles.values.texts import as_text

NUMBERS = (
    "0",
    "-0",
    "-0.0",
    "7",
    "-1.50",
    "1e3",
    "9007199254740993",
    "9223372036854775808",
    "1e400",
    "0.1",
    "01",
    "2.0",
)
TEXTS = (
    '""',
    '"x"',
    '"[1]"',
    '"{"',
    '"7"',
    '"true"',
    r'"a\"},{\"b"',
    r'"\u0041\ud83d\ude00"',
    r'"\ud800"',
    r'"\q"',
    '"é"',
)
PLAIN = st.sampled_from((*NUMBERS, *TEXTS, "true", "null", "nul"))
KEYS = st.sampled_from(('"a"', '"b"', '"c"', '"d.e"', r'"\u0061"'))


def _object(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.lists(st.tuples(KEYS, values), max_size=4)
    between = st.sampled_from((",", ", ", " ,", ",,"))
    return st.tuples(pairs, between).map(
        lambda found: "{" + found[1].join(f"{key}: {value}" for key, value in found[0]) + "}"
    )


def _list(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(values, max_size=3).map(lambda found: "[" + ", ".join(found) + "]")


VALUES = st.one_of(PLAIN, _list(PLAIN), st.recursive(PLAIN, lambda inner: _object(inner) | _list(inner), max_leaves=5))
LINES = st.one_of(
    _object(VALUES), _object(PLAIN), st.sampled_from(("", "  ", "{", "null", '{"a": 1}{"a": 2}', '{"a": 1,}'))
)


def _cells(chunk: Chunk) -> dict[tuple[int, str], str]:
    """What is known of each line, as text."""
    frame = chunk.frame
    texts = {name: as_text(frame.get_column(name)).to_list() for name in chunk.columns}
    lines = frame.get_column(LINE).to_list()
    return {
        (line, name): text for name in texts for line, text in zip(lines, texts[name], strict=True) if text is not None
    }


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=6), st.lists(st.integers(0, 5), min_size=6, max_size=60))
def test_a_line_reads_the_same_alone_and_among_others(kinds: list[str], order: list[int]) -> None:
    lines = [kinds[place % len(kinds)] for place in order]
    try:
        together = read_ndjson("\n".join(lines).encode(), needed=("a", "b"))
    except Twice:
        return
    alone = [read_ndjson(line.encode(), needed=("a", "b"), first=number) for number, line in enumerate(lines, 1)]
    assert together.bad == tuple(bad for one in alone for bad in one.bad)
    assert together.frame.get_column(LINE).to_list() == [
        one.frame.get_column(LINE).item() for one in alone if one.frame.height
    ]
    assert _cells(together) == {cell: text for one in alone for cell, text in _cells(one).items()}
    assert together.written is not None
    assert together.written.to_list() == [line for line, one in zip(lines, alone, strict=True) if one.frame.height]


def _lines(*lines: str, times: int = 100) -> pl.Series:
    return pl.Series([line for _ in range(times) for line in lines])


@pytest.mark.parametrize(
    "other",
    [
        '{"id": "1", "n": 1, "more": 1}',
        '{"id": "1", "n": "1"}',
        '{"id": "1", "n": -0}',
        '{"id": "1", "id": "2", "n": 1}',
        '{"n": 1, "id": "1"}',
        '{"id": ["1"], "n": 1}',
        '{"id": "1", "n": 1234567890123456789}',
        '{"id": "1", "n": 1.5}',
        '{"id": "1"',
        '{"id": "a\tb", "n": 1}',
    ],
)
def test_a_line_that_is_not_like_the_others_does_not_fit(other: str) -> None:
    found = pattern(_lines('{"id": "a", "n": 1}', '{"id":null,"n":null}', r'{"id": "é\u00e9\"", "n": -2}'))
    assert found is not None
    assert found.types == {"id": pl.String, "n": pl.Int64}
    assert pl.Series([other, '{"id": "{]", "n": 0}\r']).str.contains(found.fits).to_list() == [False, True]


def test_keys_that_some_lines_leave_out_stand_where_others_have_them() -> None:
    found = pattern(
        _lines('{"a": 1, "c": 3}', '{"a": 1, "b": {"x": 1.5, "y": 2}, "c": 3, "d": [1]}', '{"b": {"y": 1}, "d": []}')
    )
    assert found is not None
    fit = pl.Series(
        ['{"a": 1, "b": {"y": 1}, "d": ["2"]}', '{"a": 1, "b": {"y": 1}, "d": [2, null]}', '{"c": 1, "d": [5]}']
    )
    assert fit.str.contains(found.fits).to_list() == [False, True, True]


def test_lists_of_objects_are_lists_of_texts() -> None:
    line = '{"id": %d, "of": {"items": [{"sku": "a", "n": 1.50}, {"n": 2, "sku": "b]"}, null, "x", [1]]}}'
    found = pattern(_lines(line % 1))
    assert found is not None
    assert list(found.lists) == [("of", "items")]
    chunk = read_ndjson("\n".join(line % number for number in range(50)).encode())
    items = ['{"n": "1.5", "sku": "a"}', '{"n": "2", "sku": "b]"}', None, "x", '["1"]']
    assert chunk.frame.get_column("of.items").to_list() == [items] * 50
    assert chunk.paths == {"of.items": ("of", "items")}


def test_one_broken_line_leaves_the_columns_what_they_are() -> None:
    lines = [json.dumps({"id": number, "n": number if number % 2 else None}) for number in range(200)]
    chunk = read_ndjson("\n".join([*lines[:100], '{"id" 7}', *lines[100:], '{"id": 201, "n": null, "m": 1}']).encode())
    assert chunk.bad == ((101, "not a JSON object", '{"id" 7}'),)
    assert chunk.frame.schema["n"] == pl.Int64
    assert chunk.frame.get_column(LINE).to_list() == [number for number in range(1, 203) if number != 101]


def test_lines_with_very_many_keys_that_may_be_left_out_have_no_pattern() -> None:
    lines = [json.dumps({f"k{key}": 1 for key in range(OPTIONAL_MOST + 1) if key != number}) for number in range(100)]
    assert pattern(pl.Series(lines)) is None
    assert read_ndjson("\n".join(lines).encode()).frame.width == OPTIONAL_MOST + 2
