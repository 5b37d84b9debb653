"""`check`: every diagnostic of every file, and models in force that no longer fit; loads no engine."""

from collections.abc import Iterable
from pathlib import Path

from xseg.diagnostics import Diagnostic
from xseg.workflow.workspace import Workspace, open_workspace


def check(root: Path, paths: Iterable[Path] = (), *, strict: bool = False) -> tuple[Workspace, list[Diagnostic]]:
    """The project at `root` and its diagnostics, by file and place; of the files named (or below the folders named).

    The whole project is read in any case, since its files are one space. Where nothing is wrong, the lints look at
    what may not be meant; `strict`, or a project that is, makes errors of those that let the unknown in.
    """
    workspace = open_workspace(root)
    if workspace.ready:
        _lint(workspace, strict=strict)
    wanted = [path.resolve() for path in paths]
    found = [diagnostic for diagnostic in workspace.sink if not wanted or _stands_in(diagnostic, wanted)]
    order = {path: index for index, path in enumerate(workspace.sources)}
    found.sort(key=lambda one: (order.get(one.span.path, -1), one.span.start) if one.span else (-1, 0))
    return workspace, found


def _lint(workspace: Workspace, *, strict: bool) -> None:
    """Loaded only here: a project with mistakes is not lowered."""
    from xseg.logic import lint
    from xseg.workflow.stale import tell_stale

    program = workspace.checked
    workspace.sink.extend(lint(program, workspace.sources, strict=strict or program.project.strict))
    tell_stale(program, workspace.sink)


def _stands_in(diagnostic: Diagnostic, wanted: list[Path]) -> bool:
    if diagnostic.span is None:
        return True
    place = Path(diagnostic.span.path).resolve()
    return any(place == path or place.is_relative_to(path) for path in wanted)
