"""Membership as it is kept: who is in now, and the log of who entered and left."""

from collections.abc import Iterable, Mapping

import polars as pl

ENTERED = "entered"
EXITED = "exited"
CURRENT = {"profile": pl.String, "segment": pl.String}
CHANGES = {**CURRENT, "change": pl.String}
LOG = {**CHANGES, "run": pl.Int64, "now": pl.Int64}


def frame(found: Mapping[str, Iterable[str]]) -> pl.DataFrame:
    """Segment → profile ids as rows (profile, segment), sorted by segment, then profile."""
    parts = [
        pl.DataFrame({"profile": pl.Series(list(ids), dtype=pl.String)}).with_columns(segment=pl.lit(name))
        for name, ids in found.items()
    ]
    if not parts:
        return pl.DataFrame(schema=CURRENT)
    return pl.concat(parts).select(*CURRENT).unique().sort("segment", "profile")


def changes(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """What must happen to `before` to be `after`; exits first, then by segment and profile."""
    on = list(CURRENT)
    gone = before.join(after, on=on, how="anti").with_columns(change=pl.lit(EXITED))
    come = after.join(before, on=on, how="anti").with_columns(change=pl.lit(ENTERED))
    both = pl.concat([gone, come]).select(*CHANGES)
    return both.sort("change", "segment", "profile", descending=[True, False, False])


def replay(log: pl.DataFrame, *, run: int) -> pl.DataFrame:
    """Who was in after `run`: the last change of each (segment, profile) up to it is `entered`."""
    last = log.filter(pl.col("run") <= run).sort("run").group_by("profile", "segment").agg(pl.col("change").last())
    return last.filter(pl.col("change") == ENTERED).select(*CURRENT).sort("segment", "profile")
