"""Checks windows: what they test, what their ends are, whether the ends are in order."""

from typing import assert_never

from xseg.diagnostics import Edit, Fix
from xseg.project.types import DateType, TimestampType, Type, UnknownType
from xseg.semantics import messages
from xseg.semantics.calendar import check_day, check_instant, is_reversed
from xseg.semantics.lengths import CLOCK_UNITS, duration_text, is_too_long
from xseg.semantics.scope import Scope, World, name_type
from xseg.syntax.nodes import (
    After,
    Ago,
    Anniversary,
    Before,
    CalendarMonth,
    CalendarYear,
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


def check_window(world: World, window: Window, operand: Expression, type_: Type, scope: Scope) -> None:
    """Checks `OPERAND WINDOW`, the operand being of `type_`."""
    if not isinstance(type_, DateType | TimestampType | UnknownType):
        world.sink.add(messages.not_a_time(operand, type_))
        return
    check_ends(world, window, scope, on_date=isinstance(type_, DateType))


def check_anniversary(world: World, node: Anniversary, type_: Type, scope: Scope) -> None:
    """Checks `anniversary of OPERAND WINDOW`: days are compared, and the window's ends are the same for everybody."""
    if not isinstance(type_, DateType | TimestampType | UnknownType):
        world.sink.add(messages.not_a_time(node.operand, type_))
        return
    for point in _points(node.window):
        if isinstance(point, Name):
            hint = "write a date, `today` or a length of time: `within next 7 days`"
            found = name_type(world, point, scope)
            if not isinstance(found, UnknownType):
                world.sink.add(messages.wrong_operand(point, "the window of an anniversary takes no name", found, hint))
            return
    check_ends(world, node.window, scope, on_date=True)


def check_ends(world: World, window: Window, scope: Scope, *, on_date: bool) -> None:
    """Checks the window itself; `on_date`: hours on a date are an error."""
    match window:
        case Within(duration) | WithinNext(duration) | MoreThanAgo(duration):
            _duration(world, duration, on_date=on_date)
        case Gap():
            world.sink.add(messages.gap_outside_path(window))
        case Since(Ago(duration)):
            if _duration(world, duration, on_date=on_date):
                world.sink.add(messages.since_ago(window, duration_text(duration)))
        case Before(point) | After(point) | Since(point) | On(point):
            _point(world, point, scope, on_date=on_date)
        case FromTo(start, end):
            fine = [_point(world, point, scope, on_date=on_date) for point in (start, end)]
            if all(fine) and is_reversed(start, end, world.project.timezone):
                world.sink.add(messages.window_order(window, _swap(world, window)))
        case During(period):
            _period(world, period, on_date=on_date)
        case _:
            assert_never(window)


def check_length(world: World, duration: Duration) -> bool:
    """Whether a length stays within the times there are; one that does not is told."""
    if is_too_long(duration):
        world.sink.add(messages.outside_calendar(duration))
        return False
    return True


def _points(window: Window) -> tuple[Point, ...]:
    match window:
        case Before(point) | After(point) | Since(point) | On(point):
            return (point,)
        case FromTo(start, end):
            return start, end
        case _:
            return ()


def _duration(world: World, duration: Duration, *, on_date: bool) -> bool:
    if on_date and duration.unit in CLOCK_UNITS:
        world.sink.add(messages.hours_on_a_date(duration))
        return False
    return check_length(world, duration)


def _point(world: World, point: Point, scope: Scope, *, on_date: bool) -> bool:
    """Whether an end of a window is one; what is wrong with it is told."""
    match point:
        case Name():
            type_ = world.known(point, name_type(world, point, scope))
            if isinstance(type_, DateType | TimestampType | UnknownType):
                return True
            world.sink.add(messages.not_a_time(point, type_))
            return False
        case Ago(duration):
            return _duration(world, duration, on_date=on_date)
        case DateLiteral(day):
            return check_day(world, point, day)
        case InstantLiteral(value):
            return check_instant(world, point, value)
        case Now() | DayWord():
            return True
        case _:
            assert_never(point)


def _period(world: World, period: Period, *, on_date: bool) -> None:
    match period:
        case PeriodWord(unit=unit) | FullPeriods(unit=unit) if unit in CLOCK_UNITS:
            if on_date:
                world.sink.add(messages.hours_on_a_date(period))
            else:
                world.sink.add(messages.calendar_only(period, unit))
        case FullPeriods(_, count, unit):
            check_length(world, Duration(count, unit, span=period.span))
        case CalendarYear(year) | CalendarMonth(year):
            if not 1900 <= year <= 2200:
                world.sink.add(messages.outside_calendar(period))
        case DateLiteral(day):
            check_day(world, period, day)
        case PeriodWord() | DayWord():
            pass
        case _:
            assert_never(period)


def _swap(world: World, window: FromTo) -> Fix | None:
    """The ends the other way round, where that is a window with something in it."""
    if is_reversed(window.end, window.start, world.project.timezone):
        return None
    match window.start, window.end:
        case (Ago(first), Ago(last)):
            title = f"from {duration_text(last)} ago to {duration_text(first)} ago"
        case (DateLiteral(first_day), DateLiteral(last_day)):
            title = f"from {last_day.isoformat()} to {first_day.isoformat()}"
        case (Now(), Ago(duration)):
            title = f"from {duration_text(duration)} ago to now"
        case _:
            return None
    return Fix(f"write {title}", (Edit(window.span, title),))
