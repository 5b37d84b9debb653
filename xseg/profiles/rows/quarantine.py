"""Everything that a build sets aside, source by source in reading order, a few rows at a time."""

from collections.abc import Iterator, Sequence

import polars as pl

from xseg.profiles.formats.chunk import LINE
from xseg.profiles.keeping.kept import Kept
from xseg.profiles.rows.aside import ASIDE, as_json, of_source
from xseg.profiles.rows.parts import WHOSE, Piece
from xseg.profiles.rows.settle import Placed
from xseg.profiles.rows.taking import key_column
from xseg.profiles.rows.touched import ROW
from xseg.profiles.values.spoken import spoken


def quarantine(placed: Sequence[Placed], units: Sequence[str], kept: Kept, *, rows_most: int) -> Iterator[pl.DataFrame]:
    """What was set aside of a source; `units` are the names of its units."""
    waiting: list[pl.DataFrame] = []
    lost = set(kept.lost)
    for index, one in enumerate(placed):
        aside = one.piece.aside()
        if index in lost:
            aside = pl.concat([aside, _told(one.piece, kept.set_aside(index), kept)])
        if aside.height:
            waiting.append(of_source(aside, kept.source.name, units[one.unit]))
        if sum(rows.height for rows in waiting) > rows_most // 8:
            yield pl.concat(waiting)
            waiting = []
    if waiting:
        yield pl.concat(waiting)


def _told(piece: Piece, reasons: pl.DataFrame, kept: Kept) -> pl.DataFrame:
    """Rows that were kept until others were known: as JSON of what was read of them, by the source's own words."""
    rows = piece.frame()[reasons.get_column(ROW)]
    values = {
        column.column: spoken(rows.get_column(column.name), column.type).alias(column.column)
        for column in kept.source.columns
        if column.name in rows.columns
    }
    named = {word: key for key, word in kept.source.keys.items()}
    keys = piece.combinations(*map(key_column, named.values()))[rows.get_column(WHOSE)]
    ours = [
        keys.get_column(key_column(key)).alias(word)
        for word, key in named.items()
        if key_column(key) in keys.columns and word not in values
    ]
    told = pl.DataFrame([*ours, *values.values()]) if ours or values else rows.select(LINE)
    return pl.DataFrame(
        {
            "file": pl.Series([None], dtype=pl.String).new_from_index(0, rows.height),
            "line": rows.get_column(LINE),
            "reason": reasons.get_column("reason"),
            "row": as_json(told),
        }
    )


def nothing() -> pl.DataFrame:
    """An empty quarantine."""
    return pl.DataFrame(schema=ASIDE)
