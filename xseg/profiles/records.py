"""What is kept of records for those who ask who is one person, and why: where each was read, and its key values.

A record is one combination of key values in one source; it may stand in many rows.
"""

from collections.abc import Sequence

import polars as pl

from xseg.profiles.identify import COMBINATION, PLACE
from xseg.profiles.taking import key_column
from xseg.project.project import Key
from xseg.tables import ID, NUMBER, TIME

ROWS, FILE, LINE = "rows", "file", "line"
READ = {COMBINATION: pl.String, ROWS: pl.UInt32, FILE: pl.String, LINE: pl.UInt32, ID: pl.String}
"""Of each combination of a source: its rows, and where the one read first stands, with its id where rows have one."""


def records_table(whose: pl.DataFrame, read: pl.DataFrame, keys: Sequence[Key]) -> pl.DataFrame:
    """`@number`, `@source` (place in the project file), `@combination`, a column a key with the values that may join,
    `@time` (the earliest), and READ; sorted. `whose` are combinations with the number of their person, `read` the same
    rows of READ.
    """
    columns = [NUMBER, PLACE, COMBINATION, *(key_column(key.name) for key in keys), TIME]
    told = whose.select(columns).with_columns(read.select(ROWS, FILE, LINE, ID).get_columns())
    return told.sort(NUMBER, PLACE, COMBINATION)
