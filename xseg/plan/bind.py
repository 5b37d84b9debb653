"""Binds a plan to a clock: every symbolic moment becomes a literal instant or day."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from xseg.plan.nodes import Literal_, Time
from xseg.plan.plan import Node, Plan
from xseg.plan.times import (
    DayNear,
    DayStart,
    LocalInstant,
    Moment,
    NowMoment,
    PeriodStart,
    Shifted,
    Unit,
    UtcInstant,
)
from xseg.project.types import DateType

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY_ZERO = date(1970, 1, 1)
MICROSECOND = timedelta(microseconds=1)
EXACT_UNITS = {"second": 1_000_000, "minute": 60_000_000, "hour": 3_600_000_000}
"""Microseconds of the units that do not step on the calendar."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A plan without `Time` nodes, the `now` it was bound to (microseconds of UTC) and the project's zone."""

    plan: Plan
    now: int
    zone: ZoneInfo


def bind(plan: Plan, *, now: int, zone: ZoneInfo) -> Bound:
    """The plan at one `now` (microseconds of UTC) on one clock."""
    nodes = tuple(
        Node(Literal_(_at(node.operation.moment, now, zone, as_date=isinstance(node.type, DateType))), node.type)
        if isinstance(node.operation, Time)
        else node
        for node in plan.nodes
    )
    return Bound(replace(plan, nodes=nodes), now, zone)


def to_micros(moment: datetime) -> int:
    """An aware time as microseconds of UTC."""
    return (moment - EPOCH) // MICROSECOND


def from_micros(micros: int, zone: ZoneInfo) -> datetime:
    """Microseconds of UTC as a time on a clock."""
    return (EPOCH + micros * MICROSECOND).astimezone(zone)


def local_day(micros: int, zone: ZoneInfo) -> int:
    """The day (since 1970-01-01) on which an instant falls on a clock."""
    return (from_micros(micros, zone).date() - DAY_ZERO).days


def day_start(day: int, zone: ZoneInfo) -> int:
    """The first instant of a day on a clock, also where midnight is skipped or comes twice."""
    midnight = datetime.combine(DAY_ZERO + timedelta(days=day), datetime.min.time())
    start = wall_instant(midnight, zone)
    if from_micros(start, zone).replace(tzinfo=None) == midnight:
        return start
    # The clock jumped over midnight, perhaps from before it: the day begins at the jump. Read with the offset that
    # holds after it, a skipped time lies before the jump.
    return _jump(to_micros(midnight.replace(tzinfo=zone, fold=1).astimezone(UTC)), start, zone)


def _jump(before: int, after: int, zone: ZoneInfo) -> int:
    """The instant at which a clock changes its offset, `before` lying before it and `after` not."""
    offset = from_micros(after, zone).utcoffset()
    while after - before > 1:
        middle = (before + after) // 2
        if from_micros(middle, zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after


def wall_instant(wall: datetime, zone: ZoneInfo) -> int:
    """The instant of a naive wall-clock time: a skipped one moves on by the gap, a doubled one is the earlier."""
    return to_micros(wall.replace(tzinfo=zone, fold=0).astimezone(UTC))


def instant_of(moment: Moment, *, now: int, zone: ZoneInfo) -> int:
    """The instant of a moment. Raises OverflowError where the calendar has none."""
    return _instant(moment, now, zone)


def _at(moment: Moment, now: int, zone: ZoneInfo, *, as_date: bool) -> int:
    return _day(moment, now, zone) if as_date else _instant(moment, now, zone)


def _day(moment: Moment, now: int, zone: ZoneInfo) -> int:
    """The local day of a moment."""
    match moment:
        case DayStart(day):
            return day
        case PeriodStart(count, unit):
            start = _floor(from_micros(now, zone).date(), unit)
            return (_step(datetime.combine(start, datetime.min.time()), count, unit).date() - DAY_ZERO).days
        case DayNear(of, days):
            return _day(of, now, zone) + days
        case _:
            return local_day(_instant(moment, now, zone), zone)


def _instant(moment: Moment, now: int, zone: ZoneInfo) -> int:
    match moment:
        case NowMoment():
            return now
        case Shifted(count, unit):
            if unit in EXACT_UNITS:
                return now + count * EXACT_UNITS[unit]
            return wall_instant(_step(from_micros(now, zone).replace(tzinfo=None), count, unit), zone)
        case PeriodStart() | DayStart() | DayNear():
            return day_start(_day(moment, now, zone), zone)
        case LocalInstant(wall):
            return wall_instant(datetime.fromtimestamp(0, UTC).replace(tzinfo=None) + wall * MICROSECOND, zone)
        case UtcInstant(micros):
            return micros
        case _:
            assert_never(moment)


def _floor(day: date, unit: Unit) -> date:
    match unit:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, day.month - (day.month - 1) % 3, 1)
        case "year":
            return date(day.year, 1, 1)
        case _:
            raise AssertionError(f"{unit} is no calendar unit")


def _step(wall: datetime, count: int, unit: Unit) -> datetime:
    """A wall-clock time moved on the calendar; the day of the month clamps to the month's end."""
    match unit:
        case "day":
            return wall + timedelta(days=count)
        case "week":
            return wall + timedelta(weeks=count)
        case "month" | "quarter" | "year":
            from calendar import monthrange  # not on the way of `check`: it loads `locale`

            months = count * {"month": 1, "quarter": 3, "year": 12}[unit]
            year, month = divmod(wall.year * 12 + wall.month - 1 + months, 12)
            day = min(wall.day, monthrange(year, month + 1)[1])
            return wall.replace(year=year, month=month + 1, day=day)
        case _:
            raise AssertionError(f"{unit} is no calendar unit")
