"""Sources → tables: read, check, clean, identify, keep; the last whole build stays until this one is committed."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from xseg.diagnostics import Sink
from xseg.profiles import declared
from xseg.profiles.identity.owners import Owners
from xseg.profiles.identity.who_is_who import Known, who_is_who, write_records
from xseg.profiles.keeping import event_tables, record_tables, tables
from xseg.profiles.keeping.consents import TABLES as CONSENT_TABLES
from xseg.profiles.keeping.consents import consents
from xseg.profiles.keeping.lists import PREFIX, TakenList, take_lists
from xseg.profiles.limits import Limits, limits
from xseg.profiles.measures import expectations, kept_report
from xseg.profiles.measures.graph import answers as answers_of
from xseg.profiles.measures.graph import graph
from xseg.profiles.measures.measuring import answers_unread, changes_told, ids_told
from xseg.profiles.measures.report import BuildReport, IdChange
from xseg.profiles.measures.telling import list_report, newest, over_limit, source_report
from xseg.profiles.progress import Progress, within
from xseg.profiles.read import known_units, read_sources
from xseg.profiles.rows import quarantine
from xseg.profiles.rows.settle import come_once, settle
from xseg.profiles.sources.scratch import swept
from xseg.profiles.values.normal import can_be_written
from xseg.profiles.work import Work, at_work
from xseg.project.project import Project
from xseg.store import Build, Store, UnitRecord
from xseg.tables import NUMBER, PROFILE

IDS_TOLD = 100
"""So many merges and splits are in the report; the state has all."""
READ, SETTLED, KNOWN, PLACED = 0.5, 0.55, 0.7, 0.73
"""The share of a build that is behind it when all is read, when copies are settled, when people are known, and when it
is known whose each row is.
"""


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
        sources = read_sources(project, store, written, limited, sink, within(progress, 0, READ))
        lists = take_lists(project, known_units(store), sink, chunk=limited.chunk)
        if sources is None or lists is None:
            return None
        works = [at_work(read, project.keys, written, limited) for read in sources]
        return _Building(project, store, written, limited, lists, works, now, accept_changes).finish(sink, progress)


@dataclass(frozen=True, slots=True)
class _Building:
    project: Project
    store: Store
    written: Build
    limits: Limits
    lists: Sequence[TakenList]
    works: Sequence[Work]
    now: int | None
    accept_changes: bool

    def finish(self, sink: Sink, progress: Progress) -> BuildReport | None:
        for place, work in enumerate(self.works):
            within(progress, READ, SETTLED)(f"copies: {work.source.name}", place / len(self.works))
            settle(work.placed, work.source, work.touched, rows_most=self.limits.rows)
            if work.source.kind == "profiles":
                work.kept.fences = record_tables.outliers_aside(work.placed, work.touched, work.source)
            come_once(work.placed, work.source, work.touched, rows_most=self.limits.rows)
        report = self._people_written(sink, progress)
        if report is None:
            return None
        self._write_rows(within(progress, PLACED, 1))
        self._write_quarantine()
        self.written.commit(
            project=declared.all_declarations(self.project), units=self._units(), report=kept_report.as_json(report)
        )
        progress("done", 1.0)
        return report

    def _people_written(self, sink: Sink, progress: Progress) -> BuildReport | None:
        """Works out who is who and writes all tables of people; what is known of them is not needed any longer then."""
        project, keys, rows_most = self.project, self.project.keys, self.limits.rows
        told = within(progress, SETTLED, KNOWN)
        known = who_is_who(self.works, project, self.store, self.written, sink, rows_most=rows_most, progress=told)
        if known is None:
            return None
        write_records(known, self.works, project, self.written, rows_most=rows_most)
        self._know(known.told.owners, within(progress, KNOWN, PLACED))
        progress("writing tables: people", PLACED)
        answered = consents(self._answers(), known.whose, keys, known.words).tables()
        key_table = tables.keys_table(known.told.owners, keys, known.words, known.told.people)
        before = last_report(self.store)
        report = self._report(known, key_table, answered[CONSENT_TABLES[0]], before)
        if not self._as_expected(report, before, sink):
            return None
        self.written.write_identities(key_table, name="keys")
        self.written.write_table(known.told.people, name=tables.PEOPLE)
        for name, table in answered.items():
            self.written.write_table(table, name=name)
        values = {list_.name: (list_.key, list_.values) for list_ in self.lists}
        self.written.write_table(tables.lists_table(values, key_table), name=tables.LISTS)
        return report

    def _report(
        self, known: Known, key_table: pl.DataFrame, answers: pl.DataFrame, before: BuildReport | None
    ) -> BuildReport:
        people = known.told.people
        return BuildReport(
            build=self.written.id,
            sources=tuple(source_report(work.read, work.kept, before=before, now=self.now) for work in self.works),
            people=people.height,
            new_people=known.told.new_people,
            gone=known.told.gone,
            merges=known.told.merges,
            splits=known.told.changes.filter(pl.col("change") == "split").get_column("profile").n_unique(),
            ids=tuple(IdChange(**row) for row in known.told.changes.head(IDS_TOLD).iter_rows(named=True)),
            newest=newest([work.kept for work in self.works]),
            lists=tuple(list_report(list_, key_table) for list_ in self.lists),
            now=self.now,
            graph=graph(
                known.whose.get_column(NUMBER).to_numpy(),
                known.told.owners,
                people.get_column(PROFILE),
                keys=self.project.keys,
                over_limit=over_limit(known.told.crowded),
                hands=known.told.hands,
            ),
            answers=answers_of(answers.lazy(), list(self.project.purposes)),
        )

    def _as_expected(self, report: BuildReport, before: BuildReport | None, sink: Sink) -> bool:
        for source, told in zip(self.project.sources, report.sources, strict=True):
            sink.extend(changes_told(source, told))
            sink.extend(answers_unread(source, told))
        sink.extend(ids_told(report, before))
        broken = expectations.broken(self.project, report, before, accept_changes=self.accept_changes)
        sink.extend(broken)
        return not broken

    def _know(self, owners: Owners, progress: Progress) -> None:
        """Works out whose each row is."""
        for place, work in enumerate(self.works):
            progress(f"whose rows are: {work.source.name}", place / len(self.works))
            work.people.know(owners)
            for index, one in enumerate(work.placed):
                work.kept.add(index, one, work.touched, work.people, rows_most=self.limits.rows)
            if work.source.kind == "profiles":
                work.kept.fences = record_tables.fences(work.placed, work.kept)

    # --- writing ---

    def _answers(self) -> list[pl.DataFrame]:
        return [
            record_tables.answers(work.placed, work.kept, work.people)
            for work in self.works
            if work.source.kind == "consents"
        ]

    def _write_rows(self, progress: Progress) -> None:
        """The records of profiles, and events a piece at a time."""
        for work in self.works:
            if work.source.kind == "profiles":
                records = record_tables.records(work.placed, work.kept)
                self.written.write_table(records, name=tables.records_table(work.source.name))
        events = [event_tables.Events(work.placed, work.kept) for work in self.works if work.source.kind == "events"]
        total, behind = sum(one.kept.rows for one in events) or 1, 0
        for name, kind in self.project.events.items():
            if not kind.made:
                pieces = event_tables.tables(kind, events, self.project.timezone, rows_most=self.limits.rows // 2)
                for piece in pieces:
                    progress(f"writing tables: {name}", behind / total)
                    self.written.add_to_table(piece, name=tables.events_table(name))
                    behind += piece.height

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
