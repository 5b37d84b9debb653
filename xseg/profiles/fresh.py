"""Whether the tables are still those of the files and declarations that are there now."""

import hashlib
import re
from collections.abc import Iterator, Sequence

from xseg.diagnostics import Sink
from xseg.profiles.files import inputs_of
from xseg.profiles.sources.form import Origin
from xseg.profiles.sources.places import Wanted, units_at
from xseg.profiles.sources.units import Asked, Unit, units_of
from xseg.project.project import Project
from xseg.store import Store

FAR = "://"
"""Stands for the address of a database or topic."""
PROCEDURE = 4
"""Counts up when the same sources would give other tables."""


def up_to_date(project: Project, store: Store) -> bool:
    """Whether the last build read the very files that are there now, under the very same declarations."""
    last = store.last_build()
    if last is None or last.project != declarations_digest(project):
        return False
    if any(_far_away(place) for place in _places(project)):
        return False
    there: set[tuple[str, str, str]] = set()
    for name, units in _units(project, Sink()):
        if units is None:
            return False
        there.update((source, unit, fingerprint) for source, unit, _, fingerprint in inputs_of(units, name))
    return there == {(input_.source, input_.file, input_.sha256) for input_ in store.inputs()}


def _places(project: Project) -> Iterator[str]:
    """Every address as written, of those that have one."""
    for place in (source.place for source in project.sources):
        yield from (place.path or place.delta or FAR,) if place is not None else ()
    for source in project.sources:
        yield from source.files.values()
    for declared in project.lists.values():
        yield declared.place.path or declared.place.delta or FAR


def _far_away(address: str) -> bool:
    """Whether only asking anew tells what is there: a bucket, a database, a topic, or where a variable may point."""
    return "://" in address or "${" in address


def _units(project: Project, sink: Sink) -> Iterator[tuple[str, Sequence[Unit] | None]]:
    for source in project.sources:
        yield source.name, units_of(Asked(source, project, {}, ()), sink)
    for name, declared in project.lists.items():
        name = f"lists.{name}"
        yield name, units_at(Wanted(declared.place, Origin(name), project, {}, ()), sink)


def declarations_digest(project: Project) -> str:
    """A digest of all declarations that tables depend on; where xseg.toml writes them does not matter."""
    told = repr(
        (
            PROCEDURE,
            project.timezone.key,
            project.sources,
            project.keys,
            list(project.lists.values()),
            list(project.attributes.values()),
            [kind for kind in project.events.values() if not kind.made],
            list(project.purposes),
            list(project.channels),
            project.expectations,
            project.people_expected,
            project.match,
        )
    )
    return hashlib.sha256(re.sub(r"Span\([^()]*\)", "", told).encode()).hexdigest()
