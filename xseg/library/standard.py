"""A standard file: what its roles are, and its text in a project's words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Literal

from xseg.diagnostics import Sink, Source
from xseg.facts import fact
from xseg.library import standard_text
from xseg.syntax import parse_file
from xseg.syntax.names import is_plain_name
from xseg.syntax.nodes import Aggregate, Name, Node, Query, Role, Trait, Use

PREFIX = "prefix"
"""What stands before the names of all traits of a `use`; no standard file has a role of this name."""
Meant = Mapping[str, tuple[str, ...] | None]
"""Role → the project's names; None is `any`."""
_PROFILE = "profile."


@fact
class StandardRole:
    """What a role stands for; of a property, the roles of the events that hold it, and whether it is added up."""

    name: str
    kind: Literal["event", "channel", "property"]
    default: tuple[str, ...] | None
    events: tuple[str, ...] = ()
    summed: bool = False


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard file: its text without its own `use`, its roles in their order, and the names of its traits."""

    name: str
    text: str
    roles: Mapping[str, StandardRole]
    traits: tuple[str, ...]
    places: tuple["_Place", ...] = field(repr=False)


@fact
class _Place:
    """Where the text has a role, or the name or label of a trait."""

    start: int
    end: int
    word: str
    what: Literal["role", "several", "trait", "label"]

    def behind(self, start: int) -> "_Place":
        """The same, counted from `start`."""
        return _Place(self.start - start, self.end - start, self.word, self.what)


@cache
def standard(name: str) -> Standard:
    """The standard file of this name (see `standard_names`)."""
    text = standard_text(name)
    sink = Sink()
    file = parse_file(Source(f"use {name}", text), sink)
    assert not sink.failed, f"the standard file {name} has mistakes"
    use = next(one for one in file.declarations if isinstance(one, Use))
    traits = [one for one in file.declarations if isinstance(one, Trait)]
    defaults = {role.role.text: names_of(role) for role in use.roles}
    found = _Reading(defaults, {trait.name.text for trait in traits})
    for trait in traits:
        found.trait(trait)
    unread = defaults.keys() - found.roles.keys()
    assert not unread, f"nothing in the standard file {name} reads {unread}"
    return Standard(
        name,
        text[use.span.end :],
        {role: found.roles[role] for role in defaults},
        tuple(trait.name.text for trait in traits),
        tuple(sorted({place.behind(use.span.end) for place in found.places}, key=lambda place: place.start)),
    )


class _Reading:
    """Walks the traits of a standard file and notes where its roles and traits stand."""

    def __init__(self, defaults: Meant, traits: set[str]) -> None:
        self.defaults = defaults
        self.traits = traits
        self.roles: dict[str, StandardRole] = {}
        self.places: list[_Place] = []

    def trait(self, trait: Trait) -> None:
        if trait.label is not None:
            self.places.append(_Place(trait.label.span.start, trait.label.span.end, "", "label"))
        self.node(trait, (), summed=False)

    def node(self, node: Node, events: tuple[str, ...], *, summed: bool) -> None:
        """`events` are the roles of the events around."""
        match node:
            case Name(text):
                self.name(node, text, events, summed=summed)
            case Query():
                self.query(node)
            case Aggregate(function=function, over=over, operand=operand):
                self.node(over, events, summed=False)
                first = over if isinstance(over, Query) else over.steps[0].query
                if operand is not None:
                    self.node(operand, self.of(first), summed=function in ("sum", "avg"))
            case _:
                for part in _parts(node):
                    self.node(part, events, summed=summed)

    def query(self, query: Query) -> None:
        for names, kind in ((query.events, "event"), (query.channels, "channel")):
            for name in names or ():
                if name.text in self.defaults:
                    role: Literal["event", "channel"] = "event" if kind == "event" else "channel"
                    self.roles[name.text] = StandardRole(name.text, role, self.defaults[name.text])
                    what: Literal["role", "several"] = "role" if len(names or ()) == 1 else "several"
                    self.places.append(_Place(name.span.start, name.span.end, name.text, what))
        for part in (query.filter, query.window):
            if part is not None:
                self.node(part, self.of(query), summed=False)

    def of(self, query: Query) -> tuple[str, ...]:
        return tuple(name.text for name in query.events or ())

    def name(self, name: Name, text: str, events: tuple[str, ...], *, summed: bool) -> None:
        bare = text.removeprefix(_PROFILE)
        start = name.span.end - len(bare)
        if bare in self.traits:
            self.places.append(_Place(start, name.span.end, bare, "trait"))
        elif text in self.defaults:
            self.places.append(_Place(start, name.span.end, text, "role"))
            known = self.roles.get(text)
            both = tuple(dict.fromkeys((*(known.events if known else ()), *events)))
            added = summed or (known is not None and known.summed)
            self.roles[text] = StandardRole(text, "property", self.defaults[text], both, added)


def _parts(node: Node) -> Iterator[Node]:
    for one in fields(node):
        value = getattr(node, one.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Node):
                yield part


def expanded(found: Standard, meant: Meant, prefix: str | None) -> str:
    """The text of a standard file in the project's words: its traits, with the comments behind its own `use`."""
    text = found.text
    for place in reversed(found.places):
        start, written = place.start, ""
        match place.what:
            case "trait":
                written = name_of(place.word, prefix)
            case "label":
                written = text[start : place.end - 1] + (f' ({prefix})"' if prefix else '"')
            case _ if meant[place.word] is not None:
                names = [plain(name) for name in meant[place.word] or ()]
                alone = len(names) == 1 or place.what == "several"
                written = ", ".join(names) if alone else f"any of ({', '.join(names)})"
            case _ if found.roles[place.word].kind == "channel":
                start = re.search(r"\s+on\s+\Z", text[:start]).start()  # type: ignore[union-attr]
            case _:
                written = "any"
        text = text[:start] + written + text[place.end :]
    return text


def names_of(role: Role) -> tuple[str, ...] | None:
    """What a role is mapped to; None is `any`."""
    return None if role.names is None else tuple(name.text for name in role.names)


def name_of(trait: str, prefix: str | None) -> str:
    """A trait's name behind the prefix of its `use`, as a file writes it."""
    return plain(f"{prefix}_{trait}" if prefix else trait)


def plain(name: str) -> str:
    """A name as a file writes it: in backticks where it is no plain name."""
    return name if is_plain_name(name) else f"`{name}`"
