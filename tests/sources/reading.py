"""Reads a source's units, and remembers them as a build does, so that a second reading knows the first."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.support.folder import ProjectFolder
from xseg.diagnostics import Sink
from xseg.profiles.formats.chunk import LINE, Chunk, Unreadable
from xseg.profiles.sources.units import Asked, Known, Unit, units_of

HEAD = """
[project]
timezone = "Europe/Berlin"
[identity]
keys = ["id"]
[[sources]]
name = "web"
kind = "events"
event = "click"
time = "t"
keys = { id = "i" }
"""


@dataclass
class Shop(ProjectFolder):
    """A folder with a project of one source; `read` gives all of its rows as they are now."""

    known: dict[str, Known] = field(default_factory=dict)
    units: Sequence[Unit] = ()
    bytes_most: int = 1 << 20

    def declare(self, where: str) -> None:
        """The place of the rows, as lines of TOML."""
        self.write({"xseg.toml": HEAD + where})

    def read(self, *needed: str) -> list[tuple[object, ...]]:
        """Every row of every unit, with its line; nothing may be told. Units that are known are not read."""
        chunks = self.chunks(*needed)
        assert not self.found, [found.message for found in self.found]
        return [row for chunk in chunks for row in chunk.frame.select(LINE, *chunk.columns).rows()]

    def bad(self) -> list[tuple[int, str, str]]:
        """What is no row: line, reason, text."""
        return [line for chunk in self.chunks() for line in chunk.bad]

    def codes(self, *needed: str) -> list[str]:
        """What reading tells."""
        self.chunks(*needed)
        return [found.code.number for found in self.found]

    def chunks(self, *needed: str) -> list[Chunk]:
        sink = Sink()
        project = self.project
        asked = Asked(project.sources[0], project, self.known, tuple(needed), self.bytes_most)
        units = units_of(asked, sink)
        found: list[Chunk] = []
        try:
            for unit in units or ():
                if unit.name not in self.known or self.known[unit.name].fingerprint != unit.fingerprint:
                    found += unit.chunks()
        except Unreadable as unreadable:
            for diagnostic in unreadable.found:
                sink.add(diagnostic)
        if units is not None and not sink.failed:
            self.units = units
            self.known = {unit.name: Known(unit.name, unit.fingerprint, unit.size, unit.stamp) for unit in units}
        self.found = list(sink)
        return found

    @property
    def names(self) -> list[str]:
        """Of the units, in reading order."""
        return [unit.name for unit in self.units]
