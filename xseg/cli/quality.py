"""`xseg quality`: what the last builds found, without building; and the rows that were set aside."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from textwrap import fill
from typing import Annotated

import typer

from xseg.cli.common import JsonOption, ProjectOption, RevealOption, fail, print_json
from xseg.cli.opened import open_ready
from xseg.diagnostics.render.visible import visible


def command(
    *,
    builds: Annotated[int, typer.Option("--builds", min=1, max=100, help="How many builds the trend looks back.")] = 6,
    quarantine: Annotated[
        str | None, typer.Option("--quarantine", metavar="SOURCE", help="Show its rows that were set aside, and why.")
    ] = None,
    rows: Annotated[int, typer.Option("--rows", min=1, max=10_000, help="How many of them for each reason.")] = 3,
    reveal: RevealOption = False,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the data quality of the last build and its trend: rows, known values, times, columns, people.

    Example: xseg quality --quarantine web_clicks
    """
    workspace = open_ready(project, as_json=as_json)
    declared = workspace.checked.project
    from xseg.cli.building import build_json, print_build
    from xseg.workflow.quality import last_builds, set_aside

    if quarantine is not None:
        aside = set_aside(declared, quarantine, workspace.sink, most=rows, reveal=reveal)
        if aside is None:
            fail(workspace.sink, workspace.sources, as_json=as_json)
        if as_json:
            print_json("xseg.quarantine/1", {"source": quarantine, "reasons": [asdict(one) for one in aside]})
            return
        if not aside:
            print(f"no row of {quarantine} was set aside")
        for one in aside:
            print(f"{one.rows:,} × {one.reason}")
            for example in one.examples:
                print(f"  {example.file}:{example.line}")
                _print_row(example.row, one.reason)
        return
    found = last_builds(declared, workspace.sink, most=builds)
    if found is None:
        fail(workspace.sink, workspace.sources, as_json=as_json)
    if as_json:
        documents = [build_json(report, declared, reveal=reveal) for report in found]
        print_json("xseg.quality/1", {"builds": documents})
        return
    from xseg.cli.measures import print_known, print_times, print_trend

    before = found[-2] if len(found) > 1 else None
    print_build(found[-1], before, notable=False)
    print_times(found[-1], notable=False, zone=declared.timezone)
    print_known(found[-1], before, declared, reveal=reveal)
    print_trend(found)


def _print_row(row: Mapping[str, object] | str, reason: str) -> None:
    """A row below its place, what the reason is about first; long ones go on below."""
    if isinstance(row, str):
        words = row
    else:
        first = [name for name in row if f"`{name}`" in reason]
        known = [name for name, value in row.items() if value is not None and name not in first]
        missing = [name for name, value in row.items() if value is None and name not in first]
        words = "  ".join(f"{name}={_value(row[name])}" for name in (*first, *known))
        words += f"  missing: {', '.join(missing)}" if missing else ""
    from xseg.cli.tables import console

    indent = " " * 4
    told = visible(words)
    print(fill(told, console().width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False))


def _value(value: object) -> str:
    if value is None:
        return "missing"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
