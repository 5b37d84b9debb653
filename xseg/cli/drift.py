"""`xseg drift`: whether models and segments are still what they were."""

from typing import Annotated

import typer

from xseg.cli import EXIT_FINDINGS
from xseg.cli.common import AsOfOption, JsonOption, ProjectOption, fail, print_diagnostics, print_json
from xseg.cli.opened import open_ready, times_of
from xseg.cli.progress import progress_bar


def command(
    name: Annotated[str | None, typer.Argument(help="One model or segment; else all.", metavar="[NAME]")] = None,
    *,
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hold the models in force against the profiles of now, and segments against their own history.

    Leaves with 1 where a bound of a model's `drift:` is crossed, or a segment is out of its band.

    Example: xseg drift cluster
    """
    workspace = open_ready(project, as_json=as_json)
    now, clock = times_of(workspace, as_of, as_json=as_json)
    from xseg.cli.drifts import drift_json, print_drift
    from xseg.workflow.drift import drift

    with progress_bar() as progress:
        found = drift(workspace.checked, workspace.sink, now=now, clock=clock, name=name, progress=progress)
    if found is None:
        fail(workspace.sink, workspace.sources, as_json=as_json)
    print_diagnostics(workspace.sink, workspace.sources)
    if as_json:
        print_json("xseg.drift/1", drift_json(found, workspace.checked.project.timezone))
    else:
        print_drift(found, workspace.checked.project.timezone)
    if found.drifted:
        raise typer.Exit(EXIT_FINDINGS)
