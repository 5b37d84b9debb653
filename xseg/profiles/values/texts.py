"""Text: whatever a source holds as text that is NFC, without blanks at its ends, and missing where nothing is left."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from xseg.profiles.formats.typed import TIME_OF_DAY, has_text
from xseg.profiles.values.problems import Cast, marked

NUL = "\0"
EXACT_MOST = 2**53
"""Below it every whole number is a double of its own."""


def text(series: pl.Series) -> Cast:
    """Cleaned text; a whole number held as a double is written as a whole number, so that ids of both kinds agree."""
    values = as_text(series)
    if not values.len():
        return Cast(values)
    if values.dtype == pl.String and values.str.len_bytes().sum() != values.str.len_chars().sum():
        values = values.str.normalize("NFC")
    values = values.str.strip_chars()
    frame = values.to_frame("text").select(pl.when(pl.col("text") != "").then("text"))
    values = frame.to_series().alias(series.name)
    nul = values.str.contains(NUL, literal=True)
    if not nul.any():
        return Cast(values)
    problem = marked(nul.fill_null(value=False), "text with a NUL character")
    return Cast(values.set(nul.fill_null(value=False), None), problem)


def as_text(series: pl.Series) -> pl.Series:
    """Any column as text, before cleaning: equal for equal values, and what the value says where typed.py lets a
    declared column have its type.
    """
    type_ = series.dtype
    if type_ == pl.String:
        return series
    if type_ == pl.Null:
        return series.cast(pl.String)
    if type_.is_float():
        return _float_text(series.cast(pl.Float64))
    if type_ == pl.Time:
        return series.dt.to_string(TIME_OF_DAY)
    if type_ == pl.Binary:
        return series.bin.encode("hex")
    if isinstance(type_, pl.Duration):
        return series.to_physical().cast(pl.String)
    if isinstance(type_, pl.List | pl.Array) and has_text(type_):
        return pl.Series(series.name, lists_as_text(series.to_list()), pl.String)
    if type_.is_nested() or type_ == pl.Object:
        return pl.Series(series.name, [None if row is None else repr(row) for row in series.to_list()], pl.String)
    return series.cast(pl.String)


def lists_as_text(rows: Sequence[list[Any] | None]) -> list[str | None]:
    """Lists as JSON, in one way on every machine."""
    return [None if row is None else json.dumps(row, ensure_ascii=False, default=str) for row in rows]


def list_of(written: str) -> list[str | None] | None:
    """The list of texts that `lists_as_text` has written; None where it is another text."""
    try:
        found = json.loads(written)
    except ValueError:
        return None
    return found if isinstance(found, list) and all(isinstance(one, str | None) for one in found) else None


def _float_text(series: pl.Series) -> pl.Series:
    """Doubles without an exponent, and without a point where they are whole; NaN is missing."""
    whole = (series == series.floor()) & (series.abs() < EXACT_MOST)
    frame = series.to_frame("value").with_columns(whole=whole)
    written = frame.select(
        pl.when("whole")
        .then(pl.when("whole").then("value").cast(pl.Int64).cast(pl.String))
        .when(pl.col("value").is_not_nan())
        .then(pl.col("value").cast(pl.String))
    ).to_series()
    long = (written.str.contains("e", literal=True) | written.str.ends_with(".0")).fill_null(value=False)
    if long.any():
        written = written.scatter(long.arg_true(), [plain(value) for value in series.filter(long).to_list()])
    return written.alias(series.name)


def plain(value: float) -> str:
    """A finite double as text; see `_float_text`."""
    if value.is_integer() and abs(value) < EXACT_MOST:
        return str(int(value))
    return f"{Decimal(repr(value)):f}".removesuffix(".0")
