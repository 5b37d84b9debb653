"""What may be written in xseg.toml but is not built yet: refused where passing over it would change an audience.

This file is a ledger: who builds a part deletes its row.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xseg.project import messages
from xseg.project.positions import Path
from xseg.project.written.read import ProjectFile


@dataclass(frozen=True, slots=True)
class NotBuilt:
    """`at` is the way to the key (`*`: any name or place); `value` narrows it to some values, from their start."""

    at: tuple[str, ...]
    what: str
    do: str
    value: str = ""
    harmless: bool = False


_REMOTE = r"[A-Za-z][A-Za-z0-9+.-]*://"

LEDGER = (
    NotBuilt(("project", "state"), "state in a bucket or database", 'name a folder: `state = ".xseg"`', _REMOTE),
    NotBuilt(
        ("project", "state"), "a state folder named by the environment", 'name a folder: `state = ".xseg"`', r".*\$\{"
    ),
    NotBuilt(("channels", "*", "limits"), "limits of sending", "keep them where you send from", harmless=True),
    NotBuilt(("destinations",), "sending to destinations", "take members from `xseg members`", harmless=True),
    NotBuilt(("activation",), "activation", "take members from `xseg members`", harmless=True),
    NotBuilt(("engines",), "engines other than the one here", "runs take the Polars engine", harmless=True),
)


def check_built(written: Mapping[str, object], file: ProjectFile) -> None:
    """Tell of everything in the file that is not built yet, each key once."""
    told: set[Path] = set()
    for entry in LEDGER:
        for path, value in _found(written, entry.at, ()):
            if path in told or (entry.value and re.match(entry.value, str(value)) is None):
                continue
            told.add(path)
            say = messages.ignored_yet if entry.harmless else messages.not_built
            file.add(say(file.key(*path), entry.what, entry.do))


def _found(written: object, rest: tuple[str, ...], path: Path) -> Iterator[tuple[Path, object]]:
    """Every value at a way that may hold `*`."""
    if not rest:
        yield path, written
        return
    if isinstance(written, list) and rest[0] == "*":
        for place, entry in enumerate(written):
            yield from _found(entry, rest[1:], (*path, place))
    elif isinstance(written, dict):
        names = list(written) if rest[0] == "*" else [rest[0]] if rest[0] in written else []
        for name in names:
            yield from _found(written[name], rest[1:], (*path, name))
