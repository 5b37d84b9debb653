"""Builds tables where they are stale, and opens a snapshot of them."""

from collections.abc import Callable

from xseg.diagnostics import Sink
from xseg.engines.polars.snapshot import Snapshot
from xseg.profiles import BuildReport, build, snapshot
from xseg.project.project import Project
from xseg.store import Store

Progress = Callable[[str, float], None]


def quiet(what: str, share: float) -> None:
    """Shows no progress."""


def built(project: Project, sink: Sink, *, progress: Progress = quiet) -> BuildReport | None:
    """Sources → tables, committed; None, told in the sink, where that failed: the last whole build then stands."""
    return build(project, Store(project.state), sink, progress=progress)


def as_of(project: Project, *, now: int) -> Snapshot:
    """The last build's tables as they stood at `now`."""
    return snapshot(project, Store(project.state), now=now)
