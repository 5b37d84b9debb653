"""Runs and previews as text and as JSON: the same values both ways."""

from collections.abc import Mapping
from typing import Any

from xseg.cli.plain import plain_rows
from xseg.cli.tables import console, count, frame_rows, instant, percent, print_table, signed
from xseg.plan.bind import from_micros
from xseg.project.types import Type
from xseg.semantics import Program
from xseg.workflow.preview import Preview
from xseg.workflow.run import RunReport


def print_run(report: RunReport, program: Program) -> None:
    """Segments with sizes, shares and clusters."""
    zone = program.project.timezone
    console().print(f"run {report.run} as of {instant(report.now, zone)}: {report.profiles:,} profiles\n")
    for source, gone in report.past_retention.items():
        console().print(f"{count(gone)} events of {source} are past its retention: they do not exist\n")
    for model, labels in report.clusters.items():
        rows = [(label, count(size), percent(size / report.profiles)) for label, size in labels.items()]
        print_table(f"clusters of {model}", ("label", "profiles", "share"), rows, right=(1, 2))
        console().print()
    told = [
        (
            segment.name,
            segment.title,
            count(segment.size),
            percent(segment.share),
            f"{signed(segment.entered)} / {signed(-segment.exited)}",
            _mix(segment.clusters, segment.size),
        )
        for segment in report.segments
    ]
    columns = ("segment", "title", "size", "share", "entered / left", "clusters")
    print_table("segments", columns, told, right=(2, 3, 4))


def _mix(clusters: Mapping[str, Mapping[str, int]], size: int) -> str:
    """The largest labels among a segment's members."""
    parts = [
        f"{label} {number / size:.0%}" for labels in clusters.values() for label, number in list(labels.items())[:3]
    ]
    return ", ".join(parts) if size else ""


def run_json(report: RunReport, program: Program) -> dict[str, Any]:
    """The run as plain values."""
    zone = program.project.timezone
    return {
        "run": report.run,
        "now": from_micros(report.now, zone).isoformat(),
        "profiles": report.profiles,
        "broken_guards": [found.message for found in report.broken_guards],
        "past_retention": dict(report.past_retention),
        "clusters": {model: dict(labels) for model, labels in report.clusters.items()},
        "segments": [
            {
                "name": segment.name,
                "title": segment.title,
                "size": segment.size,
                "share": segment.share,
                "entered": segment.entered,
                "exited": segment.exited,
                "clusters": {model: dict(labels) for model, labels in segment.clusters.items()},
            }
            for segment in report.segments
        ],
    }


def print_preview(found: Preview, program: Program) -> None:
    """Size, clause by clause, and a sample."""
    share = found.size / found.profiles if found.profiles else 0.0
    name = found.name if found.name in program.segments else "rule"
    console().print(name if found.title == name else f"{name}: {found.title}", markup=False)
    console().print(f"{found.size:,} of {found.profiles:,} profiles ({share:.1%})\n")
    rows = [
        (str(number), fall.clause, count(fall.alone), count(fall.left), count(fall.without))
        for number, fall in enumerate(found.falls, start=1)
    ]
    columns = ("", "clause", "alone", "left", "without it")
    print_table("clause by clause", columns, rows, right=(2, 3, 4))
    if found.size:
        console().print()
        types = value_types(program)
        print_table("some members", found.sample.columns, frame_rows(found.sample, types, program.project.timezone))
    if found.near.height:
        console().print()
        near = frame_rows(found.near, value_types(program), program.project.timezone)
        print_table("near misses", ("fails only clause", *found.near.columns[1:]), near)


def value_types(program: Program) -> dict[str, Type]:
    """The types of attributes and traits by name."""
    attributes = {name: attribute.type for name, attribute in program.project.attributes.items()}
    return {**attributes, **program.trait_types}


def preview_json(found: Preview, program: Program) -> dict[str, Any]:
    """The preview as plain values."""
    zone = program.project.timezone
    return {
        "name": found.name,
        "title": found.title,
        "now": from_micros(found.now, zone).isoformat(),
        "size": found.size,
        "profiles": found.profiles,
        "clauses": [
            {"clause": fall.clause, "alone": fall.alone, "left": fall.left, "without": fall.without}
            for fall in found.falls
        ],
        "sample": plain_rows(found.sample, value_types(program), zone),
        "near_misses": [
            {"fails": row.pop("@fails"), **row} for row in plain_rows(found.near, value_types(program), zone)
        ],
    }
