"""Rules about rows: a row that breaks one is set aside with the first of them as its reason."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Protocol

import dataframely as dy
import polars as pl

from xseg.plan.bind import DAY_ZERO, day_start, to_micros, wall_instant
from xseg.profiles.values.casting import Clocks, Reading
from xseg.profiles.values.numbers import number
from xseg.profiles.values.problems import Cast, first, marked
from xseg.profiles.values.texts import text
from xseg.project.project import ColumnDeclaration, RowRule, Source
from xseg.project.types import TIMESTAMP, DateType, ExactType, ListType, NumberType, TimestampType, Type

ROW = "@row"
UNIQUE = "@unique."
MOST = 2**63 - 1
"""No value is held as more; a bound may be written as more."""


class Columns(Protocol):
    """The columns of a source's rows, by their names."""

    def judged(self, name: str) -> pl.Series:
        """As it came; numbers are plain ones."""
        ...

    def read(self, name: str, reading: Reading) -> Cast:
        """Its values."""
        ...


def broken(source: Source, columns: Columns, clocks: Clocks) -> pl.Series | None:
    """Row by row the first rule that it breaks, in words; None: nowhere. A missing value breaks only `required`."""
    asked = [rule for rule in source.rows if not _asks_nothing(rule)]
    if not asked:
        return None
    checks = _Checks()
    for place, rule in enumerate(asked):
        _add(checks, f"{place}", rule, columns, source, clocks)
    return checks.first_broken()


def unique_columns(source: Source, column: Callable[[str], pl.Series]) -> list[pl.Series]:
    """`@unique.COLUMN` for each column whose values come once: its values as texts, to be held against other rows'."""
    asked = dict.fromkeys(rule.column for rule in source.rows if rule.unique)
    return [text(column(name)).values.alias(UNIQUE + name) for name in asked]


def unique_names(source: Source) -> list[str]:
    """The names of `unique_columns`."""
    return [UNIQUE + name for name in dict.fromkeys(rule.column for rule in source.rows if rule.unique)]


def repeated(rows: pl.DataFrame) -> pl.Series | None:
    """Why a row is set aside that has a value which comes again later, null elsewhere (None: nowhere). `rows` are all
    that a source keeps, in reading order, with their `@unique.COLUMN`: of the rows with one value that read last stays,
    and a row that is set aside for one column still takes part in the others.
    """
    asked = [name for name in rows.columns if name.startswith(UNIQUE)]
    return first(
        *(marked(_comes_again(rows.get_column(name)), f"`{name.removeprefix(UNIQUE)}` is not unique") for name in asked)
    )


def _comes_again(values: pl.Series) -> pl.Series:
    return values.is_not_null() & ~values.is_last_distinct()


def _asks_nothing(rule: RowRule) -> bool:
    """Whether one row alone cannot break the rule: `unique` is about all of them."""
    return not rule.required and rule.allowed is None and rule == RowRule(rule.column, unique=rule.unique)


@dataclass(slots=True)
class _Checks:
    """A dataframely schema in the making, the columns it looks at, and a reason for each of its rules, in order."""

    columns: dict[str, dy.Column] = field(default_factory=lambda: {ROW: dy.UInt32(nullable=False)})
    series: list[pl.Series] = field(default_factory=list)
    reasons: list[tuple[str, str | pl.Expr]] = field(default_factory=list)

    def add(self, name: str, values: pl.Series, column: dy.Column, **reasons: str | pl.Expr) -> None:
        """A column of the schema; `reasons` are of its rules, in their order."""
        self.columns[name] = column
        self.series.append(values.alias(name))
        self.reasons.extend((f"{name}|{rule}", reason) for rule, reason in reasons.items())

    def first_broken(self) -> pl.Series | None:
        height = len(self.series[0])
        rows = pl.int_range(height, dtype=pl.UInt32, eager=True).alias(ROW)
        schema: type[dy.Schema] = type("Rows", (dy.Schema,), dict(self.columns))
        failure = schema.filter(pl.DataFrame([rows, *self.series]))[1]
        if not len(failure):
            return None
        told = failure.details().select(ROW, pl.coalesce(_told(rule, reason) for rule, reason in self.reasons))
        nothing = pl.Series([None], dtype=pl.String).new_from_index(0, height)
        return nothing.scatter(told.get_column(ROW), told.to_series(1))


def _told(rule: str, reason: str | pl.Expr) -> pl.Expr:
    words = pl.lit(reason) if isinstance(reason, str) else reason
    return pl.when(pl.col(rule) == "invalid").then(words)


def _add(checks: _Checks, place: str, rule: RowRule, columns: Columns, source: Source, clocks: Clocks) -> None:
    """The columns of one rule, as many as it asks for: text, why its value cannot be read, value, length."""
    name, series = f"`{rule.column}`", columns.judged(rule.column)
    declared = next((one for one in source.columns if one.column == rule.column), None)
    if rule.required or rule.allowed is not None:
        among = None if rule.allowed is None else list(rule.allowed)
        checks.add(
            f"{place} text",
            text(series).values,
            dy.String(
                nullable=not rule.required, check=None if among is None else {"allowed": lambda one: one.is_in(among)}
            ),
            **({"nullability": f"{name} is required"} if rule.required else {}),
            **({"check__allowed": f"{name} is not allowed"} if among is not None else {}),
        )
    if rule.min is not None or rule.max is not None:
        read = _reading(rule, declared, source, clocks)
        values = number(series) if read is None else columns.read(rule.column, read)
        if values.problem is not None:
            problem = f"{place} problem"
            checks.add(
                problem,
                values.problem,
                dy.String(nullable=True, check={"none": lambda one: one.is_null()}),
                check__none=pl.lit(f"{name}: ") + pl.col(problem),
            )
        _add_bounds(checks, f"{place} value", rule, values, None if read is None else read.type, clocks)
    if rule.length_min is not None or rule.length_max is not None:
        checks.add(
            f"{place} length",
            _lengths(rule.column, columns, declared, clocks),
            dy.Int64(nullable=True, min=rule.length_min, max=rule.length_max),
            **({} if rule.length_min is None else {"min": f"{name} is shorter than {rule.length_min}"}),
            **({} if rule.length_max is None else {"max": f"{name} is longer than {rule.length_max}"}),
        )


def _reading(rule: RowRule, declared: ColumnDeclaration | None, source: Source, clocks: Clocks) -> Reading | None:
    """How the value is read; None: as a double, for nothing is declared."""
    if declared is not None:
        rounded = source.kind == "events"
        return Reading(declared.type, clocks, declared.format, declared.separator, rounded=rounded)
    if not isinstance(rule.min if rule.min is not None else rule.max, date):
        return None
    times = [time for time in (source.time, source.updated_at) if time is not None and time.column == rule.column]
    return Reading(TIMESTAMP, clocks, times[0].format if times else None)


def _add_bounds(checks: _Checks, name: str, rule: RowRule, values: Cast, type_: Type | None, clocks: Clocks) -> None:
    """A column for each bound: rounded to what the type can hold, the two may leave no value between them."""
    timely = isinstance(type_, DateType | TimestampType)
    for bound, written, beyond in (
        ("min", rule.min, "before" if timely else "below"),
        ("max", rule.max, "after" if timely else "above"),
    ):
        if written is None:
            continue
        low = bound == "min"
        reason = f"`{rule.column}` is {beyond} {written.isoformat() if isinstance(written, date) else written}"
        if type_ is None or isinstance(type_, NumberType):
            assert not isinstance(written, date)
            double = float(written)
            within: dy.Column = dy.Float64(nullable=True, min=double) if low else dy.Float64(nullable=True, max=double)
        else:
            held = _held(written, type_, clocks, is_max=not low)
            within = dy.Int64(nullable=True, min=held) if low else dy.Int64(nullable=True, max=held)
        checks.add(f"{name} {bound}", values.values.cast(within.dtype), within, **{bound: reason})


def _held(bound: float | date, type_: Type, clocks: Clocks, *, is_max: bool) -> int:
    """A bound as values of the type are held: an instant on the clock of the source, a day of the project's, whole."""
    match bound:
        case datetime() if bound.tzinfo is None:
            return wall_instant(bound, clocks.source)
        case datetime():
            return to_micros(bound.astimezone(UTC))
        case date() if isinstance(type_, DateType):
            return (bound - DAY_ZERO).days
        case date():
            day = (bound + timedelta(days=is_max) - DAY_ZERO).days
            return day_start(day, clocks.project) - is_max
        case _:
            assert isinstance(type_, ExactType)
            units = Decimal(repr(bound)).scaleb(type_.scale)
            return max(-MOST, min(MOST, int(units.to_integral_value(ROUND_FLOOR if is_max else ROUND_CEILING))))


def _lengths(name: str, columns: Columns, declared: ColumnDeclaration | None, clocks: Clocks) -> pl.Series:
    """Code points of texts, elements of lists."""
    if declared is not None and isinstance(declared.type, ListType):
        reading = Reading(declared.type, clocks, declared.format, declared.separator)
        return columns.read(name, reading).values.list.len().cast(pl.Int64)
    return text(columns.judged(name)).values.str.len_chars().cast(pl.Int64)
