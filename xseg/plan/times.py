"""Moments that stay symbolic until a run's `now` and zone are known."""

from dataclasses import dataclass
from typing import Literal

Unit = Literal["second", "minute", "hour", "day", "week", "month", "quarter", "year"]
CalendarUnit = Literal["day", "week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class NowMoment:
    """`now` itself; as a date, today."""


@dataclass(frozen=True, slots=True)
class Shifted:
    """`now` moved by a signed count of units: days and longer on the local calendar (month ends clamp), else exact."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class PeriodStart:
    """The first instant of the calendar unit that holds `now`, moved by a signed count of it; weeks start Monday."""

    count: int
    unit: CalendarUnit


@dataclass(frozen=True, slots=True)
class DayStart:
    """The first instant of a given day (days since 1970-01-01) on the project's clock."""

    day: int


@dataclass(frozen=True, slots=True)
class LocalInstant:
    """A wall-clock time on the project's clock, as microseconds since 1970-01-01T00:00 local.

    A time that a clock change skips moves on by the gap; one that comes twice is the earlier.
    """

    wall: int


@dataclass(frozen=True, slots=True)
class UtcInstant:
    """An instant that was written with its offset, in microseconds of UTC."""

    micros: int


@dataclass(frozen=True, slots=True)
class DayNear:
    """The start of the local day of a moment, moved by a signed number of days."""

    of: "Moment"
    days: int


Moment = NowMoment | Shifted | PeriodStart | DayStart | LocalInstant | UtcInstant | DayNear
