"""Checks windows: what they test, what their ends are, whether the ends are in order."""

from datetime import datetime
from typing import assert_never

from xseg.diagnostics import Edit, Fix
from xseg.project.types import DateType, TimestampType, Type, UnknownType
from xseg.semantics import messages
from xseg.semantics.scope import Scope, World, name_type
from xseg.syntax.nodes import (
    After,
    Ago,
    Before,
    DateLiteral,
    DayWord,
    Duration,
    During,
    Expression,
    FromTo,
    FullPeriods,
    Gap,
    InstantLiteral,
    MoreThanAgo,
    Name,
    Now,
    On,
    Period,
    PeriodWord,
    Point,
    Since,
    Window,
    Within,
    WithinNext,
)

CLOCK_UNITS = ("second", "minute", "hour")


def check_window(world: World, window: Window, operand: Expression, type_: Type, scope: Scope) -> None:
    """Checks `OPERAND WINDOW`, the operand being of `type_`."""
    if not isinstance(type_, DateType | TimestampType | UnknownType):
        world.sink.add(messages.not_a_time(operand, type_))
        return
    check_ends(world, window, scope, on_date=isinstance(type_, DateType))


def check_ends(world: World, window: Window, scope: Scope, *, on_date: bool) -> None:
    """Checks the window itself; `on_date`: hours on a date are an error."""
    match window:
        case Within(duration) | WithinNext(duration) | MoreThanAgo(duration):
            if on_date:
                _no_hours(world, duration)
        case Gap():
            world.sink.add(messages.gap_outside_path(window))
        case Since(Ago(duration)):
            world.sink.add(messages.since_ago(window, duration_text(duration)))
        case Before(point) | After(point) | Since(point):
            _point(world, point, scope, on_date=on_date)
        case On():
            pass
        case FromTo(start, end):
            _point(world, start, scope, on_date=on_date)
            _point(world, end, scope, on_date=on_date)
            if _reversed(start, end):
                world.sink.add(messages.window_order(window, _swap(window)))
        case During(period):
            _period(world, period, on_date=on_date)
        case _:
            assert_never(window)


def duration_text(duration: Duration) -> str:
    """A duration as a rule writes it."""
    return f"{duration.count} {duration.unit}{'' if duration.count == 1 else 's'}"


def _no_hours(world: World, duration: Duration) -> None:
    if duration.unit in CLOCK_UNITS:
        world.sink.add(messages.hours_on_a_date(duration))


def _point(world: World, point: Point, scope: Scope, *, on_date: bool) -> None:
    match point:
        case Name():
            type_ = world.known(point, name_type(world, point, scope))
            if not isinstance(type_, DateType | TimestampType | UnknownType):
                world.sink.add(messages.not_a_time(point, type_))
        case Ago(duration) if on_date:
            _no_hours(world, duration)
        case _:
            pass


def _period(world: World, period: Period, *, on_date: bool) -> None:
    match period:
        case PeriodWord(unit=unit) | FullPeriods(unit=unit) if unit in CLOCK_UNITS:
            if on_date:
                world.sink.add(messages.hours_on_a_date(period))
            else:
                world.sink.add(messages.calendar_only(period, unit))
        case _:
            pass


_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def _reversed(start: Point, end: Point) -> bool:
    """Whether the ends are surely in the wrong order, whatever `now` is."""
    match start, end:
        case (DateLiteral(first), DateLiteral(last)):
            return last < first
        case (InstantLiteral(first), InstantLiteral(last)):
            return _comparable(first, last) and last <= first
        case (InstantLiteral(first), DateLiteral(last)):
            return last < first.date()
        case (DateLiteral(first), InstantLiteral(last)):
            return last.date() < first
        case (Now(), Ago()) | (Now(), DayWord("yesterday" | "today")) | (Now(), Now()):
            return True
        case (DayWord(first), DayWord(last)):
            return _DAYS[last] < _DAYS[first]
        case (DayWord("tomorrow"), Now() | Ago()) | (
            DayWord("today"),
            Ago(Duration(unit="day" | "week" | "month" | "quarter" | "year")),
        ):
            return True
        case (Ago(first), Ago(last)):
            return _not_longer(first, last)
        case _:
            return False


_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}


def _comparable(first: datetime, last: datetime) -> bool:
    return (first.tzinfo is None) == (last.tzinfo is None)


def _not_longer(first: Duration, last: Duration) -> bool:
    """Whether the first length is at most the last on every calendar (so that the window is empty)."""
    shortest_last, longest_first = _bounds(last)[0], _bounds(first)[1]
    if first.unit in _MONTHS and last.unit in _MONTHS:
        return first.count * _MONTHS[first.unit] <= last.count * _MONTHS[last.unit]
    return longest_first <= shortest_last


def _bounds(duration: Duration) -> tuple[int, int]:
    """The least and most seconds a length can have."""
    if duration.unit in _MONTHS:
        months = duration.count * _MONTHS[duration.unit]
        return months * 28 * 86_400, months * 31 * 86_400
    seconds = duration.count * _SECONDS[duration.unit]
    return seconds, seconds


def _swap(window: FromTo) -> Fix | None:
    match window.start, window.end:
        case (Ago(first), Ago(last)):
            title = f"from {duration_text(last)} ago to {duration_text(first)} ago"
            return Fix(f"write {title}", (Edit(window.span, title),))
        case (DateLiteral(first_day), DateLiteral(last_day)):
            title = f"from {last_day.isoformat()} to {first_day.isoformat()}"
            return Fix(f"write {title}", (Edit(window.span, title),))
        case _:
            return None
