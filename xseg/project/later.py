"""The tables that few projects have: expectations of builds, destinations, and those whose form alone is checked."""

from collections.abc import Mapping
from typing import Any

from xseg.project import messages
from xseg.project.names import check_name
from xseg.project.project import Destination, Expectation
from xseg.project.tables import Tables
from xseg.project.written.later import (
    ActivationTable,
    BuildTable,
    DestinationTable,
    EngineTable,
)
from xseg.project.written.people import MatchTable
from xseg.project.written.read import ProjectFile


def check_forms(written: Mapping[str, Any], file: ProjectFile) -> None:
    """The form of tables that nothing reads yet."""
    identity = written.get("identity")
    if isinstance(identity, dict) and "match" in identity:
        file.read(MatchTable, identity["match"], ("identity", "match"))
    if "activation" in written:
        file.read(ActivationTable, written["activation"], ("activation",))
    file.read_each(EngineTable, written.get("engines", {}), ("engines",))


def expectations(written: Mapping[str, Any], tables: Tables, file: ProjectFile) -> tuple[Expectation, ...]:
    """What builds are expected to hold, for sources that exist."""
    form = file.read(BuildTable, written.get("build", {}), ("build",)) or BuildTable()
    found = []
    for name, entry in form.expect.items():
        where = file.key("build", "expect", name)
        if name not in tables.source_names and ("sources",) not in file.mended:
            file.add(messages.unknown_source(where, name, set(tables.source_names) - set(form.expect)))
        rows = entry.rows
        if rows is not None and rows.min is not None and rows.max is not None and rows.min > rows.max:
            file.add(messages.least_above_most(file.key("build", "expect", name, "rows"), "rows"))
        share = float(entry.quarantined.max[:-1]) / 100 if entry.quarantined else None
        found.append(Expectation(name, rows.min if rows else None, rows.max if rows else None, share, where))
    return tuple(found)


def destinations(written: Mapping[str, Any], tables: Tables, file: ProjectFile) -> dict[str, Destination]:
    """The declared destinations; the channel of one must be declared too."""
    found = {}
    for name, form in file.read_each(DestinationTable, written.get("destinations", {}), ("destinations",)).items():
        check_name(file, name, file.key("destinations", name), what="a destination")
        if form.channel is not None and form.channel not in tables.channel_names:
            where = file.value("destinations", name, "channel")
            file.add(messages.undeclared_channel(where, form.channel, tables.channel_names))
        options = form.model_dump(exclude={"type", "channel"}, exclude_unset=True, by_alias=True)
        found[name] = Destination(name, form.type, form.channel, options)
    return found
