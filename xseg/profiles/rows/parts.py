"""Parts: a unit as it was read, kept so that it is not read again; a piece a chunk.

A piece holds the rows in order of kind and time, who they are of as one number for each different combination of key
values, and the hashes of their ids, sorted: what is needed to find copies without reading rows.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from xseg.profiles.formats.chunk import LINE, Chunk
from xseg.profiles.identity import identify
from xseg.profiles.identity.identify import COMBINATION
from xseg.profiles.measures.quality import Quality, as_json, from_json, merged, quality
from xseg.profiles.rows.ahead import ahead
from xseg.profiles.rows.aside import PLACED
from xseg.profiles.rows.copies import DELETED
from xseg.profiles.rows.rules import unique_names
from xseg.profiles.rows.taking import KIND, key_column, take
from xseg.project.project import Project, Source
from xseg.store import messages
from xseg.store.damaged import Damaged
from xseg.tables import ID, TIME

WHOSE = "@whose"
"""The row's place among the piece's combinations of key values."""
UNDATED = "undated"
"""Whether a row of a combination of key values has no time."""
ROWS = "rows"
"""How many rows have a combination of key values."""
PROBE = ("", "a", "p000001", "ann@example.com", "é" * 40)
Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.uint32]
PLACE = np.dtype(np.uint32)


@dataclass(frozen=True, slots=True)
class Piece:
    """One chunk of a part: its files are in the part's folder and begin with `name`."""

    folder: Path
    name: str
    rows: int
    deletions: int

    def frame(self, *columns: str) -> pl.DataFrame:
        """All rows, with these columns; without any with all."""
        with _whole(self._file("rows")) as file:
            return pl.read_parquet(file, columns=list(columns) or None, glob=False)

    def some(self, start: int, rows: int, *, columns: list[str]) -> pl.DataFrame:
        """Rows in the piece's own order, from a place on."""
        with _whole(self._file("rows")) as file:
            return pl.scan_parquet(file, glob=False).slice(start, rows).select(columns).collect()

    @property
    def columns(self) -> list[str]:
        with _whole(self._file("rows")) as file:
            return pl.scan_parquet(file, glob=False).collect_schema().names()

    def ids(self, lines: Collection[int]) -> dict[int, str]:
        """Line → id of the rows at some lines."""
        with _whole(self._file("rows")) as file:
            rows = pl.scan_parquet(file, glob=False).filter(pl.col(LINE).is_in(list(lines))).select(LINE, ID).collect()
            return dict(rows.iter_rows())

    def combinations(self, *columns: str) -> pl.DataFrame:
        """The different combinations of key values, in the order of their numbers, with those of these columns that are
        there, without any with all: a column a key that the source has, and what is told of their rows (`together`, and
        the first `@@line`).
        """
        with _whole(self._file("whose")) as file:
            found = pl.scan_parquet(file, glob=False)
            there = found.collect_schema().names()
            return found.select(name for name in columns or there if name in there).collect()

    def aside(self) -> pl.DataFrame:
        """See aside.PLACED."""
        with _whole(self._file("aside")) as file:
            return pl.read_parquet(file, glob=False) if file.exists() else pl.DataFrame(schema=PLACED)

    def hashes(self, of: int, low: int, high: int) -> tuple[Hashes, Places]:
        """The hashes from `low` to before `high`, sorted, and the place of each one's row; of ids (0), or of a column
        that is to be unique (from 1).
        """
        with _whole(self.folder / f"{self.name}.{of}.hash.npy") as file:
            places = file.with_name(f"{self.name}.{of}.place.npy")
            hashes = np.load(file, mmap_mode="r")
            start = int(np.searchsorted(hashes, np.uint64(low)))
            end = int(np.searchsorted(hashes, np.uint64(high - 1), side="right"))
            return _slice(file, hashes.dtype, start, end), _slice(places, PLACE, start, end)

    def _file(self, what: str) -> Path:
        return self.folder / f"{self.name}.{what}.parquet"


@dataclass(frozen=True, slots=True)
class Part:
    """A whole part: what was counted, and its pieces in reading order."""

    read: int
    rows: int
    """That could be split into fields."""
    aside: Mapping[str, int]
    dropped: Mapping[str, int]
    keys_refused: Mapping[str, int]
    numbers_of_times: Mapping[str, bool]
    """Column of times → whether all its values are bare numbers."""
    columns: tuple[str, ...]
    """The source's own."""
    quality: Quality
    pieces: tuple[Piece, ...]


def write(
    chunks: Iterable[Chunk], source: Source, project: Project, folder: Path, *, done: Callable[[float], None]
) -> None:
    """Takes every chunk of a unit, one after the other, and writes the part into an empty folder; `done` hears which
    share of the unit is written.
    """
    counts: dict[str, dict[str, int]] = {"aside": {}, "dropped": {}, "keys_refused": {}}
    read, rows, pieces = 0, 0, []
    times: dict[str, bool] = {}
    columns: dict[str, None] = {}
    seen: list[Quality] = []
    for place, chunk in enumerate(ahead(chunks)):
        taken = take(source, chunk, project)
        name = f"{place:06d}"
        read += taken.read
        rows += chunk.frame.height
        _add(counts["dropped"], taken.dropped)
        _add(counts["keys_refused"], taken.keys_refused)
        _add(counts["aside"], dict(taken.aside.group_by("reason").len().sort("reason").iter_rows()))
        columns |= dict.fromkeys(chunk.columns)
        _add_times(times, chunk, source)
        seen.append(quality(source, project, chunk.frame, _staying(taken.rows)))
        if taken.aside.height:
            taken.aside.write_parquet(folder / f"{name}.aside.parquet", compression="zstd", compression_level=1)
        deletions = int(taken.rows.get_column(DELETED).sum()) if DELETED in taken.rows.columns else 0
        pieces.append({"name": name, "rows": taken.rows.height, "deletions": deletions})
        _write_piece(taken.rows, source, project, folder / name)
        done(chunk.share)
    told = {
        **{what: dict(sorted(found.items())) for what, found in counts.items()},
        "read": read,
        "rows": rows,
        "times": times,
        "columns": list(columns),
        "quality": as_json(merged(seen)),
        "pieces": pieces,
    }
    (folder / "part.json").write_text(json.dumps(told, ensure_ascii=False, sort_keys=True), encoding="utf-8")


def load(folder: Path) -> Part:
    """A whole part."""
    with _whole(folder / "part.json") as file:
        told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    pieces = (Piece(folder, piece["name"], piece["rows"], piece["deletions"]) for piece in told["pieces"])
    return Part(
        told["read"],
        told["rows"],
        told["aside"],
        told["dropped"],
        told["keys_refused"],
        told["times"],
        tuple(told["columns"]),
        from_json(told["quality"]),
        tuple(pieces),
    )


@contextmanager
def _whole(file: Path) -> Iterator[Path]:
    """Reads a file of a part; raises Damaged where it is not what was written."""
    try:
        yield file
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as error:
        raise Damaged(messages.damaged(file.parent.parent, f"{file.parent.name}/{file.name} of a part")) from error


def _slice(file: Path, type_: npt.DTypeLike, start: int, end: int) -> npt.NDArray[Any]:
    """Elements of a plain array in a file, read and not mapped: mapped pages would count as memory."""
    with file.open("rb") as opened:
        np.lib.format.read_magic(opened)
        np.lib.format.read_array_header_1_0(opened)
        width = np.dtype(type_).itemsize
        return np.fromfile(opened, type_, end - start, offset=start * width)


def together() -> list[pl.Expr]:
    """Of rows with the same key values: the earliest time, whether any has none, and how many they are."""
    return [pl.col(TIME).min(), pl.col(TIME).is_null().any().alias(UNDATED), pl.len().cast(pl.UInt32).alias(ROWS)]


def hash_of(values: pl.Series) -> pl.Series:
    """Equal for equal values, on one machine and with one version of Polars: `probe` tells of both."""
    return values.hash(seed=7)


def probe() -> str:
    """What hashes look like here."""
    return repr(hash_of(pl.Series(PROBE, dtype=pl.String)).to_list())


def _write_piece(rows: pl.DataFrame, source: Source, project: Project, start: Path) -> None:
    keys = [key_column(key.name) for key in project.keys if key_column(key.name) in rows.columns]
    rows = identify.with_combinations(_in_order(rows, source), project.keys)
    whose = (
        rows.group_by(COMBINATION, maintain_order=True)
        .agg(*(pl.col(key).first() for key in keys), *together(), pl.col(LINE).min())
        .with_row_index(WHOSE)
    )
    rows = rows.join(whose.select(COMBINATION, WHOSE), on=COMBINATION, how="left", maintain_order="left")
    for of, column in enumerate((ID, *unique_names(source))):
        values = rows.get_column(column)
        known = values.is_not_null().arg_true().to_numpy()
        hashes = hash_of(values.drop_nulls()).to_numpy()
        order = np.argsort(hashes, kind="stable")
        np.save(f"{start}.{of}.hash.npy", hashes[order])
        np.save(f"{start}.{of}.place.npy", known[order].astype(np.uint32))
    whose.drop(WHOSE).write_parquet(f"{start}.whose.parquet", compression="zstd", compression_level=1)
    rows.drop(COMBINATION, *keys).write_parquet(
        f"{start}.rows.parquet", compression="zstd", compression_level=1, row_group_size=1 << 15
    )


def _in_order(rows: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Events by kind and time, then in reading order, and other rows in that alone."""
    if not rows.get_column(LINE).is_sorted():
        rows = rows.sort(LINE)
    if source.kind != "events":
        return rows
    kinds = rows.get_column(KIND)
    different = kinds.unique().sort()
    some = [rows] if len(different) < 2 else (rows.filter(kinds.eq_missing(kind)) for kind in different)
    return pl.concat([of_kind.sort(TIME, maintain_order=True) for of_kind in some])


def _staying(rows: pl.DataFrame) -> pl.DataFrame:
    """Without those that only delete others."""
    return rows.filter(~pl.col(DELETED)) if DELETED in rows.columns else rows


def _add(counts: dict[str, int], more: Mapping[str, int]) -> None:
    for reason, rows in more.items():
        counts[reason] = counts.get(reason, 0) + rows


def _add_times(times: dict[str, bool], chunk: Chunk, source: Source) -> None:
    """Columns whose values are numbers in some chunk and others in another are not bare numbers."""
    for time in (source.time, source.updated_at):
        if time is not None and time.format is None and time.column in chunk.frame.columns:
            column = chunk.frame.get_column(time.column)
            if column.null_count() < len(column):
                times[time.column] = times.get(time.column, True) and column.dtype.is_numeric()
