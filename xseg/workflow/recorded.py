"""Times that the membership log holds, as columns of a snapshot: when somebody last entered or left a segment."""

from dataclasses import replace

import polars as pl

from xseg.engines.polars.snapshot import Snapshot
from xseg.plan import Plan
from xseg.plan.nodes import Recorded
from xseg.store import Store
from xseg.tables import PROFILE


def with_recorded(snapshot: Snapshot, plan: Plan, store: Store, *, now: int) -> Snapshot:
    """The snapshot with `@entered.NAME` and `@exited.NAME` for every segment whose past the plan reads.

    Only what was recorded at an earlier `now` counts, so that a run made again at the same `now` gives the same.
    """
    wanted = {node.operation for node in plan.nodes if isinstance(node.operation, Recorded)}
    asked = sorted({(found.what, found.name) for found in wanted if found.what != "changed"})
    if not asked:
        return snapshot
    log = _by_present_ids(store).filter(pl.col("now") < now)
    profiles = snapshot.profiles
    for what, name in asked:
        times = log.filter((pl.col("segment") == name) & (pl.col("change") == what))
        last = times.group_by("profile").agg(pl.col("now").max().alias(f"@{what}.{name}"))
        profiles = profiles.join(last, left_on=PROFILE, right_on="profile", how="left", maintain_order="left")
    return replace(snapshot, profiles=profiles)


def _by_present_ids(store: Store) -> pl.DataFrame:
    """The change log, ids that became another name of an older one under that one."""
    aliases = store.identities("aliases").rename({"profile": "@present"})
    log = store.change_log().join(aliases, left_on="profile", right_on="alias", how="left")
    return log.with_columns(pl.coalesce("@present", "profile").alias("profile")).drop("@present")
