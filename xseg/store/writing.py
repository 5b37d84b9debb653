"""A build or a run in the making: written beside the last whole one, then committed in one transaction."""

import sqlite3
from collections.abc import Iterable, Mapping
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
            for part in self.parts:
                folders.sweep(self.folder / part, named=lambda name: not name.startswith(folders.PENDING))
            with registry.transaction(self.folder) as connection:
                lock.release(connection)

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


class Build(Writing):
    """Tables, identities and quarantine out of sources."""

    parts = folders.BUILD_PARTS
    kind = "build"

    def write_table(self, frame: pl.DataFrame, *, name: str) -> None:
        """One of the tables that snapshots are made of; `name` may hold any letters."""
        folders.write_table(frame, self._pending("tables"), name=name)

    def write_identities(self, frame: pl.DataFrame, *, name: str) -> None:
        """One of `ledger`, `aliases`, `keys`."""
        folders.write_table(frame, self._pending("identities"), name=name)

    def write_quarantine(self, frame: pl.DataFrame) -> None:
        """The rows set aside: source, file, line, reason, column, row."""
        folders.write_table(frame, self._pending("quarantine"), name="rows")

    def commit(self, *, project: str, inputs: Iterable[tuple[str, str, int, str]]) -> int:
        """Make the build the last whole one. `project` is the digest of the declarations that made it, `inputs` are
        (source, file, bytes, sha256). Returns the build's number.
        """
        self._commit(
            [
                ("insert into builds values (?, ?)", (self.id, project)),
                *(("insert into inputs values (?, ?, ?, ?, ?)", (self.id, *input_)) for input_ in sorted(inputs)),
            ]
        )
        return self.id


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
