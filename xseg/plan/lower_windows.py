"""Lowers windows: each becomes one range test, or two where its ends are of two kinds."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from xseg.plan.bind import DAY_ZERO
from xseg.plan.lower_values import DAY_OFFSET, lower_value
from xseg.plan.lowering import Level, Lowering
from xseg.plan.nodes import And, Anniversary, InRange, Literal_, Ref, Time
from xseg.plan.times import CalendarUnit, DayNear, DayStart, Moment, NowMoment, PeriodStart, Shifted
from xseg.project.types import DATE, TIMESTAMP, DateType, TimestampType
from xseg.syntax import nodes as ast


@dataclass(frozen=True, slots=True)
class End:
    """One end of a window: its value, and whether the value itself is in."""

    value: Ref
    closed: bool


def lower_window(lowering: Lowering, operand: Ref, window: ast.Window, level: Level, node: ast.Node) -> Ref:
    """The predicate `operand window`."""
    low, high = ends(lowering, window, level)
    return in_range(lowering, operand, low, high, node)


def in_range(lowering: Lowering, operand: Ref, low: End | None, high: End | None, node: ast.Node | None) -> Ref:
    """A range test; an end that is a date compares local dates, and so does a date with any end."""
    fitted = [None if end is None else _fit(lowering, operand, end) for end in (low, high)]
    (low_operand, low), (high_operand, high) = ((found or (operand, None)) for found in fitted)
    if low is None:
        low_operand = high_operand
    if high is None:
        high_operand = low_operand
    if low_operand != high_operand:
        parts = tuple(
            lowering.test(_range(side, low if side == low_operand else None, high if side == high_operand else None))
            for side in (low_operand, high_operand)
        )
        return lowering.test(And(parts), node)
    return lowering.test(_range(low_operand, low, high), node)


def _range(operand: Ref, low: End | None, high: End | None) -> InRange:
    return InRange(
        operand,
        low.value if low else None,
        low.closed if low else False,
        high.value if high else None,
        high.closed if high else False,
    )


def _fit(lowering: Lowering, operand: Ref, end: End) -> tuple[Ref, End]:
    """Operand and end as both instants or both dates."""
    types = (lowering.ref_type(operand), lowering.ref_type(end.value))
    if any(isinstance(type_, DateType) for type_ in types):
        return lowering.fit(operand, DATE), End(lowering.fit(end.value, DATE), end.closed)
    return operand, end


def ends(lowering: Lowering, window: ast.Window, level: Level) -> tuple[End | None, End | None]:
    """The low and high end of a window; None where it has no end."""
    match window:
        case ast.Within(duration):
            return _time(lowering, _ago(duration), closed=False), _time(lowering, NowMoment(), closed=True)
        case ast.WithinNext(duration):
            ahead = Shifted(duration.count, duration.unit)
            return _time(lowering, NowMoment(), closed=False), _time(lowering, ahead, closed=True)
        case ast.MoreThanAgo(duration):
            return None, _time(lowering, _ago(duration), closed=True)
        case ast.Before(point):
            return None, End(_point(lowering, point, level), closed=False)
        case ast.After(point):
            return End(_point(lowering, point, level), closed=False), None
        case ast.Since(point):
            return End(_point(lowering, point, level), closed=True), None
        case ast.On(day):
            value = _point(lowering, day, level)
            return End(value, closed=True), End(value, closed=True)
        case ast.FromTo(start, end):
            return _from(lowering, start, level), _to(lowering, end, level)
        case ast.During(period):
            first, after = _period(period)
            return _time(lowering, first, closed=True), _time(lowering, after, closed=False)
        case ast.Gap():
            raise AssertionError("a gap stands only on a path's step")
        case _:
            assert_never(window)


def lower_anniversary(lowering: Lowering, operand: Ref, window: ast.Window, node: ast.Node) -> Ref:
    """`anniversary of d W`: W's ends as days that are in."""
    low, high = ends(lowering, window, "profile")
    return lowering.test(
        Anniversary(
            lowering.fit(operand, DATE),
            _day(lowering, low, step=1),
            _day(lowering, high, step=-1),
        ),
        node,
    )


def _day(lowering: Lowering, end: End | None, *, step: int) -> Ref | None:
    """The outermost day that is in, the end being left out by a day's step where it is open."""
    if end is None:
        return None
    operation = lowering.builder.nodes[end.value].operation
    days = 0 if end.closed else step
    match operation:
        case Time(found):
            return lowering.add(Time(DayNear(found, days)), DATE)
        case Literal_(int(value)):
            return lowering.add(Literal_(value + days), DATE)
        case _:
            raise AssertionError("an anniversary's window has constant ends")


def _ago(duration: ast.Duration) -> Shifted:
    return Shifted(-duration.count, duration.unit)


def _time(lowering: Lowering, at: Moment, *, closed: bool) -> End:
    return End(lowering.add(Time(at), TIMESTAMP), closed)


def _point(lowering: Lowering, point: ast.Point, level: Level) -> Ref:
    return lowering.lifted(lower_value(lowering, point, "profile"), level)


def _from(lowering: Lowering, point: ast.Point, level: Level) -> End:
    """A start: a date is in, an instant is in, `ago` and `now` are out."""
    return End(_point(lowering, point, level), closed=not isinstance(point, ast.Ago | ast.Now))


def _to(lowering: Lowering, point: ast.Point, level: Level) -> End:
    """An end: a date is in, an instant is out, `ago` and `now` are in."""
    value = _point(lowering, point, level)
    relative = isinstance(point, ast.Ago | ast.Now)
    return End(value, closed=relative or not isinstance(lowering.ref_type(value), TimestampType))


def _period(period: ast.Period) -> tuple[Moment, Moment]:
    """The first instant of a calendar period and the first one behind it."""
    match period:
        case ast.DateLiteral(day):
            return _days(day, day + timedelta(days=1))
        case ast.DayWord(word):
            offset = DAY_OFFSET[word]
            return PeriodStart(offset, "day"), PeriodStart(offset + 1, "day")
        case ast.CalendarMonth(year, month):
            return _days(date(year, month, 1), date(year + month // 12, month % 12 + 1, 1))
        case ast.CalendarYear(year):
            return _days(date(year, 1, 1), date(year + 1, 1, 1))
        case ast.PeriodWord(which, unit):
            offset = {"last": -1, "this": 0, "next": 1}[which]
            return PeriodStart(offset, calendar_unit(unit)), PeriodStart(offset + 1, calendar_unit(unit))
        case ast.FullPeriods("last", count, unit):
            return PeriodStart(-count, calendar_unit(unit)), PeriodStart(0, calendar_unit(unit))
        case ast.FullPeriods(_, count, unit):
            return PeriodStart(1, calendar_unit(unit)), PeriodStart(1 + count, calendar_unit(unit))
        case _:
            assert_never(period)


def _days(first: date, after: date) -> tuple[DayStart, DayStart]:
    return DayStart((first - DAY_ZERO).days), DayStart((after - DAY_ZERO).days)


def calendar_unit(unit: ast.Unit) -> CalendarUnit:
    """A unit that has a calendar; the checker let no other through."""
    match unit:
        case "day" | "week" | "month" | "quarter" | "year":
            return unit
        case _:
            raise AssertionError(f"{unit} is no calendar unit")
