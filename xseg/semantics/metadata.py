"""Checks what a segment says about itself, each key by its own form."""

from collections.abc import Iterator
from typing import Literal, TypeVar, cast

from xseg.semantics import messages, words
from xseg.semantics.program import (
    Activation,
    ChangeExpectation,
    Expectation,
    Metadata,
    RelationExpectation,
    SizeExpectation,
)
from xseg.semantics.scope import World
from xseg.syntax.nodes import Entry, Name, Segment, Word

KEYS = {
    "owner": '`owner: "crm@example.com"`',
    "description": '`description: "…"`',
    "tags": "`tags: winback, email`",
    "purpose": "`purpose: email_marketing`",
    "expect": (
        "`expect: size 0.5% to 5%`, `expect: change within 20%`, `expect: disjoint from X`, "
        "`expect: subset of X` or `expect: covers X, Y`"
    ),
    "activate": "`activate: DESTINATION`, `… on enter`, `… on exit` or `… daily`",
}
"""Every key of a segment with its form."""
REPEATABLE = ("expect", "activate")
T = TypeVar("T")


def check_metadata(world: World, segment: Segment) -> Metadata:
    """Checks the entries of a segment and reads them."""
    told: dict[str, Entry] = {}
    owner = description = purpose = None
    tags: tuple[str, ...] = ()
    expectations: list[Expectation] = []
    activations: list[Activation] = []
    for entry in known_entries(world, segment.entries, told):
        match entry.key.text:
            case "owner":
                owner = _formed(world, entry, words.one_text(entry))
            case "description":
                description = _formed(world, entry, words.one_text(entry))
            case "tags":
                found = words.listed(entry.words)
                if found is None or any(word.kind not in ("name", "text") for word in found):
                    world.sink.add(messages.key_form(entry.key, KEYS["tags"], entry.span))
                else:
                    tags = tuple(word.text for word in found)
            case "purpose":
                name = _formed(world, entry, words.one_name(entry))
                if name is not None and name.text not in world.project.purposes:
                    world.sink.add(messages.unknown_purpose(name, world.project.purposes))
                elif name is not None:
                    purpose = name.text
            case "expect":
                expectations.extend(_expectation(world, entry))
            case "activate":
                activations.extend(_activation(world, entry))
            case key:
                raise AssertionError(f"`{key}` is a key without a form")
    return Metadata(owner, description, tags, purpose, tuple(expectations), tuple(activations))


def known_entries(world: World, entries: tuple[Entry, ...], told: dict[str, Entry]) -> Iterator[Entry]:
    """The entries whose key a segment has; others and repetitions are told."""
    for entry in entries:
        key = entry.key.text
        if key not in KEYS:
            world.sink.add(messages.unknown_key(entry.key, "segment", KEYS))
        elif key in told and key not in REPEATABLE:
            world.sink.add(messages.repeated_key(entry.key, told[key].key.span))
        else:
            told[key] = entry
            yield entry


def _formed(world: World, entry: Entry, value: T | None) -> T | None:
    if value is None:
        world.sink.add(messages.key_form(entry.key, KEYS[entry.key.text], entry.span))
    return value


def _expectation(world: World, entry: Entry) -> Iterator[Expectation]:
    found = entry.words
    match found:
        case [_, low, to, high] if words.starts(found, "size") and to.kind == "name" and to.text.lower() == "to":
            low_share, high_share = words.share(low), words.share(high)
            if low_share is not None and high_share is not None and low_share.percent == high_share.percent:
                if low_share.unscaled * 10**high_share.scale > high_share.unscaled * 10**low_share.scale:
                    world.sink.add(messages.share(high_share, "the sizes are in the wrong order"))
                elif high_share.percent and high_share.unscaled > 100 * 10**high_share.scale:
                    world.sink.add(messages.share(high_share, "a share is at most 100%"))
                yield SizeExpectation(low_share, high_share)
                return
        case [_, _, most] if words.starts(found, "change", "within"):
            share = words.share(most)
            if share is not None and share.percent:
                yield ChangeExpectation(share)
                return
        case [_, _, *others] if words.starts(found, "disjoint", "from"):
            yield from _relation(world, entry, "disjoint from", tuple(others))
            return
        case [_, _, *others] if words.starts(found, "subset", "of"):
            yield from _relation(world, entry, "subset of", tuple(others))
            return
        case [_, *others] if words.starts(found, "covers"):
            yield from _relation(world, entry, "covers", tuple(others))
            return
    world.sink.add(messages.key_form(entry.key, KEYS["expect"], entry.span))


def _relation(
    world: World, entry: Entry, relation: Literal["disjoint from", "subset of", "covers"], found: tuple[Word, ...]
) -> Iterator[Expectation]:
    segments = words.names(found)
    if segments is None:
        world.sink.add(messages.key_form(entry.key, KEYS["expect"], entry.span))
        return
    for name in segments:
        if name.text not in world.segments:
            world.sink.add(messages.unknown_segment(name, world.segments))
    yield RelationExpectation(relation, segments)


def _activation(world: World, entry: Entry) -> Iterator[Activation]:
    when: str | None = None
    match [word.text.lower() for word in entry.words[1:]]:
        case []:
            when = "run"
        case ["on", "enter" | "exit" as edge]:
            when = edge
        case ["daily"]:
            when = "daily"
        case _:
            pass
    if when is None or not entry.words or entry.words[0].kind != "name":
        world.sink.add(messages.key_form(entry.key, KEYS["activate"], entry.span))
        return
    destination: Name = words.as_name(entry.words[0])
    if destination.text not in world.project.destinations:
        world.sink.add(messages.unknown_destination(destination, world.project.destinations))
        return
    yield Activation(destination.text, cast(Literal["run", "enter", "exit", "daily"], when))
