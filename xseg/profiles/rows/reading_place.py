"""Where a row stands among those of its source, as one number in reading order."""

import polars as pl

from xseg.profiles.formats.chunk import LINE

READ = "@read"
"""The place of the row's unit among those of its source, then its line."""
LINE_BITS = 32


def read_at(unit: pl.Expr) -> pl.Expr:
    """READ of rows with `@@line`."""
    return (unit.cast(pl.UInt64) * (1 << LINE_BITS) + pl.col(LINE).cast(pl.UInt64)).alias(READ)
