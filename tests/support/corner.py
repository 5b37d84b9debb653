"""The corner shop: rules asked of made-up people, on the reference and on Polars alike, and mistakes told in rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.engines import worlds
from xseg.diagnostics import Diagnostic, Edit, Sink, Source
from xseg.engines import polars, reference
from xseg.plan import bind, lower
from xseg.plan.bind import DAY_ZERO, from_micros, to_micros, wall_instant
from xseg.plan.nodes import Ref
from xseg.plan.plan import Plan
from xseg.project.load import project_from
from xseg.project.project import Project
from xseg.project.types import DateType, ExactType, TimestampType, Type
from xseg.semantics import Program, check
from xseg.syntax import parse_file, parse_rule
from xseg.syntax.nodes import Expression
from xseg.tables import ClosedModel, Event, Person
from xseg.tables.person import Value

NOW = "2025-06-01T12:00"
BERLIN = "Europe/Berlin"
Plain = bool | int | float | str | Decimal | tuple[str, ...] | None


@cache
def corner() -> Project:
    """The project of `corner.toml`."""
    source = Source("xseg.toml", (Path(__file__).parent / "corner.toml").read_text("utf-8"))
    sink = Sink()
    project = project_from(source, sink, root=Path())
    assert project is not None, [finding.message for finding in sink]
    return project


# --- people ---


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as a test writes it: times are local, decimals are texts or whole numbers."""

    kind: str
    at: str
    channel: str
    source: str
    id: str
    properties: Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as a test writes it."""

    id: str
    attributes: Mapping[str, Plain]
    events: tuple[Happened, ...]
    consents: Mapping[str, bool]
    lists: tuple[str, ...]


def event(kind: str, at: str, *, channel: str = "", source: str = "s", id_: str = "", **properties: Plain) -> Happened:
    """An event; without a channel it comes from the first that brings its kind."""
    return Happened(kind, at, channel or corner().events[kind].channels[0], source, id_, properties)


def someone(
    name: str,
    *events: Happened,
    consents: Mapping[str, bool] | None = None,
    lists: tuple[str, ...] = (),
    **attributes: Plain,
) -> Someone:
    """A person of this name with these events and attributes; what is not told is missing."""
    return Someone(name, attributes, events, consents or {}, lists)


def instant(text: str, zone: ZoneInfo) -> int:
    """Microseconds of UTC of an ISO time; one without an offset is local, a date is its midnight."""
    value = datetime.fromisoformat(text)
    return wall_instant(value, zone) if value.tzinfo is None else to_micros(value)


def day(text: str) -> int:
    """Days since 1970-01-01 of an ISO date."""
    return (date.fromisoformat(text) - DAY_ZERO).days


def held(value: Plain, type_: Type, zone: ZoneInfo) -> Value:
    """A value as tables hold it."""
    match type_:
        case ExactType(scale) if value is not None:
            assert isinstance(value, int | str | Decimal)
            units = Decimal(value).scaleb(scale)
            assert units == int(units), f"{value} has more than {scale} places"
            return int(units)
        case DateType() if isinstance(value, str):
            return day(value)
        case TimestampType() if isinstance(value, str):
            return instant(value, zone)
        case _:
            assert not isinstance(value, Decimal)
            return value


def peopled(crowd: Sequence[Someone], zone: ZoneInfo) -> list[Person]:
    """The people as engines see them, numbered in the order given."""
    project = corner()
    return worlds.numbered(
        [
            Person(
                one.id,
                0,
                {name: held(value, project.attributes[name].type, zone) for name, value in one.attributes.items()},
                {name: one.consents.get(name, told.default == "granted") for name, told in project.purposes.items()},
                frozenset(one.lists),
                tuple(_event(found, place, zone) for place, found in enumerate(one.events)),
            )
            for one in crowd
        ]
    )


def _event(found: Happened, place: int, zone: ZoneInfo) -> Event:
    types = {name: known.type for name, known in corner().events[found.kind].properties.items()}
    properties = {name: held(value, types[name], zone) for name, value in found.properties.items()}
    at = instant(found.at, zone)
    return Event(found.kind, found.id or f"e{place}", found.source, found.channel, at, properties)


# --- what rules say ---


def checked(
    text: str, *, rules: Mapping[str, str] | None = None, project: Project | None = None
) -> tuple[Program, Sink]:
    """Declarations and rules, parsed and checked, with all that was told."""
    sink = Sink()
    file = parse_file(Source("test.seg", text), sink)
    parsed: dict[str, Expression] = {}
    for name, rule in (rules or {}).items():
        expression = parse_rule(Source(name, rule), sink)
        assert expression is not None, told(sink)
        parsed[name] = expression
    return check(project or corner(), [file], sink, rules=parsed), sink


def told(sink: Iterable[Diagnostic]) -> list[str]:
    """What was told, for people who look at a failing test."""
    return [f"{finding.code.number} {finding.message}" for finding in sink]


def planned(text: str, **rules: str) -> tuple[Plan, Program]:
    """The plan of declarations and rules without mistakes."""
    program, sink = checked(text, rules=rules)
    assert not sink.found, told(sink)
    return lower(program), program


def diagnose(text: str, *, project: Project | None = None) -> list[tuple[str, str]]:
    """Each finding about some declarations: its code, and exactly the characters it points at."""
    return [(finding.code.number, text[_start(finding) : _end(finding)]) for finding in findings(text, project=project)]


def diagnose_rule(rule: str, *, given: str = "") -> list[tuple[str, str]]:
    """Each finding about one rule, beside declarations without mistakes."""
    return diagnose(f"{given}\nsegment rule_ {{ where {rule} }}")


def findings(text: str, *, project: Project | None = None) -> list[Diagnostic]:
    """Each finding about some declarations, in the order of their places."""
    _, sink = checked(text, project=project)
    return sorted(sink, key=_start)


def _start(finding: Diagnostic) -> int:
    assert finding.span is not None
    return finding.span.start


def _end(finding: Diagnostic) -> int:
    assert finding.span is not None
    return finding.span.end


def mended(text: str) -> str:
    """The text with the fix of every finding applied; each finding must have one."""
    edits: list[Edit] = []
    for finding in findings(text):
        assert finding.fix is not None, finding.message
        edits += finding.fix.edits
    for edit in sorted(edits, key=lambda edit: edit.span.start, reverse=True):
        text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
    return text


# --- whom rules mean ---


def members(
    rule: str,
    people: Sequence[Someone],
    *,
    given: str = "",
    now: str = NOW,
    zone: str = BERLIN,
    models: Mapping[str, ClosedModel] | None = None,
) -> list[str]:
    """The ids of those whom a rule means, in the order given; both engines must say the same."""
    answers = _evaluated(rule, people, given=given, now=now, zone=zone, models=models, as_trait=False)
    assert all(isinstance(answer, bool) for answer in answers)
    return [one.id for one, answer in zip(people, answers, strict=True) if answer]


def values(
    expression: str,
    people: Sequence[Someone],
    *,
    given: str = "",
    now: str = NOW,
    zone: str = BERLIN,
    models: Mapping[str, ClosedModel] | None = None,
) -> list[Value]:
    """The value of a trait for each person, as tables hold it; both engines must say the same."""
    return _evaluated(expression, people, given=given, now=now, zone=zone, models=models, as_trait=True)


def value(expression: str, *events: Happened, now: str = NOW, zone: str = BERLIN, **attributes: Plain) -> Value:
    """The value of a trait for one person with these events and attributes."""
    return values(expression, [_one(events, attributes)], now=now, zone=zone)[0]


def holds(rule: str, *events: Happened, now: str = NOW, zone: str = BERLIN, **attributes: Plain) -> bool:
    """Whether a rule means a person with these events and attributes."""
    return bool(members(rule, [_one(events, attributes)], now=now, zone=zone))


def _one(events: tuple[Happened, ...], attributes: Mapping[str, Plain]) -> Someone:
    return Someone("one", attributes, events, {}, ())


def _evaluated(
    text: str,
    people: Sequence[Someone],
    *,
    given: str,
    now: str,
    zone: str,
    models: Mapping[str, ClosedModel] | None,
    as_trait: bool,
) -> list[Value]:
    clock = ZoneInfo(zone)
    if as_trait:
        plan, _ = planned(f"{given}\ntrait asked_ = {text}")
        asked = plan.traits["asked_"]
    else:
        plan, _ = planned(given, asked_=text)
        asked = plan.segments["asked_"]
    crowd = peopled(people, clock)
    return ask(plan, asked, crowd, now=instant(now, clock), zone=clock, models=models)


def ask(
    plan: Plan,
    ref: Ref,
    crowd: Sequence[Person],
    *,
    now: int,
    zone: ZoneInfo,
    models: Mapping[str, ClosedModel] | None = None,
    recorded: Mapping[str, Type] | None = None,
) -> list[Value]:
    """One output of a plan for each person, asked of both engines; `recorded` columns stand beside the attributes."""
    project = corner()
    bound = bind(plan, now=now, zone=zone)
    expected = [row["asked"] for row in reference.evaluate(bound, {"asked": ref}, crowd, models=models)]
    world = worlds.World(
        crowd,
        now,
        zone,
        {**{name: attribute.type for name, attribute in project.attributes.items()}, **(recorded or {})},
        {name: {known.name: known.type for known in kind.properties.values()} for name, kind in project.events.items()},
        tuple(project.purposes),
        tuple(project.lists),
    )
    found = polars.evaluate(bound, {"asked": ref}, worlds.snapshot(world), models=models or {})
    answers = [tuple(cell) if isinstance(cell, list) else cell for cell in found.get_column("asked").to_list()]
    assert list(map(repr, answers)) == list(map(repr, expected)), f"Polars: {answers}, reference: {expected}"
    return expected


def shown(micros: Value, zone: str = BERLIN) -> str:
    """An instant as its clock shows it."""
    assert isinstance(micros, int)
    return from_micros(micros, ZoneInfo(zone)).isoformat()
