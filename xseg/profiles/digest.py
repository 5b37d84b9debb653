"""Digests of rows: the same values give the same digest on every machine and version."""

import hashlib

import polars as pl

from xseg.profiles.texts import as_text

BETWEEN = "\x1e"
NAMED = "\x1f"
ESCAPED = {"\x1b": "\x1b0", BETWEEN: "\x1b1", NAMED: "\x1b2"}
"""So a value that holds what stands between values is no two values."""


def digests(rows: pl.DataFrame) -> pl.Series:
    """One digest a row, of its known values and their columns' names; the order of columns does not matter."""
    if not rows.width or not rows.height:
        return pl.Series([""] * rows.height, dtype=pl.String)
    named = [pl.lit(name + NAMED) + _escaped(as_text(rows.get_column(name))) for name in sorted(rows.columns)]
    written = rows.select(pl.concat_str(named, separator=BETWEEN, ignore_nulls=True)).to_series()
    return pl.Series(
        [hashlib.blake2b(row.encode(), digest_size=16).hexdigest() for row in written.to_list()], dtype=pl.String
    )


def _escaped(values: pl.Series) -> pl.Series:
    for sign, written in ESCAPED.items():
        values = values.str.replace_all(sign, written, literal=True)
    return values
