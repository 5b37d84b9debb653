"""Who is one person: records that share a value of a key, directly or through others, are one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from xseg.profiles.taking import key_column
from xseg.project.project import Key
from xseg.tables import TIME

RECORD = "@record"
"""How a row is known to the ledger: its strongest key and that key's value."""
COMBINATION = "@combination"
"""All key values of a row as one text; rows with the same are the same to identity."""
COMPONENT = "@component"
PLACE = "@source"
"""The index of the source in the project file."""
BETWEEN = "\x1d"


@dataclass(frozen=True, slots=True)
class Crowded:
    """A key with values shared by too many: how many values, and in how many combinations they were passed over."""

    key: Key
    values: int
    records: int


def with_combinations(rows: pl.DataFrame, keys: Sequence[Key]) -> pl.DataFrame:
    """The rows with `@combination`."""
    parts = [
        pl.lit(f"{place}=") + pl.col(key_column(key.name))
        for place, key in enumerate(keys)
        if key_column(key.name) in rows.columns
    ]
    return rows.with_columns(pl.concat_str(parts, separator=BETWEEN, ignore_nulls=True).alias(COMBINATION))


def combinations(sources: Sequence[pl.DataFrame], keys: Sequence[Key]) -> pl.DataFrame:
    """The different combinations of key values of each source: `@source`, `@combination`, a column a key, the earliest
    `@time` and whether any row has none (`undated`); in order of source and combination.
    """
    parts = []
    for place, rows in enumerate(sources):
        columns = [
            pl.col(key_column(key.name)).first()
            if key_column(key.name) in rows.columns
            else pl.lit(None, pl.String).first().alias(key_column(key.name))
            for key in keys
        ]
        found = rows.group_by(COMBINATION).agg(
            *columns, pl.col(TIME).min(), pl.col(TIME).is_null().any().alias("undated")
        )
        parts.append(found.with_columns(pl.lit(place, pl.UInt32).alias(PLACE)))
    schema = {COMBINATION: pl.String, **{key_column(key.name): pl.String for key in keys}, TIME: pl.Int64}
    empty = pl.DataFrame(schema={**schema, "undated": pl.Boolean, PLACE: pl.UInt32})
    return pl.concat([empty, *(part.select(empty.columns) for part in parts)]).sort(PLACE, COMBINATION)


def uncrowded(found: pl.DataFrame, keys: Sequence[Key]) -> tuple[pl.DataFrame, list[Crowded]]:
    """The combinations without values that stand beside more different values of the strongest key than their limit."""
    crowded: list[Crowded] = []
    strongest = key_column(keys[0].name) if keys else ""
    for key in keys[1:]:
        column = key_column(key.name)
        if key.limit is None:
            continue
        beside = (
            found.drop_nulls([column, strongest]).group_by(column).agg(pl.col(strongest).n_unique().alias("people"))
        )
        many = beside.filter(pl.col("people") > key.limit).get_column(column)
        if len(many):
            over = found.get_column(column).is_in(many.to_list()).fill_null(value=False)
            crowded.append(Crowded(key, len(many), int(over.sum())))
            found = found.with_columns(found.get_column(column).set(over, None))
    return found, crowded


def components(found: pl.DataFrame, keys: Sequence[Key]) -> pl.DataFrame:
    """The combinations that know anybody, with `@record` and `@component` (any numbering)."""
    if not keys:
        return found.clear().with_columns(pl.lit("").alias(RECORD), pl.lit(0, pl.Int64).alias(COMPONENT))
    columns = [key_column(key.name) for key in keys]
    named = [pl.lit(f"{key.name}=") + pl.col(key_column(key.name)) for key in keys]
    found = found.with_columns(pl.coalesce(named).alias(RECORD)).drop_nulls(RECORD)
    frame = found.with_columns(pl.int_range(found.height, eager=True).alias("place"))
    firsts = frame.select(
        pl.when(pl.col(column).is_not_null()).then(pl.col("place").min().over(column)).alias(column)
        for column in columns
    )
    return found.with_columns(pl.Series(COMPONENT, _linked(firsts), dtype=pl.Int64))


def _linked(firsts: pl.DataFrame) -> npt.NDArray[np.int64]:
    """Component of each row, where each column links a row to the first one that has its value."""
    size = firsts.height
    if not size:
        return np.zeros(0, np.int64)
    ends = [firsts.get_column(name) for name in firsts.columns]
    starts = [pl.int_range(size, eager=True).filter(end.is_not_null()).to_numpy() for end in ends]
    rows, columns = np.concatenate(starts), np.concatenate([end.drop_nulls().to_numpy() for end in ends])
    graph = coo_array((np.ones(len(rows), np.bool_), (rows, columns)), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    return np.asarray(labels, np.int64)
