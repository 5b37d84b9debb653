"""A build as text and as JSON: every row read, what became of it, and what is notable about the rest."""

from dataclasses import asdict
from typing import Any

from xseg.cli.measures import print_columns_changed, print_outliers, print_people, print_times, print_unknown_events
from xseg.cli.tables import console, count, print_table, signed
from xseg.profiles import BuildReport, SourceReport
from xseg.project.project import Project
from xseg.workflow.masking import hidden_bounds

NARROW = 76
"""Of narrower terminals the kind of a source is left out."""


def print_build(report: BuildReport, before: BuildReport | None = None, *, notable: bool = True) -> None:
    """Rows by source, reasons below, times that are `notable`, and the people found; `before` is the build before, if
    there is one.
    """
    rows = [
        (
            source.name,
            source.kind,
            count(source.read),
            *((_change(source, before),) if before is not None else ()),
            count(source.kept),
            count(sum(source.dropped.values())),
            count(source.aside),
        )
        for source in report.sources
    ]
    rows += [
        (
            f"list {list_.name}",
            "list",
            count(list_.read),
            *((_list_change(list_.name, list_.read, before),) if before is not None else ()),
            count(list_.kept),
            "0",
            count(sum(list_.quarantined.values())),
        )
        for list_ in report.lists
    ]
    change = () if before is None else ("change",)
    columns = ["source", "kind", "read", *change, "kept", "dropped", "quarantined"]
    if console().width < NARROW:
        columns, rows = [columns[0], *columns[2:]], [(row[0], *row[2:]) for row in rows]
    numbers = range(columns.index("read"), len(columns))
    print_table(f"build {report.build}: rows read, and what became of them", columns, rows, right=numbers)
    _print_reasons(report)
    print_unknown_events(report)
    if notable:
        print_times(report, notable=True)
        print_outliers(report)
    print_columns_changed(report)
    print_people(report)


def build_json(report: BuildReport, project: Project, *, reveal: bool = False) -> dict[str, Any]:
    """The report as plain values; columns as they were seen in each unit are left out, their changes are told. So are
    the fences of columns that are hidden, unless `reveal`.
    """
    hidden = {} if reveal else hidden_bounds(report, project)
    document = asdict(report)
    for source in document["sources"]:
        del source["shapes"]
        for filled in source["filled"]:  # bounds are held values, and mean nothing without their type
            del filled["low"], filled["high"]
        for fences in source["fences"]:
            if fences["attribute"] in hidden.get(source["name"], ()):
                del fences["low"], fences["high"]
    return document


def _print_reasons(report: BuildReport) -> None:
    reasons = [
        (source.name, what, reason, count(rows))
        for source in report.sources
        for what, found in (
            ("dropped", source.dropped),
            ("quarantined", source.quarantined),
            ("key ignored", source.keys_refused),
        )
        for reason, rows in found.items()
    ]
    reasons += [
        (f"list {list_.name}", "quarantined", reason, count(rows))
        for list_ in report.lists
        for reason, rows in list_.quarantined.items()
    ]
    if reasons:
        console().print()
        print_table("why", ("source", "what", "reason", "rows"), reasons, right=(3,))
    if any(what == "quarantined" for _, what, *_ in reasons):
        name = next(source for source, what, *_ in reasons if what == "quarantined").replace("list ", "lists.")
        console().print(f"see rows that were set aside: xseg quality --quarantine {name}", markup=False)


def _change(source: SourceReport, before: BuildReport | None) -> str:
    earlier = None if before is None else before.source(source.name)
    return "new" if earlier is None else signed(source.read - earlier.read)


def _list_change(name: str, read: int, before: BuildReport | None) -> str:
    earlier = next((list_.read for list_ in before.lists if list_.name == name), None) if before is not None else None
    return "new" if earlier is None else signed(read - earlier)
