"""`xseg members`: who is in a segment."""

import sys
from typing import Annotated, Literal

import typer

from xseg.cli import EXIT_USAGE
from xseg.cli.common import JsonOption, ProjectOption, RevealOption, fail, print_json
from xseg.cli.opened import now_of, open_ready

Format = Literal["table", "csv", "json", "parquet"]


def command(
    segment: Annotated[str, typer.Argument(help="The segment's name.")],
    *,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="As the last run up to then recorded it.")
    ] = None,
    run: Annotated[int | None, typer.Option("--run", help="As that run recorded it.")] = None,
    ids: Annotated[
        str | None, typer.Option("--ids", metavar="KEY", help="Show an identity key beside the profile.")
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="How members are written.")] = "table",
    reveal: RevealOption = False,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the members of a segment as the last run recorded them.

    Example: xseg members cart_rescue --format csv
    """
    from xseg.plan.bind import from_micros
    from xseg.workflow import messages

    workspace = open_ready(project, as_json=as_json)
    if run is not None and at is not None:
        workspace.sink.add(messages.run_and_at())
        fail(workspace.sink, workspace.sources, code=EXIT_USAGE, as_json=as_json)
    moment = None if at is None else now_of(workspace, at, as_json=as_json)
    from xseg.workflow.masking import masked
    from xseg.workflow.members import members

    program = workspace.checked
    found = members(program.project, segment, tuple(program.segments), workspace.sink, run=run, at=moment, key=ids)
    if found is None:
        fail(workspace.sink, workspace.sources, as_json=as_json)
    table = found.table if reveal else masked(found.table, program.project)
    if as_json or format_ == "json":
        document = {
            "segment": segment,
            "run": found.run.id,
            "now": from_micros(found.run.now, program.project.timezone).isoformat(),
            "size": len(found.ids),
        }
        print_json("xseg.members/1", {**document, "members": table.to_dicts()})
    elif format_ == "csv":
        print(table.write_csv(), end="")
    elif format_ == "parquet":
        table.write_parquet(sys.stdout.buffer)
    else:
        from xseg.cli.tables import counted, frame_rows, instant, print_table

        stood = instant(found.run.now, program.project.timezone)
        title = f"{segment}: {counted(len(found.ids), 'member', 'members')}, run {found.run.id} as of {stood}"
        print_table(title, table.columns, frame_rows(table, {}, program.project.timezone))
