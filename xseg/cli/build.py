"""`xseg build`: sources to tables, with a count of every row."""

from typing import Annotated

import typer

from xseg.cli.common import JsonOption, ProjectOption, fail, print_diagnostics, print_json
from xseg.cli.opened import now_of, open_ready
from xseg.cli.progress import progress_bar


def command(
    *,
    accept_changes: Annotated[
        bool, typer.Option("--accept-changes", help="Pass over expectations that compare with the build before, once.")
    ] = False,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read, check, clean and join the sources into profiles; every row is kept, dropped or quarantined with a reason.

    Example: xseg build --project shop
    """
    workspace = open_ready(project, as_json=as_json)
    now = now_of(workspace, None, as_json=as_json)
    from xseg.cli.building import build_json, print_build
    from xseg.workflow.building import built
    from xseg.workflow.quality import build_before

    declared = workspace.checked.project
    with progress_bar() as progress:
        report = built(declared, workspace.sink, clock=now, accept_changes=accept_changes, progress=progress)
    if report is None:
        fail(workspace.sink, workspace.sources, as_json=as_json)
    print_diagnostics(workspace.sink, workspace.sources)
    if as_json:
        print_json("xseg.build/1", build_json(report, declared))
    else:
        print_build(report, build_before(declared, report))
