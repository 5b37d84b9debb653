"""Events older than their source keeps them do not exist: the limit is counted back from each `now`."""

from collections.abc import Mapping

import polars as pl

from xseg.plan.bind import instant_of
from xseg.plan.times import Shifted
from xseg.profiles.keeping.tables import events_table
from xseg.project.project import Project
from xseg.store import Store
from xseg.tables import SOURCE, TIME


def limits(project: Project, *, now: int) -> Mapping[str, int]:
    """Source → the instant up to which its events are gone, as in `more than 25 months ago`."""
    found = {}
    for source in project.sources:
        if source.retention is not None:
            back = Shifted(-source.retention.count, source.retention.unit)
            try:
                found[source.name] = instant_of(back, now=now, zone=project.timezone)
            except (OverflowError, ValueError):  # before the calendar begins: nothing is as old
                continue
    return found


def retained(events: pl.DataFrame, gone: Mapping[str, int]) -> pl.DataFrame:
    """The events that are not gone, of all sources that bring the kind."""
    return events.filter(~_gone(gone)) if gone else events


def expired(project: Project, store: Store, *, now: int) -> Mapping[str, int]:
    """Source with a limit → how many of its events are gone at `now`."""
    gone = limits(project, now=now)
    counts = dict.fromkeys(gone, 0)
    for name, kind in project.events.items() if gone else ():
        if not kind.made:
            table = store.table(events_table(name)).filter(_gone(gone))
            for source, count in table.group_by(SOURCE).len().iter_rows():
                counts[source] += count
    return counts


def _gone(gone: Mapping[str, int]) -> pl.Expr:
    return pl.any_horizontal((pl.col(SOURCE) == source) & (pl.col(TIME) <= limit) for source, limit in gone.items())
