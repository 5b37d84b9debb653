"""Copies of rows, wherever they stand: found by sorted hashes of their ids, and settled a few at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from xseg.profiles.formats.chunk import LINE
from xseg.profiles.rows import copies
from xseg.profiles.rows.copies import DELETED
from xseg.profiles.rows.parts import WHOSE, Piece
from xseg.profiles.rows.reading_place import read_at
from xseg.profiles.rows.rules import repeated, unique_names
from xseg.profiles.rows.touched import (
    COPY,
    FIRST_READ,
    GONE,
    KEPT,
    OWNER,
    OWNER_WHOSE,
    PIECE,
    ROW,
    STATE,
    UNTIL,
    Touched,
)
from xseg.project.project import Source
from xseg.tables import ID, TIME

HASHES = 1 << 64
UNIT = "@unit"


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece of a source, and the place of its unit in reading order."""

    piece: Piece
    unit: int


def settle(placed: Sequence[Placed], source: Source, touched: Touched, *, rows_most: int) -> None:
    """Finds what becomes of all rows that are not alone with their id."""
    for found in _several(placed, 0, rows_most):
        rows = _details(placed, found, [ID, TIME, WHOSE, DELETED]).sort(UNIT, LINE)
        rows = rows.filter(pl.col(ID).is_duplicated())
        touched.add(_changed(_events(rows) if source.kind == "events" else _others(rows)))


def come_once(placed: Sequence[Placed], source: Source, touched: Touched, *, rows_most: int) -> None:
    """Sets aside the rows whose value is to come once and comes again, in a row that is not set aside itself."""
    asides: list[pl.DataFrame] = []
    for place, column in enumerate(unique_names(source)):
        for found in _several(placed, place + 1, rows_most):
            rows = _details(placed, found, [column, ID, DELETED]).filter(~pl.col(DELETED)).drop(DELETED)
            rows = rows.join(touched.not_kept(rows), on=[PIECE, ROW], how="anti").sort(UNIT, LINE)
            reasons = repeated(rows)
            if reasons is not None:
                copy = pl.col(ID) == pl.col(ID).last().over(column)  # of the row that stays, until that one counts
                wrong = rows.with_columns(reasons.alias("reason")).filter(~copy).drop_nulls("reason")
                wrong = wrong.select(PIECE, ROW, "reason")
                asides.append(_without(wrong, asides))
    for rows in asides:
        touched.set_aside(rows)


def _events(rows: pl.DataFrame) -> pl.DataFrame:
    """See copies.py: whose a row is, the last copy tells."""
    rows = rows.with_columns(pl.col(PIECE).alias(OWNER), pl.col(WHOSE).alias(OWNER_WHOSE))
    deleted = rows.get_column(DELETED)
    rows, keep = copies.with_until(rows if deleted.any() else rows.drop(DELETED), [OWNER, OWNER_WHOSE])
    state = pl.when(~keep).then(pl.lit(COPY)).when(deleted).then(pl.lit(GONE)).otherwise(pl.lit(KEPT))
    return rows.with_columns(state.alias(STATE), pl.lit(None, pl.UInt64).alias(FIRST_READ))


def _others(rows: pl.DataFrame) -> pl.DataFrame:
    """Of equal rows the one read last is kept, and where the first one stands."""
    last = pl.col(ID).is_last_distinct()
    return rows.with_columns(
        pl.when(last).then(pl.lit(KEPT)).otherwise(pl.lit(COPY)).alias(STATE),
        pl.lit(None, pl.Int64).alias(UNTIL),
        read_at(pl.col(UNIT)).min().over(ID).alias(FIRST_READ),
        pl.col(PIECE).alias(OWNER),
        pl.col(WHOSE).alias(OWNER_WHOSE),
    )


def _changed(rows: pl.DataFrame) -> pl.DataFrame:
    """Without rows that are as if they were alone."""
    own = (pl.col(OWNER) == pl.col(PIECE)) & (pl.col(OWNER_WHOSE) == pl.col(WHOSE))
    alone = own & pl.all_horizontal(pl.col(UNTIL, FIRST_READ).is_null())
    return rows.filter((pl.col(STATE) != KEPT) | ~alone)


# --- finding ---


def _several(placed: Sequence[Placed], of: int, rows_most: int) -> Iterator[pl.DataFrame]:
    """`@piece`, `@row` of the rows whose hash others have too, all rows of one hash together, some rows at a time."""
    total = sum(one.piece.rows for one in placed)
    ranges = max(1, -(-total // rows_most))
    waiting: list[pl.DataFrame] = []
    for place in range(ranges):
        waiting.append(_in_range(placed, of, HASHES * place // ranges, HASHES * (place + 1) // ranges))
        if sum(rows.height for rows in waiting) > rows_most // 4 or place == ranges - 1:
            rows = pl.concat(waiting)
            if rows.height:
                yield rows
            waiting = []


def _in_range(placed: Sequence[Placed], of: int, low: int, high: int) -> pl.DataFrame:
    found = [one.piece.hashes(of, low, high) for one in placed]
    empty = pl.DataFrame(schema={PIECE: pl.UInt32, ROW: pl.UInt32})
    if not found:
        return empty
    hashes = np.concatenate([hashes for hashes, _ in found])
    order = np.argsort(hashes, kind="stable")
    same = hashes[order[1:]] == hashes[order[:-1]]
    if not same.any():
        return empty
    several = np.zeros(len(hashes), np.bool_)
    several[order[1:][same]] = True
    several[order[:-1][same]] = True
    rows = np.concatenate([places for _, places in found])[several]
    pieces = np.repeat(np.arange(len(found), dtype=np.uint32), [len(places) for _, places in found])[several]
    return pl.DataFrame({PIECE: pieces, ROW: rows}, schema=empty.schema)


def _details(placed: Sequence[Placed], found: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The rows with columns of them, `@@line` and the place of their unit; without `@deleted` they delete nothing."""
    parts: list[pl.DataFrame] = []
    for rows in found.sort(PIECE, ROW).partition_by(PIECE):
        one = placed[rows.item(0, PIECE)]
        there = [column for column in (LINE, *columns) if column != DELETED or one.piece.deletions]
        details = one.piece.frame(*there)[rows.get_column(ROW)]
        if DELETED in columns and not one.piece.deletions:
            details = details.with_columns(pl.lit(value=False).alias(DELETED))
        parts.append(details.with_columns(*rows.get_columns(), pl.lit(one.unit, pl.UInt32).alias(UNIT)))
    return pl.concat(parts, how="diagonal")


def _without(rows: pl.DataFrame, aside: Sequence[pl.DataFrame]) -> pl.DataFrame:
    for one in aside:
        rows = rows.join(one, on=[PIECE, ROW], how="anti")
    return rows
