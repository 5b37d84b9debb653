"""Builds tables where they are stale, and opens a snapshot of them."""

from xseg.diagnostics import Sink
from xseg.engines.polars.snapshot import Snapshot
from xseg.plan import Plan
from xseg.plan.bind import to_micros
from xseg.profiles import BuildReport, build, snapshot, up_to_date
from xseg.profiles.progress import Progress, quiet
from xseg.project.project import Project
from xseg.store import Store
from xseg.workflow.recorded import with_recorded


def built(
    project: Project,
    sink: Sink,
    *,
    clock: int,
    accept_changes: bool = False,
    progress: Progress = quiet,
) -> BuildReport | None:
    """Sources → tables, committed; None, told in the sink, where that failed: the last whole build then stands.
    `clock` is the wall clock, which tells late and future events; where data stands still, the project's own counts.
    For `accept_changes` see profiles/build.py.
    """
    now = clock if project.as_of is None else to_micros(project.as_of)
    return build(project, Store(project.state), sink, progress=progress, now=now, accept_changes=accept_changes)


def ready(project: Project, sink: Sink, *, now: int, clock: int | None, progress: Progress = quiet) -> bool:
    """Whether there are tables of the files as they are now; builds them where they are stale, by the `clock`, which is
    `now` where none is given.
    """
    if up_to_date(project, Store(project.state)):
        return True
    return built(project, sink, clock=now if clock is None else clock, progress=progress) is not None


def as_of(project: Project, plan: Plan, *, now: int) -> Snapshot:
    """The last build's tables as they stood at `now`, with the recorded times that the plan reads."""
    store = Store(project.state)
    return with_recorded(snapshot(project, store, now=now), plan, project, store, now=now)
