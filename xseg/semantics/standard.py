"""`use NAME with role = name`: the standard traits of that name, in the project's words."""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any, TypeVar

from xseg.diagnostics import Sink, Source, Span
from xseg.library import standard_names
from xseg.library.standard import PREFIX, Meant, Standard, StandardRole, expanded, name_of, names_of, standard
from xseg.project.project import EventKind
from xseg.project.types import UNKNOWN, is_numeric, is_textual
from xseg.semantics import messages
from xseg.semantics.scope import World
from xseg.syntax import parse_file
from xseg.syntax.nodes import Name, Node, Trait, Use

N = TypeVar("N")
SESSION = "session"
"""What no source brings: [sessions] makes it."""


def standard_traits(world: World, use: Use) -> Iterator[Trait]:
    """The traits that a `use` stands for; each part of them stands where the `use` does, so findings point there."""
    if use.name.text not in standard_names():
        world.sink.add(messages.unknown_standard(use.name, standard_names()))
        return
    found = standard(use.name.text)
    meant, prefix = meant_by(use, found, world.sink)
    names = [name_of(trait, prefix) for trait in found.traits]
    lacking = list(_lacking(world, found, meant))
    if lacking:
        line, choices = _line(world, found, meant, lacking, prefix)
        if any(meant[role.name] == (SESSION,) for role in lacking):
            world.sink.add(messages.sessions_lacking(use, found.name))
        else:
            world.sink.add(messages.role_lacking(use, found.name, line, choices))
        world.traits.update((name.strip("`"), UNKNOWN) for name in names)
        return
    sink = Sink()
    file = parse_file(Source(f"use {found.name}", expanded(found, meant, prefix)), sink)
    assert not sink.failed, f"the standard file {found.name} has mistakes in the words of a project"
    for declaration in file.declarations:
        assert isinstance(declaration, Trait), "a standard file has traits only"
        yield _standing(declaration, use.span)


def meant_by(use: Use, found: Standard, sink: Sink) -> tuple[Meant, str | None]:
    """What each role means, as the `use` says or by default, and the prefix; slips are told."""
    meant = {role.name: role.default for role in found.roles.values()}
    prefix: str | None = None
    told: dict[str, Name] = {}
    for role in use.roles:
        name = role.role
        if name.text in told:
            sink.add(messages.repeated_key(name, told[name.text].span))
            continue
        told[name.text] = name
        names = names_of(role)
        if name.text == PREFIX and names is not None and len(names) == 1:
            (prefix,) = names
        elif name.text not in found.roles:
            sink.add(messages.unknown_role(name, found.name, (*found.roles, PREFIX)))
        elif found.roles[name.text].kind == "property" and (names is None or len(names) > 1):
            sink.add(messages.role_is_one(role, name.text))
        else:
            meant[name.text] = names
    return meant, prefix


def _lacking(world: World, found: Standard, meant: Meant) -> Iterator[StandardRole]:
    """The roles whose names the project has not: no event, no channel, no property of the events that hold it."""
    events, channels = world.project.events, world.project.channels
    for role in found.roles.values():
        names = meant[role.name]
        known = True
        match role.kind:
            case "event":
                known = names is None or all(name in events for name in names)
            case "channel":
                known = names is None or all(name in channels for name in names)
            case "property":
                kinds = _kinds(world, role, meant)
                known = not kinds or any(name in kind.properties for kind in kinds for name in names or ())
        if not known:
            yield role


def _kinds(world: World, role: StandardRole, meant: Meant) -> list[EventKind]:
    """The kinds of events that should hold a property, as far as they are known."""
    events = world.project.events
    if any(meant[event] is None for event in role.events):
        return [kind for kind in events.values() if not kind.made]
    return [events[name] for event in role.events for name in meant[event] or () if name in events]


def _line(
    world: World, found: Standard, meant: Meant, lacking: list[StandardRole], prefix: str | None
) -> tuple[str, dict[str, list[str]]]:
    """The `use` as it could be written, and for each role that is lacking the names it might mean, the likely first.

    A name is written into the line where it is the only one, or like the role; else the author has to choose.
    """
    choices: dict[str, list[str]] = {}
    written: dict[str, tuple[str, ...] | None] = dict(meant)
    for role in lacking:
        fitting: list[str] = []
        match role.kind:
            case "event":
                fitting = [name for name, kind in world.project.events.items() if not kind.made]
            case "channel":
                fitting = list(world.project.channels)
            case "property":
                kinds = _kinds(world, role, written)
                fitting = sorted(
                    {
                        name
                        for kind in kinds
                        for name, known in kind.properties.items()
                        if (is_numeric if role.summed else is_textual)(known.type)
                    }
                )
        slip = next((name for name in written[role.name] or () if name not in fitting), role.name)
        near = messages.nearest(slip, fitting) or messages.nearest(role.name, fitting)
        likely = near or (fitting[0] if len(fitting) == 1 else None)
        choices[role.name] = [name for name in fitting if name != near]
        if near:
            choices[role.name].insert(0, near)
        written[role.name] = (likely or "…",)
    said = [
        f"{name} = {_names(names)}"
        for name, names in written.items()
        if names != found.roles[name].default or name in choices
    ]
    said += [f"{PREFIX} = {prefix}"] if prefix else []
    return f"use {found.name} with {', '.join(said)}", choices


def _names(names: tuple[str, ...] | None) -> str:
    if names is None:
        return "any"
    shown = [name if name == "…" else messages.written(name) for name in names]
    return shown[0] if len(shown) == 1 else f"any of ({', '.join(shown)})"


def _standing(node: N, span: Span) -> N:
    """A copy of a tree, all of it standing at `span`."""
    if not isinstance(node, Node):
        return node
    changed: dict[str, Any] = {"span": span}
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, Node):
            changed[field.name] = _standing(value, span)
        elif isinstance(value, tuple):
            changed[field.name] = tuple(_standing(item, span) for item in value)
    copy: N = replace(node, **changed)
    return copy


def prefixed(use: Use) -> str:
    """The `use` with a prefix, so that its traits have names of their own."""
    said = [f"{role.role.text} = {_names(names_of(role))}" for role in use.roles if role.role.text != PREFIX]
    return f"use {use.name.text} with {', '.join([*said, f'{PREFIX} = other'])}"
