"""Which `now` a run has: the one asked for, else the project's fixed one, else the wall clock."""

from datetime import UTC, date, datetime

from xseg.diagnostics import Sink
from xseg.plan.bind import to_micros, wall_instant
from xseg.project.project import Project
from xseg.workflow import messages


def run_now(project: Project, as_of: str | None, *, wall: datetime, sink: Sink) -> int | None:
    """The run's `now` in microseconds of UTC; `as_of` is local unless it says otherwise, a date its first instant."""
    if as_of is None:
        return to_micros(project.as_of or wall)
    try:
        found = datetime.fromisoformat(as_of)
    except ValueError:
        sink.add(messages.bad_time(as_of))
        return None
    return wall_instant(found, project.timezone) if found.tzinfo is None else to_micros(found.astimezone(UTC))


def day_of(micros: int, project: Project) -> date:
    """An instant's day on the project's clock."""
    return datetime.fromtimestamp(micros / 1e6, project.timezone).date()
