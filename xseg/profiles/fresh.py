"""Whether the tables are still those of the sources and declarations that are there now."""

from collections.abc import Iterator

from xseg.diagnostics import Sink
from xseg.profiles import declared
from xseg.profiles.keeping import lists
from xseg.profiles.limits import limits
from xseg.profiles.read import known_units
from xseg.profiles.sources.places import units_at
from xseg.profiles.sources.units import Asked, units_of
from xseg.project.project import Project
from xseg.store import Store

FAR = "://"
"""In the address of a bucket; stands for the address of a database or topic."""


def up_to_date(project: Project, store: Store) -> bool:
    """Whether the last build read the very units that are there now, under the very same declarations. A unit that is
    known by its stamp is not looked into; what cannot be reached is told by the build that follows.
    """
    last = store.last_build()
    if last is None or last.project != declared.all_declarations(project):
        return False
    if any(map(_far_away, _addresses(project))):
        return False
    known, sink = known_units(store), Sink()
    before: dict[str, list[tuple[str, str]]] = {}
    for record in store.units():
        before.setdefault(record.source, []).append((record.name, record.fingerprint))
    chunk = limits(project.memory).chunk
    found = {}
    for source in project.sources:
        asked = Asked(source, project, known.get(source.name, {}), declared.needed(source), chunk)
        found[source.name] = units_of(asked, sink)
    for name, list_ in project.lists.items():
        found[lists.PREFIX + name] = units_at(lists.wanted(list_, project, known, chunk=chunk), sink)
    now = {
        name: None if units is None else [(unit.name, unit.fingerprint) for unit in units]
        for name, units in found.items()
    }
    return now == before


def _addresses(project: Project) -> Iterator[str]:
    """Every address as written, of those that have one."""
    for source in project.sources:
        yield from source.files.values()
    for place in [source.place for source in project.sources] + [one.place for one in project.lists.values()]:
        yield from (place.path or place.delta or FAR,) if place is not None else ()


def _far_away(address: str) -> bool:
    """Whether only asking anew tells what is there: a bucket, a database, a topic, or where a variable may point."""
    return FAR in address or "${" in address
