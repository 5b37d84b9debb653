"""Columns of files with types, so that each value is exactly what it says; a type that cannot be read so is refused."""

from collections.abc import Sequence

import polars as pl

HELD = (pl.String, pl.Boolean, pl.Null, pl.Float64, pl.Decimal, pl.Date, pl.Categorical, pl.Enum)
"""Types whose values have one text each, also within lists and objects; besides, whole numbers and times."""


TIME_OF_DAY = "%H:%M:%S%.f"


class Illegible(Exception):
    """A column that is asked for cannot be read exactly; `why` says what it holds."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(column, why)
        self.column = column
        self.why = why


def exactly(frame: pl.DataFrame, needed: Sequence[str]) -> pl.DataFrame:
    """The frame with narrow floating point as the double of the same shortest text, and bytes of columns that are
    needed as the UTF-8 text that they are. Raises Illegible for a needed column that holds no such thing.
    """
    columns = [_wide(column) for column in frame.get_columns()]
    return pl.DataFrame([_legible(column) if column.name in needed else column for column in columns])


def has_text(type_: pl.DataType) -> bool:
    """Whether each value of the type has one text, and each text one value."""
    match type_:
        case pl.List() | pl.Array():
            return has_text(type_.inner)  # type: ignore[arg-type]
        case pl.Struct():
            return all(has_text(field.dtype) for field in type_.fields)  # type: ignore[arg-type]
        case pl.Datetime():
            return type_.time_unit != "ns"
        case _:
            return type_.is_integer() or isinstance(type_, HELD)


def _wide(column: pl.Series) -> pl.Series:
    """0.1 with 32 bits is 0.1, not the double 0.10000000149011612."""
    match column.dtype:
        case pl.Float32():
            return column.cast(pl.String).cast(pl.Float64)
        case pl.Float16():
            return _of_halves(column)
        case pl.List(inner=pl.Float32()):
            return column.list.eval(pl.element().cast(pl.String).cast(pl.Float64))
        case pl.Array(inner=pl.Float32()):
            return _wide(column.arr.to_list())
        case _:
            return column


def _of_halves(column: pl.Series) -> pl.Series:
    """There are few of them, so each by itself."""
    different = column.drop_nulls().unique()
    doubles = [float(str(half)) for half in different.to_numpy()]
    return column.replace_strict(different, doubles, default=None, return_dtype=pl.Float64)


def _legible(column: pl.Series) -> pl.Series:
    match column.dtype:
        case pl.Binary():
            return _decoded(column, pl.String())
        case pl.List(inner=pl.Binary()) | pl.Array(inner=pl.Binary()):
            return _decoded(column, pl.List(pl.String))
        case pl.Time() | pl.Datetime():
            return column
        case pl.List(inner=pl.Time()):
            return column.list.eval(pl.element().dt.to_string(TIME_OF_DAY))
        case pl.List(inner=pl.Datetime()):
            return column.list.eval(pl.element().cast(pl.String))
        case pl.Array(inner=pl.Time() | pl.Datetime()):
            return _legible(column.arr.to_list())
        case type_ if has_text(type_):
            return column
        case type_:
            raise Illegible(column.name, f"is of the type `{_words(type_)}`, which cannot be read exactly")


def _decoded(column: pl.Series, type_: pl.DataType) -> pl.Series:
    try:
        return column.cast(type_)
    except pl.exceptions.PolarsError:
        raise Illegible(column.name, "holds bytes that are no UTF-8 text") from None


def _words(type_: pl.DataType) -> str:
    match type_:
        case pl.List(inner=inner) | pl.Array(inner=inner):
            return f"list of {_words(inner)}"  # type: ignore[arg-type]
        case pl.Binary():
            return "bytes"
        case pl.Struct():
            return "object"
        case _:
            return type(type_).__name__.lower()
