"""Small worlds for engines: the same people as plain values and as the tables that engines read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

import polars as pl

from xseg.engines.polars import Snapshot
from xseg.engines.polars.values import dtype
from xseg.plan.bind import from_micros, local_day
from xseg.project.types import Type
from xseg.tables import (
    CHANNEL,
    DATE,
    HOUR,
    ID,
    NUMBER,
    PROFILE,
    SAMPLE_FIRST,
    SAMPLE_SECOND,
    SOURCE,
    TIME,
    WEEKDAY,
    Event,
    Person,
    consent_column,
    list_column,
)
from xseg.tables.sample import sample_integers


@dataclass(frozen=True, slots=True)
class World:
    """What is declared, who there is, which clock hangs on the wall and what it shows."""

    people: Sequence[Person]
    now: int
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    attributes: Mapping[str, Type] = field(default_factory=dict)
    events: Mapping[str, Mapping[str, Type]] = field(default_factory=dict)
    """Kind → property → type."""
    purposes: Sequence[str] = ()
    lists: Sequence[str] = ()


def numbered(people: Sequence[Person]) -> list[Person]:
    """The people with numbers from 0 in the order given, their events in order of time, source, id."""
    return [
        replace(person, number=number, events=tuple(sorted(person.events, key=_order)))
        for number, person in enumerate(people)
    ]


def snapshot(world: World) -> Snapshot:
    """The world's people as tables."""
    return Snapshot(_profiles(world), {kind: _events(world, kind) for kind in world.events})


def _profiles(world: World) -> pl.DataFrame:
    people = world.people
    columns = {
        PROFILE: pl.Series([person.id for person in people], dtype=pl.String),
        NUMBER: pl.Series([person.number for person in people], dtype=pl.UInt32),
        SAMPLE_FIRST: pl.Series([sample_integers(person.id)[0] for person in people], dtype=pl.Int64),
        SAMPLE_SECOND: pl.Series([sample_integers(person.id)[1] for person in people], dtype=pl.Int64),
    }
    for name, type_ in world.attributes.items():
        columns[name] = _column([person.attributes.get(name) for person in people], type_)
    for purpose in world.purposes:
        given = [person.consents[purpose] for person in people]
        columns[consent_column(purpose)] = pl.Series(given, dtype=pl.Boolean)
    for name in world.lists:
        columns[list_column(name)] = pl.Series([name in person.lists for person in people], dtype=pl.Boolean)
    return pl.DataFrame(columns)


def _events(world: World, kind: str) -> pl.DataFrame:
    rows = sorted(
        ((_order(event), person.number, event) for person in world.people for event in person.events),
        key=lambda row: row[:2],
    )
    kept = [(number, event) for _, number, event in rows if event.kind == kind and event.time <= world.now]
    shown = [from_micros(event.time, world.zone) for _, event in kept]
    columns = {
        NUMBER: pl.Series([number for number, _ in kept], dtype=pl.UInt32),
        ID: pl.Series([event.id for _, event in kept], dtype=pl.String),
        SOURCE: pl.Series([event.source for _, event in kept], dtype=pl.String),
        CHANNEL: pl.Series([event.channel for _, event in kept], dtype=pl.String),
        TIME: pl.Series([event.time for _, event in kept], dtype=pl.Int64),
        DATE: pl.Series([local_day(event.time, world.zone) for _, event in kept], dtype=pl.Int32),
        HOUR: pl.Series([moment.hour for moment in shown], dtype=pl.Int8),
        WEEKDAY: pl.Series([moment.isoweekday() for moment in shown], dtype=pl.Int8),
    }
    for name, type_ in world.events[kind].items():
        columns[name] = _column([event.properties.get(name) for _, event in kept], type_)
    return pl.DataFrame(columns)


def _column(values: Sequence[object], type_: Type) -> pl.Series:
    held = [list(value) if isinstance(value, tuple) else value for value in values]
    return pl.Series(held, dtype=dtype(type_))


def _order(event: Event) -> tuple[int, str, str]:
    return event.time, event.source, event.id
