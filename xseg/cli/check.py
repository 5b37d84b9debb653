"""`xseg check`: what is wrong in the rules, before any data is read."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, NoReturn, assert_never

import typer

from xseg.cli import EXIT_FINDINGS, EXIT_USAGE
from xseg.cli.common import JsonOption, ProjectOption, colourful, fail, project_root
from xseg.diagnostics import Diagnostic, Sink, Source

Format = Literal["full", "concise", "json", "github", "sarif", "junit"]
CONFIGURATION = {f"XS8{number:02d}" for number in range(30)}
"""Codes of the project file: with one of its errors nothing else was checked."""


def command(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders; else the whole project.")] = None,
    *,
    project: ProjectOption = None,
    format_: Annotated[Format, typer.Option("--format", help="How findings are written.")] = "full",
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as findings too.")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended safely, then tell the rest.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Tell every mistake in the project's .seg files; needs no data.

    Example: xseg check segments/shop/retention.seg
    """
    from xseg.workflow import messages
    from xseg.workflow.workspace import find_root

    absent = [path for path in paths or () if not path.exists()]
    if absent:
        _leave(messages.no_such_path(absent[0]), as_json=as_json)
    root = find_root(paths[0].parent if paths[0].is_file() else paths[0]) if paths and project is None else None
    root = root or project_root(project, as_json=as_json)
    if fix:
        sources, found = _fixed(root, paths or (), strict=strict)
    else:
        from xseg.workflow.check import check

        workspace, found = check(root, paths or (), strict=strict)
        sources = workspace.sources
    _tell(found, sources, "json" if as_json else format_)
    if any(diagnostic.code.number in CONFIGURATION for diagnostic in found if diagnostic.severity == "error"):
        raise typer.Exit(EXIT_USAGE)
    if any(diagnostic.severity == "error" or (strict and diagnostic.severity == "warning") for diagnostic in found):
        raise typer.Exit(EXIT_FINDINGS)


def _leave(diagnostic: Diagnostic, *, as_json: bool) -> NoReturn:
    sink = Sink()
    sink.add(diagnostic)
    fail(sink, {}, code=EXIT_USAGE, as_json=as_json)


def _fixed(root: Path, paths: Sequence[Path], *, strict: bool) -> tuple[Mapping[str, Source], list[Diagnostic]]:
    """Mends, tells what on the error stream, and gives what is left."""
    import sys

    from xseg.workflow.fix import fix

    fixed = fix(root, paths, strict=strict)
    for one in fixed.applied:
        print(f"mended {one.edits[0].span.path}: {one.title}", file=sys.stderr)
    return fixed.workspace.sources, fixed.found


def _tell(found: Sequence[Diagnostic], sources: Mapping[str, Source], format_: Format) -> None:
    import sys

    match format_:
        case "full":
            from xseg.diagnostics.render import render_full

            if found:
                print(render_full(found, sources, colour=colourful(sys.stdout)))
            print(_summary(found, len(sources)))
        case "concise":
            from xseg.diagnostics.render import render_concise

            print(render_concise(found, sources), end="")
        case "json":
            from xseg.diagnostics.render import render_json

            print(json.dumps(json.loads(render_json(found, sources)), ensure_ascii=False, indent=1))
        case "github":
            from xseg.diagnostics.render.github import render_github

            print(render_github(found, sources), end="")
        case "sarif":
            from xseg.diagnostics.render.sarif import render_sarif

            print(render_sarif(found, sources), end="")
        case "junit":
            from xseg.diagnostics.render.junit import render_junit

            print(render_junit(found, sources), end="")
        case _:
            assert_never(format_)


def _summary(found: Sequence[Diagnostic], files: int) -> str:
    if not found:
        return f"{files} files checked, nothing to mend"
    return f"{len(found)} finding{'s' if len(found) != 1 else ''} in {files} files"
