"""When an attribute took its present value, out of the sources that keep their history."""

import polars as pl

from xseg.profiles.snapshot import known_by
from xseg.profiles.tables import PEOPLE, records_table
from xseg.profiles.taking import ORDER
from xseg.project.project import Project
from xseg.store import Store
from xseg.tables import NUMBER, PROFILE, TIME
from xseg.tables.columns import recorded_column

SPELL = "@spell"


def changed(project: Project, store: Store, profiles: pl.DataFrame, attribute: str, *, now: int) -> pl.DataFrame:
    """`@profile` and `@changed.ATTRIBUTE` (microseconds of UTC): the first record of the last unbroken row of records,
    up to `now`, that hold the value `profiles` has. Missing where no source with `history = true` tells.
    """
    column = recorded_column("changed", attribute)
    sources = [
        source
        for source in project.sources
        if source.kind == "profiles" and source.history and any(one.name == attribute for one in source.columns)
    ]
    parts = [
        known_by(store.table(records_table(source.name)), now).select(NUMBER, TIME, ORDER, attribute)
        for source in sources
    ]
    if not parts:
        return profiles.select(PROFILE, pl.lit(None, pl.Int64).alias(column))
    ids = store.table(PEOPLE).select(NUMBER, PROFILE)
    told = pl.concat(parts).drop_nulls([TIME, attribute]).sort(NUMBER, TIME, ORDER)
    spells = told.with_columns(
        (pl.col(attribute) != pl.col(attribute).shift(1)).fill_null(value=True).cum_sum().over(NUMBER).alias(SPELL)
    )
    last = (
        spells.filter(pl.col(SPELL) == pl.col(SPELL).max().over(NUMBER))
        .group_by(NUMBER, maintain_order=True)
        .agg(pl.col(TIME).first().alias(column), pl.col(attribute).first().alias("@value"))
        .join(ids, on=NUMBER)
    )
    present = profiles.select(PROFILE, attribute).join(last, on=PROFILE, how="left", maintain_order="left")
    same = pl.col(attribute).eq_missing(pl.col("@value"))
    return present.select(PROFILE, pl.when(same).then(pl.col(column)).alias(column))
