"""`xseg preview`: how large a rule is, before it is used."""

from typing import Annotated

import typer

from xseg.cli import EXIT_USAGE
from xseg.cli.common import AsOfOption, JsonOption, ProjectOption, RevealOption, fail, print_diagnostics, print_json
from xseg.cli.opened import open_ready, times_of
from xseg.cli.progress import progress_bar


def command(
    segment: Annotated[str | None, typer.Argument(help="A segment's name.")] = None,
    *,
    rule: Annotated[str | None, typer.Option("-e", "--rule", help="A rule instead of a segment.")] = None,
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    reveal: RevealOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show the size of a segment or a rule, clause by clause, and some members; nothing is recorded.

    Example: xseg preview -e 'last purchase within 30 days and total_spend > 500'
    """
    if (segment is None) == (rule is None):
        typer.echo("error: name a segment, or write a rule with -e", err=True)
        raise typer.Exit(EXIT_USAGE)
    from xseg.workflow.workspace import RULE

    workspace = open_ready(project, None if rule is None else {RULE: rule}, as_json=as_json)
    now, clock = times_of(workspace, as_of, as_json=as_json)
    from xseg.cli.render import preview_json, print_preview
    from xseg.workflow.preview import preview

    with progress_bar() as progress:
        found = preview(workspace, segment or RULE, now=now, clock=clock, reveal=reveal, progress=progress)
    if found is None:
        fail(workspace.sink, workspace.sources, as_json=as_json)
    print_diagnostics(workspace.sink, workspace.sources)
    if as_json:
        print_json("xseg.preview/1", preview_json(found, workspace.checked))
    else:
        print_preview(found, workspace.checked)
