"""`xseg fmt`: the one layout of `.seg` files."""

from pathlib import Path
from typing import Annotated

import typer

from xseg.cli import EXIT_FINDINGS
from xseg.cli.common import JsonOption, ProjectOption, print_diagnostics, print_json, project_root
from xseg.diagnostics import Sink


def command(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders; else the whole project.")] = None,
    *,
    project: ProjectOption = None,
    only_check: Annotated[bool, typer.Option("--check", help="Write nothing; list what would change, exit 1.")] = False,
    only_diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change, exit 1.")] = False,
    expand: Annotated[bool, typer.Option("--expand", help="Write each `use` out as the traits it means.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Lay out .seg files in the one way; comments stay where they stand.

    A file with mistakes stays as it is, and they are told.

    Example: xseg fmt --check segments
    """
    from xseg.workflow.format import files_of, format_files, project_files, write_formatted

    if only_check and only_diff:
        raise typer.BadParameter("ask for --check or for --diff, not for both")
    sink = Sink()
    files = format_files(files_of(paths) if paths else project_files(project_root(project)), sink, expand=expand)
    changed = [file for file in files if file.changed]
    writes = not (only_check or only_diff)
    if writes:
        write_formatted(changed)
    print_diagnostics(sink, {file.source.path: file.source for file in files})
    if as_json:
        told = [{"path": file.source.path, "changed": file.changed, "read": file.after is not None} for file in files]
        print_json("xseg.fmt/1", {"written": writes, "files": told})
    elif only_diff:
        print("".join(file.diff() for file in changed), end="")
    else:
        for file in changed:
            print(f"would change {file.source.path}" if only_check else f"wrote {file.source.path}")
        print(_summary(len(files), len(changed), sum(file.after is None for file in files), writes=writes))
    if sink.failed or (changed and not writes):
        raise typer.Exit(EXIT_FINDINGS)


def _summary(files: int, changed: int, unread: int, *, writes: bool) -> str:
    """One line for all files."""
    if not files:
        return "no .seg file to lay out"
    told = [f"{files - changed - unread} in the one layout"]
    if changed:
        told.append(f"{changed} {'laid out anew' if writes else 'to lay out'}")
    if unread:
        told.append(f"{unread} left alone")
    return f"{files} file{'s' if files != 1 else ''}: {', '.join(told)}"
