"""Holds a build against [build.expect] and [build.people]: whatever is not as expected stops it."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from xseg.diagnostics import Diagnostic, Span
from xseg.profiles.measures import messages
from xseg.profiles.measures.report import BuildReport, Graph, ListReport, SourceReport
from xseg.project.project import CountExpectation, Expectation, PeopleExpectation, Project

LISTS = "lists."


def broken(
    project: Project, report: BuildReport, before: BuildReport | None, *, accept_changes: bool = False
) -> list[Diagnostic]:
    """A finding for each expectation that does not hold, in the order of the project file. With `accept_changes` those
    that compare with the build before are passed over, this once.
    """
    compared = None if accept_changes else before
    found: list[Diagnostic] = []
    for expected in project.expectations:
        if expected.source.startswith(LISTS):
            found.extend(_of_list(expected, report, compared))
        elif (source := report.source(expected.source)) is not None:
            earlier = None if compared is None else compared.source(expected.source)
            found.extend(_of_source(expected, source, earlier, now=report.now, accept_changes=accept_changes))
    if project.people_expected is not None:
        found.extend(_of_people(project.people_expected, report, compared))
    return found


def _of_source(
    expected: Expectation,
    source: SourceReport,
    before: SourceReport | None,
    *,
    now: int | None,
    accept_changes: bool,
) -> Iterator[Diagnostic]:
    of, span = f"`{source.name}`", expected.span
    if expected.rows is not None:
        yield from _count("rows of " + of, expected.rows, source.read, before.read if before else None, span)
    for measure, most in expected.most.items():
        counted = _measured(source, measure)
        if counted is None:
            continue
        rows, total = counted
        if rows > total * most:
            yield messages.share_above(_WORDS[measure], of, rows, total, most, span)
    if expected.newest is not None and now is not None:
        if source.newest is None:
            yield messages.no_newest(of, expected.newest_written, span)
        elif now - source.newest > expected.newest:
            yield messages.newest_too_old(of, _age(now - source.newest), expected.newest_written, span)
    filled = {one.name: one for one in source.filled}
    for column, least in expected.known.items():
        one = filled.get(column)
        if one is not None and (one.known < one.rows * least or (least and not one.rows)):
            yield messages.known_below(column, of, one.known, one.rows, least, span)
    if expected.same_columns and source.changes and not accept_changes:
        yield messages.columns_not_the_same(of, source.changes, span)


_WORDS: Mapping[str, str] = {
    "quarantined": "in quarantine",
    "duplicates": "duplicates",
    "unknown_events": "of unknown events",
    "late": "late",
    "future": "of the future",
    "outliers": "outliers",
}


def _measured(source: SourceReport, measure: str) -> tuple[int, int] | None:
    """Rows of a measure, and of how many; None where it cannot be told."""
    match measure:
        case "quarantined":
            return source.aside, source.read
        case "duplicates":
            return source.duplicates, source.read
        case "unknown_events":
            return source.dropped.get("event not mapped", 0), source.read
        case "late":
            return None if source.late is None else (source.late, source.kept)
        case "future":
            return source.future, source.kept
        case "outliers":
            return max(source.outliers.values(), default=0), source.kept
        case _:
            raise AssertionError(measure)


def _of_list(expected: Expectation, report: BuildReport, before: BuildReport | None) -> Iterator[Diagnostic]:
    list_ = _list(report, expected.source)
    if list_ is None:
        return
    of, span = f"list `{list_.name}`", expected.span
    earlier = None if before is None else _list(before, expected.source)
    if expected.rows is not None:
        yield from _count("rows of " + of, expected.rows, list_.read, earlier.read if earlier else None, span)
    aside = sum(list_.quarantined.values())
    most = expected.most.get("quarantined")
    if most is not None and aside > list_.read * most:
        yield messages.share_above("in quarantine", of, aside, list_.read, most, span)


def _list(report: BuildReport, name: str) -> ListReport | None:
    return next((list_ for list_ in report.lists if LISTS + list_.name == name), None)


def _of_people(expected: PeopleExpectation, report: BuildReport, before: BuildReport | None) -> Iterator[Diagnostic]:
    span = expected.span
    if expected.count is not None:
        yield from _count("people", expected.count, report.people, before.people if before else None, span)
    graph: Graph | None = report.graph
    if graph is None:
        return
    if expected.biggest is not None and graph.biggest > expected.biggest:
        yield messages.person_too_big(graph.biggest, graph.biggest_person, expected.biggest, span)
    if expected.conflicts is not None and graph.conflicts > report.people * expected.conflicts:
        strongest = graph.keys[0].name if graph.keys else ""
        yield messages.too_many_conflicts(graph.conflicts, report.people, strongest, expected.conflicts, span)


def _count(
    what: str, expected: CountExpectation, seen: int, before: int | None, span: Span | None
) -> Iterator[Diagnostic]:
    if expected.min is not None and seen < expected.min:
        yield messages.fewer_than(what, seen, expected.min, span)
    if expected.max is not None and seen > expected.max:
        yield messages.more_than(what, seen, expected.max, span)
    if not before:
        return
    if expected.fall is not None and seen < before * (1 - expected.fall):
        yield messages.fallen(what, seen, before, expected.fall, span)
    if expected.rise is not None and seen > before * (1 + expected.rise):
        yield messages.risen(what, seen, before, expected.rise, span)


def _age(micros: int) -> str:
    age = timedelta(microseconds=micros)
    return f"{age.days:,} days" if age.days > 1 else f"{age.total_seconds() / 3600:,.0f} hours"
