"""The tables that few projects have: destinations, and those whose form alone is checked."""

from collections.abc import Mapping
from typing import Any

from xseg.project import messages
from xseg.project.names import check_name
from xseg.project.project import Destination
from xseg.project.tables import Tables
from xseg.project.written.later import (
    ActivationTable,
    DestinationTable,
    EngineTable,
)
from xseg.project.written.read import ProjectFile


def check_forms(written: Mapping[str, Any], file: ProjectFile) -> None:
    """The form of tables that nothing reads yet."""
    if "activation" in written:
        file.read(ActivationTable, written["activation"], ("activation",))
    file.read_each(EngineTable, written.get("engines", {}), ("engines",))


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
