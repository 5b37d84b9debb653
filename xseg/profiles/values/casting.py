"""A source's column as values of the declared type: what cannot be one says why, and missing stays missing."""

from dataclasses import dataclass
from typing import assert_never
from zoneinfo import ZoneInfo

import polars as pl

from xseg.profiles.values import moments, numbers, texts
from xseg.profiles.values.problems import Cast, problem_where
from xseg.project.types import (
    BooleanType,
    CategoryType,
    DateType,
    DurationType,
    ExactType,
    ListType,
    NumberType,
    TextType,
    TimestampType,
    Type,
    UnknownType,
)

TRUE = ("true", "yes", "t", "y", "1")
FALSE = ("false", "no", "f", "n", "0")


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clock of the source, for its times without an offset, and the project's, on which days are counted."""

    source: ZoneInfo
    project: ZoneInfo


@dataclass(frozen=True, slots=True)
class Reading:
    """How one column is to be read."""

    type: Type
    clocks: Clocks
    format: str | None = None
    separator: str | None = None
    rounded: bool = False
    """Whether numbers are rounded to six decimals, as properties of events are."""


def cast(series: pl.Series, reading: Reading) -> Cast:
    """Values held as tables/columns.py says; null where the source has none or where there is a problem."""
    match reading.type:
        case BooleanType():
            return boolean(series)
        case ExactType() as exact:
            return numbers.exact(series, exact)
        case NumberType():
            return numbers.rounded(series) if reading.rounded else numbers.number(series)
        case TextType():
            return texts.text(series)
        case CategoryType(values):
            return _category(texts.text(series), values)
        case DateType():
            return moments.day(series, format=reading.format, clocks=reading.clocks)
        case TimestampType():
            return moments.instant(series, format=reading.format, clocks=reading.clocks)
        case ListType(element):
            return _list(series, element, reading.separator)
        case DurationType() | UnknownType():
            raise AssertionError(f"{reading.type} is no type of a column")
        case _:
            assert_never(reading.type)


def boolean(series: pl.Series) -> Cast:
    """true, yes, t, y, 1 and their opposites, in any case."""
    if series.dtype == pl.Boolean:
        return Cast(series)
    words = texts.text(series).values
    words = words.str.to_lowercase()
    values = words.is_in(TRUE)
    unreadable = words.is_not_null() & ~words.is_in(TRUE + FALSE)
    return problem_where(_where(words.is_not_null() & ~unreadable, values), unreadable, "unreadable true or false")


def _category(found: Cast, values: tuple[str, ...] | None) -> Cast:
    if values is None:
        return found
    foreign = found.values.is_not_null() & ~found.values.is_in(values)
    if not foreign.any():
        return found
    marked = problem_where(_where(~foreign, found.values), foreign, "not one of the declared values")
    return Cast(marked.values, found.problem.fill_null(marked.problem)) if found.problem is not None else marked


def _list(series: pl.Series, element: Type, separator: str | None) -> Cast:
    """Distinct known elements in code point order; none is missing."""
    if isinstance(series.dtype, pl.List | pl.Array):
        lists = series
    else:
        lists = _split(texts.text(series).values, separator or ",")
    rows = pl.int_range(len(series), eager=True).alias("row")
    long = pl.DataFrame({"row": rows, "value": lists}).explode("value").drop_nulls("value")
    cleaned = texts.text(long.get_column("value"))
    if isinstance(element, CategoryType):
        cleaned = _category(cleaned, element.values)
    long = long.with_columns(cleaned.values.alias("value"), cleaned.told.alias("problem"))
    grouped = long.group_by("row").agg(
        pl.col("value").drop_nulls().unique().sort(), pl.col("problem").drop_nulls().min()
    )
    back = pl.DataFrame({"row": rows}).join(grouped, on="row", how="left", maintain_order="left")
    values = back.get_column("value").cast(pl.List(pl.String))
    problem = back.get_column("problem")
    known = (values.list.len() > 0) & problem.is_null()
    return Cast(_where(known, values), problem if problem.null_count() < len(problem) else None)


def _split(words: pl.Series, separator: str) -> pl.Series:
    """The elements of texts; a list of JSON that came as text, among others that are none, has its own."""
    lists = words.str.split(separator)
    json = (words.str.starts_with("[") & words.str.ends_with("]")).fill_null(value=False)
    if not json.any():
        return lists
    found = [texts.list_of(word) if is_json else None for word, is_json in zip(words, json, strict=True)]
    return pl.select(pl.coalesce(pl.Series(found, dtype=pl.List(pl.String)), lists)).to_series()


def _where(kept: pl.Series, values: pl.Series) -> pl.Series:
    """The values, null where not kept."""
    return pl.select(pl.when(kept).then(values)).to_series().alias(values.name)
