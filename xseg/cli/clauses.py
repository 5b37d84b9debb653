"""Clause trees as lines of text and as JSON: each clause with its answer and what it saw."""

from collections.abc import Collection, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from xseg.explain.clauses import Clause, Sight, Story
from xseg.explain.values import MASK, moment, seen
from xseg.project.types import Type
from xseg.syntax.nodes import Compare, Text
from xseg.tables.person import Event

WIDTH = 130
"""Clauses of one `and` stand side by side while they fit; what a clause saw stands below it where it does not fit."""
LABEL = 40
"""Where a value has a longer name, the clause's values are told without names, in the order written."""
EVENTS_TOLD = 3


class Telling:
    """How one person's clauses are told: the clock, and the names whose values stay hidden."""

    def __init__(self, now: int, zone: ZoneInfo, hidden: Collection[str] = ()) -> None:
        self.now, self.zone, self.hidden = now, zone, hidden

    def lines(self, tree: Clause) -> list[str]:
        """One line where all clauses fit side by side, else one a clause, indented as they stand in each other."""
        parts = tree.parts if tree.kind == "and" else (tree,)
        if all(_is_leaf(part) for part in parts):
            together = "   ".join(self._line(part) for part in parts)
            if len(together) <= WIDTH:
                return [together]
        return list(self._indented(tree, 0))

    def told_in_full(self, tree: Clause) -> list[str]:
        """One line a clause, with the last events below each value that was made of events."""
        return list(self._indented(tree, 0, in_full=True))

    def _indented(self, clause: Clause, depth: int, *, in_full: bool = False) -> Iterator[str]:
        inner = clause
        if _is_leaf(clause):
            line = self._line(clause)
            if len(line) + 2 * depth <= WIDTH:
                yield "  " * depth + line
            else:
                yield "  " * depth + f"{clause.text}  {_mark(clause)}"
                yield "  " * (depth + 2) + self._saw(clause.parts[0] if clause.kind == "not" else clause)
            if in_full:
                yield from (f"{'  ' * (depth + 2)}{line}" for line in self._events(clause))
            return
        match clause.kind:
            case "and" | "or":
                if depth or clause.kind == "or":
                    yield "  " * depth + f"{'all' if clause.kind == 'and' else 'one'} of:  {_mark(clause)}"
                    depth += 1
            case _:
                yield "  " * depth + f"{clause.text}  {_mark(clause)}"
                depth += 1
                while inner.kind in ("not", "segment") and len(inner.parts) == 1 and inner.parts[0].kind != "clause":
                    inner = inner.parts[0]
        for part in inner.parts:
            yield from self._indented(part, depth, in_full=in_full)

    def _events(self, clause: Clause) -> Iterator[str]:
        """The last events of each value of a leaf that is not told by its events already."""
        leaf = clause.parts[0] if clause.kind == "not" else clause
        for sight in leaf.sights:
            if sight.features:
                yield ", ".join(self.sight(feature, bare=False) for feature in sight.features)
            if sight.events and not sight.counts and leaf.story is None:
                before = len(sight.events) - EVENTS_TOLD
                for event in sight.events[-EVENTS_TOLD:]:
                    yield self.event(event, sight.properties)
                if before > 0:
                    yield f"and {before} before"

    def _line(self, clause: Clause) -> str:
        told = self._saw(clause.parts[0] if clause.kind == "not" else clause)
        return f"{clause.text}  {_mark(clause)}{' ' + told if told else ''}"

    def _saw(self, clause: Clause) -> str:
        if clause.stated:
            return "as stated"
        if clause.story is not None:
            return self._told_story(clause.story)
        if clause.holds and isinstance(clause.node, Compare) and isinstance(clause.node.right, Text):
            return ""  # it says itself what was seen
        bare = len(clause.sights) == 1 or any(len(sight.label) > LABEL for sight in clause.sights)
        told = [self.sight(sight, bare=bare) for sight in clause.sights]
        return f"saw {', '.join(told)}" if told else ""

    def sight(self, sight: Sight, *, bare: bool) -> str:
        """A value that was seen; bare where it needs no name, for the clause has it."""
        if sight.counts:
            return self._count(sight)
        value = MASK if self.hides(sight) else self.value(sight)
        return value if bare or not sight.label else f"{sight.label} {value}"

    def hides(self, sight: Sight) -> bool:
        """Whether a personal value would be told; that it is missing may be."""
        return sight.name in self.hidden and (sight.value is not None or sight.raw is not None)

    def value(self, sight: Sight) -> str:
        told = seen(sight.value, sight.type, now=self.now, zone=self.zone)
        if sight.stands_in and sight.value is not None:
            return f"{told}, which stands in for a missing value"
        if sight.raw is None:
            return told
        raw = seen(sight.raw, sight.type, now=self.now, zone=self.zone)
        return f"{told}, for {raw} is an outlier" if sight.value is None else f"{told}, clipped from {raw}"

    def _count(self, sight: Sight) -> str:
        if not sight.events:
            return "none"
        last = [self.event(event, sight.properties) for event in sight.events[-EVENTS_TOLD:]]
        more = (
            f" and {sight.value - len(last)} before" if isinstance(sight.value, int) and sight.value > len(last) else ""
        )
        return (f"{sight.value}: " if sight.value != 1 else "") + "; ".join(last) + more

    def event(self, event: Event, properties: Collection[tuple[str, Type]] = ()) -> str:
        """`purchase on web 2025-04-17, 45 days ago`, with the properties that were asked for."""
        where = f" on {event.channel}" if event.channel else ""
        known = [(name, type_) for name, type_ in properties if event.properties.get(name) is not None]
        held = ", ".join(f"{name} {self._property(event, name, type_)}" for name, type_ in known)
        return f"{event.kind}{where} {moment(event.time, now=self.now, zone=self.zone)}{f' ({held})' if held else ''}"

    def _property(self, event: Event, name: str, type_: Type) -> str:
        hidden = name in self.hidden
        return MASK if hidden else seen(event.properties.get(name), type_, now=self.now, zone=self.zone)

    def _told_story(self, story: Story) -> str:
        chain = ", then ".join(self.event(event) for event in story.chain)
        match story.why:
            case "":
                return f"saw {chain}"
            case "missing":
                return f"saw {chain}, but no `{story.failed}`" if chain else f"saw no `{story.failed}`"
            case "broken" if story.broken_by is not None:
                return f"saw {chain}, then {self.event(story.broken_by)}"
            case "late":
                return f"saw {chain}, but not `{story.failed}`"
            case _:
                return f"saw {chain}, but `{story.failed}` is not over yet"


def clause_json(clause: Clause, telling: Telling) -> dict[str, Any]:
    """A clause and all below it as plain values; times are microseconds of UTC."""
    found: dict[str, Any] = {"kind": clause.kind, "text": clause.text, "holds": clause.holds}
    if clause.stated:
        found["stated"] = True
    if clause.parts:
        found["parts"] = [clause_json(part, telling) for part in clause.parts]
    if clause.sights and clause.story is None:
        found["saw"] = [_sight_json(sight, telling) for sight in clause.sights]
    if clause.story is not None:
        found["path"] = {"events": [_event_json(one) for one in clause.story.chain], "failed": clause.story.failed}
    return found


def _sight_json(sight: Sight, telling: Telling) -> dict[str, Any]:
    text = MASK if telling.hides(sight) else telling.value(sight)
    events = [_event_json(event) for event in sight.events]
    found: dict[str, Any] = {"value": sight.label, "text": text, "events": events}
    if sight.features:
        found["features"] = [_sight_json(feature, telling) for feature in sight.features]
    return found


def _event_json(event: Event) -> dict[str, Any]:
    return {"kind": event.kind, "channel": event.channel, "time": event.time, "id": event.id, "source": event.source}


def _is_leaf(clause: Clause) -> bool:
    return not clause.parts or (clause.kind == "not" and not clause.parts[0].parts)


def _mark(clause: Clause) -> str:
    return "✓" if clause.holds else "✗"
