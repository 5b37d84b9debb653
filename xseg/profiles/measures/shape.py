"""The columns that a unit of a source brings, and how they differ from those of the unit before it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

SAMPLE = 1_000
"""So many values of a text tell what it holds."""
FEW = 20
"""Of fewer values nothing is told: what a text column holds by chance, what a row may leave out by chance."""
NOTHING, TEXT, LISTS, FLAGS = "nothing", "text", "lists", "true or false"
WHOLE, NUMBERS, DATES, TIMES = "whole numbers", "numbers", "dates", "times"
WRITTEN = (
    (WHOLE, r"^\s*[+-]?\d{1,18}\s*$"),
    (NUMBERS, r"^\s*[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?\s*$"),
    (DATES, r"^\s*\d{4}-\d{2}-\d{2}\s*$"),
    (TIMES, r"^\s*\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}"),
    (FLAGS, r"(?i)^\s*(true|false|yes|no)\s*$"),
)
"""What texts hold, by how all of them are written."""
WIDER = {frozenset((WHOLE, NUMBERS)): NUMBERS, frozenset((DATES, TIMES)): TIMES}


@dataclass(frozen=True, slots=True)
class Seen:
    """A column as it came: what it holds, in how many rows it has a value, and whether the file itself has types."""

    holds: str
    known: int
    typed: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of one unit. `fixed`: every row has every column, as in CSV and Parquet; JSON may leave out any."""

    unit: str
    rows: int
    fixed: bool
    columns: Mapping[str, Seen]


@dataclass(frozen=True, slots=True)
class Change:
    """A column that differs from the unit before. `units` are those that brought the change, in reading order."""

    column: str
    what: Literal["new", "gone", "retyped"]
    units: tuple[str, ...]
    before: str = ""
    """What it held; of a new column nothing."""
    now: str = ""


def seen(frame: pl.DataFrame, *, typed: bool = False) -> dict[str, Seen]:
    """The columns of a chunk, without those that begin with `@@`; in a file that has types, text is meant as text."""
    columns = [column for column in frame.get_columns() if not column.name.startswith("@@")]
    return {column.name: _seen(column, frame.height, typed=typed) for column in columns}


def together(chunks: Iterable[Mapping[str, Seen]]) -> dict[str, Seen]:
    """The columns of chunks of one unit, or of the units of one source."""
    found: dict[str, Seen] = {}
    for chunk in chunks:
        for name, one in chunk.items():
            other = found.get(name)
            found[name] = (
                one
                if other is None
                else Seen(_wider(other.holds, one.holds), other.known + one.known, other.typed and one.typed)
            )
    return found


def changes(before: Sequence[Shape], now: Sequence[Shape]) -> tuple[Change, ...]:
    """What changed between the units of the last build and those of this one, both in reading order.

    A unit is held against the one of its name in the last build, else against the one before it: so a change is told
    when it comes, and not again.
    """
    by_name = {shape.unit: shape for shape in before}
    previous = before[-1] if before else None
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for shape in now:
        base = by_name.get(shape.unit, previous)
        if base is not None and base.rows and shape.rows:
            for column, what, was, is_ in _between(base, shape):
                found.setdefault((column, what, was, is_), []).append(shape.unit)
        previous = shape
    order = ("gone", "retyped", "new")
    ranked = sorted(found.items(), key=lambda entry: order.index(entry[0][1]))
    return tuple(
        Change(column, what, tuple(units), was, is_)  # type: ignore[arg-type]
        for (column, what, was, is_), units in ranked
    )


# --- one column ---


def _seen(column: pl.Series, rows: int, *, typed: bool) -> Seen:
    known = rows - column.null_count()
    type_ = column.dtype
    if not known or type_ == pl.Null:
        return Seen(NOTHING, 0, typed or type_ not in (pl.String, pl.Null))
    if type_ == pl.String:
        return Seen(TEXT if typed else _written(column), known, typed)
    return Seen(_held(type_), known, typed=True)


def _held(type_: pl.DataType) -> str:
    if type_ == pl.Boolean:
        return FLAGS
    if type_.is_integer():
        return WHOLE
    if type_.is_numeric():
        return NUMBERS
    if type_ == pl.Date:
        return DATES
    if isinstance(type_, pl.Datetime):
        return TIMES
    if isinstance(type_, pl.List | pl.Array):
        return LISTS
    return TEXT if isinstance(type_, pl.Categorical | pl.Enum) else str(type_).lower()


def _written(column: pl.Series) -> str:
    known = column.drop_nulls()
    sample = known.gather_every(max(1, len(known) // SAMPLE)).head(SAMPLE)
    return next((name for name, pattern in WRITTEN if sample.str.contains(pattern).all()), TEXT)


def _wider(one: str, other: str) -> str:
    if one == other or other == NOTHING:
        return one
    if one == NOTHING:
        return other
    return WIDER.get(frozenset((one, other)), TEXT)


# --- two units ---


def _between(base: Shape, shape: Shape) -> Iterable[tuple[str, str, str, str]]:
    for column, was in base.columns.items():
        now = shape.columns.get(column)
        if now is None:
            # by chance no row of many has what a share of the rows had before: less likely than e^-FEW
            if shape.fixed or was.known * shape.rows >= FEW * base.rows:
                yield column, "gone", was.holds, ""
        elif _retyped(was, now):
            yield column, "retyped", was.holds, now.holds
    for column, one in shape.columns.items():
        if column not in base.columns and (shape.fixed or one.known):
            yield column, "new", "", one.holds


def _retyped(was: Seen, now: Seen) -> bool:
    if was.holds == now.holds or NOTHING in (was.holds, now.holds) or {was.holds, now.holds} == {WHOLE, NUMBERS}:
        return False
    if was.typed and now.typed:
        return True
    # a text may hold anything, and few texts may look like numbers by chance
    return was.holds != TEXT and (was.typed or was.known >= FEW)
