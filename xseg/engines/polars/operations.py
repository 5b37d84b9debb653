"""Values: one small function an operation, from the expressions of its operands to its own."""

from functools import singledispatch

import polars as pl

from xseg.engines.polars import clock
from xseg.engines.polars.scope import Scope
from xseg.engines.polars.texts import each_text
from xseg.engines.polars.values import divided, dtype, finite, literal, wider
from xseg.plan.nodes import (
    Absolute,
    Align,
    Arithmetic,
    Attribute,
    Coalesce,
    Domain,
    EventChannel,
    EventKind,
    EventTime,
    Folded,
    If,
    Imputed,
    Length,
    Literal_,
    LocalDate,
    Operation,
    PartOf,
    Recorded,
    Ref,
    ToNumber,
    YearsBetween,
)
from xseg.project.types import WEEKDAYS, NumberType, Type
from xseg.tables import CHANNEL, DATE, HOUR, TIME, WEEKDAY
from xseg.tables.columns import imputed_column, recorded_column

KIND = "@kind"
"""The column of event frames that names the kind."""


@singledispatch
def lower(operation: Operation, scope: Scope, type_: Type) -> pl.Expr:
    """The expression of one operation whose value is of `type_`; its operands are in `scope` already."""
    raise AssertionError(f"{type(operation).__name__} is no expression over one frame")


@lower.register
def _(operation: Literal_, scope: Scope, type_: Type) -> pl.Expr:
    return literal(operation.value, type_)


@lower.register
def _(operation: Attribute, scope: Scope, type_: Type) -> pl.Expr:
    return pl.col(operation.name).cast(dtype(type_))


@lower.register
def _(operation: Recorded, scope: Scope, type_: Type) -> pl.Expr:
    return pl.col(recorded_column(operation.what, operation.name))


@lower.register
def _(operation: Imputed, scope: Scope, type_: Type) -> pl.Expr:
    return pl.col(imputed_column(operation.name)).cast(dtype(type_))


@lower.register
def _(operation: EventTime, scope: Scope, type_: Type) -> pl.Expr:
    return pl.col(TIME)


@lower.register
def _(operation: EventChannel, scope: Scope, type_: Type) -> pl.Expr:
    return pl.col(CHANNEL)


@lower.register
def _(operation: EventKind, scope: Scope, type_: Type) -> pl.Expr:
    return pl.col(KIND)


@lower.register
def _(operation: Arithmetic, scope: Scope, type_: Type) -> pl.Expr:
    if isinstance(type_, NumberType):
        return finite(_calculated(operation.operator, scope[operation.left], scope[operation.right]))
    result = dtype(type_)
    working = result
    for ref in (operation.left, operation.right):
        working = wider(working, dtype(scope.type(ref)))
    left, right = scope[operation.left].cast(working), scope[operation.right].cast(working)
    return _calculated(operation.operator, left, right).cast(result)


def _calculated(operator: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return divided(left, right)
        case _:
            raise AssertionError(operator)


@lower.register
def _(operation: Align, scope: Scope, type_: Type) -> pl.Expr:
    return scope[operation.operand].cast(dtype(type_)) * pl.lit(operation.factor, dtype=dtype(type_))


@lower.register
def _(operation: ToNumber, scope: Scope, type_: Type) -> pl.Expr:
    return to_number(scope[operation.operand], operation.scale)


@lower.register
def _(operation: Absolute, scope: Scope, type_: Type) -> pl.Expr:
    return scope[operation.operand].cast(dtype(type_)).abs()


@lower.register
def _(operation: LocalDate, scope: Scope, type_: Type) -> pl.Expr:
    if isinstance(scope.operation(operation.operand), EventTime):
        return pl.col(DATE)
    return clock.local_day(scope[operation.operand], scope.zone)


@lower.register
def _(operation: PartOf, scope: Scope, type_: Type) -> pl.Expr:
    if operation.part == "hour":
        return _hour(operation.operand, scope).cast(dtype(type_))
    if operation.part == "weekday":
        number = _weekday(operation, scope)
        assert WEEKDAYS.values is not None
        return number.replace_strict(range(1, 8), WEEKDAYS.values, return_dtype=pl.String)
    day = _day(operation, scope).dt
    parts = {"year": day.year, "month": day.month, "day_of_month": day.day}
    return parts[operation.part]().cast(dtype(type_))


def _hour(operand: Ref, scope: Scope) -> pl.Expr:
    if isinstance(scope.operation(operand), EventTime):
        return pl.col(HOUR)
    return clock.wall(scope[operand], scope.zone).mod(clock.DAY).floordiv(clock.HOUR)


def _weekday(part: PartOf, scope: Scope) -> pl.Expr:
    operand = scope.operation(part.operand)
    if isinstance(operand, LocalDate):
        operand = scope.operation(operand.operand)
    return pl.col(WEEKDAY) if isinstance(operand, EventTime) else _day(part, scope).dt.weekday()


def _day(part: PartOf, scope: Scope) -> pl.Expr:
    if part.of_date:
        return scope[part.operand].cast(pl.Date)
    if isinstance(scope.operation(part.operand), EventTime):
        return pl.col(DATE).cast(pl.Date)
    return clock.local_day(scope[part.operand], scope.zone).cast(pl.Date)


@lower.register
def _(operation: YearsBetween, scope: Scope, type_: Type) -> pl.Expr:
    start, end = scope[operation.start].cast(pl.Date), scope[operation.end].cast(pl.Date)
    years = end.dt.year() - start.dt.year()
    return (years - (end < clock.returned(start, end.dt.year())).cast(pl.Int32)).cast(dtype(type_))


@lower.register
def _(operation: Length, scope: Scope, type_: Type) -> pl.Expr:
    operand = scope[operation.operand]
    return (operand.list.len() if operation.of_list else operand.str.len_chars()).cast(dtype(type_))


@lower.register
def _(operation: Folded, scope: Scope, type_: Type) -> pl.Expr:
    return each_text(scope[operation.operand], str.casefold)


@lower.register
def _(operation: Domain, scope: Scope, type_: Type) -> pl.Expr:
    return each_text(scope[operation.operand], domain)


@lower.register
def _(operation: Coalesce, scope: Scope, type_: Type) -> pl.Expr:
    return pl.coalesce(scope[operand].cast(dtype(type_)) for operand in operation.operands)


@lower.register
def _(operation: If, scope: Scope, type_: Type) -> pl.Expr:
    then, otherwise = scope[operation.then].cast(dtype(type_)), scope[operation.otherwise].cast(dtype(type_))
    return pl.when(scope[operation.condition]).then(then).otherwise(otherwise)


def to_number(exact: pl.Expr, scale: int) -> pl.Expr:
    """Units of 10 ** -scale as doubles: the nearest double, then one division."""
    return divided(exact.cast(pl.Float64), pl.lit(10.0**scale))


def domain(address: str) -> str | None:
    """What stands behind the last `@`, lower case; None where there is nothing."""
    _, at, tail = address.rpartition("@")
    return tail.lower() or None if at else None
