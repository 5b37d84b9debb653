"""Moments that stay symbolic until a run's `now` and zone are known."""

from typing import Literal

from xseg.facts import fact

Unit = Literal["second", "minute", "hour", "day", "week", "month", "quarter", "year"]
CalendarUnit = Literal["day", "week", "month", "quarter", "year"]


@fact
class NowMoment:
    """`now` itself; as a date, today."""


@fact
class Shifted:
    """`now` moved by a signed count of units: days and longer on the local calendar (month ends clamp), else exact."""

    count: int
    unit: Unit


@fact
class PeriodStart:
    """The first instant of the calendar unit that holds `now`, moved by a signed count of it; weeks start Monday."""

    count: int
    unit: CalendarUnit


@fact
class DayStart:
    """The first instant of a given day (days since 1970-01-01) on the project's clock."""

    day: int


@fact
class LocalInstant:
    """A wall-clock time on the project's clock, as microseconds since 1970-01-01T00:00 local.

    A time that a clock change skips moves on by the gap; one that comes twice is the earlier.
    """

    wall: int


@fact
class UtcInstant:
    """An instant that was written with its offset, in microseconds of UTC."""

    micros: int


@fact
class DayNear:
    """The start of the local day of a moment, moved by a signed number of days."""

    of: "Moment"
    days: int


Moment = NowMoment | Shifted | PeriodStart | DayStart | LocalInstant | UtcInstant | DayNear
