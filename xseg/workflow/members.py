"""`members`: who is in a segment, as the last run (or an earlier one) recorded it."""

from dataclasses import dataclass

import polars as pl

from xseg.diagnostics import Sink
from xseg.project.project import Project
from xseg.store import RunRecord, Store
from xseg.tables import PROFILE
from xseg.workflow import messages


@dataclass(frozen=True, slots=True)
class Members:
    """The sorted ids of a segment's members after a run."""

    segment: str
    run: RunRecord
    ids: tuple[str, ...]
    table: pl.DataFrame
    """`profile`, and the value of an identity key where one was asked for."""


def members(
    project: Project,
    segment: str,
    known: tuple[str, ...],
    sink: Sink,
    *,
    run: int | None = None,
    at: int | None = None,
    key: str | None = None,
) -> Members | None:
    """Members after `run`, or after the last run at or before the instant `at`; None, told in the sink, if unknown.

    `known` are the declared segments; one that an earlier run knew is answered too.
    """
    store = Store(project.state)
    runs = [record for record in store.runs() if record.has_members]
    fitting = [record for record in runs if (run is None or record.id == run) and (at is None or record.now <= at)]
    if not fitting:
        sink.add(messages.nothing_run() if not runs else messages.no_such_run(run, len(runs)))
        return None
    record = fitting[-1]
    if segment not in store.sizes(record.id):
        sink.add(messages.not_run_yet(segment) if segment in known else messages.no_segment(segment, known))
        return None
    ids = store.members(segment, record.id)
    table = pl.DataFrame({"profile": pl.Series(ids, dtype=pl.String)})
    if key is not None:
        found = key_values(project, store, key, sink)
        if found is None:
            return None
        table = table.join(found, on="profile", how="left", maintain_order="left")
    return Members(segment, record, tuple(ids), table)


def key_values(project: Project, store: Store, key: str, sink: Sink) -> pl.DataFrame | None:
    """`profile` and the smallest known value of an identity key, named after it."""
    names = tuple(declared.name for declared in project.keys if len(declared.parts) == 1)
    if key not in names:
        sink.add(messages.no_key(key, names))
        return None
    keys = store.identities("keys").filter(pl.col("key") == key)
    return keys.group_by(pl.col(PROFILE).alias("profile")).agg(pl.col("value").min().alias(key)).sort("profile")
