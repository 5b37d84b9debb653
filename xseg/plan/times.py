"""Moments that stay symbolic until a run's `now` and zone are known."""

from dataclasses import dataclass
from typing import Literal

Unit = Literal["second", "minute", "hour", "day", "week", "month", "quarter", "year"]


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
    """The first instant of the calendar unit that holds `now`, moved by a signed count of that unit; weeks start Monday."""

    count: int
    unit: Literal["day", "week", "month", "quarter", "year"]


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


Moment = NowMoment | Shifted | PeriodStart | DayStart | LocalInstant
