"""One profile with its events as plain values: what the reference evaluator and tests look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = bool | int | float | str | tuple[str, ...] | None
"""How a value is held (see columns.py); None is missing."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: `time` in microseconds of UTC."""

    kind: str
    id: str
    source: str
    channel: str
    time: int
    properties: Mapping[str, Value] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Person:
    """A profile: attributes by name, consents by purpose (defaults applied), names of the lists it is on."""

    id: str
    number: int
    attributes: Mapping[str, Value] = field(default_factory=dict, hash=False)
    consents: Mapping[str, bool] = field(default_factory=dict, hash=False)
    lists: frozenset[str] = frozenset()
    events: tuple[Event, ...] = ()
    """In order of time, source, id."""
