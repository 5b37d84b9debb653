"""`xseg check`: what is wrong in the rules, before any data is read."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from xseg.cli import EXIT_FINDINGS
from xseg.cli.common import JsonOption, ProjectOption, colourful, project_root
from xseg.diagnostics import Diagnostic

Format = Literal["full", "concise", "json"]


def command(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders; else the whole project.")] = None,
    *,
    project: ProjectOption = None,
    format_: Annotated[Format, typer.Option("--format", help="How findings are written.")] = "full",
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as findings too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Tell every mistake in the project's .seg files; needs no data.

    Example: xseg check segments/shop/retention.seg
    """
    import sys

    from xseg.diagnostics.render import render_concise, render_full, render_json
    from xseg.workflow.check import check
    from xseg.workflow.workspace import find_root

    root = find_root(paths[0].parent if paths[0].is_file() else paths[0]) if paths and project is None else None
    workspace, found = check(root or project_root(project), paths or (), strict=strict)
    failed = any(diagnostic.severity == "error" or strict for diagnostic in found)
    if as_json or format_ == "json":
        print(json.dumps(json.loads(render_json(found, workspace.sources)), ensure_ascii=False, indent=1))
    elif format_ == "concise":
        print(render_concise(found, workspace.sources), end="")
    else:
        if found:
            print(render_full(found, workspace.sources, colour=colourful(sys.stdout)))
        print(_summary(found, len(workspace.sources)))
    if failed:
        raise typer.Exit(EXIT_FINDINGS)


def _summary(found: Sequence[Diagnostic], files: int) -> str:
    if not found:
        return f"{files} files checked, nothing to mend"
    return f"{len(found)} finding{'s' if len(found) != 1 else ''} in {files} files"
