"""`xseg catalog`: what a rule may say here."""

from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from xseg.cli.common import JsonOption, ProjectOption, print_json
from xseg.cli.opened import open_ready

if TYPE_CHECKING:
    from xseg.workflow.catalog import Entry


def _meaning(entry: "Entry") -> str:
    """Its values, or else what it means; behind a standard trait where it comes from."""
    shown = ", ".join(entry.values[:8]) + (" …" if len(entry.values) > 8 else "") or entry.label
    return f"{shown} · use {entry.use}" if entry.use else shown


def command(
    word: Annotated[str | None, typer.Argument(help="Only what this word stands in.")] = None,
    *,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what a rule may say in this project: names, types, values, and an example of each.

    Example: xseg catalog purchase
    """
    workspace = open_ready(project, as_json=as_json)
    from xseg.workflow.catalog import catalog

    entries = catalog(workspace.checked, word)
    if as_json:
        print_json("xseg.catalog/1", {"entries": [asdict(entry) for entry in entries]})
        return
    from xseg.cli.tables import print_table

    if not entries:
        print(f"nothing here has `{word}` in it")
    for kind, group in groupby(entries, key=lambda entry: "event" if entry.kind == "property" else entry.kind):
        rows = [
            (
                f"  {entry.name}" if entry.kind == "property" else entry.name,
                entry.type,
                _meaning(entry),
                entry.example,
            )
            for entry in group
        ]
        print_table(f"{kind}s" if kind != "category" else kind, ("name", "type", "values or meaning", "example"), rows)
        print()
