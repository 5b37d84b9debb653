"""What is kept of records for those who ask who is one person, and why: where each was read, and its key values.

A record is one combination of key values in one source; it may stand in many rows.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from xseg.profiles.identify import COMBINATION, PLACE
from xseg.profiles.taking import key_column
from xseg.project.project import Key
from xseg.tables import ID, NUMBER, TIME

ROWS, FILE, LINE = "rows", "file", "line"
READ = {COMBINATION: pl.String, ROWS: pl.UInt32, FILE: pl.String, LINE: pl.UInt32, ID: pl.String}
"""Of each combination of a source: its rows, and where the one read first stands, with its id where rows have one."""


def read_at(rows: pl.DataFrame, files: pl.Series, lines: pl.Series) -> pl.DataFrame:
    """As READ, of rows in reading order with `@combination`; `files` and `lines` say where each stands."""
    ids = (
        rows.get_column(ID) if ID in rows.columns else pl.Series([None], dtype=pl.String).new_from_index(0, rows.height)
    )
    told = pl.DataFrame(
        [rows.get_column(COMBINATION), files.alias(FILE), lines.cast(pl.UInt32).alias(LINE), ids.alias(ID)]
    )
    found = told.group_by(COMBINATION).agg(pl.len().cast(pl.UInt32).alias(ROWS), pl.col(FILE, LINE, ID).first())
    return found.select(pl.col(name).cast(of) for name, of in READ.items()).sort(COMBINATION)


def joined_reads(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The reads of pieces of one source, in reading order, as one."""
    whole = pl.concat([pl.DataFrame(schema=READ), *parts])
    return whole.group_by(COMBINATION).agg(pl.col(ROWS).sum(), pl.col(FILE, LINE, ID).first()).sort(COMBINATION)


def records_table(whose: pl.DataFrame, reads: Mapping[int, pl.DataFrame], keys: Sequence[Key]) -> pl.DataFrame:
    """`@number`, `@source` (place in the project file), `@combination`, a column a key with the values that may join,
    `@time` (the earliest), and READ; sorted. `whose` are the combinations with the number of their person.
    """
    columns = [NUMBER, PLACE, COMBINATION, *(key_column(key.name) for key in keys), TIME]
    placed = [read.with_columns(pl.lit(place, pl.UInt32).alias(PLACE)) for place, read in reads.items()]
    empty = pl.DataFrame(schema={**READ, PLACE: pl.UInt32})
    told = whose.select(columns).join(pl.concat([empty, *placed]), on=[PLACE, COMBINATION], how="left")
    return told.select(*columns, ROWS, FILE, LINE, ID).sort(NUMBER, PLACE, COMBINATION)
