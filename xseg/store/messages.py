"""What the store says to people."""

from pathlib import Path

from xseg.diagnostics import Diagnostic
from xseg.diagnostics import codes as code


def locked(path: Path, pid: int) -> Diagnostic:
    return Diagnostic(
        code.STATE_LOCKED,
        f"another run is at work in `{path.name}` (process {pid})",
        help=("wait until it ends; a run that was killed holds nothing, the next one goes on by itself",),
    )


def other_version(path: Path, found: int, known: int) -> Diagnostic:
    return Diagnostic(
        code.STATE_OF_OTHER_VERSION,
        f"the state in `{path.name}` has schema {found}, this xseg reads schema {known}",
        help=("use the xseg that wrote it, or move the folder away and build again",),
    )


def open_to_others(path: Path) -> Diagnostic:
    return Diagnostic(
        code.STATE_OPEN,
        f"others can look into the state in `{path.name}`, and it is not ours to close"
        + (": it is a link" if path.is_symlink() else ""),
        help=("chmod 700 the folder itself; nothing was written into it",),
    )


def damaged(path: Path, why: str) -> Diagnostic:
    return Diagnostic(
        code.STATE_DAMAGED,
        f"the state in `{path.name}` cannot be read: {why}",
        help=("put the folder back from a copy, or move it away and build again",),
    )
