"""Units: the pieces in which a source comes, each known again by its content, so that only what is new is read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from xseg.diagnostics import Sink
from xseg.profiles.formats.chunk import Chunk, Unreadable
from xseg.profiles.sources.form import CHUNK_BYTES
from xseg.project.project import Project, Source


@dataclass(frozen=True, slots=True)
class Known:
    """A unit as the last build read it."""

    name: str
    fingerprint: str
    size: int
    stamp: str


class Unit(Protocol):
    """A piece of a source that is read as one: a file, an object of a bucket, a query's result, offsets of a topic."""

    @property
    def name(self) -> str:
        """For people; the quarantine names it."""
        ...

    @property
    def fingerprint(self) -> str:
        """Equal for equal content, and only then; whatever else the reading depends on is in the declaration."""
        ...

    @property
    def size(self) -> int:
        """In bytes, or in rows where there are no bytes."""
        ...

    @property
    def stamp(self) -> str:
        """Equal where the content is surely the same, and quick to know: then the fingerprint is not worked out again
        (see `Known`). Empty where there is no such sign.
        """
        ...

    def chunks(self) -> Iterator[Chunk]:
        """The rows in reading order, as many at a time as fit into memory. Raises Unreadable where they cannot be read.
        Rows must not depend on where chunks end. A unit that is known and cannot be read again raises, too.
        """
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What to read: `known` are the source's units of the last build by name; `needed` are the columns that the
    declaration names; `bytes_most` is about how much text a chunk may hold.
    """

    source: Source
    project: Project
    known: Mapping[str, Known]
    needed: tuple[str, ...]
    bytes_most: int = CHUNK_BYTES


Find = Callable[[Asked, Sink], Sequence[Unit] | None]
"""Finds the units of a source in reading order; None, told in the sink, where it cannot be found or opened."""


def units_of(asked: Asked, sink: Sink) -> Sequence[Unit] | None:
    """The units that a source has now, in reading order ("read last" goes by it); those of a source that cannot be read
    again are there too as long as they are known. None, told in the sink, where the source cannot be reached.
    """
    try:
        return finder(asked.source)(asked, sink)
    except Unreadable as unreadable:
        for diagnostic in unreadable.found:
            sink.add(diagnostic)
        return None


def finder(source: Source) -> Find:
    """Who finds the units, by what the source declares."""
    if source.select is not None:
        from xseg.profiles.sources.queries import units as of_a_query

        return of_a_query
    from xseg.profiles.sources.places import units as of_a_place

    return of_a_place
