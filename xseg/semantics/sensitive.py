"""Refuses a segment whose purpose does not allow what it reads, also through traits and a model's features."""

from collections.abc import Iterable, Mapping

from xseg.semantics import messages
from xseg.semantics.program import CheckedSegment
from xseg.semantics.reads import Key
from xseg.semantics.scope import World
from xseg.syntax.nodes import Name


def check_sensitive(
    world: World, segments: Iterable[CheckedSegment], needed: Mapping[Key, Iterable[tuple[Key, Name]]]
) -> None:
    """Tells each sensitive attribute that a segment reads and its purpose refuses, once a segment."""
    for segment in segments:
        if segment.metadata.purpose is None:
            continue
        refused = set(world.project.purposes[segment.metadata.purpose].refuses)
        for attribute, place in _attributes(world, ("segment", segment.name), needed).items():
            for label in world.project.attributes[attribute].sensitive:
                if label in refused:
                    world.sink.add(
                        messages.sensitive_purpose(
                            segment.declaration.name, attribute, label, segment.metadata.purpose, place.span
                        )
                    )


def _attributes(world: World, start: Key, needed: Mapping[Key, Iterable[tuple[Key, Name]]]) -> dict[str, Name]:
    """The attributes that a declaration reads in the end, each with the name in it that leads there."""
    found: dict[str, Name] = {}
    waiting = [(key, name) for key, name in needed.get(start, ())]
    seen: set[Key] = {start}
    while waiting:
        key, place = waiting.pop()
        if key[0] == "value" and key[1] in world.project.attributes:
            found.setdefault(key[1], place)
        if key not in seen:
            seen.add(key)
            waiting.extend((further, place) for further, _ in needed.get(key, ()))
    return found
