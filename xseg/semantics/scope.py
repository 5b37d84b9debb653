"""What names mean where: on a profile, and inside an event's brackets."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from xseg.diagnostics import Sink
from xseg.project.model import ModelDeclaration, possible_labels
from xseg.project.project import EventKind, Project
from xseg.project.types import (
    BOOLEAN,
    INTEGER,
    TIMESTAMP,
    UNKNOWN,
    CategoryType,
    Type,
)
from xseg.semantics import messages
from xseg.semantics.unify import unify
from xseg.syntax.nodes import Name, Node

CONSENT = "consent."
PROFILE = "profile."
EVENT_NAMES = ("time", "channel", "event", "nth", "nth_last")
"""Always there inside an event's brackets."""


@dataclass(frozen=True, slots=True)
class ProfileScope:
    """Names are attributes, traits and models."""


@dataclass(frozen=True, slots=True)
class EventScope:
    """Names are properties of `kinds`; on a path's later step `previous` are the kinds of the positive step before."""

    kinds: tuple[EventKind, ...]
    previous: tuple[EventKind, ...] | None = None


Scope = ProfileScope | EventScope
ON_PROFILE = ProfileScope()


@dataclass(slots=True)
class World:
    """All that is declared, and what the checker has found out so far.

    `types` maps the identity of a value's node to its type; `traits` fills in the order of need.
    """

    project: Project
    sink: Sink
    traits: dict[str, Type] = field(default_factory=dict)
    models: dict[str, ModelDeclaration] = field(default_factory=dict)
    segments: set[str] = field(default_factory=set)
    types: dict[int, Type] = field(default_factory=dict)

    def known(self, node: Node, type_: Type) -> Type:
        """Notes the type of a node."""
        self.types[id(node)] = type_
        return type_

    def attribute_names(self) -> Iterator[str]:
        """Every name that is a value on a profile."""
        yield from self.project.attributes
        yield from self.traits
        yield from self.models
        yield from (CONSENT + purpose for purpose in self.project.purposes)


def label_type(declaration: ModelDeclaration) -> CategoryType:
    """The closed set of a model's labels, which follows from its declaration alone."""
    return CategoryType(possible_labels(declaration))


def name_type(world: World, name: Name, scope: Scope) -> Type:
    """The type of a name that is used as a value."""
    match scope:
        case ProfileScope():
            return _on_profile(world, name, name.text)
        case EventScope(kinds):
            return _on_event(world, name, kinds)


def _on_profile(world: World, name: Name, text: str) -> Type:
    if text in world.project.attributes:
        return world.project.attributes[text].type
    if text in world.traits:
        return world.traits[text]
    if text in world.models:
        return label_type(world.models[text])
    if text.startswith(CONSENT):
        purpose = text.removeprefix(CONSENT)
        if purpose in world.project.purposes:
            return BOOLEAN
        world.sink.add(messages.unknown_purpose(name, (CONSENT + known for known in world.project.purposes)))
        return UNKNOWN
    world.sink.add(messages.unknown_attribute(name, world.attribute_names(), _hints(world, text)))
    return UNKNOWN


def _hints(world: World, text: str) -> Iterator[str]:
    if text in world.project.events:
        yield f"`{text}` is an event: write `did {text}`, `count({text})` or `last {text}`"
    if text in world.segments:
        yield f"`{text}` is a segment: write `in segment {text}`"
    if text in world.project.lists:
        yield f"`{text}` is a list: write `in list {text}`"


def _on_event(world: World, name: Name, kinds: tuple[EventKind, ...]) -> Type:
    text = name.text
    match text:
        case "time":
            return TIMESTAMP
        case "channel":
            return CategoryType(tuple(world.project.channels))
        case "event":
            return CategoryType(tuple(kind.name for kind in kinds))
        case "nth" | "nth_last":
            return INTEGER
        case _:
            pass
    if text.startswith(PROFILE):
        return _on_profile(world, Name(text.removeprefix(PROFILE), span=name.span), text.removeprefix(PROFILE))
    if not kinds:
        return UNKNOWN
    found = property_type(world, kinds, text)
    if found is None:
        every = {*EVENT_NAMES, *(property_ for kind in kinds for property_ in kind.properties)}
        hints = (f"`{text}` is on the profile: write `profile.{text}`",) if text in set(world.attribute_names()) else ()
        world.sink.add(messages.unknown_property(name, (kind.name for kind in kinds), every, hints))
        return UNKNOWN
    return found


def property_type(world: World, kinds: Iterable[EventKind], text: str) -> Type | None:
    """The type of a property over several kinds: those without it have it missing; None where no kind has it."""
    found: Type | None = None
    for kind in kinds:
        if text in kind.properties:
            type_ = kind.properties[text].type
            found = type_ if found is None else (unify(found, type_) or UNKNOWN)
    return found


def event_kinds(world: World, events: tuple[Name, ...] | None) -> tuple[EventKind, ...]:
    """The kinds a query looks at; unknown ones are told and left out."""
    declared: Mapping[str, EventKind] = world.project.events
    if events is None:
        return tuple(declared.values())
    for name in events:
        if name.text not in declared:
            world.sink.add(messages.unknown_event(name, declared))
    return tuple(declared[name.text] for name in events if name.text in declared)
