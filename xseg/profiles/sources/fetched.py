"""A unit whose content lies in a local file for a moment: it was fetched to know its fingerprint, and is read then."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from xseg.diagnostics import Diagnostic
from xseg.profiles.formats.chunk import Chunk, Unreadable
from xseg.profiles.sources.form import Form, Origin
from xseg.profiles.sources.plain import plain
from xseg.profiles.sources.reading import read


@dataclass(frozen=True, slots=True)
class FetchedUnit:
    """The content of `file`; once it was read it is gone, and `again` fetches it anew (raising Unreadable)."""

    name: str
    file: Path
    fingerprint: str
    size: int
    form: Form
    origin: Origin
    again: Callable[[Path], None]
    changed: Callable[[], Diagnostic]

    @property
    def stamp(self) -> str:
        """Nothing tells that the content is the same but the content."""
        return ""

    def chunks(self) -> Iterator[Chunk]:
        """See units.py."""
        if not self.file.exists():
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.again(self.file)
            if sha256(self.file) != self.fingerprint:
                raise Unreadable(self.changed())
        try:
            with plain(self.file, self.name, self.form, self.origin) as path, path.open("rb") as opened:
                yield from read(opened, self.form, self.name, self.origin)
        finally:
            self.file.unlink(missing_ok=True)
            with suppress(OSError):  # others may lie beside it
                self.file.parent.rmdir()


def sha256(path: Path) -> str:
    """The SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
