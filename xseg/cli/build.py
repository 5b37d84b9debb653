"""`xseg build`: sources to tables, with a count of every row."""

from xseg.cli.common import JsonOption, ProjectOption, fail, print_diagnostics, print_json
from xseg.cli.opened import open_ready
from xseg.cli.progress import progress_bar


def command(*, project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """Read, check, clean and join the sources into profiles; every row is kept, dropped or quarantined with a reason.

    Example: xseg build --project shop
    """
    workspace = open_ready(project, as_json=as_json)
    from xseg.cli.building import build_json, print_build
    from xseg.workflow.building import built

    with progress_bar() as progress:
        report = built(workspace.checked.project, workspace.sink, progress=progress)
    if report is None:
        fail(workspace.sink, workspace.sources, as_json=as_json)
    print_diagnostics(workspace.sink, workspace.sources)
    if as_json:
        print_json("xseg.build/1", build_json(report))
    else:
        print_build(report)
