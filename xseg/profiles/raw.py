"""Rows as a source brought them: nothing is believed yet, and each knows its file and line."""

from dataclasses import dataclass

import polars as pl

from xseg.profiles.texts import EXACT_MOST, as_text

FILE = "@@file"
"""The column of raw frames with the index of the row's file in `Raw.files`."""
LINE = "@@line"
"""The column of raw frames with the row's line (from 1; the row's number where files have no lines)."""
PLACES = {FILE: pl.UInt32, LINE: pl.UInt32}

BAD = {**PLACES, "reason": pl.String, "row": pl.String}
"""Columns of what could not even be split into fields."""


class Twice(Exception):
    """Two columns of one name: `outer.inner`, and `inner` of an object `outer`. Its text is the name."""


@dataclass(frozen=True, slots=True)
class Raw:
    """`frame` has the source's own columns (text, or the types that the file gives) in reading order, with `@@file` and
    `@@line`; `bad` holds the lines that are no rows, with the reason.
    """

    frame: pl.DataFrame
    bad: pl.DataFrame
    files: tuple[str, ...]
    """Names for people, relative to the project."""

    @property
    def read(self) -> int:
        """How many rows the source had, readable or not."""
        return self.frame.height + self.bad.height

    @property
    def columns(self) -> list[str]:
        """The source's own columns."""
        return [name for name in self.frame.columns if name not in PLACES]


@dataclass(frozen=True, slots=True)
class Part:
    """One file: its rows with `@@line`, its bad lines as (line, reason, text)."""

    frame: pl.DataFrame
    bad: tuple[tuple[int, str, str], ...] = ()


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Objects inside as columns `outer.inner`. Raises Twice where there is a column of such a name already."""
    while nested := [name for name, type_ in frame.schema.items() if isinstance(type_, pl.Struct)]:
        names = [name for name in frame.columns if name not in nested]
        for outer in nested:
            for inner in frame.get_column(outer).struct.fields:
                name = f"{outer}.{inner}"
                if name in names:
                    raise Twice(name)
                names.append(name)
        frame = frame.unnest(nested, separator=".")
    return frame


def joined(parts: list[Part], files: tuple[str, ...]) -> Raw:
    """The files of a source, one after the other; columns of different types become text."""
    frames = [part.frame.with_columns(pl.lit(i, pl.UInt32).alias(FILE)) for i, part in enumerate(parts)]
    bad = [(i, line, reason, text) for i, part in enumerate(parts) for line, reason, text in part.bad]
    return Raw(_stacked(frames), pl.DataFrame(bad, schema=BAD, orient="row"), files)


def _stacked(frames: list[pl.DataFrame]) -> pl.DataFrame:
    if not frames:
        return pl.DataFrame(schema=PLACES)
    if any(frame.schema != frames[0].schema for frame in frames):
        frames = _agreed(frames)
    return pl.concat(frames, how="diagonal").rechunk()


def _agreed(frames: list[pl.DataFrame]) -> list[pl.DataFrame]:
    """Where files differ in a column's type, whole numbers widen to numbers that hold them exactly, and everything else
    is text.
    """
    columns: dict[str, list[pl.Series]] = {}
    for frame in frames:
        for column in frame.get_columns():
            if column.dtype != pl.Null:
                columns.setdefault(column.name, []).append(column)
    types = {name: {column.dtype for column in found} for name, found in columns.items()}
    wanted = {name: _common(columns[name]) for name, found in types.items() if len(found) > 1}
    return [
        frame.with_columns(
            _as(frame.get_column(name), type_) for name, type_ in wanted.items() if name in frame.columns
        ).with_columns(
            pl.col(name).cast(next(iter(types[name])))
            for name, type_ in frame.schema.items()
            if type_ == pl.Null and len(types.get(name, ())) == 1
        )
        for frame in frames
    ]


def _common(columns: list[pl.Series]) -> pl.DataType:
    if all(column.dtype.is_integer() for column in columns):
        wide = (pl.UInt64, pl.Int128, pl.UInt128)
        return pl.String() if any(column.dtype in wide for column in columns) else pl.Int64()
    if all(column.dtype.is_integer() or column.dtype.is_float() for column in columns):
        exact = all((column.cast(pl.Float64).abs() < EXACT_MOST).all() for column in columns)
        return pl.Float64() if exact else pl.String()
    return pl.String()


def _as(column: pl.Series, type_: pl.DataType) -> pl.Series:
    return as_text(column) if type_ == pl.String else column.cast(type_)
