"""`xseg personas`: who is in each cluster and segment."""

from typing import Annotated

import typer

from xseg.cli.common import AsOfOption, JsonOption, ProjectOption, fail, print_diagnostics, print_json
from xseg.cli.opened import open_ready, times_of
from xseg.cli.progress import progress_bar


def command(
    name: Annotated[
        str | None, typer.Argument(help="One model (all its clusters) or one segment; else all.", metavar="[NAME]")
    ] = None,
    *,
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell who is in each cluster and segment: what sets them apart, a rule in their place, journeys and channels.

    Example: xseg personas cluster
    """
    workspace = open_ready(project, as_json=as_json)
    now, clock = times_of(workspace, as_of, as_json=as_json)
    from xseg.cli.portraits import personas_json, print_personas
    from xseg.workflow.personas import personas

    with progress_bar() as progress:
        found = personas(workspace, now=now, clock=clock, name=name, progress=progress)
    if found is None:
        fail(workspace.sink, workspace.sources, as_json=as_json)
    print_diagnostics(workspace.sink, workspace.sources)
    if as_json:
        print_json("xseg.personas/1", personas_json(found, workspace.checked.project.timezone))
    else:
        print_personas(found, workspace.checked.project.channels)
