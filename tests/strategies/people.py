"""Small made-up worlds: people with gaps, events at equal instants, ties, and nights when clocks change."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import strategies as st

from tests.engines.worlds import World, numbered
from xseg.plan.bind import DAY_ZERO, to_micros
from xseg.project.types import (
    BOOLEAN,
    DATE,
    DURATION,
    INTEGER,
    NUMBER,
    TEXT,
    TIMESTAMP,
    BooleanType,
    CategoryType,
    DateType,
    DurationType,
    ExactType,
    ListType,
    NumberType,
    TextType,
    TimestampType,
    Type,
    decimal,
)
from xseg.tables import Event, Person
from xseg.tables.person import Value

V = TypeVar("V")

HOUR = 3_600_000_000
DAY = 24 * HOUR
LEAP_DAY = (date(1992, 2, 29) - DAY_ZERO).days
LONG_AGO = -2_000_000_000_000_000
CHANNELS = ("web", "store", "email")
TIERS = ("gold", "silver")
WORDS = ("a", "b", "B", "ß", "SS", "é", "日本", "a@b.De", "x@y@Z.org", "nobody@")

ATTRIBUTES: dict[str, Type] = {
    "age": INTEGER,
    "spend": decimal(),
    "points": NUMBER,
    "name": TEXT,
    "tier": CategoryType(TIERS),
    "born": DATE,
    "seen": TIMESTAMP,
    "stay": DURATION,
    "flag": BOOLEAN,
    "tags": ListType(TEXT),
    "@changed.tier": TIMESTAMP,
    "@imputed.age": INTEGER,
}
EVENTS: dict[str, dict[str, Type]] = {
    "buy": {"item": TEXT, "amount": decimal(), "weight": NUMBER, "gift": BOOLEAN, "due": DATE, "until": TIMESTAMP},
    "view": {"item": TEXT, "amount": decimal(), "seconds": INTEGER},
    "mail": {"item": TEXT, "weight": NUMBER, "tier": CategoryType(TIERS)},
}
PROPERTIES: dict[str, Type] = {name: type_ for properties in EVENTS.values() for name, type_ in properties.items()}
PURPOSES = ("sms",)
LISTS = ("staff",)

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")
NOWS = tuple(
    to_micros(datetime(*wall, tzinfo=UTC))
    for wall in [
        (2025, 3, 30, 1, 30),  # Berlin has just lost an hour
        (2025, 10, 26, 1, 0),  # and has just been given it back
        (2024, 2, 29, 12, 0),
        (2101, 7, 1, 22, 15),
        (1955, 1, 1, 0, 0),
    ]
)

NIGHTS = tuple(
    (to_micros(datetime(*wall, tzinfo=UTC)), zone)
    for wall, zone in [
        ((2025, 3, 30, 1, 30), "Europe/Berlin"),
        ((2025, 10, 26, 1, 0), "Europe/Berlin"),
        ((2025, 3, 9, 9, 0), "America/New_York"),
        ((2025, 11, 2, 6, 30), "America/New_York"),
        ((2025, 4, 5, 15, 10), "Australia/Lord_Howe"),
        ((2025, 10, 4, 16, 0), "Australia/Lord_Howe"),
    ]
)
"""Moments in or just behind a night whose clock changes, with the clock."""


def values(type_: Type, now: int) -> st.SearchStrategy[Value]:
    """Known values of a type, few and often equal."""
    return st.integers(0, 2**16).map(lambda seed: value(np.random.default_rng(seed), type_, now))


def value(rng: np.random.Generator, type_: Type, now: int) -> Value:
    """A known value of a type."""
    match type_:
        case BooleanType():
            return bool(rng.random() < 0.5)
        case ExactType(_, digits):
            edge: int = 10**digits
            few: list[int] = [*range(-3, 9), 0, 1, 250, -edge, edge]
            return _one(rng, few)
        case NumberType():
            tenths = tuple(tenth / 10 for tenth in range(-9, 10))
            return _one(rng, (*tenths, 0.0, 0.0, 0.000001, 1e9, -123.456789, 1e200, 1.7e308))
        case TextType():
            return _one(rng, WORDS)
        case CategoryType(known):
            return str(_one(rng, known or TIERS))
        case DateType():
            near = now // DAY
            return _one(rng, (near, near - 1, near + 1, near - 365, near - 366, near - 9_000, LEAP_DAY, 0, -25_567))
        case TimestampType():
            return instant(rng, now, latest=now + 40 * DAY)
        case DurationType():
            return _one(rng, (1, 60_000_000, HOUR, DAY))
        case ListType():
            return _one(rng, (("a",), ("b",), ("a", "b"), ("b", "c"), ("a", "b", "c")))
        case _:
            raise AssertionError(type_)


def instant(rng: np.random.Generator, now: int, *, latest: int) -> int:
    """An instant near `now`, often equal to others, on both sides of hours and days."""
    match int(rng.integers(6)):
        case 0 | 1:
            found = now - int(rng.integers(12)) * HOUR
        case 2 | 3:
            found = now - int(rng.integers(60)) * HOUR
        case 4:
            found = now - int(rng.integers(40)) * DAY + int(rng.integers(-1, 2))
        case _:
            found = _one(rng, (now - 400 * DAY, now + HOUR, now + 30 * DAY, LONG_AGO, now, now))
    return min(found, latest)


def _one(rng: np.random.Generator, choices: Sequence[V]) -> V:
    return choices[int(rng.integers(len(choices)))]


def _some(rng: np.random.Generator, types: Mapping[str, Type], now: int) -> dict[str, Value]:
    """A value for each name, missing one time in five."""
    return {name: None if rng.random() < 0.2 else value(rng, type_, now) for name, type_ in types.items()}


def event(rng: np.random.Generator, now: int, place: int) -> Event:
    """One event of any kind, up to two days after `now`."""
    kind = _one(rng, tuple(EVENTS))
    id_ = f"{rng.integers(10)}-{place}"
    time = instant(rng, now, latest=now + 2 * DAY)
    return Event(kind, id_, _one(rng, ("s1", "s2")), _one(rng, CHANNELS), time, _some(rng, EVENTS[kind], now))


@st.composite
def worlds(draw: st.DrawFn, *, most: int = 12) -> World:
    """Up to seven people, with up to `most` events each, on one of several clocks."""
    now, zone = draw(st.sampled_from(NOWS)), ZoneInfo(draw(st.sampled_from(ZONES)))
    counts = draw(st.lists(st.sampled_from((0, 1, 2, 3, 5, 8, most)), max_size=7))
    rng = np.random.default_rng(draw(st.integers(0, 2**16)))
    crowd = [
        Person(
            f"person-{place}",
            place,
            _some(rng, ATTRIBUTES, now),
            {purpose: bool(rng.random() < 0.5) for purpose in PURPOSES},
            frozenset(name for name in LISTS if rng.random() < 0.5),
            tuple(event(rng, now, at) for at in range(count)),
        )
        for place, count in enumerate(counts)
    ]
    return World(numbered(crowd), now, zone, ATTRIBUTES, EVENTS, PURPOSES, LISTS)
