"""A build as text and as JSON: every row read, and what became of it."""

from dataclasses import asdict
from typing import Any

from xseg.cli.tables import console, count, counted, print_table
from xseg.profiles import BuildReport


def print_build(report: BuildReport) -> None:
    """Rows by source, reasons below, and the people found."""
    rows = [
        (
            source.name,
            source.kind,
            count(source.read),
            count(source.kept),
            count(sum(source.dropped.values())),
            count(sum(source.quarantined.values())),
        )
        for source in report.sources
    ]
    columns = ("source", "kind", "rows read", "kept", "dropped", "quarantined")
    print_table(f"build {report.build}", columns, rows, right=(2, 3, 4, 5))
    reasons = [
        (source.name, what, reason, count(rows_))
        for source in report.sources
        for what, found in (
            ("dropped", source.dropped),
            ("quarantined", source.quarantined),
            ("key ignored", source.keys_refused),
        )
        for reason, rows_ in found.items()
    ] + [
        (f"list {list_.name}", "quarantined", reason, count(rows_))
        for list_ in report.lists
        for reason, rows_ in list_.quarantined.items()
    ]
    if reasons:
        console().print()
        print_table("why", ("source", "what", "reason", "rows"), reasons, right=(3,))
    told = f"\n{counted(report.people, 'person', 'people')}, {report.new_people:,} of them new"
    console().print(told + (f"; {report.merges:,} ids became another name of an older one" if report.merges else ""))
    for list_ in report.lists:
        console().print(f"list {list_.name}: {list_.matched:,} of {list_.values:,} values belong to somebody")


def build_json(report: BuildReport) -> dict[str, Any]:
    """The report as plain values."""
    return asdict(report)
