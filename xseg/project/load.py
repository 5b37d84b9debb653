"""xseg.toml → `Project`: read, check the form of every table, look up every name, and only then build the world."""

import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from xseg.diagnostics import Sink, Source
from xseg.project import messages, people
from xseg.project.clock import find_zone, fix_now
from xseg.project.parse import parse
from xseg.project.positions import find_positions
from xseg.project.project import Attribute, EventKind, Key, Match, Project, Sessions
from xseg.project.sources import Declared, brought_by, read_source
from xseg.project.tables import Tables, read_tables
from xseg.project.unbuilt import check_built
from xseg.project.world import Placed, attributes, event_kinds
from xseg.project.written.base import ProjectTable
from xseg.project.written.form import size_of
from xseg.project.written.read import ProjectFile

FILE_NAME = "xseg.toml"
EDITIONS = (2026,)
_LATER = ("build", "destinations", "activation", "engines")


def load_project(path: Path, sink: Sink) -> Project | None:
    """The project in the folder `path` (or in that file); None, with everything that is wrong in `sink`."""
    source = read_project_file(path, sink)
    return project_from(source, sink, root=Path(source.path).parent) if source is not None else None


def read_project_file(path: Path, sink: Sink) -> Source | None:
    """The text of the project file in the folder `path` (or of that file), in NFC, as spans count in it."""
    file = path / FILE_NAME if path.is_dir() else path
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        sink.add(messages.no_file(str(file)))
        return None
    except OSError as error:
        sink.add(messages.unreadable_file(str(file), error.strerror or "no reason given"))
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        sink.add(messages.not_utf8(str(file), content.count(b"\n", 0, error.start) + 1))
        return None
    return Source(str(file), unicodedata.normalize("NFC", text))


def project_from(source: Source, sink: Sink, *, root: Path) -> Project | None:
    """The project that a text declares; `root` is the folder its paths count from. Warnings alone do not stop it."""
    written = parse(source, sink)
    if written is None:
        return None
    found = Sink()
    file = ProjectFile(find_positions(source.text, source.path), found)
    project = _build(written, file, root)
    sink.extend(sorted(found, key=lambda diagnostic: diagnostic.span.start if diagnostic.span else 0))
    return None if found.failed else project


def _build(written: Mapping[str, Any], file: ProjectFile, root: Path) -> Project | None:
    tables = read_tables(written, file)
    check_built(written, file)
    channels = people.channels(tables, file)
    purposes = people.purposes(tables, file)
    keys = people.keys(tables, file)
    lists = people.lists(tables, file)
    sources = _sources(tables, file)
    people.check_keys_are_brought((name for _, _, source in sources for name in brought_by(source)), tables, file)
    known_attributes = attributes(file, sources)
    events = event_kinds(file, sources, channels)
    sessions, made = _sessions(written, sources, events, tables, file)
    (expectations, people_expected), destinations = _later(written, sources, tables, file)
    zone = _zone(tables.project, file)
    if tables.project is None or zone is None:
        return None
    return Project(
        root=root,
        name=tables.project.name or root.resolve().name,
        timezone=zone,
        edition=tables.project.edition,
        as_of=fix_now(file, tables.project.as_of, zone),
        rules=tuple(tables.project.rules),
        state=root / tables.project.state,
        strict=tables.project.strict,
        channels=channels,
        attributes=known_attributes,
        events={**events, **made},
        purposes=purposes,
        lists=lists,
        destinations=destinations,
        sources=tuple(source for _, _, source in sources),
        keys=keys,
        threads=tables.run.threads,
        memory=size_of(tables.run.memory),
        smallest_group=tables.privacy.smallest_group,
        expectations=expectations,
        people_expected=people_expected,
        sessions=sessions,
        match=_match(written, known_attributes, keys, file),
    )


def _match(
    written: Mapping[str, Any], known: Mapping[str, Attribute], keys: Sequence[Key], file: ProjectFile
) -> Match | None:
    """What links people without a shared key; entered only by projects that want it."""
    identity = written.get("identity")
    if not isinstance(identity, dict) or "match" not in identity:
        return None
    from xseg.project.matching import read_match

    return read_match(identity["match"], known, keys, file)


def _zone(form: ProjectTable | None, file: ProjectFile) -> ZoneInfo | None:
    if form is None:
        return None
    if form.edition not in EDITIONS:
        file.add(messages.unknown_edition(file.value("project", "edition"), form.edition))
    return find_zone(file, form.timezone, "project", "timezone")


def _sources(tables: Tables, file: ProjectFile) -> list[Placed]:
    declared = Declared(
        channels=tables.channel_names,
        purposes=tables.purpose_names,
        keys=people.key_names(tables) if tables.identity is not None else None,
    )
    first: dict[str, int] = {}
    sources = []
    for place, form in tables.sources:
        before = first.setdefault(form.name, place)
        if before != place:
            where = file.value("sources", place, "name")
            file.add(messages.duplicate_source(where, form.name, file.value("sources", before, "name")))
        sources.append((place, form, read_source(file, form, ("sources", place), declared)))
    return sources


def _sessions(
    written: Mapping[str, Any],
    sources: Sequence[Placed],
    events: Mapping[str, EventKind],
    tables: Tables,
    file: ProjectFile,
) -> tuple[Sessions | None, Mapping[str, EventKind]]:
    """What makes sessions, and the kinds of events that are made; entered only by projects that have them."""
    if "sessions" not in written:
        return None, {}
    from xseg.project.sessions import read_sessions

    sessions = read_sessions(written["sessions"], sources, events, tables.channel_names, file)
    return sessions, {sessions.kind.name: sessions.kind} if sessions is not None else {}


def _later(written: Mapping[str, Any], sources: list[Placed], tables: Tables, file: ProjectFile) -> tuple[Any, Any]:
    """Expectations and destinations; the room of their forms is entered only by projects that have them."""
    if not any(name in written for name in _LATER):
        return ((), None), {}
    from xseg.project import expected, later

    later.check_forms(written, file)
    return expected.expectations(written, sources, tables, file), later.destinations(written, tables, file)
