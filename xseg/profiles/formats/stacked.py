"""Frames of one source, one after the other, where each has the types of its own values."""

from collections.abc import Sequence

import polars as pl

from xseg.profiles.formats.chunk import LINE
from xseg.profiles.values.texts import EXACT_MOST, as_text


def stacked(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Frames one after the other. Where they differ in a column's type, whole numbers widen to numbers that hold them
    exactly, and everything else is text; a column without a value has any type. Raises PolarsError where bytes beside
    texts are none.
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
            columns.setdefault(column.name, []).append(column)
    wanted = {name: _common(found) for name, found in columns.items()}
    return [frame.with_columns(_as(column, wanted[column.name]) for column in frame.get_columns()) for frame in frames]


def _is_empty(column: pl.Series) -> bool:
    return column.null_count() == len(column)


def _common(columns: list[pl.Series]) -> pl.DataType:
    columns = [column for column in columns if not _is_empty(column)] or columns
    if len({column.dtype for column in columns}) == 1:
        return columns[0].dtype
    if all(column.dtype.is_integer() for column in columns):
        wide = (pl.UInt64, pl.Int128, pl.UInt128)
        return pl.String() if any(column.dtype in wide for column in columns) else pl.Int64()
    if all(column.dtype.is_integer() or column.dtype.is_float() for column in columns):
        exact = all((column.cast(pl.Float64).abs() < EXACT_MOST).all() for column in columns)
        return pl.Float64() if exact else pl.String()
    return pl.String()


def _as(column: pl.Series, type_: pl.DataType) -> pl.Series:
    if column.dtype == type_:
        return column
    if _is_empty(column):
        return pl.Series(column.name, [None], dtype=type_).new_from_index(0, len(column)).alias(column.name)
    return as_text(column) if type_ == pl.String and column.dtype != pl.Binary else column.cast(type_)
