"""Digests of rows: the same values give the same digest on every machine and version."""

import hashlib
import json

import polars as pl

from xseg.profiles.values.texts import as_text

BETWEEN = "\x1e"
NAMED = "\x1f"
ESCAPED = {"\x1b": "\x1b0", BETWEEN: "\x1b1", NAMED: "\x1b2"}
"""So a value that holds what stands between values is no two values."""


def digests(rows: pl.DataFrame, loose: pl.Series | None = None) -> pl.Series:
    """One digest a row, of its known values and their columns' names; the order of columns does not matter. `loose` is
    what else rows hold (see Chunk).
    """
    if loose is not None and loose.null_count() < len(loose):
        return _with_loose(rows, loose)
    if not rows.width or not rows.height:
        return pl.Series([""] * rows.height, dtype=pl.String)
    named = [pl.lit(name + NAMED) + _escaped(as_text(rows.get_column(name))) for name in sorted(rows.columns)]
    written = rows.select(pl.concat_str(named, separator=BETWEEN, ignore_nulls=True)).to_series()
    return pl.Series([_digest(row) for row in written.to_list()], dtype=pl.String)


def _with_loose(rows: pl.DataFrame, loose: pl.Series) -> pl.Series:
    """Row by row, for each has columns of its own."""
    texts = pl.DataFrame([as_text(column) for column in rows.get_columns()])
    known = texts.iter_rows(named=True) if rows.width else ({} for _ in range(len(loose)))
    found = []
    for row, more in zip(known, loose.to_list(), strict=True):
        cells = {**row, **(json.loads(more) if more is not None else {})}
        written = [name + NAMED + _escaped_one(cells[name]) for name in sorted(cells) if cells[name] is not None]
        found.append(_digest(BETWEEN.join(written)))
    return pl.Series(found, dtype=pl.String)


def _digest(written: str) -> str:
    return hashlib.blake2b(written.encode(), digest_size=16).hexdigest()


def _escaped_one(value: str) -> str:
    for sign, written in ESCAPED.items():
        value = value.replace(sign, written)
    return value


def _escaped(values: pl.Series) -> pl.Series:
    for sign, written in ESCAPED.items():
        values = values.str.replace_all(sign, written, literal=True)
    return values
