"""Sources → tables: read, check, clean, identify, keep; the last whole build stays until this one is committed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from xseg.diagnostics import Sink
from xseg.profiles import expectations, identify, ledger, messages, tables
from xseg.profiles.aside import ASIDE
from xseg.profiles.chunk import LINE
from xseg.profiles.consents import TABLES as CONSENT_TABLES
from xseg.profiles.consents import consents
from xseg.profiles.copies import UNTIL
from xseg.profiles.files import Reader
from xseg.profiles.fresh import declarations_digest
from xseg.profiles.graph import answers as answers_of
from xseg.profiles.graph import graph
from xseg.profiles.identify import COMBINATION, PLACE, Crowded
from xseg.profiles.lists import TakenList, take_lists
from xseg.profiles.match import records_to_match
from xseg.profiles.measuring import Counted, changes_told, fixed, measured
from xseg.profiles.normal import can_be_written
from xseg.profiles.quality import quality
from xseg.profiles.raw import FILE, Raw
from xseg.profiles.recognise import recognise
from xseg.profiles.records import read_at, records_table
from xseg.profiles.report import BuildReport, IdChange, ListReport, Newest, SourceReport
from xseg.profiles.shape import Shape, seen
from xseg.profiles.taking import GRANTED, ORDER, PURPOSE, Taken, take
from xseg.project.project import Project, Source
from xseg.store import Build, Store
from xseg.tables import NUMBER, SOURCE, TIME

Progress = Callable[[str, float], None]
CROWDED = "only keys that join nobody"
IDS_TOLD = 100
"""So many merges and splits are in the report; the state has all."""


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
    with with_lock as written:
        reader = Reader(project, sink)
        sources = _sources(project, reader, sink, progress)
        lists = take_lists(project, reader)
        if sources is None or lists is None:
            return None
        progress("who is who", 0.6)
        building = _Building(project, store, written, reader, sources, lists, now, accept_changes)
        return building.finish(sink, progress)


# --- reading ---


@dataclass(slots=True)
class _Read:
    raw: Raw
    taken: Taken


def _sources(project: Project, reader: Reader, sink: Sink, progress: Progress) -> list[_Read] | None:
    """Every source read and checked; None where one of them cannot be."""
    found: list[_Read] = []
    for place, source in enumerate(project.sources):
        progress(f"reading {source.name}", 0.6 * place / len(project.sources))
        raw = reader.source(source, needed=_needed(source, project))
        if raw is None or not _usable(source, raw, project, sink):
            continue
        taken = take(source, raw, project, sink)
        if taken is None:
            continue
        taken.compare(raw)
        if not taken.rows.height and taken.quarantined:
            sink.add(messages.nothing_kept(source.name, list(taken.quarantined.items()), source.span))
            continue
        found.append(_Read(raw, taken))
    return found if len(found) == len(project.sources) else None


def _needed(source: Source, project: Project) -> list[str]:
    """The columns that the declaration of a source names."""
    return [*_vital(source), *source.keys.values(), *_optional(source)]


def _vital(source: Source) -> list[str]:
    times = [time.column for time in (source.time, source.updated_at) if time is not None]
    others = (source.id, source.event_column, source.channel_column, source.purpose_column, source.answer_column)
    return [*times, *(column for column in (*others, source.deleted) if column is not None)]


def _optional(source: Source) -> list[str]:
    return [*(column.column for column in source.columns), *(rule.column for rule in source.rows)]


def _usable(source: Source, raw: Raw, project: Project, sink: Sink) -> bool:
    """Whether there are rows, and the columns that no format may lack; NDJSON may leave out missing values."""
    if not raw.read:
        sink.add(messages.empty_source(source.name, raw.files, source.span))
        return False
    if not raw.frame.height:
        return True  # nothing but unreadable lines: told as such
    absent = [column for column in dict.fromkeys(_needed(source, project)) if column not in raw.columns]
    keys = [column for column in source.keys.values() if column in raw.columns]
    strict = source.select is not None
    vital = {*_vital(source), *(() if keys else source.keys.values()), *(_needed(source, project) if strict else ())}
    for column in absent:
        span = source.spans.get(column, source.span)
        if column in vital:
            where = "the result of `select`" if strict else raw.files[0]
            sink.add(messages.missing_column(column, where, source.name, raw.columns, span))
        else:
            sink.add(messages.column_never_seen(column, source.name, raw.columns, span))
    return not vital.intersection(absent)


# --- people and tables ---


@dataclass(frozen=True, slots=True)
class _Building:
    project: Project
    store: Store
    written: Build
    reader: Reader
    sources: Sequence[_Read]
    lists: Sequence[TakenList]
    now: int | None
    accept_changes: bool

    def finish(self, sink: Sink, progress: Progress) -> BuildReport | None:
        project, keys = self.project, self.project.keys
        takens = [read.taken for read in self.sources]
        for taken in takens:
            taken.rows = identify.with_combinations(taken.rows, keys)
        found = identify.combinations([taken.rows for taken in takens], keys)
        reads = {place: _read_at(read) for place, read in enumerate(self.sources)}
        profiles = [(place, taken.rows) for place, taken in enumerate(takens) if taken.source.kind == "profiles"]
        described = records_to_match(profiles, found, project.match) if project.match is not None else None
        recognised = recognise(found, described, project, sink, before=self._matches())
        if recognised is None:
            return None
        records = recognised.records
        known, aliases = self._before()
        names = [source.name for source in project.sources]
        identified = ledger.assign(records, known, aliases, keys=keys, sources=names)
        people = tables.people_table(records, identified.people)
        whose = tables.numbered(records, identified.people)
        for place, read in enumerate(self.sources):
            read.taken.rows = tables.with_numbers(read.taken.rows, whose, source=place)
            if read.taken.source.kind != "consents":  # an answer counts for its address, whoever's that is
                read.taken.set_aside(read.taken.rows.get_column(NUMBER).is_null(), CROWDED, read.raw)
        progress("writing tables", 0.75)
        key_table = tables.keys_table(whose, keys, people)
        events = tables.event_tables(takens, project)
        self.written.write_identities(identified.ledger, name="ledger")
        self.written.write_identities(identified.aliases, name="aliases")
        self.written.write_identities(key_table, name="keys")
        self.written.write_identities(recognised.matches, name="matches")
        self.written.write_identities(records_table(whose, reads, keys), name="records")
        self.written.write_identities(self._changes(identified.changes), name="changes")
        self.written.write_table(people, name=tables.PEOPLE)
        for kind, table in events.items():
            self.written.write_table(table, name=tables.events_table(kind))
        for taken in takens:
            if taken.source.kind == "profiles":
                self.written.write_table(tables.record_table(taken), name=tables.records_table(taken.source.name))
        answers = [
            taken.rows.select(pl.lit(place, pl.UInt32).alias(PLACE), COMBINATION, PURPOSE, TIME, GRANTED)
            for place, taken in enumerate(takens)
            if taken.source.kind == "consents"
        ]
        answered = consents(answers, found, whose, keys).tables()
        for part, table in answered.items():
            self.written.write_table(table, name=part)
        values = {list_.name: (list_.key, list_.values) for list_ in self.lists}
        self.written.write_table(tables.lists_table(values, key_table), name=tables.LISTS)
        aside = [*(taken.aside for taken in takens), *(list_.aside for list_ in self.lists)]
        self.written.write_quarantine(pl.concat([pl.DataFrame(schema=ASIDE), *aside]))
        before: BuildReport | None = None
        report = BuildReport(
            build=self.written.id,
            sources=tuple(self._report(read, before) for read in self.sources),
            people=people.height,
            new_people=identified.new_people,
            merges=identified.merges,
            newest=_newest(events, names),
            lists=self._list_reports(key_table),
            now=self.now,
            graph=graph(whose.lazy(), key_table.lazy(), keys=keys, over_limit=_over_limit(recognised.crowded)),
            splits=identified.changes.filter(pl.col("change") == "split").get_column("profile").n_unique(),
            ids=tuple(IdChange(**row) for row in identified.changes.head(IDS_TOLD).iter_rows(named=True)),
            answers=answers_of(answered[CONSENT_TABLES[0]].lazy(), list(project.purposes)),
        )
        for source, told in zip(project.sources, report.sources, strict=True):
            sink.extend(changes_told(source, told))
        broken = expectations.broken(project, report, before, accept_changes=self.accept_changes)
        sink.extend(broken)
        if broken:
            return None
        self.written.commit(project=declarations_digest(project), inputs=self.reader.inputs)
        progress("done", 1.0)
        return report

    def _report(self, read: _Read, before: BuildReport | None) -> SourceReport:
        taken = read.taken
        counted = Counted(
            taken.read, taken.rows.height, taken.dropped, taken.quarantined, taken.keys_refused, taken.fences
        )
        return measured(
            taken.source,
            counted,
            quality=quality(taken.source, self.project, read.raw.frame, taken.rows),
            shapes=_shapes(taken.source, read.raw),
            times=[taken.rows.get_column(TIME)],
            before=None if before is None else before.source(taken.source.name),
            now=self.now,
        )

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

    def _matches(self) -> pl.DataFrame | None:
        """The links of the last build between people without a shared key."""
        built = self.project.match is not None and self.store.last_build() is not None
        return self.store.identities("matches") if built else None

    def _list_reports(self, keys: pl.DataFrame) -> tuple[ListReport, ...]:
        return tuple(
            ListReport(
                name=list_.name,
                values=len(list_.values),
                matched=keys.filter(
                    (pl.col("key") == list_.key) & pl.col("value").is_in(list_.values.implode())
                ).height,
                read=list_.read,
                kept=list_.kept,
                quarantined=list_.quarantined,
            )
            for list_ in self.lists
        )


def _read_at(read: _Read) -> pl.DataFrame:
    """Where the records of a source were read (records.READ)."""
    at = read.raw.frame.select(FILE, LINE)[read.taken.rows.get_column(ORDER)]
    files = pl.Series(read.raw.files, dtype=pl.String)[at.get_column(FILE)]
    return read_at(read.taken.rows, files, at.get_column(LINE))


def _over_limit(crowded: Sequence[Crowded]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for many in crowded:
        values, records = found.get(many.key.name, (0, 0))
        found[many.key.name] = (values + many.values, records + many.records)
    return found


def _shapes(source: Source, raw: Raw) -> list[Shape]:
    """The columns of each file, as far as rows that stand together tell of it."""
    parts = {place: rows for (place,), rows in raw.frame.partition_by(FILE, as_dict=True).items()}
    several = len(parts) > 1
    return [
        Shape(
            raw.files[int(place)],
            rows.height,
            fixed(source, raw.files[int(place)]),
            {name: one for name, one in seen(rows).items() if one.known or not several},
        )
        for place, rows in sorted(parts.items())
    ]


def _newest(events: dict[str, pl.DataFrame], sources: Sequence[str]) -> tuple[Newest, ...]:
    found = [
        Newest(source, kind, count, first, last)
        for kind, table in events.items()
        for source, count, first, last in table.filter(pl.col(UNTIL).is_null())
        .group_by(SOURCE)
        .agg(pl.len().alias("count"), pl.col(TIME).min().alias("first"), pl.col(TIME).max().alias("last"))
        .iter_rows()
    ]
    return tuple(sorted(found, key=lambda newest: (sources.index(newest.source), newest.kind)))
