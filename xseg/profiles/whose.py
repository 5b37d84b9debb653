"""Whose rows are: the different combinations of key values of a source, and the number of the person each is of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from xseg.profiles.chunk import LINE
from xseg.profiles.copies import DELETED
from xseg.profiles.identify import COMBINATION, PLACE
from xseg.profiles.parts import UNDATED, WHOSE, together
from xseg.profiles.records import ROWS
from xseg.profiles.settle import UNIT, Placed
from xseg.profiles.taking import key_column
from xseg.profiles.touched import OWNER, OWNER_WHOSE, PIECE, ROW, Touched
from xseg.project.project import Key, Source
from xseg.tables import ID, NUMBER, TIME

NOBODY = np.uint32(0xFFFF_FFFF)
"""The number of rows that are not kept, or of nobody."""
UNKNOWN = np.uint32(0xFFFF_FFFE)
"""The number of rows that are kept although they are of nobody: answers count for their address, whoever's that is."""
Numbers = npt.NDArray[np.uint32]


def combinations(
    placed: Sequence[Placed], touched: Touched, source: Source, keys: Sequence[Key], *, place: int, rows_most: int
) -> pl.DataFrame:
    """The different combinations of a source's rows that are kept; columns as identify.py has them, and beside them how
    many rows there are, and the unit, line and id of the one read first.
    """
    so_far = nobody(keys).drop(PLACE)
    schema = so_far.schema
    units = [one.unit for one in placed]
    waiting: list[pl.DataFrame] = []
    for index, one in enumerate(placed):
        found = _alive(one, index, touched, units, source)
        waiting.append(
            found.select(
                (pl.col(name) if name in found.columns else pl.lit(None)).cast(type_).alias(name)
                for name, type_ in schema.items()
            )
        )
        if sum(frame.height for frame in waiting) > max(rows_most // 2, so_far.height // 4):
            so_far, waiting = _merged([so_far, *waiting]), []
    so_far = _merged([so_far, *waiting])
    return so_far.with_columns(pl.lit(place, pl.UInt32).alias(PLACE))


def nobody(keys: Sequence[Key]) -> pl.DataFrame:
    """No combinations."""
    columns = dict.fromkeys([COMBINATION, *(key_column(key.name) for key in keys)], pl.String)
    counted = {TIME: pl.Int64, UNDATED: pl.Boolean, ROWS: pl.UInt32, UNIT: pl.UInt32, LINE: pl.UInt32, ID: pl.String}
    return pl.DataFrame(schema={**columns, **counted, PLACE: pl.UInt32})


def _merged(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    rows = pl.concat(frames).sort(UNIT, LINE)
    sums = {TIME: pl.col(TIME).min(), UNDATED: pl.col(UNDATED).any(), ROWS: pl.col(ROWS).sum()}
    return rows.group_by(COMBINATION).agg(
        sums.get(name, pl.col(name).first()) for name in rows.columns if name != COMBINATION
    )


def _alive(one: Placed, index: int, touched: Touched, units: Sequence[int], source: Source) -> pl.DataFrame:
    """The combinations of a piece that kept rows have, its own rows or others whose last copy is here."""
    piece, whose = one.piece, one.piece.combinations()
    rows, owned = touched.of(index), touched.owned(index)
    if not rows.height and not owned.height and not piece.deletions:
        return whose.with_columns(_unit(one.unit))
    untouched = np.ones(piece.rows, np.bool_)
    untouched[rows.get_column(ROW).to_numpy()] = False
    untouched &= ~deletions(one)
    own = piece.frame(WHOSE, TIME, LINE, ID).filter(pl.Series(untouched)).with_columns(_unit(one.unit))
    at = pl.Series(UNIT, [units[place] for place in owned.get_column(PIECE).to_list()], dtype=pl.UInt32)
    more = owned.select(pl.col(OWNER_WHOSE).alias(WHOSE), TIME, LINE, ID).with_columns(at)
    counted = pl.concat([own, more]).sort(UNIT, LINE).group_by(WHOSE).agg(*together(source, 0), pl.col(UNIT).first())
    counted = counted.sort(WHOSE)
    return whose[counted.get_column(WHOSE)].with_columns(counted.drop(WHOSE).get_columns())


def _unit(place: int) -> pl.Expr:
    return pl.lit(place, pl.UInt32).alias(UNIT)


def deletions(one: Placed) -> npt.NDArray[np.bool_]:
    """Which rows of a piece only delete others."""
    if not one.piece.deletions:
        return np.zeros(one.piece.rows, np.bool_)
    return one.piece.frame(DELETED).to_series().to_numpy()


@dataclass(slots=True)
class People:
    """The number of the person of each combination of each piece of a source, in a file a piece."""

    folder: Path
    _last: tuple[int, Numbers] | None = field(default=None)

    def write(self, placed: Sequence[Placed], numbers: pl.DataFrame, *, rows_most: int) -> None:
        """`numbers` are `@combination` and `@number` of the source."""
        waiting: list[tuple[int, pl.DataFrame]] = []
        for index, one in enumerate(placed):
            waiting.append((index, one.piece.combinations().select(COMBINATION)))
            if sum(frame.height for _, frame in waiting) > rows_most or index == len(placed) - 1:
                both = pl.concat([frame for _, frame in waiting])
                found = both.join(numbers, on=COMBINATION, how="left", maintain_order="left").get_column(NUMBER)
                told, start = found.fill_null(int(NOBODY)).cast(pl.UInt32).to_numpy(), 0
                for place, frame in waiting:
                    np.save(self._file(place), told[start : start + frame.height])
                    start += frame.height
                waiting = []

    def of(self, piece: int) -> Numbers:
        """For each combination of a piece its person."""
        if self._last is None or self._last[0] != piece:
            self._last = (piece, np.load(self._file(piece)))
        return self._last[1]

    def of_rows(self, index: int, whose: Numbers, touched: pl.DataFrame) -> Numbers:
        """For each row of a piece its person; `touched` are its rows that may be of the person of another piece."""
        found = self.of(index)[whose] if len(whose) else whose
        for owned in touched.filter(pl.col(OWNER_WHOSE).is_not_null()).partition_by(OWNER):
            people = self.of(owned.item(0, OWNER))
            found[owned.get_column(ROW).to_numpy()] = people[owned.get_column(OWNER_WHOSE).to_numpy()]
        return found

    def _file(self, piece: int) -> Path:
        return self.folder / f"people-{piece}.npy"
