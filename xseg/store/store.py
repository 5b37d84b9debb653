"""The state of one project: what was committed, and the way to commit more."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from xseg.diagnostics import Sink
from xseg.store import folders, lock, members, messages, registry
from xseg.store.damaged import Damaged
from xseg.store.writing import Build, Run, UnitRecord, next_id


@dataclass(frozen=True, slots=True)
class BuildRecord:
    """A committed build; `project` is the digest of the declarations that made it."""

    id: int
    project: str


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A committed run: its `now` in microseconds of UTC, and the build it looked at."""

    id: int
    now: int
    build: int
    has_features: bool
    has_members: bool


class Store:
    """The folder `path`, made on the first commit. Reading never waits and sees only what is whole.

    Reading raises LookupError where nothing of the kind was committed, Damaged where a file is not what was written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    # --- what stands ---

    def trouble(self, sink: Sink) -> bool:
        """Whether the state cannot be read by this xseg; says why."""
        try:
            with registry.reading(self.path):
                return False
        except Damaged as damage:
            sink.add(damage.diagnostic)
            return True

    def last_build(self) -> BuildRecord | None:
        """The build that tables are read from."""
        rows = self._rows("select id, project from builds order by id desc limit 1")
        return BuildRecord(*rows[0]) if rows else None

    def units(self) -> tuple[UnitRecord, ...]:
        """What the last build read, by source, in reading order."""
        rows = self._rows(
            "select source, place, name, fingerprint, size, stamp, part from units"
            " where build = (select max(id) from builds) order by 1, 2"
        )
        return tuple(UnitRecord(*row) for row in rows)

    def part(self, key: str) -> Path | None:
        """The folder of a part, None where there is none that is whole."""
        folder = self.path / folders.PARTS / key
        return folder if folder.is_dir() else None

    def reports(self) -> tuple[tuple[int, Mapping[str, Any]], ...]:
        """Every build's number and report, oldest first; of builds before there were reports they are empty."""
        rows = self._rows("select id, report from builds order by id")
        return tuple((id_, json.loads(report)) for id_, report in rows)

    def runs(self) -> tuple[RunRecord, ...]:
        """Every run, oldest first."""
        rows = self._rows("select id, now, build, has_features, has_members from runs order by id")
        return tuple(RunRecord(id_, now, build, bool(f), bool(m)) for id_, now, build, f, m in rows)

    def last_run(self) -> RunRecord | None:
        runs = self.runs()
        return runs[-1] if runs else None

    # --- what a build wrote ---

    def tables(self) -> list[str]:
        """The names of the last build's tables, sorted."""
        return folders.table_names(self._built("tables"))

    def table(self, name: str) -> pl.DataFrame:
        """A table of the last build."""
        return self._read(self._built("tables"), name)

    def identities(self, name: str) -> pl.DataFrame:
        """`ledger`, `aliases` or `keys` of the last build."""
        return self._read(self._built("identities"), name)

    def holders(self, values: pl.DataFrame) -> pl.DataFrame:
        """Those of the `key` and `value` that somebody has since the last build, with `@profile`: who has it. The table
        is never whole in memory.
        """
        files = self._files(self._built("identities"), "keys")
        with self._whole(files[0]):
            had = pl.scan_parquet(files, glob=False)
            mine = values.lazy().join(had.select("key", "value", "@profile"), on=["key", "value"])
            return mine.collect(engine="streaming")

    def quarantine(self) -> pl.DataFrame:
        """The rows that the last build set aside, with source, file, line and reason."""
        return self._read(self._built("quarantine"), "rows")

    # --- what runs wrote ---

    def sizes(self, run: int | None = None) -> dict[str, int]:
        """Segment → number of members after a run (the last one unless said), empty segments too."""
        rows = self._rows(
            "select segment, size from segments where run = ? order by segment", self._of(run, "members").id
        )
        return dict(rows)

    def members(self, segment: str, run: int | None = None) -> list[str]:
        """The sorted profile ids in a segment after a run (the last one unless said). An unknown segment has none."""
        return self.membership(run).filter(pl.col("segment") == segment).get_column("profile").to_list()

    def membership(self, run: int | None = None) -> pl.DataFrame:
        """Rows (profile, segment) after a run (the last one unless said), sorted by segment, then profile."""
        record = self._of(run, "members")
        if record.id == self._of(None, "members").id:
            return self._read(self._run(record.id, "membership"), "current")
        return members.replay(self.change_log(), run=record.id)

    def change_log(self) -> pl.DataFrame:
        """Every change so far, oldest first: profile, segment, change (`entered` or `exited`), run, now."""
        parts = [
            self._read(self._run(run.id, "membership"), "changes").with_columns(
                run=pl.lit(run.id, pl.Int64), now=pl.lit(run.now, pl.Int64)
            )
            for run in self.runs()
            if run.has_members
        ]
        return pl.concat([pl.DataFrame(schema=members.LOG), *parts])

    def features(self, run: int | None = None) -> pl.DataFrame:
        """`@profile` and one column a trait or score, as a run worked them out (the last one unless said)."""
        return self._read(self._run(self._of(run, "features").id, "features"), "features")

    def scored_by(self, run: int) -> dict[str, int]:
        """Model → the version that scored a run; nothing of runs from before that was kept."""
        folder = self._run(run, "features")
        return dict(self._read(folder, "models").iter_rows()) if "models" in folders.table_names(folder) else {}

    # --- writing ---

    def begin_build(self, sink: Sink) -> Build | None:
        """A build to write into, with the lock held; None, told in the sink, where another live process holds it."""
        id_ = self._begin(sink, "builds")
        return None if id_ is None else Build(self.path, id_)

    def begin_run(self, sink: Sink, *, now: int) -> Run | None:
        """A run at `now` (microseconds of UTC) over the last build, with the lock held; None, told in the sink, where
        another live process holds it. Raises LookupError where nothing was built.
        """
        if self.trouble(sink):
            return None
        if self.last_build() is None:
            raise LookupError("a run needs a build")
        id_ = self._begin(sink, "runs")
        build = self.last_build()
        if id_ is None or build is None:
            return None
        try:
            with_members = [run for run in self.runs() if run.has_members]
            previous = self.membership() if with_members else members.frame({})
        except Damaged as damage:
            sink.add(damage.diagnostic)
            with registry.transaction(self.path) as connection:
                lock.release(connection)
            return None
        return Run(self.path, id_, now=now, build=build.id, previous=previous)

    def _begin(self, sink: Sink, table: str) -> int | None:
        if self.trouble(sink):
            return None
        folders.make(self.path)
        try:
            with registry.transaction(self.path) as connection:
                owner = lock.take(connection)
                if owner is not None:
                    sink.add(messages.locked(self.path, owner))
                    return None
                id_ = next_id(connection, table)
        except Damaged as damage:
            sink.add(damage.diagnostic)
            return None
        self._sweep()
        return id_

    def _sweep(self) -> None:
        """Removes what no committed row names, tables of builds before the last, and member lists that the log has."""
        build = self.last_build()
        kept = set() if build is None else {f"{Build.kind}-{build.id}"}
        for part in Build.parts:
            folders.sweep(self.path / part, named=kept.__contains__)
        folders.sweep(self.path / folders.SCRATCH, named=lambda _: False)
        runs = self.runs()
        for part in Run.parts:
            folders.sweep(self.path / part, named={f"{Run.kind}-{run.id}" for run in runs}.__contains__)
        with_members = [run.id for run in runs if run.has_members]
        folders.remove(self._run(run, "membership") / folders.file_name("current") for run in with_members[:-1])

    # --- places ---

    def _read(self, folder: Path, name: str) -> pl.DataFrame:
        pieces = []
        for file in self._files(folder, name):
            with self._whole(file):
                pieces.append(pl.read_parquet(file, glob=False))
        return pl.concat(pieces)

    def _files(self, folder: Path, name: str) -> list[Path]:
        with self._whole(folder / folders.file_name(name)):
            return folders.table_files(folder, name=name)

    @contextmanager
    def _whole(self, file: Path) -> Iterator[None]:
        """Reads a file of the state; raises Damaged where it is not what was written."""
        try:
            yield
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
            # what Polars says may hold values
            why = error.strerror if isinstance(error, OSError) and error.strerror else "it is not what was written"
            raise Damaged(messages.damaged(self.path, f"{file.relative_to(self.path)}: {why}")) from error

    def _built(self, part: str) -> Path:
        build = self.last_build()
        if build is None:
            raise LookupError("nothing was built yet")
        return self.path / part / f"{Build.kind}-{build.id}"

    def _run(self, run: int, part: str) -> Path:
        return self.path / part / f"{Run.kind}-{run}"

    def _of(self, run: int | None, what: str) -> RunRecord:
        """The run asked for, or the last one that wrote `what`; at a run that wrote none, the last before it."""
        for record in reversed(self.runs()):
            if (run is None or record.id <= run) and (
                record.has_features if what == "features" else record.has_members
            ):
                return record
        raise LookupError(f"no run wrote {what} yet")

    def _rows(self, query: str, *values: object) -> list[Any]:
        with registry.reading(self.path) as connection:
            return [] if connection is None else connection.execute(query, values).fetchall()
