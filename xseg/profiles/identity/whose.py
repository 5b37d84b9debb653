"""Whose rows are: the different combinations of key values of a source, and the number of the person each is of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from xseg.profiles.formats.chunk import LINE
from xseg.profiles.identity.identify import PLACE
from xseg.profiles.identity.owners import NOBODY, Numbers, Owners, owner
from xseg.profiles.identity.vocabulary import CODE, NONE, Places, Vocabularies, renumbered, series
from xseg.profiles.rows.copies import DELETED
from xseg.profiles.rows.parts import ROWS, UNDATED, WHOSE, Piece, together
from xseg.profiles.rows.reading_place import READ, read_at
from xseg.profiles.rows.settle import UNIT, Placed
from xseg.profiles.rows.taking import key_column
from xseg.profiles.rows.touched import OWNER, OWNER_WHOSE, PIECE, ROW, Touched
from xseg.project.project import Key
from xseg.tables import TIME


def combinations(
    placed: Sequence[Placed], touched: Touched, people: "People", *, place: int, rows_most: int
) -> pl.DataFrame:
    """The different combinations of a source's rows that are kept, key values as the numbers that they get as they
    come: columns as identify.py has them, and beside them how many rows there are, and where the one read first stands
    (`reading_place.READ`).
    """
    so_far = nobody(people.keys).drop(PLACE)
    names = [key_column(key.name) for key in people.keys]
    units = [one.unit for one in placed]
    waiting: list[pl.DataFrame] = []
    for some in _batches(placed, rows_most):
        for index, coded in zip(some, people.add([placed[index].piece for index in some]), strict=True):
            waiting.append(_alive(placed[index], index, touched, units, coded).select(so_far.columns))
        if sum(frame.height for frame in waiting) > max(rows_most // 2, so_far.height):
            so_far, waiting = _merged([so_far, *waiting], names), []
    so_far = _merged([so_far, *waiting], names)
    return so_far.with_columns(pl.lit(place, pl.UInt32).alias(PLACE))


def in_order(found: pl.DataFrame, keys: Sequence[Key], places: Places) -> pl.DataFrame:
    """Combinations with key values numbered anew, and sorted by source and key values."""
    names = [key_column(key.name) for key in keys]
    columns = [renumbered(found.get_column(name), new) for name, new in zip(names, places, strict=True)]
    return found.with_columns(columns).sort(PLACE, *names)


def _batches(placed: Sequence[Placed], rows_most: int) -> Iterator[list[int]]:
    """Pieces with about so many rows together."""
    some: list[int] = []
    for index in range(len(placed)):
        some.append(index)
        if sum(placed[one].piece.rows for one in some) > rows_most or index == len(placed) - 1:
            yield some
            some = []


def nobody(keys: Sequence[Key]) -> pl.DataFrame:
    """No combinations."""
    columns = dict.fromkeys([key_column(key.name) for key in keys], CODE)
    counted = {TIME: pl.Int64, UNDATED: pl.Boolean, ROWS: pl.UInt32, READ: pl.UInt64}
    return pl.DataFrame(schema={**columns, **counted, PLACE: pl.UInt32})


def _merged(frames: Sequence[pl.DataFrame], names: Sequence[str]) -> pl.DataFrame:
    if not names:
        return frames[0].clear()
    sums = [pl.col(TIME).min(), pl.col(UNDATED).any(), pl.col(ROWS).sum(), pl.col(READ).min()]
    return pl.concat(frames).group_by(names).agg(sums)


def _alive(one: Placed, index: int, touched: Touched, units: Sequence[int], coded: pl.DataFrame) -> pl.DataFrame:
    """The combinations of a piece that kept rows have, its own rows or others whose last copy is here."""
    piece = one.piece
    rows, owned = touched.of(index), touched.owned(index)
    if not rows.height and not owned.height and not piece.deletions:
        counted = piece.combinations(TIME, UNDATED, ROWS, LINE)
        told = counted.with_columns(read_at(pl.lit(one.unit))).drop(LINE)
        return coded.with_columns(told.get_columns())
    untouched = np.ones(piece.rows, np.bool_)
    untouched[rows.get_column(ROW).to_numpy()] = False
    untouched &= ~deletions(one)
    own = piece.frame(WHOSE, TIME, LINE).filter(pl.Series(untouched)).with_columns(_unit(one.unit))
    at = pl.Series(UNIT, [units[place] for place in owned.get_column(PIECE).to_list()], dtype=pl.UInt32)
    more = owned.select(pl.col(OWNER_WHOSE).alias(WHOSE), TIME, LINE).with_columns(at)
    counted = (
        pl.concat([own, more]).with_columns(read_at(pl.col(UNIT))).group_by(WHOSE).agg(*together(), pl.col(READ).min())
    )
    return coded[counted.get_column(WHOSE)].with_columns(counted.drop(WHOSE).get_columns())


def _unit(place: int) -> pl.Expr:
    return pl.lit(place, pl.UInt32).alias(UNIT)


def deletions(one: Placed) -> npt.NDArray[np.bool_]:
    """Which rows of a piece only delete others."""
    if not one.piece.deletions:
        return np.zeros(one.piece.rows, np.bool_)
    return one.piece.frame(DELETED).to_series().to_numpy()


@dataclass(slots=True)
class People:
    """The number of the person of each combination of each piece of a source: by the strongest key value that joins."""

    keys: Sequence[Key]
    file: Path
    """The numbers of all key values of all combinations, piece by piece, as they came: texts are looked up once."""
    words: Vocabularies = ()
    """Of all sources together; they grow while combinations are gathered."""
    places: Places = ()
    """The new number of each old one, from then on."""
    _owners: Owners = ()
    _starts: list[int] = field(default_factory=lambda: [0])

    def add(self, pieces: Sequence[Piece]) -> list[pl.DataFrame]:
        """Of each of the next pieces a column of numbers a key: its combinations, in the order of theirs."""
        names = [key_column(key.name) for key in self.keys]
        parts = [piece.combinations(TIME, *names) for piece in pieces]
        told = pl.concat(parts, how="diagonal") if parts else pl.DataFrame()
        found = np.full((told.height, len(names)), NONE)
        for place, (name, words) in enumerate(zip(names, self.words, strict=True)):
            if name in told.columns:
                found[:, place] = words.add(told.get_column(name))
        with self.file.open("ab") as opened:
            found.tofile(opened)
        ends = np.cumsum([0, *(part.height for part in parts)])
        self._starts += (self._starts[-1] + ends[1:]).tolist()
        return [
            pl.DataFrame(
                [series(name, found[start:end, column]) for column, name in enumerate(names)], height=end - start
            )
            for start, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)
        ]

    def know(self, owners: Owners) -> None:
        """Whose each value is, by the new numbers."""
        self._owners = [people[new] for people, new in zip(owners, self.places, strict=True)]

    def codes(self, piece: int) -> list[pl.Series]:
        """The new numbers of the key values of a piece's combinations, a column a key."""
        found = zip(self.keys, self._of(piece).T, self.places, strict=True)
        return [renumbered(series(key_column(key.name), mine), new) for key, mine, new in found]

    def placed(self, rows: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
        """Rows (record_tables.described) with `@row`, the place of their combination: `at` of those found."""
        names = [key_column(key.name) for key in self.keys]
        there = found.select("at", *names)
        parts = [
            pl.DataFrame(self.codes(piece))
            .with_row_index(WHOSE)
            .join(there, on=names, nulls_equal=True)
            .select(pl.lit(piece, pl.UInt32).alias(PIECE), WHOSE, "at")
            for piece in rows.get_column(PIECE).unique().to_list()
        ]
        return rows.drop(ROW).join(pl.concat(parts).rename({"at": ROW}), on=[PIECE, WHOSE])

    def of_rows(self, piece: int, whose: Numbers, touched: pl.DataFrame) -> Numbers:
        """For each row of a piece its person; `touched` are its rows that may be of the person of another piece."""
        if not self.keys:
            return np.full(len(whose), NOBODY)
        found = owner(self._of(piece).T, self._owners)[whose]
        owned = touched.filter(pl.col(OWNER_WHOSE).is_not_null())
        if owned.height:
            at = np.asarray(self._starts)[owned.get_column(OWNER).to_numpy()] + owned.get_column(OWNER_WHOSE).to_numpy()
            codes = np.memmap(self.file, np.uint32, "r", shape=(self._starts[-1], len(self.keys)))[at]
            found[owned.get_column(ROW).to_numpy()] = owner(codes.T, self._owners)
        return found

    def _of(self, piece: int) -> Numbers:
        width, start, end = len(self.keys), *self._starts[piece : piece + 2]
        found = np.fromfile(self.file, np.uint32, (end - start) * width, offset=start * width * 4)
        return found.reshape(end - start, width)
