"""What the commands share: options, the project they work on, diagnostics, JSON."""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from xseg.cli import EXIT_FINDINGS, EXIT_USAGE
from xseg.diagnostics import Diagnostic, Sink, Source

ProjectOption = Annotated[
    Path | None, typer.Option("--project", help="The project's folder; else the nearest xseg.toml upwards.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="TIME", help="Answer as of this date or time on the project's clock.")
]
RevealOption = Annotated[bool, typer.Option("--reveal", help="Show personal values instead of dots.")]


def project_root(project: Path | None, *, as_json: bool = False) -> Path:
    """The project to work on; leaves with a way out where there is none."""
    from xseg.workflow import messages
    from xseg.workflow.workspace import find_root

    root = find_root(Path.cwd()) if project is None else project
    if root is None:
        sink = Sink()
        sink.add(messages.no_project(Path.cwd()))
        fail(sink, {}, code=EXIT_USAGE, as_json=as_json)
    return root


def wall_now() -> datetime:
    """The wall clock, read here and nowhere else."""
    return datetime.now(UTC)  # noqa: TID251  the one edge at which time enters


def print_json(schema: str, document: Mapping[str, Any]) -> None:
    """Prints a document under the name and version of its form."""
    print(json.dumps({"schema": schema, **document}, ensure_ascii=False, indent=1))


def print_diagnostics(found: Iterable[Diagnostic], sources: Mapping[str, Source]) -> None:
    """Tells diagnostics on the error stream."""
    from xseg.diagnostics.render import render_full

    text = render_full(found, sources, colour=colourful(sys.stderr))
    if text:
        print(text, file=sys.stderr, end="" if text.endswith("\n") else "\n")


def fail(sink: Sink, sources: Mapping[str, Source], *, code: int = EXIT_FINDINGS, as_json: bool = False) -> NoReturn:
    """Tells what was found, to people or (on the output stream) to programs, and leaves."""
    found = [diagnostic for diagnostic in sink if diagnostic.severity != "info"]
    if as_json:
        from xseg.diagnostics.render import render_json

        print(render_json(found, sources), end="")
    else:
        print_diagnostics(found, sources)
    raise typer.Exit(code)


def colourful(stream: Any) -> bool:
    """Whether a stream is a terminal that wants colour."""
    return bool(stream.isatty()) and not os.environ.get("NO_COLOR")
