"""NDJSON, read so that a line which is no JSON object costs that line and no other."""

import io
import json
import re
from collections.abc import Iterator, Sequence

import polars as pl

from xseg.profiles.raw import LINE, Part, Twice, flat
from xseg.profiles.texts import EXACT_MOST

Lines = list[tuple[int, bytes]]
Pairs = list[tuple[str, object]]
DEPTH_MOST = 64
"""Objects and arrays inside each other; Polars takes its own stack for each, and ends the process where it runs out."""
TOO_DEEP = f"nested more than {DEPTH_MOST} deep"
STANDS_TWICE = "a key that stands twice"
_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_BRACKET = re.compile(rb"[\[{\]}]")


def read_ndjson(content: bytes, *, needed: Sequence[str] = ()) -> Part:
    """Columns have the types that all lines agree on, else they are text; objects inside become `outer.inner`.

    `content` is UTF-8 without a byte order mark; blank lines are no rows. A line that gives one of the columns `needed`
    twice is bad. Raises Twice where a column and an object inside have one name.
    """
    lines = [(number, line) for number, line in enumerate(content.split(b"\n"), 1) if line.strip()]
    bad: list[tuple[int, str, str]] = []
    lines = _without(lines, _too_deep(lines), TOO_DEEP, bad)
    lines = _without(lines, _twice(lines, needed), STANDS_TWICE, bad)
    frame = _together(lines) if all(_looks_like_an_object(line) for _, line in lines) else None
    if frame is None:
        lines = _without(lines, [not _is_object(line) for _, line in lines], "not a JSON object", bad)
        frame = _together(lines)
    frame = _as_text(lines) if frame is None else _exact(flat(frame), lines)
    numbers = pl.Series(LINE, [number for number, _ in lines], dtype=pl.UInt32)
    return Part(frame.with_columns(numbers), tuple(sorted(bad)))


def _without(lines: Lines, wrong: Sequence[bool], reason: str, bad: list[tuple[int, str, str]]) -> Lines:
    if not any(wrong):
        return lines
    bad.extend((number, reason, line.decode().strip()) for (number, line), out in zip(lines, wrong, strict=True) if out)
    return [line for line, out in zip(lines, wrong, strict=True) if not out]


# --- lines that Polars must not see ---


def _too_deep(lines: Lines) -> list[bool]:
    return [line.count(b"{") + line.count(b"[") > DEPTH_MOST and _depth(line) > DEPTH_MOST for _, line in lines]


def _depth(line: bytes) -> int:
    depth = most = 0
    for bracket in _BRACKET.finditer(_TEXT.sub(b"", line)):
        depth += 1 if bracket.group() in b"[{" else -1
        most = max(most, depth)
    return most


def _twice(lines: Lines, needed: Sequence[str]) -> list[bool]:
    """Whether lines have an object in which one of the columns stands twice: which value is meant cannot be told."""
    names = {part for name in needed for part in name.split(".")}
    signs = [json.dumps(name, ensure_ascii=False).encode() for name in names]
    return [any(line.count(sign) > 1 for sign in signs) and _has_twice(line, names) for _, line in lines]


def _has_twice(line: bytes, names: set[str]) -> bool:
    found = False

    def look(pairs: Pairs) -> None:
        nonlocal found
        told = [name for name, _ in pairs if name in names]
        found |= len(told) != len(set(told))

    try:
        json.loads(line, object_pairs_hook=look)
    except ValueError:
        return False  # no JSON: told as such
    return found


# --- lines to columns ---


def _together(lines: Lines) -> pl.DataFrame | None:
    """All lines by Polars; None where it cannot read them alike."""
    if not lines:
        return pl.DataFrame()
    try:
        frame = pl.read_ndjson(io.BytesIO(b"\n".join(line for _, line in lines)), infer_schema_length=None)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None
    return frame if frame.height == len(lines) else None


def _exact(frame: pl.DataFrame, lines: Lines) -> pl.DataFrame:
    """Columns of doubles in which whole numbers lie too far out to be told apart, as text instead."""
    doubles = [column for column in frame.get_columns() if column.dtype.is_float()]
    inexact = [column.name for column in doubles if not (column.abs() < EXACT_MOST).all()]
    return frame.with_columns(_as_text(lines).select(inexact)) if inexact else frame


def _as_text(lines: Lines) -> pl.DataFrame:
    """Every value as text: the way out where one column holds values of several kinds."""
    paths: dict[str, tuple[str, ...]] = {}
    rows = []
    for _, line in lines:
        row: dict[str, str | None] = {}
        for path, value in _leaves(json.loads(line, parse_float=_written, parse_int=str), ()):
            name = ".".join(path)
            if paths.setdefault(name, path) != path:
                raise Twice(name)
            row[name] = _text(value)
        rows.append(row)
    return pl.DataFrame(rows, schema=dict.fromkeys(paths, pl.String), orient="row")


def _leaves(value: dict[str, object], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    for name, inner in value.items():
        if isinstance(inner, dict):
            yield from _leaves(inner, (*above, name))
        else:
            yield (*above, name), inner


def _written(number: str) -> str:
    """A number with a point or an exponent as text: a whole one that a double holds exactly without them."""
    value = float(number)
    return str(int(value)) if value.is_integer() and abs(value) < EXACT_MOST else number


def _text(value: object) -> str | None:
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case _:
            return json.dumps(value, ensure_ascii=False)


def _looks_like_an_object(line: bytes) -> bool:
    line = line.strip()
    return line.startswith(b"{") and line.endswith(b"}")


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line, parse_constant=_refuse), dict)
    except (ValueError, RecursionError):
        return False


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")
