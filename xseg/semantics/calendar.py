"""Which days and instants there are, and which two of them are surely in the wrong order."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from xseg.semantics import messages
from xseg.semantics.lengths import CALENDAR_UNITS, MONTHS, seconds_between
from xseg.semantics.scope import World
from xseg.syntax.nodes import Ago, DateLiteral, DayWord, Duration, InstantLiteral, Node, Now, Point

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2200, 12, 31)
"""Sources are read from 1900 to 2200; rules reach the year 2200 itself, so that an end can be told."""


def check_day(world: World, node: Node, day: date) -> bool:
    """Whether a day is one of those that are read; another is told."""
    if FIRST_DAY <= day <= LAST_DAY:
        return True
    world.sink.add(messages.outside_calendar(node))
    return False


def check_instant(world: World, node: Node, value: datetime) -> bool:
    """Whether an instant lies on a day of those that are read; another is told."""
    return check_day(world, node, value.date())


def is_reversed(start: Point, end: Point, zone: ZoneInfo) -> bool:
    """Whether nothing can lie between the ends, whatever `now` is."""
    match start, end:
        case (DateLiteral() | InstantLiteral(), DateLiteral() | InstantLiteral()):
            return _literals_reversed(start, end, zone)
        case (Now(), Ago() | Now() | DayWord("yesterday")):
            return True
        case (DayWord(first), DayWord(last)):
            return _DAYS[last] < _DAYS[first]
        case (DayWord("tomorrow"), Now() | Ago()):
            return True
        case (DayWord(word), Ago(Duration(count, unit))) if unit in ("day", "week", *CALENDAR_UNITS):
            return count * _DAYS_AT_LEAST[unit] > -_DAYS[word]
        case (Ago(first_length), Ago(last_length)):
            return _not_longer(first_length, last_length)
        case _:
            return False


_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_DAYS_AT_LEAST = {"day": 1, "week": 7, "month": 28, "quarter": 89, "year": 365}


def _literals_reversed(start: DateLiteral | InstantLiteral, end: DateLiteral | InstantLiteral, zone: ZoneInfo) -> bool:
    """A date is in as a whole day; an instant is in at the start and out at the end."""
    first = _instant(start, zone)
    if isinstance(end, DateLiteral):
        return end.value < first.astimezone(zone).date()
    return _instant(end, zone) <= first


def _instant(literal: DateLiteral | InstantLiteral, zone: ZoneInfo) -> datetime:
    wall = literal.value if isinstance(literal, InstantLiteral) else datetime.combine(literal.value, time())
    return (wall if wall.tzinfo is not None else wall.replace(tzinfo=zone)).astimezone(UTC)


def _not_longer(first: Duration, last: Duration) -> bool:
    """Whether the first length is at most the last on every calendar (so that the window is empty)."""
    if first.unit in MONTHS and last.unit in MONTHS:
        return first.count * MONTHS[first.unit] <= last.count * MONTHS[last.unit]
    return seconds_between(first)[1] <= seconds_between(last)[0]
