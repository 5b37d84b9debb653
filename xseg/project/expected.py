"""[build] → what a build is held against: every source, column and measure that it names must be there."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from xseg.project import messages
from xseg.project.positions import Path
from xseg.project.project import CountExpectation, Expectation, PeopleExpectation, Source
from xseg.project.tables import Tables
from xseg.project.world import Placed
from xseg.project.written.expected import BuildTable, CountExpected, SourceExpected
from xseg.project.written.read import ProjectFile

LISTS = "lists."
MINUTE = 60_000_000
UNITS = {
    "minute": MINUTE,
    "hour": 60 * MINUTE,
    "day": 1_440 * MINUTE,
    "week": 7 * 1_440 * MINUTE,
    "month": 31 * 1_440 * MINUTE,
    "year": 366 * 1_440 * MINUTE,
}
"""Microseconds at most."""
SHARES = ("quarantined", "duplicates", "unknown_events", "late", "future", "outliers")
"""Measures with a `max`."""
OF_EVENTS = frozenset({"unknown_events", "late", "future"})
OF_LISTS = frozenset({"rows", "quarantined"})


def expectations(
    written: Mapping[str, Any], sources: Sequence[Placed], tables: Tables, file: ProjectFile
) -> tuple[tuple[Expectation, ...], PeopleExpectation | None]:
    """What is expected of sources and lists that exist, and of the people."""
    form = file.read(BuildTable, written.get("build", {}), ("build",)) or BuildTable()
    by_name = {source.name: source for _, _, source in sources}
    lists = {LISTS + name for name in tables.lists}
    found = []
    for name, entry in form.expect.items():
        where = file.key("build", "expect", name)
        if name not in by_name and name not in lists and ("sources",) not in file.mended:
            file.add(messages.unknown_source(where, name, {*by_name, *lists} - set(form.expect)))
        _check_fits(file, entry, name, by_name.get(name))
        found.append(
            Expectation(
                source=name,
                rows=_count(file, entry.rows, ("build", "expect", name, "rows")),
                most={
                    share: _share(bound.max)
                    for share in SHARES
                    if share in entry.model_fields_set and (bound := getattr(entry, share)) is not None
                },
                newest=None if entry.newest is None else _length(entry.newest.within),
                newest_written="" if entry.newest is None else entry.newest.within,
                known={column: _share(bound.min) for column, bound in entry.known.items()},
                same_columns=entry.columns == "same",
                span=where,
            )
        )
    return tuple(found), _people(file, form)


def _people(file: ProjectFile, form: BuildTable) -> PeopleExpectation | None:
    people = form.people
    if people is None:
        return None
    return PeopleExpectation(
        count=_count(file, people.count, ("build", "people", "count")),
        biggest=None if people.biggest is None else people.biggest.max,
        conflicts=None if people.conflicts is None else _share(people.conflicts.max),
        span=file.key("build", "people"),
    )


def _check_fits(file: ProjectFile, entry: SourceExpected, name: str, source: Source | None) -> None:
    """Tell of measures that the source or list does not have, and of columns that it does not declare."""
    at = ("build", "expect", name)
    if source is None:
        if name.startswith(LISTS):
            for measure in sorted(entry.model_fields_set - OF_LISTS):
                file.add(messages.not_expected_of_lists(file.key(*at, measure), measure))
        return
    for measure in sorted(OF_EVENTS & entry.model_fields_set):
        if source.kind != "events":
            file.add(
                messages.key_of_other_kind(
                    file.key(*at, measure), measure, source=name, kind=source.kind, fits=("events",)
                )
            )
    if entry.newest is not None and source.time is None and source.updated_at is None:
        file.add(messages.no_time_to_expect(file.key(*at, "newest"), name))
    known = [column.name for column in source.columns] + list(source.keys)
    for column in entry.known:
        if column not in known:
            file.add(messages.unknown_column_expected(file.key(*at, "known", column), column, name, known))


def _count(file: ProjectFile, form: CountExpected | None, at: Path) -> CountExpectation | None:
    if form is None:
        return None
    if form.min is not None and form.max is not None and form.min > form.max:
        file.add(messages.least_above_most(file.key(*at), str(at[-1])))
    return CountExpectation(form.min, form.max, _optional(form.fall), _optional(form.rise))


def _optional(written: str | None) -> Decimal | None:
    return None if written is None else _share(written)


def _share(written: str) -> Decimal:
    return Decimal(written.removesuffix("%")) / 100


def _length(written: str) -> int:
    number, unit = written.split()
    return int(number) * UNITS[unit.removesuffix("s")]
