"""How long a duration is: exactly, or at least and at most."""

from xseg.syntax.nodes import Duration

CLOCK_UNITS = ("second", "minute", "hour")
CALENDAR_UNITS = ("month", "quarter", "year")
"""Units whose length depends on where they stand on the calendar."""
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
YEARS_MOST = 300
"""Times lie between 1900 and 2200: no length of time need reach further."""


def duration_text(duration: Duration) -> str:
    """A duration as a rule writes it."""
    return f"{duration.count} {duration.unit}{'' if duration.count == 1 else 's'}"


def exact_micros(duration: Duration) -> int:
    """The exact length of a duration of weeks at most, in microseconds."""
    return duration.count * SECONDS[duration.unit] * 1_000_000


def seconds_between(duration: Duration) -> tuple[int, int]:
    """The least and most seconds a length can have on the calendar."""
    if duration.unit in MONTHS:
        months = duration.count * MONTHS[duration.unit]
        return months * 28 * 86_400, months * 31 * 86_400
    seconds = duration.count * SECONDS[duration.unit]
    return seconds, seconds


def is_too_long(duration: Duration) -> bool:
    """Whether the duration reaches beyond all times there are."""
    if duration.unit in MONTHS:
        return duration.count * MONTHS[duration.unit] > YEARS_MOST * 12
    return duration.count * SECONDS[duration.unit] > YEARS_MOST * 366 * 86_400
