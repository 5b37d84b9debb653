"""A build or a run in the making: written beside the last whole one, then committed in one transaction."""

import json
import shutil
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

import polars as pl

from xseg.store import folders, lock, members, registry


class Writing:
    """What is written between `begin` and `commit`, in a `with` block: left without `commit`, nothing has happened."""

    parts: ClassVar[tuple[str, ...]]
    kind: ClassVar[str]

    def __init__(self, folder: Path, id_: int) -> None:
        self.folder = folder
        self.id = id_
        """Counts from 1 by kind; an abandoned one gives its number to the next."""
        self._open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open:
            self._open = False
            self._clean()
            for part in self.parts:
                folders.sweep(self.folder / part, named=lambda name: not name.startswith(folders.PENDING))
            with registry.transaction(self.folder) as connection:
                lock.release(connection)

    def _clean(self) -> None:
        """Removes what nobody needs once the work is over."""

    def _pending(self, part: str) -> Path:
        assert self._open, "nothing is written after commit"
        return self.folder / part / f"{folders.PENDING}{self.id}"

    def _whole(self, part: str) -> Path:
        return self.folder / part / f"{self.kind}-{self.id}"

    def _commit(self, rows: Iterable[tuple[str, tuple[object, ...]]]) -> None:
        for part in self.parts:
            if self._pending(part).is_dir():
                folders.settle(self._pending(part), self._whole(part))
        with registry.transaction(self.folder) as connection:
            for statement, values in rows:
                connection.execute(statement, values)
            lock.release(connection)
        self._open = False


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A unit of a source as a build read it; `place` is that in reading order, `part` names the folder of its rows.

    `stamp` is equal where the content is surely the same, `fingerprint` where it is the same.
    """

    source: str
    place: int
    name: str
    fingerprint: str
    size: int
    stamp: str
    part: str


class Build(Writing):
    """Tables, identities and quarantine out of sources."""

    parts = folders.BUILD_PARTS
    kind = "build"

    def __init__(self, folder: Path, id_: int) -> None:
        super().__init__(folder, id_)
        self._pieces: dict[tuple[str, str], int] = {}

    # --- parts: units as they were read ---

    def begin_part(self) -> Path:
        """An empty folder to write a part into."""
        folder = self.folder / folders.PARTS / f"{folders.PENDING}{self.id}"
        folders.sweep(folder.parent, named=lambda name: not name.startswith(folders.PENDING))
        return folders.make(folder)

    def settle_part(self, pending: Path, key: str) -> Path:
        """Gives a written part its name: from here on it is whole, and builds that need the same find it."""
        whole = pending.parent / key
        if whole.exists():
            shutil.rmtree(whole)
        folders.settle(pending, whole)
        return whole

    @property
    def scratch(self) -> Path:
        """A folder for what is gone when the build is done."""
        return folders.make(self.folder / folders.SCRATCH / f"{folders.PENDING}{self.id}")

    # --- tables ---

    def write_table(self, frame: pl.DataFrame, *, name: str) -> None:
        """One of the tables that snapshots are made of; `name` may hold any letters."""
        folders.write_table(frame, self._pending("tables"), name=name)

    def add_to_table(self, frame: pl.DataFrame, *, name: str) -> None:
        """The next rows of a table that is written piece by piece."""
        self._add(frame, "tables", name)

    def write_identities(self, frame: pl.DataFrame, *, name: str) -> None:
        """One of `ledger`, `aliases`, `keys`."""
        folders.write_table(frame, self._pending("identities"), name=name)

    def add_to_identities(self, frame: pl.DataFrame, *, name: str) -> None:
        """The next rows of one that is written piece by piece."""
        self._add(frame, "identities", name)

    def add_to_quarantine(self, frame: pl.DataFrame) -> None:
        """The next rows set aside: source, file, line, reason, row. An empty frame tells that there may be none."""
        self._add(frame, "quarantine", "rows")

    def _add(self, frame: pl.DataFrame, part: str, name: str) -> None:
        place = self._pieces.get((part, name), 0)
        self._pieces[part, name] = place + 1
        folders.write_piece(frame, self._pending(part), name=name, place=place)

    def commit(self, *, project: str, units: Iterable[UnitRecord], report: Mapping[str, object]) -> int:
        """Make the build the last whole one. `project` is the digest of the declarations that made it, `report` is
        plain values for JSON. Parts that it does not name are gone. Returns the build's number.
        """
        told = json.dumps(report, ensure_ascii=False, allow_nan=False, sort_keys=True)
        units = sorted(units, key=lambda unit: (unit.source, unit.place))
        self._commit(
            [
                ("insert into builds values (?, ?, ?)", (self.id, project, told)),
                *(("insert into units values (?, ?, ?, ?, ?, ?, ?, ?)", (self.id, *astuple(unit))) for unit in units),
            ]
        )
        self._clean()
        folders.sweep(self.folder / folders.PARTS, named={unit.part for unit in units}.__contains__)
        return self.id

    def _clean(self) -> None:
        folders.sweep(self.folder / folders.SCRATCH, named=lambda _: False)
        folders.sweep(self.folder / folders.PARTS, named=lambda name: not name.startswith(folders.PENDING))


SCORED = {"model": pl.String, "version": pl.Int64}
"""Of a run the versions of models that scored."""


class Run(Writing):
    """Features and membership at one `now` (microseconds of UTC) over one build's tables."""

    parts = folders.RUN_PARTS
    kind = "run"

    def __init__(self, folder: Path, id_: int, *, now: int, build: int, previous: pl.DataFrame) -> None:
        super().__init__(folder, id_)
        self.now = now
        self.build = build
        self._previous = previous
        self._sizes: dict[str, int] | None = None
        self._has_features = False

    def write_features(self, frame: pl.DataFrame) -> None:
        """`@profile` and one column a trait, score or rank; sorted as given."""
        folders.write_table(frame, self._pending("features"), name="features")
        self._has_features = True

    def write_scorers(self, models: Mapping[str, int]) -> None:
        """Model → the version that scored."""
        scored = pl.DataFrame(sorted(models.items()), schema=SCORED, orient="row")
        folders.write_table(scored, self._pending("features"), name="models")

    def write_members(self, found: Mapping[str, Iterable[str]]) -> pl.DataFrame:
        """Segment → profile ids. Returns who entered and who left since the last run: profile, segment, change."""
        current = members.frame(found)
        changes = members.changes(self._previous, current)
        folders.write_table(current, self._pending("membership"), name="current")
        folders.write_table(changes, self._pending("membership"), name="changes")
        self._sizes = dict.fromkeys(found, 0) | dict(current.group_by("segment").len().iter_rows())
        return changes

    def commit(self) -> int:
        """Make the run the last whole one and return its number."""
        sizes = sorted((self._sizes or {}).items())
        row = (self.id, self.now, self.build, int(self._has_features), int(self._sizes is not None))
        self._commit(
            [
                ("insert into runs values (?, ?, ?, ?, ?)", row),
                *(("insert into segments values (?, ?, ?)", (self.id, *size)) for size in sizes),
            ]
        )
        return self.id


def next_id(connection: sqlite3.Connection, table: str) -> int:
    """One after the last committed number, 1 at first."""
    assert table in {"builds", "runs"}
    return int(connection.execute(f"select coalesce(max(id), 0) + 1 from {table}").fetchone()[0])
