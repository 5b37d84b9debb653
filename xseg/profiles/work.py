"""A source at work: what was read of it, and what becomes of its rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from xseg.profiles.identity.whose import People
from xseg.profiles.keeping.kept import Kept
from xseg.profiles.limits import Limits
from xseg.profiles.read import Read
from xseg.profiles.rows.settle import Placed
from xseg.profiles.rows.touched import Touched
from xseg.project.project import Key, Source
from xseg.store import Build
from xseg.store.folders import make


@dataclass(frozen=True, slots=True)
class Work:
    """`touched` are the rows that others made copies, `people` whose its rows are, `kept` what the tables get."""

    read: Read
    placed: Sequence[Placed]
    touched: Touched
    people: People
    kept: Kept

    @property
    def source(self) -> Source:
        return self.read.source


def at_work(read: Read, keys: Sequence[Key], written: Build, limited: Limits) -> Work:
    """Of a source that was read; what does not fit into memory waits in the build's scratch folder."""
    folder = make(written.scratch / f"{len(list(written.scratch.iterdir()))}")
    return Work(
        read, read.placed, Touched(folder, limited.rows), People(keys, folder / "codes"), Kept(read.source, folder)
    )
