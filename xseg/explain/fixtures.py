"""Made-up people of a `test` block: its fixtures as profiles with events, and what it says of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import floor

from xseg.diagnostics import Sink
from xseg.explain import messages
from xseg.explain.sessions import made_sessions
from xseg.plan.bind import bind, day_start, to_micros
from xseg.plan.lower_values import lower_value
from xseg.plan.lowering import Lowering
from xseg.plan.nodes import Literal_
from xseg.plan.plan import Plan
from xseg.project.types import DateType, ListType, NumberType, TextType, TimestampType, Type, is_textual
from xseg.semantics import Program
from xseg.semantics.scope import CONSENT, label_type
from xseg.syntax.nodes import (
    Compare,
    EventFixture,
    Expression,
    Field,
    Given,
    Name,
    NowFixture,
    ProfileFixture,
    Test,
    Text,
)
from xseg.tables.columns import imputed_column
from xseg.tables.person import Event, Person, Value

SOURCE = "test"


@dataclass(frozen=True, slots=True)
class Subject:
    """One made-up profile: `person.attributes` hold the `stated` traits and labels too; `givens` as written."""

    name: str | None
    person: Person
    stated: frozenset[str]
    givens: tuple[Expression, ...]


@dataclass(slots=True)
class _Draft:
    name: str | None
    fields: list[Field] = field(default_factory=list)
    events: list[EventFixture] = field(default_factory=list)
    givens: list[Expression] = field(default_factory=list)


def test_now(program: Program, test: Test) -> int:
    """The test's `now` in microseconds of UTC: its own, else the project's; a date is its first instant."""
    for fixture in test.fixtures:
        if isinstance(fixture, NowFixture):
            found = held(program, fixture.point, TimestampType(), now=0)
            assert isinstance(found, int)
            return found
    assert program.project.as_of is not None, "a test without a clock does not check"
    return to_micros(program.project.as_of)


def subjects(program: Program, test: Test, *, now: int, sink: Sink) -> list[Subject]:
    """The profiles of a test, at least one; fixtures belong to the profile before them."""
    drafts: list[_Draft] = []
    early = _Draft(None)
    several = sum(isinstance(fixture, ProfileFixture) for fixture in test.fixtures) > 1
    for fixture in test.fixtures:
        draft = drafts[-1] if drafts else early
        match fixture:
            case ProfileFixture(name, fields):
                kept = _Draft(None) if drafts else early
                drafts.append(_Draft(name.text if name else None, list(fields), kept.events, kept.givens))
            case NowFixture():
                pass
            case _ if several and draft is early:
                sink.add(messages.before_any_profile(fixture.span))
            case EventFixture():
                draft.events.append(fixture)
            case Given(predicate):
                draft.givens.append(predicate)
    return [_subject(program, draft, number, now) for number, draft in enumerate(drafts or [early])]


def _subject(program: Program, draft: _Draft, number: int, now: int) -> Subject:
    project = program.project
    attributes: dict[str, Value] = {}
    consents = {name: purpose.default == "granted" for name, purpose in project.purposes.items()}
    stated: set[str] = set()
    for field_ in draft.fields:
        name, type_ = field_.name.text, _type(program, field_.name.text)
        value = held(program, field_.value, type_, now=now)
        if name not in project.attributes and name not in program.traits and name not in program.models:
            consents[name.removeprefix(CONSENT)] = bool(value)
            continue
        attributes[name] = value
        if name not in project.attributes:
            stated.add(name)
    for attribute in project.attributes.values():
        known = attributes.get(attribute.name)
        if attribute.impute is not None and (known is not None or attribute.impute.method == "constant"):
            attributes[imputed_column(attribute.name)] = attribute.impute.constant if known is None else known
    givens = []
    for given in draft.givens:
        label = _label(program, given)
        if label is None or label[0] in stated:
            givens.append(given)
        else:
            attributes[label[0]] = label[1]
            stated.add(label[0])
    events = [_event(program, fixture, place, now) for place, fixture in enumerate(draft.events)]
    events += _made(program, events, now)
    events.sort(key=lambda event: (event.time, event.source, event.id))
    id_ = draft.name or "somebody"
    person = Person(id=id_, number=number, attributes=attributes, consents=consents, events=tuple(events))
    return Subject(draft.name, person, frozenset(stated), tuple(givens))


def _made(program: Program, events: Sequence[Event], now: int) -> list[Event]:
    """The sessions that the events make, as a build would have them; none for somebody of whom some are stated."""
    sessions = program.project.sessions
    if sessions is None or any(event.kind == sessions.kind.name for event in events):
        return []
    return made_sessions([event for event in events if event.time <= now], sessions)


def _label(program: Program, given: Expression) -> tuple[str, str] | None:
    """`given cluster == "loyal"` is as good as `profile { cluster: "loyal" }`."""
    match given:
        case Compare("==", Name(model), Text(label), False) if model in program.models:
            return model, label
        case _:
            return None


def _type(program: Program, name: str) -> Type:
    if name in program.project.attributes:
        return program.project.attributes[name].type
    if name in program.traits:
        return program.trait_types[name]
    return label_type(program.models[name].model) if name in program.models else TextType()


def _event(program: Program, fixture: EventFixture, place: int, now: int) -> Event:
    """The event; without `on CHANNEL` it stands on the only channel of its kind, or on none where there are several."""
    kind = program.project.events[fixture.event.text]
    channel = fixture.channel.text if fixture.channel else kind.channels[0] if len(kind.channels) == 1 else ""
    properties: dict[str, Value] = {}
    time: Value = None
    for field_ in fixture.fields:
        if field_.name.text == "at":
            time = held(program, field_.value, TimestampType(), now=now)
            continue
        type_ = kind.properties[field_.name.text].type
        value = held(program, field_.value, type_, now=now)
        properties[field_.name.text] = floor(value * 1e6 + 0.5) / 1e6 if isinstance(value, float) else value
    assert isinstance(time, int)
    return Event(kind.name, f"{place:06}", SOURCE, channel, time, properties)


def held(program: Program, expression: Expression, wanted: Type, *, now: int) -> Value:
    """A checked literal as profiles and events hold it; `3 days ago` is 3 days before `now`."""
    lowering = Lowering(program)
    written = lower_value(lowering, expression, "profile")
    if isinstance(wanted, NumberType) or not is_textual(lowering.ref_type(written)):
        written = lowering.fit(written, wanted)
    bound = bind(Plan(tuple(lowering.builder.nodes)), now=now, zone=program.project.timezone)
    operation = bound.plan.nodes[written].operation
    assert isinstance(operation, Literal_), "fixtures hold literals only"
    value = operation.value
    if isinstance(wanted, TimestampType) and isinstance(lowering.ref_type(written), DateType):
        assert isinstance(value, int)
        return day_start(value, program.project.timezone)
    return (value,) if isinstance(wanted, ListType) and isinstance(value, str) else value


def said_of(givens: Sequence[Expression], sink: Sink) -> Iterator[tuple[Expression, bool]]:
    """Each predicate that is stated, with what is said of it: `not` turns it, the parts of an `and` are stated each."""
    from xseg.syntax.nodes import And, Not, Or

    waiting = [(given, True) for given in reversed(givens)]
    while waiting:
        node, holds = waiting.pop()
        match node:
            case Not(operand):
                waiting.append((operand, not holds))
            case And(operands) if holds:
                waiting.extend((operand, True) for operand in reversed(operands))
            case Or(operands) if not holds:
                waiting.extend((operand, False) for operand in reversed(operands))
            case And() | Or():
                sink.add(messages.given_choice(node.span))
            case _:
                yield node, holds
