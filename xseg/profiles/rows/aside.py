"""The quarantine: rows set aside, each with where it stood, why it is there, and itself."""

import polars as pl

from xseg.profiles.formats.chunk import LINE, Chunk
from xseg.profiles.values.texts import as_text

PLACED = {"file": pl.String, "line": pl.UInt32, "reason": pl.String, "row": pl.String}
"""Columns of what one unit has set aside; `file` is null where it is the unit."""
ASIDE = {"source": pl.String, **PLACED}
"""Columns of the quarantine."""


def unreadable(chunk: Chunk) -> pl.DataFrame:
    """The lines that could not even be split into fields."""
    rows = [(chunk.file, line, reason, text) for line, reason, text in chunk.bad]
    return pl.DataFrame(rows, schema=PLACED, orient="row")


def told(chunk: Chunk, wrong: pl.Series, reasons: pl.Series) -> pl.DataFrame:
    """The rows where `wrong`, with a reason each; the row itself is kept as it was written, or as JSON."""
    rows = chunk.frame.filter(wrong)
    words = as_json(rows.drop(LINE)) if chunk.written is None else chunk.written.filter(wrong)
    return pl.DataFrame(
        {
            "file": pl.Series([chunk.file], dtype=pl.String).new_from_index(0, rows.height),
            "line": rows.get_column(LINE),
            "reason": reasons,
            "row": words,
        },
        schema=PLACED,
    )


def as_json(rows: pl.DataFrame) -> pl.Series:
    """Each row as a JSON object; bytes, which JSON has none of, as their digits."""
    rows = rows.with_columns(as_text(column) for column in rows.get_columns() if "Binary" in repr(column.dtype))
    return rows.select(pl.struct(pl.all()).struct.json_encode()).to_series()


def of_source(aside: pl.DataFrame, source: str, unit: str) -> pl.DataFrame:
    """What a unit has set aside, as the quarantine tells it: in the order of its lines."""
    told = aside.with_columns(pl.lit(source).alias("source"), pl.col("file").fill_null(unit))
    return told.select(*ASIDE).sort("file", "line", "reason", "row")
