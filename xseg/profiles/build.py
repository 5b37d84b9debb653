"""Sources → tables: read, check, clean, identify, keep; the last whole build stays until this one is committed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from xseg.diagnostics import Sink
from xseg.profiles import declared, event_tables, expectations, kept_report, ledger, quarantine, record_tables, tables
from xseg.profiles.chunk import LINE
from xseg.profiles.consents import TABLES as CONSENT_TABLES
from xseg.profiles.consents import consents
from xseg.profiles.graph import answers as answers_of
from xseg.profiles.graph import graph
from xseg.profiles.identify import COMBINATION, COMPONENT, PLACE, RECORD, Crowded
from xseg.profiles.kept import Kept
from xseg.profiles.limits import Limits, limits
from xseg.profiles.lists import PREFIX, TakenList, take_lists
from xseg.profiles.match import records_to_match
from xseg.profiles.measuring import answers_unread, changes_told
from xseg.profiles.normal import can_be_written
from xseg.profiles.read import READING, Read, known_units, read_sources
from xseg.profiles.recognise import recognise
from xseg.profiles.records import FILE, ROWS, records_table
from xseg.profiles.report import BuildReport, IdChange
from xseg.profiles.settle import UNIT, Placed, settle
from xseg.profiles.sources.scratch import swept
from xseg.profiles.telling import list_report, newest, over_limit, source_report
from xseg.profiles.touched import Touched
from xseg.profiles.whose import People, combinations, nobody
from xseg.project.project import Project, Source
from xseg.store import Build, Store, UnitRecord
from xseg.store.folders import make
from xseg.tables import ID, NUMBER

Progress = Callable[[str, float], None]
AT = "@at"
"""The place of a combination among all, in order of source and combination."""
IDS_TOLD = 100
"""So many merges and splits are in the report; the state has all."""
SETTLED, KNOWN, WRITTEN = 0.7, 0.8, 0.85
"""The share of a build that is behind it when copies are settled, when people are known, when tables are begun."""


def build(
    project: Project,
    store: Store,
    sink: Sink,
    *,
    progress: Progress,
    now: int | None = None,
    accept_changes: bool = False,
) -> BuildReport | None:
    """Build and commit all tables. None, told in the sink, where a source cannot be read, another run is at work, or
    the build is not as expected: then nothing has changed. `progress` hears what is done next and the share that is
    behind it; `now` is the clock that tells late and future events (None: the newest event); `accept_changes` passes
    over expectations that compare with the build before.
    """
    if not can_be_written(project, sink):
        return None
    with_lock = store.begin_build(sink)
    if with_lock is None:
        return None
    with with_lock as written, swept(project.state):
        limited = limits(project.memory)
        sources = read_sources(project, store, written, limited, sink, progress)
        lists = take_lists(project, known_units(store), sink, chunk=limited.chunk)
        if sources is None or lists is None:
            return None
        works = [_at_work(read, written, limited) for read in sources]
        return _Building(project, store, written, limited, lists, works, now, accept_changes).finish(sink, progress)


@dataclass(frozen=True, slots=True)
class _Work:
    """A source at work: what was read of it, and what becomes of its rows."""

    read: Read
    placed: Sequence[Placed]
    touched: Touched
    people: People
    kept: Kept

    @property
    def source(self) -> Source:
        return self.read.source


def _at_work(read: Read, written: Build, limited: Limits) -> _Work:
    folder = make(written.scratch / f"{len(list(written.scratch.iterdir()))}")
    return _Work(read, read.placed, Touched(folder, limited.rows), People(folder), Kept(read.source, folder))


@dataclass(frozen=True, slots=True)
class _Known:
    """People, the combinations with the `@number` of their person, and what became of ids."""

    people: pl.DataFrame
    whose: pl.DataFrame
    new_people: int
    merges: int
    changes: pl.DataFrame
    crowded: Sequence[Crowded]


@dataclass(frozen=True, slots=True)
class _Building:
    project: Project
    store: Store
    written: Build
    limits: Limits
    lists: Sequence[TakenList]
    works: Sequence[_Work]
    now: int | None
    accept_changes: bool

    def finish(self, sink: Sink, progress: Progress) -> BuildReport | None:
        project, keys = self.project, self.project.keys
        progress("copies", READING)
        for work in self.works:
            settle(work.placed, work.source, work.touched, rows_most=self.limits.rows)
            if work.source.kind == "profiles":
                work.kept.fences = record_tables.fence(work.placed, work.touched, work.source)
        progress("who is who", SETTLED)
        found = self._combinations()
        reads, found = found.select(PLACE, ROWS, UNIT, LINE, ID), found.drop(ROWS, UNIT, LINE, ID)
        known = self._known(found, sink)
        if known is None:
            return None
        people, whose = known.people, known.whose
        self._write_records(whose, reads)
        del reads
        progress("whose rows are", KNOWN)
        self._know(whose)
        progress("writing tables", WRITTEN)
        key_table = tables.keys_table(whose, keys, people)
        answered = consents(self._answers(), found, whose, keys).tables()
        before = last_report(self.store)
        report = BuildReport(
            build=self.written.id,
            sources=tuple(source_report(work.read, work.kept, before=before, now=self.now) for work in self.works),
            people=people.height,
            new_people=known.new_people,
            merges=known.merges,
            splits=known.changes.filter(pl.col("change") == "split").get_column("profile").n_unique(),
            ids=tuple(IdChange(**row) for row in known.changes.head(IDS_TOLD).iter_rows(named=True)),
            newest=newest([work.kept for work in self.works]),
            lists=tuple(list_report(list_, key_table) for list_ in self.lists),
            now=self.now,
            graph=graph(whose.lazy(), key_table.lazy(), keys=keys, over_limit=over_limit(known.crowded)),
            answers=answers_of(answered[CONSENT_TABLES[0]].lazy(), list(project.purposes)),
        )
        if not self._as_expected(report, before, sink):
            return None
        self.written.write_identities(key_table, name="keys")
        self.written.write_table(people, name=tables.PEOPLE)
        for name, table in answered.items():
            self.written.write_table(table, name=name)
        self._write_tables(key_table)
        self._write_quarantine()
        self.written.commit(
            project=declared.all_declarations(project), units=self._units(), report=kept_report.as_json(report)
        )
        progress("done", 1.0)
        return report

    def _as_expected(self, report: BuildReport, before: BuildReport | None, sink: Sink) -> bool:
        for source, told in zip(self.project.sources, report.sources, strict=True):
            sink.extend(changes_told(source, told))
            sink.extend(answers_unread(source, told))
        broken = expectations.broken(self.project, report, before, accept_changes=self.accept_changes)
        sink.extend(broken)
        return not broken

    # --- who is who ---

    def _combinations(self) -> pl.DataFrame:
        rows_most = self.limits.rows
        found = [
            combinations(work.placed, work.touched, work.source, self.project.keys, place=place, rows_most=rows_most)
            for place, work in enumerate(self.works)
        ]
        return pl.concat([nobody(self.project.keys), *found]).sort(PLACE, COMBINATION).with_row_index(AT)

    def _known(self, found: pl.DataFrame, sink: Sink) -> _Known | None:
        """Combinations → people with their numbers; what is kept of ids is written."""
        recognised = recognise(found, self._described(found), self.project, sink, before=self._matches())
        if recognised is None:
            return None
        names = [source.name for source in self.project.sources]
        identified = ledger.assign(recognised.records, *self._before(), keys=self.project.keys, sources=names)
        self.written.write_identities(identified.ledger, name="ledger")
        self.written.write_identities(identified.aliases, name="aliases")
        self.written.write_identities(recognised.matches, name="matches")
        self.written.write_identities(self._changes(identified.changes), name="changes")
        return _Known(
            tables.people_table(recognised.records, identified.people),
            tables.numbered(recognised.records, identified.people).drop(RECORD, COMPONENT),
            identified.new_people,
            identified.merges,
            identified.changes,
            recognised.crowded,
        )

    def _described(self, found: pl.DataFrame) -> pl.DataFrame | None:
        """Rows of profiles as they are matched, where the project matches people."""
        if self.project.match is None:
            return None
        profiles = [
            (place, record_tables.described(work.placed, work.touched, work.source))
            for place, work in enumerate(self.works)
            if work.source.kind == "profiles"
        ]
        return records_to_match(profiles, found, self.project.match)

    def _matches(self) -> pl.DataFrame | None:
        """The links of the last build between people without a shared key."""
        built = self.project.match is not None and self.store.last_build() is not None
        return self.store.identities("matches") if built else None

    def _before(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The ledger and aliases of the last build."""
        if self.store.last_build() is None:
            return pl.DataFrame(schema=ledger.LEDGER), pl.DataFrame(schema=ledger.ALIASES)
        return self.store.identities("ledger"), self.store.identities("aliases")

    def _changes(self, now: pl.DataFrame) -> pl.DataFrame:
        """What became of ids in builds before and in this one."""
        empty = pl.DataFrame(schema=ledger.CHANGES)
        before = empty if self.store.last_build() is None else self.store.identities("changes")
        mine = now.with_columns(pl.lit(self.written.id, pl.Int64).alias("build"))
        return pl.concat([before, mine.select(empty.columns)])

    def _write_records(self, whose: pl.DataFrame, reads: pl.DataFrame) -> None:
        """Where the records of everybody were read, some people at a time; `reads` are by place of the combination."""
        files = [unit.name for work in self.works for unit in work.read.units]
        starts = np.cumsum([0, *(len(work.read.units) for work in self.works)])
        names = pl.Series(FILE, files, dtype=pl.String)
        people = int(whose.get_column(NUMBER).max() or 0) + 1  # type: ignore[arg-type]
        step = max(1, people * self.limits.rows // max(1, 2 * whose.height))
        for first in range(0, people, step):
            some = whose.filter(pl.col(NUMBER).is_between(first, first + step - 1))
            read = reads[some.get_column(AT)]
            file = starts[read.get_column(PLACE).to_numpy()] + read.get_column(UNIT).to_numpy()
            told = read.with_columns(names[pl.Series(file)].alias(FILE)).rename({LINE: "line"})
            self.written.add_to_identities(records_table(some, told, self.project.keys), name="records")

    def _know(self, whose: pl.DataFrame) -> None:
        """Works out whose each row is."""
        for place, work in enumerate(self.works):
            mine = whose.filter(pl.col(PLACE) == place).select(COMBINATION, NUMBER)
            work.people.write(work.placed, mine, rows_most=self.limits.rows)
            for index, one in enumerate(work.placed):
                work.kept.add(index, one, work.touched, work.people, rows_most=self.limits.rows)

    # --- writing ---

    def _answers(self) -> list[pl.DataFrame]:
        return [
            record_tables.answers(work.placed, work.kept, source=place)
            for place, work in enumerate(self.works)
            if work.source.kind == "consents"
        ]

    def _write_tables(self, key_table: pl.DataFrame) -> None:
        for work in self.works:
            if work.source.kind == "profiles":
                records = record_tables.records(work.placed, work.kept)
                self.written.write_table(records, name=tables.records_table(work.source.name))
        values = {list_.name: (list_.key, list_.values) for list_ in self.lists}
        self.written.write_table(tables.lists_table(values, key_table), name=tables.LISTS)
        events = [event_tables.Events(work.placed, work.kept) for work in self.works if work.source.kind == "events"]
        for name, kind in self.project.events.items():
            if not kind.made:
                pieces = event_tables.tables(kind, events, self.project.timezone, rows_most=self.limits.rows)
                for piece in pieces:
                    self.written.add_to_table(piece, name=tables.events_table(name))

    def _write_quarantine(self) -> None:
        self.written.add_to_quarantine(quarantine.nothing())
        for work in self.works:
            units = [unit.name for unit in work.read.units]
            for piece in quarantine.quarantine(work.placed, units, work.kept, rows_most=self.limits.rows):
                self.written.add_to_quarantine(piece)
        for list_ in self.lists:
            self.written.add_to_quarantine(list_.aside)

    def _units(self) -> list[UnitRecord]:
        found = [unit for work in self.works for unit in work.read.units]
        for list_ in self.lists:
            for place, unit in enumerate(list_.units):
                name = PREFIX + list_.name
                found.append(UnitRecord(name, place, unit.name, unit.fingerprint, unit.size, unit.stamp, ""))
        return found


def last_report(store: Store) -> BuildReport | None:
    """The report of the last build; None where there is none, or it was made before there were reports."""
    reports = store.reports()
    return kept_report.from_json(reports[-1][1]) if reports and reports[-1][1] else None
