"""Lowers windows: each becomes one range test, or two where its ends are of two kinds."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from xseg.plan.bind import DAY_ZERO
from xseg.plan.lower_values import DAY_OFFSET, common, lower_value
from xseg.plan.lowering import Level, Lowering
from xseg.plan.nodes import And, Anniversary, EventTime, InRange, Literal_, Ref, Time
from xseg.plan.times import CalendarUnit, DayNear, DayStart, Moment, NowMoment, PeriodStart, Shifted
from xseg.project.types import DATE, TIMESTAMP, TimestampType
from xseg.syntax import nodes as ast


@dataclass(frozen=True, slots=True)
class End:
    """One end of a window: its value, and whether the value itself is in."""

    value: Ref
    closed: bool


def lower_window(lowering: Lowering, operand: Ref, window: ast.Window, level: Level, node: ast.Node) -> Ref:
    """The predicate `operand window`, standing at `level`: inside an event's brackets its names are the event's."""
    low, high = ends(lowering, window, level)
    return in_range(lowering, operand, low, high, node)


def lower_query_window(lowering: Lowering, window: ast.Window) -> Ref:
    """The predicate on an event's time that a query's own window is; its names are the profile's."""
    low, high = (_lifted(lowering, end) for end in ends(lowering, window, "profile"))
    return in_range(lowering, lowering.add(EventTime(), TIMESTAMP), low, high, window)


def _lifted(lowering: Lowering, end: End | None) -> End | None:
    return None if end is None else End(lowering.lifted(end.value, "event"), end.closed)


def in_range(lowering: Lowering, operand: Ref, low: End | None, high: End | None, node: ast.Node | None) -> Ref:
    """A range test; each end is compared with the operand by itself, as dates where one of the two is a date."""
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
    """Operand and end held alike."""
    fitted, value = common(lowering, operand, end.value)
    return fitted, End(value, end.closed)


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
            return None, End(lower_value(lowering, point, level), closed=False)
        case ast.After(point):
            return End(lower_value(lowering, point, level), closed=False), None
        case ast.Since(point):
            return End(lower_value(lowering, point, level), closed=True), None
        case ast.On(day):
            value = lower_value(lowering, day, level)
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


def _from(lowering: Lowering, point: ast.Point, level: Level) -> End:
    """A start: a date is in, an instant is in, `ago` and `now` are out."""
    return End(lower_value(lowering, point, level), closed=not isinstance(point, ast.Ago | ast.Now))


def _to(lowering: Lowering, point: ast.Point, level: Level) -> End:
    """An end: a date is in, an instant is out, `ago` and `now` are in."""
    value = lower_value(lowering, point, level)
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
