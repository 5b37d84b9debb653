"""Days, hours and birthdays on the project's clock."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from xseg.plan.bind import DAY_ZERO, from_micros, local_day


def local_date(micros: int, zone: ZoneInfo) -> int:
    """The local day of an instant."""
    return local_day(micros, zone)


def hour(micros: int, zone: ZoneInfo) -> int:
    """The local hour of an instant, 0 to 23."""
    return from_micros(micros, zone).hour


def date_of(day: int) -> date:
    """A day since 1970-01-01 as a date."""
    return DAY_ZERO + timedelta(days=day)


def years_between(start: int, end: int) -> int:
    """Birthdays had from one day to another; somebody born on 29 February has it on the 28th in a common year."""
    born, now = date_of(start), date_of(end)
    return now.year - born.year - (now < returns(born, now.year))


def anniversaries(day: int, low: int | None, high: int | None) -> bool:
    """Whether the day returns, in a later year than its own, between two days (both in)."""
    first = date_of(day)
    least = date_of(low).year if low is not None else first.year + 1
    most = date_of(high).year if high is not None else max(least, first.year) + 1
    days = ((returns(first, year) - DAY_ZERO).days for year in range(max(least, first.year + 1), most + 1))
    return any((low is None or low <= found) and (high is None or found <= high) for found in days)


def returns(day: date, year: int) -> date:
    """The day's return in a year: 29 February on the 28th where the year has none."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) and not leap else day.replace(year=year)
