"""Files of this machine as units: one file is one unit, known again by size, times and place, else by its SHA-256."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from xseg.diagnostics import Diagnostic, Sink
from xseg.profiles import messages
from xseg.profiles.formats.chunk import Chunk, Unreadable
from xseg.profiles.sources import messages as told
from xseg.profiles.sources.environment import Resolved
from xseg.profiles.sources.fetched import sha256
from xseg.profiles.sources.form import Form, Origin, format_of
from xseg.profiles.sources.named import named
from xseg.profiles.sources.plain import plain
from xseg.profiles.sources.reading import read
from xseg.profiles.sources.units import Known


@dataclass(frozen=True, slots=True)
class FileUnit:
    """A file. Its rows are those that its fingerprint is of: a file that changes while it is read is unreadable."""

    path: Path
    name: str
    """For people: variables stand as written."""
    fingerprint: str
    size: int
    stamp: str
    form: Form
    origin: Origin

    def chunks(self) -> Iterator[Chunk]:
        """See units.py."""
        try:
            with (
                plain(self.path, self.name, self.form, self.origin) as path,
                path.open("rb") as file,
            ):
                yield from read(file, self.form, self.name, self.origin)
            changed = _stamp(self.path.stat()) != self.stamp
        except OSError as error:
            raise Unreadable(self._trouble(error.strerror or "it cannot be opened")) from error
        if changed:
            raise Unreadable(self._trouble("it changed while it was read"))

    def _trouble(self, why: str) -> Diagnostic:
        return messages.unreadable_file(self.name, self.origin.name, why, self.origin.span)


def files(
    root: Path, pattern: Resolved, origin: Origin, *, form: Form, known: Mapping[str, Known], sink: Sink
) -> list[FileUnit] | None:
    """Every file that matches, in order of name; the format is by its ending where `form` has none. None, told in the
    sink, where there is none, or one cannot be opened.
    """
    matching = named(root, pattern.text)
    names = matching.files
    if matching.again:
        again = {pattern.hidden(name): pattern.hidden(other) for name, other in matching.again.items()}
        sink.add(told.named_twice(again, origin.name, origin.at(pattern.hidden(pattern.text))))
    if not names:
        shown = pattern.hidden(pattern.text)
        sink.add(messages.missing_file(shown, origin.name, origin.at(shown)))
        return None
    found = [_unit(root / name, pattern.hidden(name), origin, form, known, sink) for name in names]
    opened = [unit for unit in found if unit is not None]
    return opened if len(opened) == len(found) else None


def _unit(path: Path, name: str, origin: Origin, form: Form, known: Mapping[str, Known], sink: Sink) -> FileUnit | None:
    readable = os.fsencode(name).decode(errors="replace")
    if readable != name:
        sink.add(messages.unreadable_file(readable, origin.name, "its name is not UTF-8 text", origin.span))
        return None
    format_ = form.format or format_of(name)
    if format_ is None:
        sink.add(messages.unknown_format(name, origin.name, origin.span))
        return None
    before = known.get(name)
    try:
        stat = path.stat()
        stamp = _stamp(stat)
        sure = before is not None and before.stamp == stamp
        fingerprint = before.fingerprint if before is not None and sure else sha256(path)
    except OSError as error:
        nothing = isinstance(error, FileNotFoundError) and path.is_symlink()
        why = "it is a link to nothing" if nothing else error.strerror or "it cannot be opened"
        sink.add(messages.unreadable_file(name, origin.name, why, origin.span))
        return None
    return FileUnit(path, name, fingerprint, stat.st_size, stamp, form.of(format_), origin)


def _stamp(stat: os.stat_result) -> str:
    """Not by the time of writing alone, which copies and archives put back: the system sets the other time itself."""
    return f"{stat.st_size}:{stat.st_mtime_ns}:{stat.st_ctime_ns}:{stat.st_ino}"
