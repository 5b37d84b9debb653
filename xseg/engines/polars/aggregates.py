"""Aggregates: what the events that fit come to for each profile."""

from collections.abc import Callable, Collection, Mapping, Sequence
from math import floor
from typing import assert_never

import polars as pl

from xseg.engines.polars.events import ROW
from xseg.engines.polars.operations import to_number
from xseg.engines.polars.scope import column
from xseg.engines.polars.values import divided, dtype, finite
from xseg.plan.nodes import Aggregate, Function, Ref
from xseg.project.types import NumberType, Type
from xseg.tables import NUMBER

MILLION = 1e6
FOUND = "@found"
NUMBER_MOST = 1e25
"""Numbers beyond this are summed in Python's whole numbers: their millionths could leave 128 bits."""

ZERO_WHEN_NONE: frozenset[Function] = frozenset({"count", "sum", "distinct"})


def aggregated(
    rows: pl.LazyFrame,
    aggregates: Mapping[Ref, Aggregate],
    *,
    types: Callable[[Ref], Type],
    huge: Collection[Ref],
) -> list[pl.LazyFrame]:
    """Frames of `@number` and the column of each aggregate, of the profiles that have rows; see `dense`.

    `rows` are the events that fit, with `@number`, `ROW` and the columns of operands; `huge` are the operands with
    numbers beyond `NUMBER_MOST`.
    """
    together: list[pl.Expr] = []
    frames: list[pl.LazyFrame] = []
    for ref, aggregate in aggregates.items():
        operand, held = aggregate.operand, dtype(types(ref))
        if operand is None:
            assert aggregate.function == "count", f"{aggregate.function} of nothing"
            together.append(pl.len().cast(held).alias(column(ref)))
        elif aggregate.function == "most_frequent":
            frames.append(_most_frequent(rows, ref, operand))
        elif aggregate.function in ("sum", "avg") and operand in huge:
            frames.append(_huge(rows, ref, aggregate, operand))
        else:
            together.append(_over_group(aggregate, operand, types).cast(held).alias(column(ref)))
    return [rows.group_by(NUMBER).agg(together), *frames] if together else frames


def dense(profiles: pl.DataFrame, found: Sequence[pl.DataFrame], aggregates: Mapping[Ref, Aggregate]) -> pl.DataFrame:
    """Profiles with the columns of aggregates: 0 or missing where a profile has no events that fit."""
    zeros = {column(ref) for ref, aggregate in aggregates.items() if aggregate.function in ZERO_WHEN_NONE}
    for frame in found:
        columns = [name for name in frame.columns if name != NUMBER]
        marked = frame.with_columns(pl.repeat(value=True, n=pl.len()).alias(FOUND))
        profiles = profiles.join(marked, on=NUMBER, how="left", maintain_order="left")
        profiles = profiles.with_columns(_zero_when_none(name) for name in columns if name in zeros).drop(FOUND)
    return profiles


def _zero_when_none(name: str) -> pl.Expr:
    """Zero where a profile has no rows; what is missing though it has some stays missing."""
    return pl.when(pl.col(FOUND)).then(pl.col(name)).otherwise(pl.lit(0)).alias(name)


def _over_group(aggregate: Aggregate, operand: Ref, types: Callable[[Ref], Type]) -> pl.Expr:
    value = pl.col(column(operand))
    match aggregate.function:
        case "count":
            return pl.len()
        case "sum":
            return _number_sum(value) if isinstance(types(operand), NumberType) else _exact_sum(value)
        case "avg" if isinstance(types(operand), NumberType):
            return _average(_number_sum(value), value)
        case "avg":
            return _average(to_number(_exact_sum(value), aggregate.scale), value)
        case "min":
            return value.min()
        case "max":
            return value.max()
        case "median":
            return value.drop_nulls().sort().get((value.count().cast(pl.Int64) - 1) // 2, null_on_oob=True)
        case "first":
            return value.sort_by(ROW).first()
        case "last":
            return value.sort_by(ROW).last()
        case "distinct":
            return value.drop_nulls().n_unique()
        case "most_frequent":
            raise AssertionError("most_frequent needs groups of its own")
        case _:
            assert_never(aggregate.function)


def _exact_sum(value: pl.Expr) -> pl.Expr:
    return value.cast(pl.Int128).sum()


def _number_sum(value: pl.Expr) -> pl.Expr:
    """The exact sum of doubles rounded to millionths, so that their order never matters."""
    millionths = (value * MILLION + 0.5).floor().cast(pl.Int128).sum()
    return divided(millionths.cast(pl.Float64), pl.lit(MILLION))


def _average(total: pl.Expr, value: pl.Expr) -> pl.Expr:
    return finite(divided(total, value.count().cast(pl.Float64)))


def _most_frequent(rows: pl.LazyFrame, ref: Ref, operand: Ref) -> pl.LazyFrame:
    value, times = pl.col(column(operand)), pl.col("@times")
    counted = rows.filter(value.is_not_null()).group_by(NUMBER, value).agg(times=pl.len()).rename({"times": "@times"})
    return counted.group_by(NUMBER).agg(value.filter(times == times.max()).min().alias(column(ref)))


def _huge(rows: pl.LazyFrame, ref: Ref, aggregate: Aggregate, operand: Ref) -> pl.LazyFrame:
    """The same sums in whole numbers of any length; missing where the total is no double."""
    known = rows.group_by(NUMBER).agg(pl.col(column(operand)).drop_nulls().alias(column(ref)))
    values = pl.col(column(ref))
    total = values.map_elements(_whole_sum, return_dtype=pl.Float64)
    if aggregate.function == "avg":
        total = finite(divided(total, values.list.len().cast(pl.Float64)))
    return known.select(NUMBER, total.alias(column(ref)))


def _whole_sum(values: pl.Series) -> float | None:
    try:
        total: float = sum(floor(value * MILLION + 0.5) for value in values) / MILLION
        return total
    except OverflowError:
        return None
