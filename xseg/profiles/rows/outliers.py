"""Outliers: values of an attribute that lie beyond the fences of a source's column, and what becomes of them.

The fences stand on the known values of all rows that a source keeps, in all its files, whatever order they come in.
Those of `quarantine` stand on all rows that are good for themselves and no copies: whether a value comes again, and who
is who, is told by the rows that are left.

- `iqr`: `factor` (1.5) times the distance between the quartiles beyond the quartiles. A quartile between two values is
  the lower. Where both quartiles are one value there are no fences: half of all people are alike, and nobody else odd.
- `zscore`: `factor` (3) standard deviations of the population from the mean.

A value on a fence is none. Fences of integers and decimals are exact, and move in to the next value of their own scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import polars as pl

from xseg.profiles.measures.report import Fences
from xseg.profiles.rows.spread import ceiling_below, floor_above, lower_value, spread
from xseg.profiles.values.problems import first, marked
from xseg.project.project import ColumnDeclaration, Outliers, Source
from xseg.tables.columns import raw_column

FIRST, THIRD = Fraction(1, 4), Fraction(3, 4)


@dataclass(frozen=True, slots=True)
class Fenced:
    """`rows` with outliers clipped or set missing, and `@raw.NAME` beside; `aside`: why a row is to be set aside, null
    where it stays (None: all stay); `found` counts by attribute.
    """

    rows: pl.DataFrame
    aside: pl.Series | None
    found: tuple[Fences, ...]


def asked(source: Source, *, aside: bool) -> list[ColumnDeclaration]:
    """The columns whose outliers are told: those that set rows aside, or all others."""
    return [
        column
        for column in source.columns
        if column.outliers is not None and (column.outliers.action == "quarantine") == aside
    ]


def fenced(rows: pl.DataFrame, columns_asked: Sequence[ColumnDeclaration]) -> Fenced:
    """All rows that count, of every part; the fences of every column stand on the rows as they come."""
    problems: list[pl.Series | None] = []
    columns: list[pl.Series] = []
    found: list[Fences] = []
    for declared in columns_asked:
        if declared.outliers is None or declared.name not in rows.columns:
            continue
        values = rows.get_column(declared.name)
        low, high = _fences(values.drop_nulls(), declared.outliers) or (None, None)
        below, above = _beyond(values, low, high)
        found.append(
            Fences(
                attribute=declared.name,
                method=declared.outliers.method,
                action=declared.outliers.action,
                low=low,
                high=high,
                below=int(below.sum()),
                above=int(above.sum()),
            )
        )
        match declared.outliers.action:
            case "report":
                pass
            case "quarantine":
                problems.append(marked(below | above, f"`{declared.column}` is an outlier"))
            case "clip" | "missing":
                columns.extend(_replaced(values, declared, below, above, low, high))
    return Fenced(rows.with_columns(columns), first(*problems), tuple(found))


def applied(rows: pl.DataFrame, source: Source, found: Sequence[Fences]) -> pl.DataFrame:
    """Some of the rows, with what fences that were found on all of them ask for."""
    declared = {column.name: column for column in source.columns}
    columns: list[pl.Series] = []
    for fences in found:
        if fences.action in ("clip", "missing") and fences.attribute in rows.columns:
            values = rows.get_column(fences.attribute)
            below, above = _beyond(values, fences.low, fences.high)
            columns.extend(_replaced(values, declared[fences.attribute], below, above, fences.low, fences.high))
    return rows.with_columns(columns)


def _fences(known: pl.Series, how: Outliers) -> tuple[int, int] | tuple[float, float] | None:
    """The least and the most that is no outlier; None where there are no fences."""
    if not len(known):
        return None
    factor = Fraction(Decimal(repr(how.factor)))
    whole = not known.dtype.is_float()
    if how.method == "iqr":
        ordered = known.sort()
        one, three = Fraction(lower_value(ordered, FIRST)), Fraction(lower_value(ordered, THIRD))
        if one == three:
            return None
        below, above = one - factor * (three - one), three + factor * (three - one)
        return (ceil(below), floor(above)) if whole else (float(below), float(above))
    found = spread(known)
    if whole:
        low, high = ceiling_below(found, factor), floor_above(found, factor)
        return (low, high) if low <= high else None
    apart = float(factor) * found.deviation
    return found.mean - apart + 0.0, found.mean + apart + 0.0


def _beyond(values: pl.Series, low: float | None, high: float | None) -> tuple[pl.Series, pl.Series]:
    """Where values lie below and above."""
    if low is None or high is None:
        nowhere = pl.Series([False]).new_from_index(0, len(values))
        return nowhere, nowhere
    return (values < low).fill_null(value=False), (values > high).fill_null(value=False)


def _replaced(
    values: pl.Series,
    declared: ColumnDeclaration,
    below: pl.Series,
    above: pl.Series,
    low: float | None,
    high: float | None,
) -> list[pl.Series]:
    """The column with other values for outliers, and the raw ones beside."""
    assert declared.outliers is not None
    outside = below | above
    raw = pl.select(pl.when(outside).then(values)).to_series().alias(raw_column(declared.name))
    if declared.outliers.action == "missing":
        return [values.set(outside, None), raw]
    fences = [pl.lit(bound, dtype=values.dtype) for bound in (low, high)]
    clipped = pl.select(pl.when(below).then(fences[0]).when(above).then(fences[1]).otherwise(values)).to_series()
    return [clipped.alias(declared.name), raw]
