"""Reads the corpus: scenes with people and a clock, and the cases that are asked of them; see README.md."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, assert_never
from zoneinfo import ZoneInfo

import yaml

from tests.engines.worlds import World, numbered
from xseg.diagnostics import Sink, Source
from xseg.plan.bind import DAY_ZERO, to_micros, wall_instant
from xseg.project.load import project_from
from xseg.project.project import Project
from xseg.project.types import (
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
    UnknownType,
)
from xseg.tables import ClosedModel, Event, Person
from xseg.tables.columns import imputed_column
from xseg.tables.person import Value

HERE = Path(__file__).parent
SCENE_KEYS = {"scene", "now", "zone", "text", "models", "people", "cases"}
CASE_KEYS = {"claim", "rule", "text", "now", "zone", "models", "members", "told"}
NOT_ATTRIBUTES = {"events", "consents", "lists", "recorded", "imputed"}
NOT_PROPERTIES = {"on", "id", "source"}
Written = Mapping[str, Any]
"""A mapping as YAML has it: every scalar is a text."""


@dataclass(frozen=True, slots=True)
class Case:
    """One claim: whom a rule means among the people of a world, or what is told of a rule or of declarations."""

    topic: str
    scene: str
    claim: str
    rule: str | None
    text: str
    world: World
    models: Mapping[str, ClosedModel]
    members: tuple[str, ...]
    told: tuple[str, ...]
    """Codes as `XS402 window-order`; a case that tells nothing has members, perhaps none."""

    def __str__(self) -> str:
        return f"{self.topic}: {self.scene}: {self.claim}"


@cache
def project() -> Project:
    """The shop of `world.toml`."""
    sink = Sink()
    found = project_from(Source("world.toml", (HERE / "world.toml").read_text("utf-8")), sink, root=HERE)
    assert found is not None, [finding.message for finding in sink]
    return found


def cases() -> Iterator[Case]:
    """Every case, by topic and in the order written."""
    for path in sorted(HERE.glob("*.yaml")):
        for scene in yaml.load_all(path.read_text("utf-8"), Loader=yaml.CBaseLoader):
            yield from _of_scene(path.stem, scene)


def _of_scene(topic: str, scene: Written) -> Iterator[Case]:
    assert scene.keys() <= SCENE_KEYS, f"{topic}: a scene has no {sorted(scene.keys() - SCENE_KEYS)}"
    worlds: dict[tuple[str, str], World] = {}
    for case in scene["cases"]:
        assert case.keys() <= CASE_KEYS, f"{topic}: a case has no {sorted(case.keys() - CASE_KEYS)}"
        assert ("members" in case) != ("told" in case), f"{topic}: {case['claim']}: members, or what is told"
        both = {**scene, **case}
        clock = both.get("now", "2025-06-01T12:00"), both.get("zone", "Europe/Berlin")
        if clock not in worlds:
            worlds[clock] = _world(scene.get("people", {}), *clock)
        members = tuple(case.get("members", ()))
        assert set(members) <= scene.get("people", {}).keys(), f"{topic}: {case['claim']}: {members}"
        yield Case(
            topic=topic,
            scene=scene["scene"],
            claim=case["claim"],
            rule=case.get("rule"),
            text=scene.get("text", "") + "\n" + case.get("text", ""),
            world=worlds[clock],
            models={name: _model(name, written) for name, written in both.get("models", {}).items()},
            members=members,
            told=tuple(case.get("told", ())),
        )


def _world(people: Written, now: str, zone: str) -> World:
    clock = ZoneInfo(zone)
    crowd = numbered([_person(name, written or {}, clock) for name, written in people.items()])
    beside = {name for person in crowd for name in person.attributes if name.startswith("@")}
    imputed = {imputed_column(name): one.type for name, one in project().attributes.items() if one.impute is not None}
    recorded = {name: imputed.get(name, TIMESTAMP) for name in sorted(beside)}
    return World(
        crowd,
        _instant(now, clock),
        clock,
        {**{name: attribute.type for name, attribute in project().attributes.items()}, **recorded},
        {
            kind.name: {name: property_.type for name, property_ in kind.properties.items()}
            for kind in project().events.values()
        },
        tuple(project().purposes),
        tuple(project().lists),
    )


def _person(name: str, written: Written, zone: ZoneInfo) -> Person:
    attributes = {
        key: held(value, project().attributes[key].type, zone)
        for key, value in written.items()
        if key not in NOT_ATTRIBUTES
    }
    recorded = {f"@{key.replace(' ', '.')}": _instant(at, zone) for key, at in written.get("recorded", {}).items()}
    imputed = {
        imputed_column(key): held(value, project().attributes[key].type, zone)
        for key, value in written.get("imputed", {}).items()
    }
    for key, attribute in project().attributes.items():
        if attribute.impute is not None and attributes.get(key) is not None:
            imputed[imputed_column(key)] = attributes[key]
    answers = written.get("consents", {})
    consents = {
        purpose.name: answers.get(purpose.name, "yes" if purpose.default == "granted" else "no") == "yes"
        for purpose in project().purposes.values()
    }
    lists = frozenset(written.get("lists", ()))
    assert lists <= project().lists.keys(), f"{name} is on a list that is none: {sorted(lists)}"
    events = tuple(_event(event, place, zone) for place, event in enumerate(written.get("events", ())))
    return Person(name, 0, {**attributes, **recorded, **imputed}, consents, lists, events)


def _event(written: Written, place: int, zone: ZoneInfo) -> Event:
    """`{purchase: 2025-06-01T09:30, amount: 5.00, on: store}`: the kind and its time come first."""
    (name, at), *others = written.items()
    kind = project().events[name]
    channel = written.get("on", kind.channels[0])
    assert channel in kind.channels, f"{name} never comes from {channel}"
    properties = {
        key: held(value, kind.properties[key].type, zone) for key, value in others if key not in NOT_PROPERTIES
    }
    return Event(
        name, written.get("id", f"e{place:03}"), written.get("source", "s"), channel, _instant(at, zone), properties
    )


def held(written: Any, type_: Type, zone: ZoneInfo) -> Value:
    """A value as tables hold it, from how the corpus writes it."""
    match type_:
        case BooleanType():
            assert written in ("true", "false")
            return bool(written == "true")
        case ExactType(scale):
            units = Decimal(written).scaleb(scale)
            assert units == int(units), f"{written} has more than {scale} places"
            return int(units)
        case NumberType():
            return float(written)
        case TextType() | CategoryType():
            return str(written)
        case DateType():
            return (date.fromisoformat(written) - DAY_ZERO).days
        case TimestampType():
            return _instant(written, zone)
        case ListType():
            return tuple(sorted(written))
        case DurationType():
            count, unit = written.split()
            return int(count) * {"seconds": 1_000_000, "minutes": 60_000_000}[unit]
        case UnknownType():
            raise AssertionError("no attribute or property of the shop is of this type")
        case _:
            assert_never(type_)


def _instant(written: str, zone: ZoneInfo) -> int:
    """A time on the scene's clock, or one with its offset; a date is its midnight."""
    moment = datetime.fromisoformat(written)
    return wall_instant(moment, zone) if moment.tzinfo is None else to_micros(moment)


def _model(name: str, written: Written) -> ClosedModel:
    def numbers(values: Sequence[str]) -> tuple[float, ...]:
        return tuple(map(float, values))

    return ClosedModel(
        name=name,
        version="1",
        features=tuple(written["features"]),
        impute=tuple(None if value == "none" else float(value) for value in written["impute"]),
        shift=numbers(written["shift"]),
        scale=numbers(written["scale"]),
        centres=tuple(map(numbers, written["centres"])),
        labels=tuple(written["labels"]),
    )
