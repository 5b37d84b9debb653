"""`xseg report`: the picture book, one page that works offline."""

from pathlib import Path
from typing import Annotated

import typer

from xseg.cli.common import AsOfOption, JsonOption, ProjectOption, fail, print_diagnostics, print_json
from xseg.cli.opened import open_ready, times_of
from xseg.cli.progress import progress_bar


def command(
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="The page to write.", metavar="FILE")] = Path("report.html"),
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write one offline HTML page: clusters, personas, channels, segments, overlap, drift, data quality.

    Example: xseg report --out report.html
    """
    workspace = open_ready(project, as_json=as_json)
    now, clock = times_of(workspace, as_of, as_json=as_json)
    from xseg.workflow.report import report

    with progress_bar() as progress:
        written = report(workspace, out, now=now, clock=clock, progress=progress)
    if written is None:
        fail(workspace.sink, workspace.sources, as_json=as_json)
    print_diagnostics(workspace.sink, workspace.sources)
    if as_json:
        document = {"path": str(written.path), "bytes": written.bytes}
        print_json("xseg.report/1", {**document, "models": written.models, "segments": written.segments})
        return
    print(f"{written.path}: {written.bytes / 1e6:.1f} MB, open it in a browser")
