"""Values as people write them: money, days, instants, and how long ago."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from xseg.plan.bind import DAY_ZERO, from_micros, local_day
from xseg.project.types import BooleanType, DateType, DurationType, ExactType, TimestampType, Type

HOUR = 3_600_000_000
MINUTE = 60_000_000
HOURS_TOLD = 48
"""Nearer than this many hours, an instant is told with its hours instead of days."""

MASK = "•••"
"""What stands for a personal value."""


def instant(micros: int, zone: ZoneInfo) -> str:
    """An instant on the project's clock, to the minute."""
    return from_micros(micros, zone).strftime("%Y-%m-%d %H:%M %Z")


def day(number: int) -> date:
    """A day since 1970-01-01."""
    return DAY_ZERO + timedelta(days=number)


def shown(value: Any, type_: Type | None, zone: ZoneInfo) -> str:
    """A held value as people write it."""
    match value, type_:
        case (None, _):
            return "missing"
        case (bool(), _):
            return str(value).lower() if isinstance(type_, BooleanType) else str(value)
        case (int(), ExactType(scale)) if scale:
            sign, units = ("-" if value < 0 else ""), abs(value)
            return f"{sign}{units // 10**scale:,}.{units % 10**scale:0{scale}d}"
        case (int(), DateType()):
            return day(value).isoformat()
        case (int(), TimestampType()):
            return instant(value, zone)
        case (int(), DurationType()):
            return length(value)
        case (float(), _):
            return f"{value:,.6g}"
        case (list() | tuple(), _):
            return ", ".join(str(item) for item in value)
        case _:
            return str(value)


def seen(value: Any, type_: Type | None, *, now: int, zone: ZoneInfo) -> str:
    """A value as a clause saw it: times with how far they are from `now`, texts in quotes."""
    match value, type_:
        case (int(), TimestampType()):
            return moment(value, now=now, zone=zone)
        case (int(), DateType()):
            return f"{day(value).isoformat()}, {_days(local_day(now, zone) - value)}"
        case (str(), _):
            return f'"{value}"'
        case (tuple(), _):
            return ", ".join(f'"{item}"' for item in value)
        case _:
            return shown(value, type_, zone)


def moment(micros: int, *, now: int, zone: ZoneInfo) -> str:
    """`2025-04-17, 45 days ago`; nearer than two days `2025-05-31 19:00, 5 hours ago`."""
    local = from_micros(micros, zone)
    apart = abs(now - micros)
    if apart >= HOURS_TOLD * HOUR:
        return f"{local:%Y-%m-%d}, {_days(local_day(now, zone) - local_day(micros, zone))}"
    amount, unit = (apart // HOUR, "hour") if apart >= HOUR else (apart // MINUTE, "minute")
    return f"{local:%Y-%m-%d %H:%M}, {_away(amount, unit, ahead=micros > now) if apart else 'now'}"


def length(micros: int) -> str:
    """An exact length of time: `90 days`, `36 hours`, `2 days 20 minutes`, `1.5 seconds`."""
    if micros % HOUR == 0 and micros % (24 * HOUR) and 0 < micros <= HOURS_TOLD * HOUR:
        return counted(micros // HOUR, "hour")
    parts, rest = [], abs(micros)
    for size, unit in ((24 * HOUR, "day"), (HOUR, "hour"), (MINUTE, "minute"), (1_000_000, "second")):
        if rest >= size and (unit != "second" or rest % size == 0):
            parts.append(counted(rest // size, unit))
            rest %= size
    if rest or not parts:
        parts.append(f"{rest / 1e6:.6f}".rstrip("0").rstrip(".") + " seconds")
    return ("-" if micros < 0 else "") + " ".join(parts)


def span_text(micros: int) -> str:
    """A length of time in days, or hours where it is shorter than two days, rounded up so that it is enough."""
    if micros > HOURS_TOLD * HOUR:
        return counted(-(-micros // (24 * HOUR)), "day")
    return counted(-(-micros // HOUR), "hour") if micros > HOUR else counted(-(-micros // MINUTE), "minute")


def counted(number: int, unit: str) -> str:
    """`1 day`, `3 days`."""
    return f"{number:,} {unit}{'' if abs(number) == 1 else 's'}"


def _days(number: int) -> str:
    return "today" if number == 0 else _away(abs(number), "day", ahead=number < 0)


def _away(number: int, unit: str, *, ahead: bool) -> str:
    return f"in {counted(number, unit)}" if ahead else f"{counted(number, unit)} ago"
