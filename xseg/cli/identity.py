"""`xseg explain --identity`: a person as a tree of records, and the keys between them."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from xseg.cli.common import fail, print_diagnostics, print_json
from xseg.cli.opened import open_ready
from xseg.diagnostics.render.visible import visible

if TYPE_CHECKING:
    from xseg.profiles.measures.report import IdChange
    from xseg.workflow.identity import Change, Identity, Link, Record

SHOWN = 60
"""So many records are printed; all are in the JSON."""
COMPOSITE = "+"
"""In the name of a key that several columns make: shown where it joins, and not with each record."""


def explain_identity(person: str, project: Path | None, *, reveal: bool, as_json: bool) -> None:
    """Print why the records of one person are one."""
    workspace = open_ready(project, as_json=as_json)
    from xseg.workflow.identity import identity

    found = identity(workspace, person, reveal=reveal)
    if found is None:
        fail(workspace.sink, workspace.sources, as_json=as_json)
    print_diagnostics(workspace.sink, workspace.sources)
    if as_json:
        print_json("xseg.identity/1", _document(found, workspace.checked.project.timezone))
    else:
        _print(found, workspace.checked.project.timezone)


def _document(found: "Identity", zone: ZoneInfo) -> dict[str, Any]:
    from xseg.plan.bind import from_micros

    records = [
        {**asdict(record), "time": None if record.time is None else from_micros(record.time, zone).isoformat()}
        for record in found.records
    ]
    return {**asdict(found), "records": records}


def _print(found: "Identity", zone: ZoneInfo) -> None:
    from xseg.explain.values import counted

    sources = dict.fromkeys(record.source for record in found.records)
    also = f", also {', '.join(found.aliases)}" if found.aliases else ""
    print(f"{found.profile}{also}: {counted(len(found.records), 'record')} of {', '.join(sources)}\n")
    records = {record.number: record for record in found.records}
    below: dict[int, list[Link]] = {}
    for link in found.links:
        below.setdefault(link.of, []).append(link)
    left = [SHOWN]
    _print_record(found.records[0], records, below, zone, indent="  ", left=left)
    if len(found.records) > SHOWN:
        print(f"  … and {len(found.records) - SHOWN:,} more; --json has all")
    if found.changes:
        print()
    for change in found.changes:
        print(f"build {change.build}: {changed(change)}")


def _print_record(
    record: "Record",
    records: "dict[int, Record]",
    below: "dict[int, list[Link]]",
    zone: ZoneInfo,
    *,
    indent: str,
    left: list[int],
) -> None:
    if left[0] <= 0:
        return
    left[0] -= 1
    print(f"{indent}{visible(_told(record, zone))}")
    for way, links in _by_way(below.get(record.number, [])):
        if left[0] > 0:
            print(f"{indent}  by {visible(way)}")
        for link in links:
            _print_record(records[link.to], records, below, zone, indent=f"{indent}    ", left=left)


def _by_way(links: "list[Link]") -> "list[tuple[str, list[Link]]]":
    """Links with one key and value together, in the order in which they were met."""
    ways: dict[str, list[Link]] = {}
    for link in links:
        way = f"likeness, probability {link.probability:.4f}" if link.key is None else f"{link.key} {link.value}"
        ways.setdefault(way, []).append(link)
    return list(ways.items())


def _told(record: "Record", zone: ZoneInfo) -> str:
    from xseg.explain.values import counted, instant

    at = f" {record.file}:{record.line}" if record.file is not None else ""
    id_ = f" id {record.id}" if record.id is not None else ""
    since = f", since {instant(record.time, zone)}" if record.time is not None else ""
    rows = f", {counted(record.rows, 'row')}" if record.rows > 1 else ""
    keys = ", ".join(f"{key} {value}" for key, value in record.keys.items() if COMPOSITE not in key)
    return f"{record.source}{at}{id_}{since}{rows}" + (f": {keys}" if keys else "")


def changed(change: "Change | IdChange") -> str:
    """What became of an id, in words."""
    if change.change == "split":
        return f"some records of {change.profile} became {change.other}"
    why = "by likeness" if change.key is None else f"by {change.key}"
    return f"{change.other} was merged into {change.profile} {why}"
