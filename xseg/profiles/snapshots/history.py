"""When an attribute took its present value, out of the sources that keep their history."""

from typing import assert_never

import polars as pl

from xseg.profiles.keeping.tables import PEOPLE
from xseg.profiles.rows.taking import FIRST, ORDER
from xseg.profiles.snapshots.snapshot import records_known
from xseg.profiles.snapshots.survivors import DECLARED, PRIORITY
from xseg.project.project import Project, Wins
from xseg.store import Store
from xseg.tables import NUMBER, PROFILE, TIME
from xseg.tables.columns import recorded_column

SPELL = "@spell"
VALUE = "@value"


def changed(project: Project, store: Store, profiles: pl.DataFrame, attribute: str, *, now: int) -> pl.DataFrame:
    """`@profile` and `@changed.ATTRIBUTE` (microseconds of UTC): since when the value that `profiles` has is the one
    that wins, record after record up to `now`. Missing where no source with `history = true` tells.
    """
    column = recorded_column("changed", attribute)
    places = [
        place
        for place, source in enumerate(source for source in project.sources if source.kind == "profiles")
        if source.history and any(one.name == attribute for one in source.columns)
    ]
    parts = [
        part.select(NUMBER, TIME, PRIORITY, DECLARED, ORDER, FIRST, pl.col(attribute).alias(VALUE))
        for part in records_known(project, store, now, places)
    ]
    if not parts:
        return profiles.select(PROFILE, pl.lit(None, pl.Int64).alias(column))
    told = pl.concat(parts).drop_nulls([TIME, VALUE])
    since = _since(told, project.attributes[attribute].wins)
    ids = store.table(PEOPLE).select(NUMBER, PROFILE)
    last = since.select(NUMBER, VALUE, pl.col(TIME).alias(column)).join(ids, on=NUMBER).drop(NUMBER)
    present = profiles.select(PROFILE, attribute).join(last, on=PROFILE, how="left", maintain_order="left")
    same = pl.col(attribute).eq_missing(pl.col(VALUE))
    return present.select(PROFILE, pl.when(same).then(pl.col(column)).alias(column))


def _since(told: pl.DataFrame, wins: Wins) -> pl.DataFrame:
    """`@number`, `@value`, `@time`: the value that wins in the end, and since when it has won without a break."""
    if wins == "union":
        return _grown(told)
    told = told.sort(NUMBER, TIME, PRIORITY, DECLARED, ORDER, descending=[False, False, False, True, False])
    match wins:
        case "newest":
            winning = told.filter(_highest(PRIORITY, NUMBER))
        case "last":
            winning = told
        case "first":
            first = (NUMBER, TIME, pl.col(PRIORITY).neg(), DECLARED, FIRST)
            return told.sort(*first).unique(NUMBER, keep="first", maintain_order=True)
        case "longest":
            length = pl.col(VALUE).str.len_chars().cast(pl.Int64)
            longest = told.with_columns(length.alias("@length")).filter(_highest("@length", NUMBER))
            winning = longest.filter(_highest(PRIORITY, NUMBER, "@length"))
        case _:
            assert_never(wins)
    winning = winning.unique([NUMBER, TIME], keep="last", maintain_order=True)
    begins = (pl.col(VALUE) != pl.col(VALUE).shift(1)).fill_null(value=True)
    spells = winning.with_columns(begins.cum_sum().over(NUMBER).alias(SPELL))
    last = spells.filter(pl.col(SPELL) == pl.col(SPELL).max().over(NUMBER))
    return last.unique(NUMBER, keep="first", maintain_order=True)


def _highest(column: str, *within: str) -> pl.Expr:
    """Whether no row before it, among those with equal `within`, has more."""
    return pl.col(column) == pl.col(column).cum_max().over(*within)


def _grown(told: pl.DataFrame) -> pl.DataFrame:
    """Of united lists: when the last of their elements came."""
    long = told.select(NUMBER, TIME, VALUE).explode(VALUE)
    came = long.group_by(NUMBER, VALUE).agg(pl.col(TIME).min()).sort(NUMBER, VALUE)
    return came.group_by(NUMBER, maintain_order=True).agg(pl.col(VALUE), pl.col(TIME).max())
