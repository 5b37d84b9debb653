"""Parquet, and whatever else Polars scans lazily, as chunks."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import polars as pl

from xseg.profiles import messages
from xseg.profiles.formats.chunk import LINE, Chunk, Twice, Unreadable, flat
from xseg.profiles.formats.typed import Illegible, exactly
from xseg.profiles.sources.csv_chunks import check_columns
from xseg.profiles.sources.form import Form, Origin

MAGIC = b"PAR1"
TOO_WIDE = re.compile(r"precision must be between 1 and 38, got (?P<digits>\d+)")
LOOKED_AT = 1_000
"""So many rows tell how wide a row is."""
LOOSE = 4
"""Columns take more room than text of the same rows is given: a chunk of text becomes columns and more columns."""


def chunks(file: BinaryIO, form: Form, name: str, origin: Origin) -> Iterator[Chunk]:
    """See reading.py."""
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(len(MAGIC))
    file.seek(max(size - len(MAGIC), 0))
    if head != MAGIC:
        raise _trouble(name, origin, "it is not a Parquet file")
    if size < 12 or file.read(len(MAGIC)) != MAGIC:
        raise _trouble(name, origin, "the Parquet file stops in the middle")
    yield from scanned(pl.scan_parquet(Path(file.name), glob=False), form, name, origin)


def scanned(rows: pl.LazyFrame, form: Form, name: str, origin: Origin) -> Iterator[Chunk]:
    """The rows of a scan in their order, so many at a time as a chunk may hold. Raises Unreadable."""
    try:
        height = int(rows.select(pl.len()).collect().item())
        some = flat(rows.head(LOOKED_AT).collect())
        check_columns(some.columns, form, name, origin)
        step = max(1, form.bytes_most * LOOSE * max(some.height, 1) // max(int(some.estimated_size()), 1))
        for start in range(0, max(height, 1), step):
            frame = legible(flat(rows.slice(start, step).collect()), form.needed, f"`{name}`", origin)
            numbers = pl.int_range(start + 1, start + 1 + frame.height, dtype=pl.UInt32, eager=True)
            yield Chunk(frame.with_columns(numbers.alias(LINE)), share=(start + frame.height) / max(height, 1))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        # what Polars says may hold values
        raise _trouble(name, origin, why_unread(error)) from error
    except Twice as twice:
        raise Unreadable(messages.column_twice(str(twice), name, origin.name, origin.at(str(twice)))) from twice


def legible(frame: pl.DataFrame, needed: Sequence[str], where: str, origin: Origin) -> pl.DataFrame:
    """See typed.exactly. Raises Unreadable."""
    try:
        return exactly(frame, needed)
    except Illegible as found:
        span = origin.at(found.column)
        raise Unreadable(messages.illegible_column(found.column, where, origin.name, found.why, span)) from None


def why_unread(error: BaseException) -> str:
    """Why Polars does not read a Parquet file, in words that hold no value of any row."""
    wide = TOO_WIDE.search(str(error))
    if wide is None:
        return "the Parquet file is damaged"
    return f"a column is of the type `decimal` with {wide['digits']} digits, and 38 are the most that are read"


def _trouble(name: str, origin: Origin, why: str) -> Unreadable:
    return Unreadable(messages.unreadable_file(name, origin.name, why, origin.span))
