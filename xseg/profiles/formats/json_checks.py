"""Lines of NDJSON that must not be read: no objects, nested without end, or saying two things at once."""

import json
import re
from collections.abc import Callable, Sequence

import polars as pl

Pairs = list[tuple[str, object]]
DEPTH_MOST = 64
"""Objects and arrays inside each other; Polars takes its own stack for each, and ends the process where it runs out."""
KEYS_MOST, KEYS_SAMPLE = 1_000, 2_048
TOO_DEEP = f"nested more than {DEPTH_MOST} deep"
STANDS_TWICE = "a key that stands twice"
NO_OBJECT = "not a JSON object"
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_BRACKET = re.compile(r"[\[{\]}]")


def no_braces(lines: pl.Series) -> pl.Series | None:
    """The reason for each line that does not even begin and end as an object does, None where there is no such line."""
    inside = lines.str.strip_chars(" \t\r")
    wrong = ~(inside.str.starts_with("{") & inside.str.ends_with("}"))
    return _reasons(lines, wrong, lambda _: True, NO_OBJECT)


def too_deep(lines: pl.Series) -> pl.Series | None:
    """The reason for each line that is, None where none is."""
    suspect = lines.str.count_matches(r"[\[{]") > DEPTH_MOST
    return _reasons(lines, suspect, lambda line: _depth(line) > DEPTH_MOST, TOO_DEEP)


def stands_twice(lines: pl.Series, needed: Sequence[str]) -> pl.Series | None:
    """The reason for each line with an object in which one of the columns `needed` stands twice: which value is meant
    cannot be told. None where there is no such line.
    """
    names = {part for name in needed for part in name.split(".")}
    if not names:
        return None
    signs = [json.dumps(name, ensure_ascii=False) for name in sorted(names)]
    line = pl.col("line")
    suspect = (
        lines.to_frame("line")
        .lazy()
        .select(pl.any_horizontal(line.str.count_matches(sign, literal=True) > 1 for sign in signs))
        .collect(engine="in-memory")
        .to_series()
    )
    return _reasons(lines, suspect, lambda line: _has_twice(line, names), STANDS_TWICE)


def has_many_keys(lines: pl.Series) -> bool:
    """Whether lines have more different keys than a frame should have columns, as far as some lines from all over tell:
    where the second half of them brings new ones, all lines bring them.
    """
    some = lines.gather_every(max(1, len(lines) // KEYS_SAMPLE)).head(KEYS_SAMPLE)
    keys = some.str.extract_all(r'"(?:[^"\\]|\\.)*"[ \t]*:')
    early, late = keys.gather_every(2), keys.gather_every(2, 1)
    first = early.explode(empty_as_null=False, keep_nulls=False).n_unique()
    every = keys.explode(empty_as_null=False, keep_nulls=False).n_unique()
    more = max(0, len(lines) - len(some)) / max(1, len(late))
    return every + (every - first) * more > KEYS_MOST


def not_an_object(lines: pl.Series) -> pl.Series:
    """The reason for each line that is no JSON object, null for the others."""
    reasons = [None if _is_object(line) else NO_OBJECT for line in lines.to_list()]
    return pl.Series(reasons, dtype=pl.String)


def _reasons(lines: pl.Series, suspect: pl.Series, wrong: Callable[[str], bool], reason: str) -> pl.Series | None:
    if not suspect.any():
        return None
    places = suspect.arg_true()
    found = [place for place, line in zip(places.to_list(), lines[places].to_list(), strict=True) if wrong(line)]
    if not found:
        return None
    return pl.Series([None], dtype=pl.String).new_from_index(0, len(lines)).scatter(found, reason)


def _depth(line: str) -> int:
    depth = most = 0
    for bracket in _BRACKET.finditer(_TEXT.sub("", line)):
        depth += 1 if bracket.group() in "[{" else -1
        most = max(most, depth)
    return most


def _has_twice(line: str, names: set[str]) -> bool:
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


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line, parse_constant=_refuse), dict)
    except (ValueError, RecursionError):
        return False


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")
