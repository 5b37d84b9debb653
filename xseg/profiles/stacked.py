"""Frames of one source, one after the other, where each has the types of its own values."""

from collections.abc import Sequence

import polars as pl

from xseg.profiles.chunk import LINE
from xseg.profiles.texts import EXACT_MOST, as_text


def stacked(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Frames one after the other. Where they differ in a column's type, whole numbers widen to numbers that hold them
    exactly, and everything else is text.
    """
    if not frames:
        return pl.DataFrame(schema={LINE: pl.UInt32})
    if any(frame.schema != frames[0].schema for frame in frames):
        frames = _agreed(frames)
    return pl.concat(frames, how="diagonal").rechunk()


def _agreed(frames: Sequence[pl.DataFrame]) -> list[pl.DataFrame]:
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
