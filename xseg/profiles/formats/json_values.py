"""Values of JSON one by one: the careful way, where a column holds what is not alike."""

import json
import math
import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

import polars as pl

from xseg.profiles.formats.chunk import LINE, Twice, agree
from xseg.profiles.formats.stacked import stacked
from xseg.profiles.values.texts import EXACT_MOST, lists_as_text, plain

LONE = re.compile("[\ud800-\udfff]")
"""Half a character that is written by two: no text can hold it."""
LOOSE = "@@loose"
OURS = (LINE, LOOSE)
"""Columns of these names that a source has are not read."""
SAMPLE, MANY = 256, 8
"""Of so many lines each eighth has a column that many have."""
Row = dict[str, str | list[str | None] | None]
ROWS = 1 << 13
"""So many are worked at as Python's own values at once."""
_MINUS_ZERO = re.compile(rb"-0(?:\.0*)?(?:[eE][+-]?\d+)?\s*[,}\]]")


def has_minus_zero(content: bytes) -> bool:
    """Whether a number may be zero with a sign, which is lost or kept by what else is in its column."""
    return _MINUS_ZERO.search(content) is not None


def frame(lines: pl.Series, ways: dict[str, tuple[str, ...]]) -> pl.DataFrame:
    """The values of lines that are objects, lists of values as lists of texts; adds to `ways`."""
    paths: dict[str, tuple[str, ...]] = {}
    rows = [_row(line, paths) for line in lines.to_list()]
    agree(ways, {name: path for name, path in paths.items() if "." in name})
    numbers = pl.int_range(len(rows), dtype=pl.UInt32, eager=True).alias(LINE)
    return pl.DataFrame([numbers, *(_column(name, rows) for name in paths)])


def frame_of_some(lines: pl.Series, wanted: Collection[str], ways: dict[str, tuple[str, ...]]) -> pl.DataFrame:
    """The same with the columns that are wanted and those that many lines have, and all others of a row as JSON in one,
    `@@loose` (see Chunk).
    """
    paths: dict[str, tuple[str, ...]] = {}
    some = lines.gather_every(max(1, len(lines) // SAMPLE)).to_list()
    often = Counter(name for line in some for name in _row(line, paths))
    wanted = {*wanted, *(name for name, times in often.items() if times * MANY >= len(some))}
    frames = [_some(lines.slice(start, ROWS), wanted, paths) for start in range(0, len(lines), ROWS)]
    agree(ways, {name: path for name, path in paths.items() if "." in name and name in wanted})
    return stacked(frames)


def _some(lines: pl.Series, wanted: Collection[str], paths: dict[str, tuple[str, ...]]) -> pl.DataFrame:
    rows: list[Row] = []
    others: list[str | None] = []
    for line in lines.to_list():
        row, loose = _row(line, paths), {}
        for name in [name for name in row if name not in wanted]:
            value = row.pop(name)
            if value is not None:
                loose[name] = lists_as_text([value])[0] if isinstance(value, list) else value
        rows.append(row)
        others.append(json.dumps(loose, ensure_ascii=False) if loose else None)
    numbers = pl.int_range(len(rows), dtype=pl.UInt32, eager=True).alias(LINE)
    columns = [_column(name, rows) for name in paths if name in wanted]
    return pl.DataFrame([numbers, pl.Series(LOOSE, others, dtype=pl.String), *columns])


def _row(line: str, paths: dict[str, tuple[str, ...]]) -> Row:
    row: Row = {}
    for path, value in _leaves(_read(line), ()):
        name = ".".join(path)
        if name in OURS:
            continue
        if paths.setdefault(name, path) != path:
            raise Twice(name)
        row[name] = [_text(one) for one in value] if isinstance(value, list) else _text(value)
    return row


def lists(written: pl.Series) -> pl.Series:
    """Lists of anything, each as it is written in JSON, as lists of texts."""
    found = [_lists(written.slice(start, ROWS)) for start in range(0, len(written), ROWS)]
    return pl.concat(found) if found else pl.Series(written.name, dtype=pl.List(pl.String))


def _lists(written: pl.Series) -> pl.Series:
    known: dict[str, list[str | None] | None] = {}
    for one in written.drop_nulls().unique().to_list():
        value = _read(one)
        known[one] = [_text(element) for element in value] if isinstance(value, list) else None
    values = [None if one is None else known[one] for one in written.to_list()]
    return pl.Series(written.name, values, dtype=pl.List(pl.String))


class _Number(str):
    """A number as it is written as text."""

    __slots__ = ()


def _read(written: str) -> Any:
    return _READER.decode(written)


def _number(written: str) -> _Number:
    value = float(written)
    return _Number(plain(value) if math.isfinite(value) else written)


def _first_of_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    return dict(reversed(pairs))


_READER = json.JSONDecoder(parse_float=_number, parse_int=_Number, object_pairs_hook=_first_of_each)


def _leaves(value: dict[str, object], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    for name, inner in value.items():
        if isinstance(inner, dict):
            yield from _leaves(inner, (*above, name))
        else:
            yield (*above, name), inner


def _text(value: object) -> str | None:
    match value:
        case None:
            return None
        case _Number():
            return _Number("0") if value == "-0" else value
        case str():
            return LONE.sub("\0", value)
        case bool():
            return "true" if value else "false"
        case _:
            return LONE.sub("\0", json.dumps(value, ensure_ascii=False, sort_keys=True))


def _column(name: str, rows: list[Row]) -> pl.Series:
    values = [row.get(name) for row in rows]
    if all(isinstance(value, _Number | None) for value in values):
        return _numbers(pl.Series(name, values, dtype=pl.String))
    if not any(isinstance(value, str) for value in values) and any(isinstance(value, list) for value in values):
        return pl.Series(name, values, dtype=pl.List(pl.String))
    lists = lists_as_text([value if isinstance(value, list) else None for value in values])
    return pl.Series(
        name,
        [written if written is not None else value for written, value in zip(lists, values, strict=True)],
        dtype=pl.String,
    )


def _numbers(written: pl.Series) -> pl.Series:
    whole = written.cast(pl.Int64, strict=False)
    if whole.null_count() == written.null_count():
        return whole
    doubles = written.cast(pl.Float64, strict=False)
    return doubles if (doubles.abs() < EXACT_MOST).all() else written
