"""What settling copies did to rows: few are touched, and those that are can be many, so they wait on disk."""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from xseg.profiles.formats.chunk import LINE
from xseg.tables import TIME

PIECE, ROW = "@piece", "@row"
"""Where a row is: its piece, and its place there."""
STATE = "@state"
KEPT, COPY, GONE, ASIDE = 0, 1, 2, 3
"""States of rows: kept; a copy that never counts; a deletion; from 3 on: set aside for the reason of that place."""
OWNER, OWNER_WHOSE = "@owner", "@owner_whose"
"""Whose the row is: the piece of the copy that tells, and whose there."""
UNTIL = "@until"
FIRST_READ = "@first_read"
"""Where the first of equal rows stands (reading_place.READ), of which the last is kept; null where no row is equal."""
TOUCHED = {
    PIECE: pl.UInt32,
    ROW: pl.UInt32,
    STATE: pl.UInt16,
    UNTIL: pl.Int64,
    OWNER: pl.UInt32,
    OWNER_WHOSE: pl.UInt32,
    FIRST_READ: pl.UInt64,
    TIME: pl.Int64,
    LINE: pl.UInt32,
}


@dataclass(slots=True)
class Touched:
    """Rows by their piece, and by the piece of their owner. `most` rows stay in memory."""

    folder: Path
    most: int
    reasons: list[str] = field(default_factory=list)
    """Why rows are set aside that can be read."""
    _aside: list[pl.DataFrame] = field(default_factory=list)
    _waiting: list[pl.DataFrame] = field(default_factory=list)
    _rows: int = 0
    _files: int = 0

    def set_aside(self, rows: pl.DataFrame) -> None:
        """Rows with `@piece`, `@row` and `reason`, none of which was set aside before."""
        for reason in rows.get_column("reason").unique().sort().to_list():
            if reason not in self.reasons:
                self.reasons.append(reason)
        states = [ASIDE + place for place in range(len(self.reasons))]
        state = pl.col("reason").replace_strict(self.reasons, states, return_dtype=pl.UInt16).alias(STATE)
        self._aside.append(rows.select(PIECE, ROW, state))

    def add(self, rows: pl.DataFrame) -> None:
        """Rows with the columns of TOUCHED, each row once."""
        self._waiting.append(rows.select(pl.col(name).cast(type_) for name, type_ in TOUCHED.items()))
        self._rows += rows.height
        if self._rows > self.most:
            self._spill()

    def of(self, piece: int) -> pl.DataFrame:
        """The touched rows of a piece."""
        rows, aside = self._those(PIECE, piece), self._of_aside(piece)
        if not aside.height:
            return rows
        return pl.concat([rows.join(aside, on=[PIECE, ROW], how="anti"), aside], how="diagonal")

    def owned(self, piece: int) -> pl.DataFrame:
        """The touched rows that are kept and whose owner stands in a piece."""
        rows = self._those(OWNER, piece).filter(pl.col(STATE) == KEPT)
        for aside in self._aside:
            rows = rows.join(aside, on=[PIECE, ROW], how="anti")
        return rows

    def not_kept(self, rows: pl.DataFrame) -> pl.DataFrame:
        """`@piece` and `@row` of those of rows that are not kept, by what is known so far."""
        places = rows.select(PIECE, ROW)
        out = [self.of(one.item(0, PIECE)).filter(pl.col(STATE) != KEPT) for one in places.partition_by(PIECE)]
        return pl.concat([places.clear(), *(one.select(PIECE, ROW) for one in out)]).join(
            places, on=[PIECE, ROW], how="semi"
        )

    def _of_aside(self, piece: int) -> pl.DataFrame:
        empty = pl.DataFrame(schema={name: TOUCHED[name] for name in (PIECE, ROW, STATE)})
        return pl.concat([empty, *(rows.filter(pl.col(PIECE) == piece) for rows in self._aside)])

    def _those(self, column: str, piece: int) -> pl.DataFrame:
        parts = [rows.filter(pl.col(column) == piece) for rows in self._waiting]
        parts += [
            pl.scan_parquet(self._file(column, place), glob=False).filter(pl.col(column) == piece).collect()
            for place in range(self._files)
        ]
        return pl.concat([pl.DataFrame(schema=TOUCHED), *parts])

    def _spill(self) -> None:
        rows = pl.concat(self._waiting)
        for column in (PIECE, OWNER):
            rows.sort(column).write_parquet(self._file(column, self._files), row_group_size=1 << 14)
        self._waiting, self._rows, self._files = [], 0, self._files + 1

    def _file(self, column: str, place: int) -> Path:
        return self.folder / f"touched{column}-{place}.parquet"
