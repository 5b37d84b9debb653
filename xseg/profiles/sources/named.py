"""The files that a path or pattern names on this machine, each once, whatever links lead to it."""

import glob
import os
import stat
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ANY_DEPTH = "**"


@dataclass(frozen=True, slots=True)
class Named:
    """Names as written relative to the project, in order; `again` are names of files and folders that are there under
    another name, which each is told with.
    """

    files: tuple[str, ...]
    again: Mapping[str, str] = field(default_factory=dict)


def named(root: Path, pattern: str) -> Named:
    """What a path, or a pattern of `*`, `?`, `[ab]` and `**`, names below a folder."""
    if (root / pattern).is_file():
        return Named((pattern,))
    parts = Path(pattern).parts
    start = parts[0] if Path(pattern).is_absolute() else ""
    again: dict[str, str] = {}
    found = set(_matching(root, start, list(parts[1:] if start else parts), again))
    files = [name for name in found if _to_be_read(root / name)]
    folders = {folder: os.path.realpath(root / folder) for folder in {os.path.dirname(name) for name in files}}  # noqa: PTH120
    reals = {name: _real(root, name, folders) for name in files}
    base = os.path.realpath(root)
    linked = {name: real != os.path.normpath(os.path.join(base, name)) for name, real in reals.items()}  # noqa: PTH118
    by_file: dict[str, list[str]] = {}
    for name in sorted(reals, key=lambda name: (linked[name], name.count("/"), name)):
        by_file.setdefault(reals[name], []).append(name)
    again |= {other: names[0] for names in by_file.values() for other in names[1:]}
    return Named(tuple(sorted(names[0] for names in by_file.values())), dict(sorted(again.items())))


def _to_be_read(path: Path) -> bool:
    """Whether it is a file, or cannot be looked at, as a link to nothing: whoever opens it tells why."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return path.is_symlink()
    except OSError:
        return True


def _real(root: Path, name: str, folders: Mapping[str, str]) -> str:
    """Where a file lies, links followed; `folders` are those of names, where they lie."""
    if (root / name).is_symlink():
        return os.path.realpath(root / name)
    folder, file = os.path.split(name)
    return os.path.join(folders[folder], file)  # noqa: PTH118 (many names: texts are quick)


def _matching(root: Path, folder: str, parts: list[str], again: dict[str, str]) -> Iterator[str]:
    part, *rest = parts
    if part == ANY_DEPTH:
        for inner in _folders(root, folder, again):
            yield from _matching(root, inner, rest or ["*"], again)
        return
    names = sorted(glob.glob(part, root_dir=root / folder)) if glob.has_magic(part) else [part]  # noqa: PTH207
    for name in names:
        path = (Path(folder) / name).as_posix()
        if not rest:
            yield path
        elif (root / path).is_dir():
            yield from _matching(root, path, rest, again)


def _folders(root: Path, folder: str, again: dict[str, str]) -> Iterator[str]:
    """A folder and all below it, each once: by its own name where it has one here, else by that of a link."""
    own, linked = deque([folder]), deque[str]()
    seen: dict[str, str] = {}
    while own or linked:
        name = own.popleft() if own else linked.popleft()
        real = os.path.realpath(root / name)
        if real in seen:
            again[name] = seen[real] or "."
            continue
        seen[real] = name
        yield name
        for entry in _entries(root / name):
            if entry.is_dir() and not entry.name.startswith("."):
                (linked if entry.is_symlink() else own).append((Path(name) / entry.name).as_posix())


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []  # as every pattern: what cannot be opened has no names
