"""All units of a source or list at once, as rows in memory, and what was read for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from xseg.diagnostics import Sink
from xseg.profiles.chunk import Chunk, Unreadable
from xseg.profiles.raw import Raw, joined
from xseg.profiles.sources.form import Origin
from xseg.profiles.sources.places import Wanted, units_at
from xseg.profiles.sources.queries import Query
from xseg.profiles.sources.units import Asked, Unit, units_of
from xseg.project.place import Place
from xseg.project.project import Project, Source

ALL_AT_ONCE = 1 << 31
"""A chunk may hold as much as there is: the rows stand in memory together anyway."""
Input = tuple[str, str, int, str]


@dataclass(slots=True)
class Reader:
    """Reads what a project declares and remembers what it read: (source, unit, size, fingerprint)."""

    project: Project
    sink: Sink
    inputs: list[Input] = field(default_factory=list)

    def source(self, source: Source, *, needed: Sequence[str]) -> Raw | None:
        """Every row of a source, in reading order. None, told in the sink, where it cannot be read or a unit whose rows
        are all alike has no column of a name in `needed`.
        """
        asked = Asked(source, self.project, {}, () if source.select is not None else tuple(needed), ALL_AT_ONCE)
        return self._rows(units_of(asked, self.sink), source.name)

    def place(self, place: Place, origin: Origin, *, needed: Sequence[str]) -> Raw | None:
        """The same of a place that is no source's."""
        wanted = Wanted(place, origin, self.project, {}, tuple(needed), ALL_AT_ONCE)
        return self._rows(units_at(wanted, self.sink), origin.name)

    def _rows(self, units: Sequence[Unit] | None, name: str) -> Raw | None:
        if units is None:
            return None
        chunks: list[Chunk] = []
        troubled = False
        for unit in units:
            try:
                chunks += [replace(chunk, file=chunk.file or unit.name) for chunk in unit.chunks()]
            except Unreadable as unreadable:
                self.sink.extend(unreadable.found)
                troubled = True
        self.inputs += inputs_of(units, name)
        names = tuple(dict.fromkeys([*(unit.name for unit in units), *(chunk.file or "" for chunk in chunks)]))
        return None if troubled else joined(chunks, names)


def inputs_of(units: Sequence[Unit], source: str) -> Iterator[Input]:
    """What is remembered of units that were read; of a query over files, the files."""
    for unit in units:
        if isinstance(unit, Query):
            files = {file.name: file for files in unit.files.values() for file in files}
            yield from inputs_of(list(files.values()), source)
        else:
            yield source, unit.name, unit.size, unit.fingerprint
