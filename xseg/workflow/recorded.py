"""What stands beside the attributes of a snapshot: recorded times (entered, exited, changed) and imputed values."""

from dataclasses import replace

import polars as pl

from xseg.engines.polars.snapshot import Snapshot
from xseg.plan import Plan
from xseg.plan.nodes import Imputed, Recorded
from xseg.profiles.snapshots.history import changed
from xseg.profiles.snapshots.impute import with_imputed
from xseg.project.project import Project
from xseg.store import Store
from xseg.tables import PROFILE
from xseg.tables.columns import recorded_column


def with_recorded(snapshot: Snapshot, plan: Plan, project: Project, store: Store, *, now: int) -> Snapshot:
    """The snapshot with a column for every recorded time and imputed attribute that the plan reads: `@entered.SEGMENT`,
    `@exited.SEGMENT`, `@changed.ATTRIBUTE`, `@imputed.ATTRIBUTE`.

    Of the log only what was recorded at an earlier `now` counts, so that a run made again at the same `now` gives the
    same.
    """
    operations = [node.operation for node in plan.nodes]
    imputed = sorted({found.name for found in operations if isinstance(found, Imputed)})
    if imputed:
        snapshot = replace(snapshot, profiles=with_imputed(snapshot.profiles, project, imputed))
    asked = sorted({(found.what, found.name) for found in operations if isinstance(found, Recorded)})
    if not asked:
        return snapshot
    log = _by_present_ids(store).filter(pl.col("now") < now)
    profiles = snapshot.profiles
    for what, name in asked:
        if what == "changed":
            times = changed(project, store, snapshot.profiles, name, now=now)
        else:
            rows = log.filter((pl.col("segment") == name) & (pl.col("change") == what))
            times = rows.group_by(pl.col("profile").alias(PROFILE)).agg(
                pl.col("now").max().alias(recorded_column(what, name))
            )
        profiles = profiles.join(times, on=PROFILE, how="left", maintain_order="left")
    return replace(snapshot, profiles=profiles)


def _by_present_ids(store: Store) -> pl.DataFrame:
    """The change log, ids that became another name of an older one under that one."""
    aliases = store.identities("aliases").rename({"profile": "@present"})
    log = store.change_log().join(aliases, left_on="profile", right_on="alias", how="left")
    return log.with_columns(pl.coalesce("@present", "profile").alias("profile")).drop("@present")
