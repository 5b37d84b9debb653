"""A project opened for a command that needs it whole: findings are told, and errors end the command."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from xseg.cli import EXIT_FINDINGS, EXIT_USAGE
from xseg.cli.common import fail, print_diagnostics, project_root, wall_now

if TYPE_CHECKING:
    from xseg.workflow.workspace import Workspace


def open_ready(project: Path | None, rules: Mapping[str, str] | None = None, *, as_json: bool = False) -> "Workspace":
    """The workspace, its warnings told (only `check` tells what is merely good to know).

    Leaves with 2 where the project file is wrong, with 1 where the rules are.
    """
    from xseg.workflow.workspace import open_workspace

    workspace = open_workspace(project_root(project, as_json=as_json), rules=rules)
    if workspace.project is None:
        fail(workspace.sink, workspace.sources, code=EXIT_USAGE, as_json=as_json)
    if workspace.sink.failed:
        fail(workspace.sink, workspace.sources, code=EXIT_FINDINGS, as_json=as_json)
    serious = [diagnostic for diagnostic in workspace.sink if diagnostic.severity != "info"]
    print_diagnostics(serious, workspace.sources)
    workspace.sink.found.clear()
    return workspace


def times_of(workspace: "Workspace", as_of: str | None, *, as_json: bool = False) -> tuple[int, int]:
    """The run's `now`, and the clock of a build that it needs; leaves with 2 as `now_of` does."""
    return now_of(workspace, as_of, as_json=as_json), now_of(workspace, None, as_json=as_json)


def now_of(workspace: "Workspace", as_of: str | None, *, as_json: bool = False) -> int:
    """The run's `now`; leaves with 2 where the time asked for cannot be read."""
    from xseg.workflow.clock import run_now

    now = run_now(workspace.checked.project, as_of, wall=wall_now(), sink=workspace.sink)
    if now is None:
        fail(workspace.sink, workspace.sources, code=EXIT_USAGE, as_json=as_json)
    return now
