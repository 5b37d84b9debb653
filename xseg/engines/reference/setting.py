"""What the evaluator holds while it works: the people with their events cut at `now`, and the values found so far."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from xseg.plan.bind import Bound
from xseg.plan.nodes import Aggregate, EventChannel, EventKind, EventTime, Nth, OfProfile, Property, Ref
from xseg.plan.plan import operands
from xseg.plan.reach import reachable
from xseg.tables.person import Event, Person, Value


@dataclass(frozen=True, slots=True)
class Setting:
    """`events[i]` are the i-th person's events up to `now`, by time, source, id.

    `event_level` are the nodes that have a value for each event, `of_profile` those among them that look one up on the
    profile.
    """

    bound: Bound
    people: Sequence[Person]
    events: Sequence[Sequence[Event]]
    event_level: frozenset[Ref]
    of_profile: frozenset[Ref]
    values: dict[Ref, Sequence[Value]] = field(default_factory=dict)
    _below: dict[Ref, list[Ref]] = field(default_factory=dict)

    @classmethod
    def of(cls, bound: Bound, people: Sequence[Person]) -> "Setting":
        """The setting of a run."""
        events = [
            sorted(
                (event for event in person.events if event.time <= bound.now),
                key=lambda event: (event.time, event.source, event.id),
            )
            for person in people
        ]
        nodes = enumerate(bound.plan.nodes)
        of_profile = frozenset(ref for ref, node in nodes if isinstance(node.operation, OfProfile))
        return cls(bound, people, events, event_level(bound), of_profile)

    def getter(self, index: int) -> Callable[[Ref], Value]:
        """Looks up one person's values."""
        return lambda ref: self.values[ref][index]

    def below(self, ref: Ref) -> list[Ref]:
        """What must be worked out for each event to know an event-level node, operands first, itself the last."""
        if ref not in self._below:
            self._below[ref] = reachable(self.bound.plan, [ref], known=self.of_profile)
        return self._below[ref]

    def of_person(self, refs: Sequence[Ref], index: int) -> list[Value]:
        """The values of some nodes for one person."""
        return [self.values[ref][index] for ref in refs]


def event_level(bound: Bound) -> frozenset[Ref]:
    """The nodes that have a value for each event: those that read an event, directly or below."""
    found: set[Ref] = set()
    for ref, node in enumerate(bound.plan.nodes):
        match node.operation:
            case Property() | EventTime() | EventChannel() | EventKind() | Nth() | OfProfile():
                found.add(ref)
            case operation if not isinstance(operation, Aggregate) and any(
                operand in found for operand in operands(operation)
            ):
                found.add(ref)
            case _:
                pass
    return frozenset(found)
