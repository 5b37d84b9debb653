"""A snapshot as plain Python values, one person at a time: what the reference evaluator and tests look at."""

from collections.abc import Mapping

import polars as pl

from xseg.engines.polars.snapshot import Snapshot
from xseg.project.project import Project
from xseg.tables import CHANNEL, ID, NUMBER, PROFILE, SOURCE, TIME, Event, Person, consent_column, list_column
from xseg.tables.columns import RECORDED
from xseg.tables.person import Value


def people(project: Project, snapshot: Snapshot) -> list[Person]:
    """Every profile with its events in the order of time, source, id; in the order of numbers."""
    events = _events(project, snapshot)
    recorded = [name for name in snapshot.profiles.columns if name.startswith(RECORDED)]
    return [
        Person(
            id=row[PROFILE],
            number=row[NUMBER],
            attributes={name: _value(row[name]) for name in (*project.attributes, *recorded)},
            consents={name: row[consent_column(name)] for name in project.purposes},
            lists=frozenset(name for name in project.lists if row[list_column(name)]),
            events=tuple(events.get(row[NUMBER], ())),
        )
        for row in snapshot.profiles.iter_rows(named=True)
    ]


def _events(project: Project, snapshot: Snapshot) -> Mapping[int, list[Event]]:
    found: dict[int, list[Event]] = {}
    for kind in project.events.values():
        names = list(kind.properties)
        table = snapshot.events[kind.name].select(NUMBER, ID, SOURCE, CHANNEL, TIME, *(pl.col(name) for name in names))
        for number, id_, source, channel, time, *values in table.iter_rows():
            properties = {name: _value(value) for name, value in zip(names, values, strict=True)}
            found.setdefault(number, []).append(Event(kind.name, id_, source, channel, time, properties))
    for events in found.values():
        events.sort(key=lambda event: (event.time, event.source, event.id))
    return found


def _value(held: object) -> Value:
    return tuple(held) if isinstance(held, list) else held  # type: ignore[return-value]
