"""What names mean where: on a profile, and inside an event's brackets."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from xseg.diagnostics import Sink
from xseg.facts import fact
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
from xseg.semantics.unify import held_alike
from xseg.syntax.nodes import Name, Node

CONSENT = "consent."
PROFILE = "profile."
EVENT_NAMES = ("time", "channel", "event", "nth", "nth_last")
"""Always there inside an event's brackets."""
MOST_OFFERS = 100


@fact
class ProfileScope:
    """Names are attributes, traits and models."""


@fact
class EventScope:
    """Names are properties of `kinds`; on a path's later step `previous` is the scope of the positive step before.

    `whole`: every event that was named is known; where one is not, what is no property of the others may be its own.
    """

    kinds: tuple[EventKind, ...]
    whole: bool = True
    previous: "EventScope | None" = None


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
    offers: int = 0
    standard: dict[str, str] = field(default_factory=dict)
    """Traits that a `use` brought, and the name of their standard file."""

    def known(self, node: Node, type_: Type) -> Type:
        """Notes the type of a node."""
        self.types[id(node)] = type_
        return type_

    def offer(self, names: Iterable[str]) -> Iterable[str]:
        """The names to offer for an unknown one; after many of those none, so that a file of nothing else ends soon."""
        self.offers += 1
        return names if self.offers <= MOST_OFFERS else ()

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
        case EventScope():
            return _on_event(world, name, scope)


def _on_profile(world: World, name: Name, text: str, *, prefix: str = "") -> Type:
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
        known = (CONSENT + known for known in world.project.purposes)
        world.sink.add(messages.unknown_purpose(name, known, prefix=prefix))
        return UNKNOWN
    hints = _hints(world, text)
    world.sink.add(messages.unknown_attribute(name, world.offer(world.attribute_names()), hints, prefix=prefix))
    return UNKNOWN


def _hints(world: World, text: str) -> Iterator[str]:
    if text in world.project.events:
        yield f"`{text}` is an event: write `did {text}`, `count({text})` or `last {text}`"
    if any(text in key.parts for key in world.project.keys):
        yield f"`{text}` is an identity key, no attribute: list it under [sources.attributes] to ask for it"
    if text in world.segments:
        yield f"`{text}` is a segment: write `in segment {text}`"
    if text in world.project.lists:
        yield f"`{text}` is a list: write `in list {text}`"


def _on_event(world: World, name: Name, scope: EventScope) -> Type:
    text = name.text
    match text:
        case "time":
            return TIMESTAMP
        case "channel":
            return CategoryType(tuple(world.project.channels))
        case "event":
            return CategoryType(tuple(kind.name for kind in scope.kinds)) if scope.whole else UNKNOWN
        case "nth" | "nth_last":
            return INTEGER
        case _:
            pass
    if text.startswith(PROFILE):
        bare = text.removeprefix(PROFILE)
        return _on_profile(world, Name(bare, span=name.span), bare, prefix=PROFILE)
    return property_type(world, name, scope)


def property_type(world: World, name: Name, scope: EventScope) -> Type:
    """The type of a property over the kinds of a scope: kinds without it have it missing.

    Kinds that hold it differently cannot be asked together: that is told.
    """
    found: Type | None = None
    first = ""
    for kind in scope.kinds:
        if name.text not in kind.properties:
            continue
        type_ = kind.properties[name.text].type
        together = type_ if found is None else held_alike(found, type_)
        if together is None:
            assert found is not None
            world.sink.add(messages.property_differs(name, (first, found), (kind.name, type_)))
            return UNKNOWN
        first, found = first or kind.name, together
    if found is not None:
        return found
    if scope.whole:
        every = {*EVENT_NAMES, *(property_ for kind in scope.kinds for property_ in kind.properties)}
        on_profile = any(name.text in names for names in (world.project.attributes, world.traits, world.models))
        hints = (f"`{name.text}` is on the profile: write `profile.{name.text}`",) if on_profile else ()
        world.sink.add(messages.unknown_property(name, (kind.name for kind in scope.kinds), world.offer(every), hints))
    return UNKNOWN


def event_scope(world: World, events: tuple[Name, ...] | None, *, previous: EventScope | None = None) -> EventScope:
    """The scope of a query's events; unknown ones are told and left out."""
    declared: Mapping[str, EventKind] = world.project.events
    if events is None:
        return EventScope(tuple(kind for kind in declared.values() if not kind.made), previous=previous)
    for name in events:
        if name.text not in declared:
            world.sink.add(messages.unknown_event(name, declared))
    named = dict.fromkeys(name.text for name in events)
    kinds = tuple(declared[name] for name in named if name in declared)
    return EventScope(kinds, whole=len(kinds) == len(named), previous=previous)
