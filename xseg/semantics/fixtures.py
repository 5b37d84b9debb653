"""Checks `test` blocks: names and types of made-up profiles and events, and what is expected of whom."""

from collections.abc import Iterator

from xseg.project.types import (
    BooleanType,
    CategoryType,
    DateType,
    ExactType,
    ListType,
    NumberType,
    TextType,
    TimestampType,
    Type,
    UnknownType,
)
from xseg.semantics import conditions, messages, values
from xseg.semantics.comparisons import check_member
from xseg.semantics.lengths import CLOCK_UNITS
from xseg.semantics.scope import CONSENT, ON_PROFILE, World, label_type
from xseg.semantics.unify import unify
from xseg.syntax.nodes import (
    Ago,
    Boolean,
    DateLiteral,
    DayWord,
    Duration,
    EventFixture,
    Expect,
    Expression,
    Field,
    Given,
    InstantLiteral,
    Name,
    Negative,
    Now,
    NowFixture,
    Number,
    ProfileFixture,
    Test,
    Text,
)


def check_test(world: World, test: Test) -> None:
    """Checks one test block."""
    profiles: dict[str, Name] = {}
    nows = [fixture for fixture in test.fixtures if isinstance(fixture, NowFixture)]
    for extra in nows[1:]:
        world.sink.add(messages.test_declaration(extra, "`now` is told twice", "keep one of them"))
    if not nows and world.project.as_of is None:
        hint = "add `now 2025-06-01`, or `as_of` to the project"
        world.sink.add(messages.test_declaration(test.title, "this test has no clock", hint))
    several = sum(isinstance(fixture, ProfileFixture) for fixture in test.fixtures) > 1
    for fixture in test.fixtures:
        match fixture:
            case ProfileFixture(name, fields):
                if name is None and several:
                    hint = "give each a name: `profile ann { … }`"
                    world.sink.add(messages.test_declaration(fixture, "one of several profiles has no name", hint))
                elif name is not None and name.text in profiles:
                    world.sink.add(messages.duplicate_name("profile", name, profiles[name.text].span))
                elif name is not None:
                    profiles[name.text] = name
                for field in _each_once(world, fields):
                    _profile_field(world, field)
            case EventFixture():
                _event(world, fixture)
            case Given(predicate):
                conditions.check_condition(world, predicate, ON_PROFILE)
            case NowFixture(point):
                values.value_type(world, point, ON_PROFILE)
    for expectation in test.expectations:
        _expectation(world, expectation, profiles, several=several)


def _each_once(world: World, fields: tuple[Field, ...]) -> Iterator[Field]:
    """The fields of a record; one that stands twice is told."""
    told: dict[str, Name] = {}
    for field in fields:
        if field.name.text in told:
            world.sink.add(messages.repeated_key(field.name, told[field.name.text].span))
        else:
            told[field.name.text] = field.name
            yield field


def _expectation(world: World, node: Expect, profiles: dict[str, Name], *, several: bool) -> None:
    if node.segment.text not in world.segments:
        world.sink.add(messages.unknown_segment(node.segment, world.segments))
    if node.profile is not None and node.profile.text not in profiles:
        world.sink.add(messages.unknown_profile(node.profile, profiles))
    if node.profile is None and several:
        hint = f"write `expect NAME in {node.segment.text}`"
        world.sink.add(messages.test_declaration(node, "this test has several profiles, and this names none", hint))


def _profile_field(world: World, field: Field) -> None:
    text = field.name.text
    project = world.project
    if text in project.attributes:
        _literal(world, field, project.attributes[text].type)
    elif text in world.traits:
        _literal(world, field, world.traits[text])
    elif text in world.models:
        _literal(world, field, label_type(world.models[text]))
    elif text.startswith(CONSENT) and text.removeprefix(CONSENT) in project.purposes:
        _literal(world, field, BooleanType())
    else:
        world.sink.add(messages.unknown_attribute(field.name, world.attribute_names()))


def _event(world: World, fixture: EventFixture) -> None:
    kind = world.project.events.get(fixture.event.text)
    if kind is None:
        world.sink.add(messages.unknown_event(fixture.event, world.project.events))
    if fixture.channel is not None:
        if fixture.channel.text not in world.project.channels:
            world.sink.add(messages.unknown_channel(fixture.channel, world.project.channels))
        elif kind is not None and fixture.channel.text not in kind.channels:
            world.sink.add(messages.event_not_on_channel(fixture.channel, (kind.name,), kind.channels))
    at = [field for field in fixture.fields if field.name.text == "at"]
    if not at:
        hint = "write `at: 3 days ago` or `at: 2025-06-01T09:30`"
        world.sink.add(messages.test_declaration(fixture, "this event has no time", hint))
    for field in _each_once(world, fixture.fields):
        if field.name.text == "at":
            _literal(world, field, TimestampType())
        elif kind is not None and field.name.text not in kind.properties:
            known = ("at", *kind.properties)
            world.sink.add(messages.unknown_property(field.name, (kind.name,), known))
        elif kind is not None:
            _literal(world, field, kind.properties[field.name.text].type)


def _literal(world: World, field: Field, wanted: Type) -> None:
    """Checks that a fixture's value is a literal that its attribute or property can hold."""
    value = field.value
    if isinstance(wanted, ListType) and isinstance(value, Text):
        wanted = wanted.element
    found = values.value_type(world, value, ON_PROFILE)
    if isinstance(found, UnknownType) or isinstance(wanted, UnknownType):
        return
    if not _is_literal(value):
        world.sink.add(messages.wrong_literal(value, wanted, "a made-up value is written out, not worked out"))
        return
    if isinstance(value, Text) and value.value == "":
        world.sink.add(messages.empty_text(value, None, hint="leave the field out: then its value is missing"))
        return
    if isinstance(wanted, DateType) and isinstance(value, Ago) and value.duration.unit in CLOCK_UNITS:
        world.sink.add(messages.hours_on_a_date(value.duration))
    elif not _holds(wanted, found, value):
        world.sink.add(
            messages.wrong_literal(
                value,
                wanted,
                f"`{field.name.text}` is {messages.an(messages.in_full(wanted))}, "
                f"this is {messages.an(messages.in_full(found))}",
            )
        )
    elif isinstance(value, Text) and isinstance(wanted, CategoryType):
        check_member(world, value, field.name, wanted, ignoring_case=False)


def _is_literal(value: Expression) -> bool:
    match value:
        case Number() | Text() | Boolean() | DateLiteral() | InstantLiteral() | Now() | DayWord() | Ago() | Duration():
            return True
        case Negative(Number()):
            return True
        case _:
            return False


def _holds(wanted: Type, found: Type, value: Expression) -> bool:
    match wanted, found:
        case ExactType(scale, digits), ExactType(other, others):
            return other <= scale and others - other <= digits - scale
        case NumberType(), ExactType():
            return True
        case TextType() | CategoryType(), TextType():
            return True
        case TimestampType(), DateType():
            return True
        case DateType(), TimestampType():
            return isinstance(value, Ago | Now | DayWord)
        case _:
            return unify(wanted, found) == wanted
