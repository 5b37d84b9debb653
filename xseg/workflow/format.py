"""`fmt`: `.seg` files in the one layout; a file that cannot be read stays as it is."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from xseg.diagnostics import Sink, Source
from xseg.project.load import project_from, read_project_file
from xseg.syntax import read_source
from xseg.syntax.format import formatted
from xseg.workflow.expand import expanded_uses
from xseg.workflow.workspace import shown

_EVERYWHERE = ("**/*.seg",)


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file and how it would be laid out; `after` is None where it could not be read.

    `changed` is about bytes: other line ends, or a mark at the beginning, are a change too.
    """

    path: Path
    source: Source
    after: str | None
    changed: bool

    def diff(self) -> str:
        """What changes, as a unified diff of lines."""
        after = self.source.text if self.after is None else self.after
        old, new = (text.replace("\r\n", "\n").split("\n") for text in (self.source.text, after))
        lines = unified_diff(old, new, self.source.path, self.source.path, lineterm="")
        return "".join(f"{line}\n" for line in lines)


def format_files(paths: Iterable[Path], sink: Sink, *, expand: bool = False) -> list[Formatted]:
    """Every file in the one layout; nothing is written. Why a file cannot be formatted is in the sink.

    With `expand` each `use` is written out as the traits that it means.
    """
    return [_formatted(path, sink, expand=expand) for path in paths]


def write_formatted(files: Iterable[Formatted]) -> None:
    """Writes what has changed, each file whole or not at all."""
    for file in files:
        if file.changed and file.after is not None:
            _replace(file.path.resolve(), file.after.encode("utf-8"))


def project_files(root: Path) -> list[Path]:
    """The `.seg` files of a project; all below its folder where the project file cannot be read."""
    unheard = Sink()
    source = read_project_file(root, unheard)
    project = None if source is None else project_from(source, unheard, root=root)
    return _found(root, _EVERYWHERE if project is None else project.rules)


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files named, and every `.seg` file below the folders named; hidden folders are left out."""
    return list(dict.fromkeys(_below(paths)))


def _below(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from _found(path, _EVERYWHERE)
        else:
            yield path


def _found(folder: Path, patterns: Sequence[str]) -> list[Path]:
    found = {path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}
    return sorted(path for path in found if not _hidden(path.relative_to(folder)))


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") and part != ".." for part in path.parts)


def _formatted(path: Path, sink: Sink, *, expand: bool) -> Formatted:
    found = Sink()
    source = read_source(path, name=shown(path), sink=found)
    written = Source(source.path, expanded_uses(source, found)) if expand and not found.failed else source
    after = None if found.failed else formatted(written, found)
    sink.extend(found)
    changed = after is not None and path.read_bytes() != after.encode("utf-8")
    return Formatted(path, source, after, changed)


def _replace(path: Path, content: bytes) -> None:
    """Writes beside the file, then puts it in its place: a crash leaves the old file whole."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, name)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
