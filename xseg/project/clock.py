"""The project's clock: its time zone, the zones of its sources, and a fixed `now`."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from xseg.project import messages
from xseg.project.written.read import ProjectFile


def find_zone(file: ProjectFile, name: str, *at: str | int) -> ZoneInfo | None:
    """The zone called `name` that is written `at` that path; None, and told, if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        file.add(messages.unknown_timezone(file.value(*at), name, available_timezones()))
        return None


def fix_now(file: ProjectFile, written: datetime | date | None, zone: ZoneInfo) -> datetime | None:
    """The instant of `as_of`, in UTC: a time without an offset is on the project's clock, a date is its first instant.

    A local time that a clock change skips moves on by the gap; one that comes twice is the earlier.
    """
    if written is None:
        return None
    if not 1900 <= written.year < 2200:
        file.add(messages.wrong_value(file.value("project", "as_of"), "a time from 1900 to 2199", "as_of"))
        return None
    local = written if isinstance(written, datetime) else datetime.combine(written, time())
    aware = local if local.tzinfo is not None else local.replace(tzinfo=zone, fold=0)
    return aware.astimezone(UTC)
