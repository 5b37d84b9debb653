"""All tables of one xseg.toml in their typed form, each read by itself, so that one mistake hides no other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xseg.project import messages
from xseg.project.written.base import PrivacyTable, ProjectTable, RunTable
from xseg.project.written.people import (
    ChannelTable,
    IdentityTable,
    KeyTable,
    ListTable,
    PurposeTable,
)
from xseg.project.written.read import ProjectFile
from xseg.project.written.sources import SourceTable

KNOWN = (
    *("project", "run", "identity", "channels", "sources", "lists", "sessions"),
    *("consent", "build", "privacy", "destinations", "activation", "engines"),
)


@dataclass(frozen=True, slots=True)
class Tables:
    """What could be read; a table that could not is None or missing, and its name is still among the `…_names`."""

    project: ProjectTable | None
    run: RunTable
    privacy: PrivacyTable
    identity: IdentityTable | None
    key_tables: Mapping[str, KeyTable]
    channels: Mapping[str, ChannelTable]
    channel_names: tuple[str, ...]
    purposes: Mapping[str, PurposeTable]
    purpose_names: tuple[str, ...]
    lists: Mapping[str, ListTable]
    sources: tuple[tuple[int, SourceTable], ...]
    """With their places in the file: ("sources", place)."""
    source_names: tuple[str, ...]


def read_tables(written: Mapping[str, Any], file: ProjectFile) -> Tables:
    """The forms of all tables but those of written/later.py (see later.py)."""
    for name in written:
        if name not in KNOWN:
            file.add(messages.unknown_key(file.key(name), name, around="xseg.toml", known=set(KNOWN) - set(written)))
            file.mended.add(())
    identity, key_tables = _read_identity(written, file)
    sources = written.get("sources", [])
    return Tables(
        project=_read_project(written, file),
        run=file.read(RunTable, written.get("run", {}), ("run",)) or RunTable(),
        privacy=file.read(PrivacyTable, written.get("privacy", {}), ("privacy",)) or PrivacyTable(),
        identity=identity,
        key_tables=key_tables,
        channels=file.read_each(ChannelTable, written.get("channels", {}), ("channels",)),
        channel_names=_names(written.get("channels")),
        purposes=file.read_each(PurposeTable, written.get("consent", {}), ("consent",)),
        purpose_names=_names(written.get("consent")),
        lists=file.read_each(ListTable, written.get("lists", {}), ("lists",)),
        sources=_read_sources(sources, file),
        source_names=tuple(
            entry["name"]
            for entry in (sources if isinstance(sources, list) else [])
            if isinstance(entry, dict) and isinstance(entry.get("name"), str)
        ),
    )


def _read_project(written: Mapping[str, Any], file: ProjectFile) -> ProjectTable | None:
    if "project" in written:
        return file.read(ProjectTable, written["project"], ("project",))
    if () not in file.mended:
        file.add(messages.missing_table(file.key(), "project", 'timezone = "Europe/Berlin"'))
    return None


def _read_identity(written: Mapping[str, Any], file: ProjectFile) -> tuple[IdentityTable | None, dict[str, KeyTable]]:
    if "identity" not in written:
        if written.get("sources") and () not in file.mended:
            file.add(messages.missing_table(file.key(), "identity", 'keys = ["customer_id", "email"]'))
        return None, {}
    entries = written["identity"]
    if not isinstance(entries, dict):
        return file.read(IdentityTable, entries, ("identity",)), {}
    stray = [name for name, entry in entries.items() if name != "keys" and not isinstance(entry, dict)]
    for name in stray:
        known = {"keys", "match"} - set(entries)
        file.add(messages.unknown_key(file.key("identity", name), name, around="`[identity]`", known=known))
    form = file.read(IdentityTable, entries, ("identity",)) if "keys" in entries or not stray else None
    return form, {
        name: key
        for name, entry in entries.items()
        if name not in ("keys", "match", *stray) and (key := file.read(KeyTable, entry, ("identity", name))) is not None
    }


def _read_sources(written: object, file: ProjectFile) -> tuple[tuple[int, SourceTable], ...]:
    if not isinstance(written, list):
        file.add(messages.wrong_value(file.key("sources"), "a list of tables, each begun by `[[sources]]`", "sources"))
        return ()
    forms = []
    for place, entry in enumerate(written):
        form = file.read(SourceTable, entry, ("sources", place))
        if form is None:
            file.mended.add(("sources",))
        else:
            forms.append((place, form))
    return tuple(forms)


def _names(written: object) -> tuple[str, ...]:
    return tuple(written) if isinstance(written, dict) else ()
