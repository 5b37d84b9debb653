"""`use NAME with role = name`: the standard traits of that name, in the project's words."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from xseg.diagnostics import Sink, Source, Span
from xseg.library import standard_names, standard_text
from xseg.project.types import UNKNOWN
from xseg.semantics import messages
from xseg.semantics.scope import World
from xseg.syntax import parse_file
from xseg.syntax.nodes import File, Name, Node, Trait, Use

N = TypeVar("N")


def standard_traits(world: World, use: Use) -> Iterator[Trait]:
    """The traits that a `use` stands for; each part of them stands where the `use` does, so findings point there."""
    name, sink = use.name.text, world.sink
    if name not in standard_names():
        sink.add(messages.unknown_standard(use.name, standard_names()))
        return
    file = _parsed(name)
    roles = next(declaration.roles for declaration in file.declarations if isinstance(declaration, Use))
    known = {role.role.text for role in roles}
    for role in use.roles:
        if role.role.text not in known:
            sink.add(messages.unknown_role(role.role, name, known))
    meant = {role.role.text: role.name.text for role in roles} | {role.role.text: role.name.text for role in use.roles}
    events = world.project.events
    words = {*events, *(word for kind in events.values() for word in kind.properties)}
    lacking = [role for role in sorted(known) if meant[role] not in words]
    traits = [declaration for declaration in file.declarations if isinstance(declaration, Trait)]
    if lacking:
        sink.add(messages.role_lacking(use, name, lacking))
        world.traits.update((trait.name.text, UNKNOWN) for trait in traits)
    else:
        yield from (_in_words(trait, meant, use.span) for trait in traits)


def _parsed(name: str) -> File:
    sink = Sink()
    file = parse_file(Source(f"use {name}", standard_text(name)), sink)
    assert not sink.failed, f"the standard file {name} has mistakes"
    return file


def _in_words(node: N, meant: Mapping[str, str], span: Span) -> N:
    """A copy of a tree with its roles written in the project's words, all of it standing at `span`."""
    if not isinstance(node, Node):
        return node
    changed: dict[str, Any] = {"span": span}
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, Node):
            changed[field.name] = _in_words(value, meant, span)
        elif isinstance(value, tuple):
            changed[field.name] = tuple(_in_words(item, meant, span) for item in value)
    if isinstance(node, Name):
        changed["text"] = meant.get(node.text, node.text)
    copy: N = replace(node, **changed)
    return copy
