"""The report of one source out of what its parts counted, its units' columns and its times."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from xseg.diagnostics import Diagnostic
from xseg.profiles.measures import messages, shape
from xseg.profiles.measures.quality import Known, Quality, most_frequent
from xseg.profiles.measures.report import BuildReport, Fences, Filled, SourceReport
from xseg.profiles.measures.shape import Shape
from xseg.profiles.measures.timely import late, timely
from xseg.profiles.rows.taking import NO_ADDRESS
from xseg.project.places import format_of
from xseg.project.project import Source

KEY = "@key."
FOREIGN_MOST = 8


@dataclass(frozen=True, slots=True)
class Counted:
    """What became of a source's rows in all its parts, after copies were settled across them."""

    read: int
    kept: int
    dropped: Mapping[str, int]
    quarantined: Mapping[str, int]
    keys_refused: Mapping[str, int]
    fences: tuple[Fences, ...]


def measured(
    source: Source,
    counted: Counted,
    *,
    quality: Quality,
    shapes: Sequence[Shape],
    times: Callable[[], Iterable[pl.Series]],
    before: SourceReport | None,
    now: int | None,
) -> SourceReport:
    """`quality` is that of all parts together, `shapes` are those of the units in reading order, `times` are the kept
    rows' in any number of pieces, as often as they are asked for, `before` is the report of the last build, `now` the
    clock (None: not known, so that nothing is late or of the future).
    """
    first: int | None = None
    last: int | None = None
    for piece in times():
        low, high = piece.min(), piece.max()
        if isinstance(low, int) and isinstance(high, int):
            first, last = low if first is None else min(first, low), high if last is None else max(last, high)
    comparable = before is not None and before.kind == source.kind == "events"
    found = None if now is None else timely(times(), now=now, before=before.newest if before and comparable else None)
    return SourceReport(
        name=source.name,
        kind=source.kind,
        read=counted.read,
        kept=counted.kept,
        dropped=counted.dropped,
        quarantined=counted.quarantined,
        keys_refused=counted.keys_refused,
        first=first,
        last=last,
        filled=tuple(_filled(source, quality)),
        unknown_events=most_frequent(quality.unmapped, FOREIGN_MOST),
        newest=None if found is None else found.newest,
        future=0 if found is None else found.future,
        late=late(found, kept_before=before.kept - before.future) if found and before and comparable else None,
        fences=counted.fences,
        shapes=tuple(shapes),
        changes=shape.changes(before.shapes if before is not None else (), shapes),
    )


def fixed(source: Source, unit: str) -> bool:
    """Whether every row of a unit has every column: not so in JSON, whose objects may leave out any."""
    place = source.place
    if source.select is not None or (place is not None and (place.sql is not None or place.delta is not None)):
        return True
    return (source.format or format_of(unit)) in ("csv", "parquet")


def changes_told(source: Source, report: SourceReport) -> Iterator[Diagnostic]:
    """A warning for each column that is new, gone or of another kind."""
    declared = {column.column for column in source.columns} | set(source.keys.values())
    for change in report.changes:
        span = source.spans.get(change.column, source.span)
        yield messages.column_changed(change, source.name, span, declared=change.column in declared)


def answers_unread(source: Source, report: SourceReport) -> Iterator[Diagnostic]:
    """A warning where answers to consent were set aside: one of them may be a denial."""
    unread = sum(report.quarantined.values()) - report.quarantined.get(NO_ADDRESS, 0)
    if source.kind == "consents" and unread:
        yield messages.answers_unread(source.name, unread, source.span)


def ids_told(report: BuildReport, before: BuildReport | None) -> Iterator[Diagnostic]:
    """Warnings where most values of a key are of other ids than before, or else most people are."""
    moved = [key for key in report.graph.keys if key.changed_hands] if report.graph is not None else []
    for key in moved:
        yield messages.ids_moved(key.name, key.moved, key.looked_at)
    others = before is not None and 2 * report.gone > before.people and 2 * report.new_people > report.people
    if before is not None and others and not moved:
        yield messages.ids_anew(report.gone, before.people, report.new_people, report.people)


def _filled(source: Source, quality: Quality) -> Iterator[Filled]:
    kind = "attribute" if source.kind == "profiles" else "property"
    for name, known in quality.known.items():
        if name.startswith(KEY):
            yield _of(name.removeprefix(KEY), "key", known, quality.kept)
    for column in source.columns:
        if column.name in quality.known:
            yield _of(column.name, kind, quality.known[column.name], quality.kept)


def _of(name: str, kind: str, known: Known, rows: int) -> Filled:
    return Filled(name, kind, known.rows, rows, known.low, known.high)
