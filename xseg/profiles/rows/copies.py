"""Copies of one event: which of them are kept, and until when each counts."""

from collections.abc import Sequence

import polars as pl

from xseg.tables import ID, TIME

UNTIL = "@until"
"""From this instant on (microseconds of UTC) a copy read later takes the row's place; null where none does."""
DELETED = "@deleted"


def with_until(rows: pl.DataFrame, keys: Sequence[str]) -> tuple[pl.DataFrame, pl.Series]:
    """Events of one source in reading order, with `@until`, and which of them are to be kept.

    Of the copies that exist at a `now` the one read last counts. So a copy counts from its time on, until the first
    time of those read after it; one that never counts is not kept, and a deletion leaves none of those read before it,
    whatever its own time. Whose the event is, the last copy tells: the columns `keys` of earlier ones are made its own.
    """
    rows = rows.with_columns(pl.lit(None, pl.Int64).alias(UNTIL))
    last = rows.get_column(ID).is_last_distinct()
    if last.all():
        return rows, last
    deleted = pl.col(DELETED) if DELETED in rows.columns else pl.lit(value=False)
    many = rows.get_column(ID).is_duplicated()
    copies = rows.with_row_index("place").filter(many)
    copies = copies.with_columns(
        pl.col(TIME).cum_min(reverse=True).shift(-1).over(ID).alias(UNTIL),
        deleted.cast(pl.UInt8).cum_max(reverse=True).over(ID).cast(pl.Boolean).alias("gone"),
        *(pl.col(key).last().over(ID) for key in keys),
    )
    counts = copies.select(((pl.col(TIME) < pl.col(UNTIL)) & ~pl.col("gone")).fill_null(value=False)).to_series()
    keep = last.scatter(copies.get_column("place"), counts | last.filter(many))
    places = copies.get_column("place")
    changed = [rows.get_column(name).scatter(places, copies.get_column(name)) for name in (UNTIL, *keys)]
    return rows.with_columns(changed), keep
