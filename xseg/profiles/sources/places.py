"""The units of whatever a source or list declares as the place of its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from xseg.diagnostics import Sink
from xseg.profiles.formats.chunk import Unreadable
from xseg.profiles.sources import databases, delta_units, messages, paths, scratch, topic_units
from xseg.profiles.sources.fetched import FetchedUnit, sha256
from xseg.profiles.sources.form import CHUNK_BYTES, Form, Origin
from xseg.profiles.sources.units import Asked, Known, Unit
from xseg.project.place import Place
from xseg.project.project import Project

QUERY = "query"
"""What people see of a query's result."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place to read, of a source or list; `known` are its units of the last build. The rest is as in `Asked`."""

    place: Place
    origin: Origin
    project: Project
    known: Mapping[str, Known]
    needed: tuple[str, ...]
    bytes_most: int = CHUNK_BYTES


def units(asked: Asked, sink: Sink) -> Sequence[Unit] | None:
    """The units of a source without a `select`."""
    source = asked.source
    assert source.place is not None, "a source has a place or a select"
    origin = Origin(source.name, source.span, source.spans)
    return units_at(Wanted(source.place, origin, asked.project, asked.known, asked.needed, asked.bytes_most), sink)


def units_at(wanted: Wanted, sink: Sink) -> Sequence[Unit] | None:
    """The units of a place in reading order. None, told in the sink, where it cannot be reached."""
    place, project = wanted.place, wanted.project
    form = Form(place.format, place.dialect, wanted.needed, wanted.bytes_most, project.state)
    if place.sql is not None:
        return _query(wanted, form, sink)
    if place.delta is not None:
        return delta_units.units(place.delta, wanted.origin, root=project.root, form=form, sink=sink)
    if place.kafka is not None:
        return topic_units.units(place.kafka, wanted.origin, form=form, known=wanted.known, sink=sink)
    assert place.path is not None, "a place is one of four"
    return paths.units(project.root, place.path, wanted.origin, form=form, known=wanted.known, sink=sink)


def _query(wanted: Wanted, form: Form, sink: Sink) -> Sequence[Unit] | None:
    """The rows of a query as one unit."""
    origin = wanted.origin
    form = form.of("parquet")
    file = scratch.incoming(wanted.project.state, origin.name, QUERY) / "rows"
    again = partial(_fetch, place=wanted.place, origin=origin)
    try:
        again(file)
    except Unreadable as unreadable:
        for diagnostic in unreadable.found:
            sink.add(diagnostic)
        return None
    changed = partial(messages.database_failed, origin.name, "its rows changed while they were read", origin.span)
    unit = FetchedUnit(QUERY, file, sha256(file), file.stat().st_size, form, origin, again, changed)
    before = wanted.known.get(QUERY)
    if before is not None and before.fingerprint == unit.fingerprint:
        file.unlink()  # it is not read again
    return [unit]


def _fetch(file: Path, *, place: Place, origin: Origin) -> None:
    assert place.sql is not None, "a query has its database"
    assert place.query is not None, "a database is asked by a query"
    sink = Sink()
    spans = (origin.at(place.sql), origin.span)
    if not databases.fetched(place.sql, place.query, file, source=origin.name, spans=spans, sink=sink):
        raise Unreadable(*sink)
