"""The quarantine: rows set aside, each with where it stood, why it is there, and itself."""

import polars as pl

from xseg.profiles.chunk import LINE
from xseg.profiles.raw import FILE, Raw

ASIDE = {"source": pl.String, "file": pl.String, "line": pl.UInt32, "reason": pl.String, "row": pl.String}
"""Columns of the quarantine."""


def unreadable(source: str, raw: Raw) -> pl.DataFrame:
    """The lines that could not even be split into fields."""
    files = pl.Series(raw.files, dtype=pl.String)
    return pl.DataFrame(
        {
            "source": pl.Series([source], dtype=pl.String).new_from_index(0, raw.bad.height),
            "file": files[raw.bad.get_column(FILE)],
            "line": raw.bad.get_column(LINE),
            "reason": raw.bad.get_column("reason"),
            "row": raw.bad.get_column("row"),
        },
        schema=ASIDE,
    )


def told(source: str, raw: Raw, places: pl.Series, reasons: pl.Series) -> pl.DataFrame:
    """Rows by their place in reading order, with a reason each; the row itself is kept as JSON."""
    rows = raw.frame[places]
    files = pl.Series(raw.files, dtype=pl.String)
    words = rows.drop(FILE, LINE)
    return pl.DataFrame(
        {
            "source": pl.Series([source], dtype=pl.String).new_from_index(0, rows.height),
            "file": files[rows.get_column(FILE)],
            "line": rows.get_column(LINE),
            "reason": reasons,
            "row": words.select(pl.struct(pl.all()).struct.json_encode()).to_series(),
        },
        schema=ASIDE,
    )
