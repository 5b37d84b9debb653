"""Rows of profiles and answers that are kept, of all units of a source: as many as people, so all at once."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from xseg.profiles.formats.chunk import LINE
from xseg.profiles.identity.owners import NOBODY
from xseg.profiles.identity.whose import People
from xseg.profiles.keeping.kept import Kept
from xseg.profiles.keeping.tables import held_as
from xseg.profiles.measures.report import Fences
from xseg.profiles.rows.outliers import applied, asked, fenced
from xseg.profiles.rows.parts import WHOSE
from xseg.profiles.rows.reading_place import READ, read_at
from xseg.profiles.rows.settle import UNIT, Placed
from xseg.profiles.rows.taking import FIRST, GRANTED, ORDER, PURPOSE, key_column
from xseg.profiles.rows.touched import KEPT, PIECE, ROW, STATE, Touched
from xseg.project.project import Source
from xseg.tables import NUMBER, TIME
from xseg.tables.columns import raw_column


def records(placed: Sequence[Placed], kept: Kept) -> pl.DataFrame:
    """`@number`, `@time`, `@order`, attributes (outliers' raw values beside) of one profiles source, sorted by number,
    then reading order; `@first` where several rows were equal.
    """
    types = {column.name: held_as(column.type) for column in kept.source.columns}
    types |= {raw_column(name): type_ for name, type_ in types.items()}
    rows = applied(_in_order(placed, kept, [TIME, *types]), kept.source, kept.fences)
    names = [name for name in types if name in rows.columns]
    places = [name for name in (ORDER, FIRST) if name in rows.columns]
    return rows.select(NUMBER, TIME, *places, *(pl.col(name).cast(types[name]) for name in names)).sort(NUMBER, ORDER)


def outliers_aside(placed: Sequence[Placed], touched: Touched, source: Source) -> tuple[Fences, ...]:
    """The fences of outliers that set their rows aside, on all rows that are no copies."""
    columns = asked(source, aside=True)
    if not columns:
        return ()
    found = fenced(described(placed, touched, source), columns)
    if found.aside is not None:
        touched.set_aside(found.rows.with_columns(found.aside.alias("reason")).drop_nulls("reason"))
    return found.found


def fences(placed: Sequence[Placed], kept: Kept) -> tuple[Fences, ...]:
    """All fences of a source, in the order of its attributes: beside those that are known already those of all other
    outliers, on all rows that are kept.
    """
    columns = asked(kept.source, aside=False)
    if not columns:
        return kept.fences
    parts = [pl.DataFrame()]
    for index, one in enumerate(placed):
        rows = one.piece.frame(*(column.name for column in columns))
        parts.append(rows.filter(pl.Series(kept.numbers(index, 0, rows.height) != NOBODY)))
    found = {one.attribute: one for one in (*kept.fences, *fenced(pl.concat(parts, how="diagonal"), columns).found)}
    return tuple(found[column.name] for column in kept.source.columns if column.name in found)


def answers(placed: Sequence[Placed], kept: Kept, people: People) -> pl.DataFrame:
    """The answers of one source of consents, as consents.py has them: by what was told of whom, whoever that is."""
    parts = []
    for index, one in enumerate(placed):
        rows = one.piece.frame(WHOSE, TIME, PURPOSE, GRANTED)
        told = rows.with_columns(column.gather(rows.get_column(WHOSE)) for column in people.codes(index))
        parts.append(told.drop(WHOSE).filter(pl.Series(kept.numbers(index, 0, rows.height) != NOBODY)))
    return pl.concat(parts)


def described(placed: Sequence[Placed], touched: Touched, source: Source) -> pl.DataFrame:
    """The rows of a profiles source that are no copies, with keys and attributes, `@piece`, `@row` and `@whose`: before
    anybody is known.
    """
    parts = []
    for index, one in enumerate(placed):
        out = touched.of(index).filter(pl.col(STATE) != KEPT).get_column(ROW).to_numpy()
        stays = np.ones(one.piece.rows, np.bool_)
        stays[out] = False
        whose = one.piece.combinations().select(pl.selectors.starts_with(key_column("")))
        rows = one.piece.frame().with_row_index(ROW)
        rows = rows.with_columns(pl.lit(index, pl.UInt32).alias(PIECE)).filter(pl.Series(stays))
        parts.append(pl.concat([rows, whose[rows.get_column(WHOSE)]], how="horizontal"))
    return pl.concat(parts, how="diagonal") if parts else pl.DataFrame()


def _in_order(placed: Sequence[Placed], kept: Kept, columns: Sequence[str]) -> pl.DataFrame:
    parts = [pl.DataFrame(schema={NUMBER: pl.UInt32, UNIT: pl.UInt32, LINE: pl.UInt32})]
    for index, one in enumerate(placed):
        there = [name for name in columns if name in one.piece.columns]
        rows = one.piece.frame(LINE, *there)
        numbers = kept.numbers(index, 0, rows.height)
        rows = rows.with_columns(pl.Series(NUMBER, numbers), pl.lit(one.unit, pl.UInt32).alias(UNIT))
        first = kept.first(index, rows.height)
        if first.null_count() < rows.height:
            rows = rows.with_columns(first.alias(READ))
        parts.append(rows.filter(pl.Series(numbers != NOBODY)))
    rows = pl.concat(parts, how="diagonal").sort(UNIT, LINE).with_row_index(ORDER)
    return _first_known(rows) if READ in rows.columns else rows


def _first_known(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with `@first`, the order that they have by the first of equal rows; `@read` is null where none is equal."""
    first = pl.col(READ).fill_null(read_at(pl.col(UNIT)))
    return rows.with_columns((first.rank("ordinal") - 1).cast(pl.UInt32).alias(FIRST)).drop(READ)
