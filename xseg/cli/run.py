"""`xseg run`: what runs every night."""

import typer

from xseg.cli import EXIT_FINDINGS
from xseg.cli.common import AsOfOption, JsonOption, ProjectOption, fail, print_diagnostics, print_json
from xseg.cli.opened import open_ready, times_of
from xseg.cli.progress import progress_bar


def command(*, project: ProjectOption = None, as_of: AsOfOption = None, as_json: JsonOption = False) -> None:
    """Build, score and evaluate every segment, and record who entered and who left.

    Example: xseg run --as-of 2025-06-01
    """
    workspace = open_ready(project, as_json=as_json)
    now, clock = times_of(workspace, as_of, as_json=as_json)
    from xseg.cli.building import build_json, print_build
    from xseg.cli.render import print_run, run_json
    from xseg.workflow.run import run

    with progress_bar() as progress:
        report = run(workspace, now=now, clock=clock, progress=progress)
    if report is None:
        fail(workspace.sink, workspace.sources, as_json=as_json)
    print_diagnostics((*workspace.sink, *report.broken_guards), workspace.sources)
    if as_json:
        built = build_json(report.build, workspace.checked.project)
        print_json("xseg.run/1", {**run_json(report, workspace.checked), "build": built})
    else:
        print_build(report.build)
        print()
        print_run(report, workspace.checked)
    if report.broken_guards:
        raise typer.Exit(EXIT_FINDINGS)
