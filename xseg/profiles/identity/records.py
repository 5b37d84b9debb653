"""What is kept of records for those who ask who is one person, and why: where each was read, and its key values.

A record is one combination of key values in one source; it may stand in many rows.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from xseg.profiles.identity.identify import COMBINATION, PLACE, with_combinations
from xseg.profiles.identity.owners import Owners, joining
from xseg.profiles.identity.vocabulary import Vocabularies, written
from xseg.profiles.rows.parts import ROWS, load
from xseg.profiles.rows.reading_place import LINE_BITS, READ
from xseg.profiles.rows.taking import key_column
from xseg.project.project import Key, Project
from xseg.store import Store
from xseg.tables import NUMBER, TIME

FILE, LINE = "file", "line"


def ids(rows: pl.DataFrame, project: Project, store: Store) -> dict[tuple[int, str, int], str]:
    """Source, file and line of records of events (records_table) → the id of the row that stands there."""
    kept = {(unit.source, unit.name): unit.part for unit in store.units()}
    found: dict[tuple[int, str, int], str] = {}
    for (place, file), some in rows.group_by(PLACE, FILE):
        source, lines = project.sources[place], some.get_column(LINE).to_list()
        folder = store.part(kept.get((source.name, file), ""))
        if source.kind == "events" and folder is not None:
            for piece in load(folder).pieces:
                found |= {(place, file, line): id_ for line, id_ in piece.ids(lines).items()}
    return found


def records_table(
    found: pl.DataFrame, keys: Sequence[Key], *, known: Vocabularies, owners: Owners, files: Sequence[Sequence[str]]
) -> pl.DataFrame:
    """`@number`, `@source` (place in the project file), `@combination`, a column a key with the values that may join,
    `@time` (the earliest), `rows`, and `file` and `line` of the one read first; sorted. `found` are combinations with
    numbers of values and of their person, `files` the units by source.
    """
    names = [key_column(key.name) for key in keys]
    found = found.sort(NUMBER, PLACE, *names)
    named = found.select(joining(found.get_column(name), of) for name, of in zip(names, owners, strict=True))
    starts = np.cumsum([0, *map(len, files)])
    units = pl.Series(FILE, [name for units in files for name in units], dtype=pl.String)
    place = pl.Series(starts[found.get_column(PLACE).to_numpy()]) + found.get_column(READ) // (1 << LINE_BITS)
    return found.select(NUMBER, PLACE).with_columns(
        with_combinations(written(found, keys, known), keys).get_column(COMBINATION),
        *written(named, keys, known),
        found.get_column(TIME),
        found.get_column(ROWS),
        units.gather(place),
        (found.get_column(READ) % (1 << LINE_BITS)).cast(pl.UInt32).alias(LINE),
    )
