"""Sources → parts: every unit that is new is read, what is known of the others is found again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from xseg.diagnostics import Sink
from xseg.profiles import declared, messages
from xseg.profiles.formats.chunk import Unreadable
from xseg.profiles.limits import Limits
from xseg.profiles.progress import Progress, within
from xseg.profiles.rows import parts
from xseg.profiles.rows.parts import Part
from xseg.profiles.rows.settle import Placed
from xseg.profiles.sources.units import Asked, Known, units_of
from xseg.project.project import Project, Source
from xseg.store import Build, Store, UnitRecord


@dataclass(frozen=True, slots=True)
class Read:
    """A source with its parts, in reading order."""

    source: Source
    units: Sequence[UnitRecord]
    parts: Sequence[Part]

    @property
    def placed(self) -> list[Placed]:
        """All pieces in reading order."""
        return [Placed(piece, unit) for unit, part in enumerate(self.parts) for piece in part.pieces]

    @property
    def rows(self) -> int:
        return sum(part.read for part in self.parts)


def known_units(store: Store) -> dict[str, dict[str, Known]]:
    """Source → name → unit of the last build; lists are named `lists.NAME`."""
    found: dict[str, dict[str, Known]] = {}
    for unit in store.units():
        known = Known(unit.name, unit.fingerprint, unit.size, unit.stamp)
        found.setdefault(unit.source, {})[unit.name] = known
    return found


def read_sources(
    project: Project, store: Store, written: Build, limits: Limits, sink: Sink, progress: Progress
) -> list[Read] | None:
    """Every source read and checked; None, told in the sink, where one of them cannot be."""
    known = known_units(store)
    found: list[Read] = []
    for place, source in enumerate(project.sources):
        mine = within(progress, place / len(project.sources), (place + 1) / len(project.sources))
        asked = Asked(source, project, known.get(source.name, {}), declared.needed(source), limits.chunk)

        mine(f"reading {source.name}", 0)
        read = _read(asked, store, written, sink, mine)
        if read is not None and _usable(read, sink):
            found.append(read)
    return found if len(found) == len(project.sources) else None


def _read(asked: Asked, store: Store, written: Build, sink: Sink, progress: Progress) -> Read | None:
    source, units = asked.source, units_of(asked, sink)
    if units is None:
        return None
    digest = declared.reading(source, asked.project)
    total, behind = sum(unit.size for unit in units) or 1, 0
    records: list[UnitRecord] = []
    found: list[Part] = []
    troubled = False
    for place, unit in enumerate(units):
        key = declared.part_key(source, digest, unit.fingerprint)
        folder = store.part(key)
        if folder is None:
            mine = within(progress, behind / total, (behind + unit.size) / total)
            done = partial(mine, f"reading {source.name}: {unit.name}")
            done(0)
            try:
                pending = written.begin_part()
                parts.write(unit.chunks(), source, asked.project, pending, done=done)
                folder = written.settle_part(pending, key)
            except Unreadable as unreadable:
                sink.extend(unreadable.found)
                troubled = True
                continue
        behind += unit.size
        found.append(parts.load(folder))
        records.append(UnitRecord(source.name, place, unit.name, unit.fingerprint, unit.size, unit.stamp, key))
    return None if troubled else Read(source, records, found)


def _usable(read: Read, sink: Sink) -> bool:
    """Whether there are rows, and the columns that no source may lack; NDJSON may leave out missing values."""
    source = read.source
    if not read.rows:
        sink.add(messages.empty_source(source.name, [unit.name for unit in read.units], source.span))
        return False
    return _has_columns(read, sink) and _has_times(read, sink) and _has_kept(read, sink)


def _has_columns(read: Read, sink: Sink) -> bool:
    source, there = read.source, list(dict.fromkeys(name for part in read.parts for name in part.columns))
    if not there:
        return True  # nothing but unreadable lines: told as such
    strict = source.select is not None
    keys = any(column in there for column in source.keys.values())
    vital = {*declared.vital(source), *(() if keys else source.keys.values())}
    absent = declared.missing(declared.needed(source), there)
    for column in absent:
        span = source.spans.get(column, source.span)
        if strict or column in vital:
            sink.add(
                messages.missing_in_select(column, source.name, there, span)
                if strict
                else messages.missing_column(column, read.units[0].name, source.name, there, span)
            )
        else:
            sink.add(messages.column_never_seen(column, source.name, there, span))
    return not absent if strict else not vital.intersection(absent)


def _has_times(read: Read, sink: Sink) -> bool:
    """Whether times are not bare numbers; told where they are."""
    numbers: dict[str, bool] = {}
    for part in read.parts:
        for column, bare in part.numbers_of_times.items():
            numbers[column] = numbers.get(column, True) and bare
    for column in [column for column, bare in numbers.items() if bare]:
        span = read.source.spans.get(column, read.source.span)
        sink.add(messages.time_of_numbers(column, read.source.name, span))
        return False
    return True


def _has_kept(read: Read, sink: Sink) -> bool:
    reasons = ranked(part.aside for part in read.parts)
    if reasons and not any(piece.rows for part in read.parts for piece in part.pieces):
        sink.add(messages.nothing_kept(read.source.name, list(reasons.items()), read.source.span))
        return False
    return True


def ranked(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Counts by reason of several together, the most frequent first."""
    total: dict[str, int] = {}
    for some in counts:
        for reason, rows in some.items():
            total[reason] = total.get(reason, 0) + rows
    return dict(sorted(sorted(total.items(), reverse=True), key=lambda entry: -entry[1]))
