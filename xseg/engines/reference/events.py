"""Event queries and aggregates of one profile."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import floor, isfinite
from typing import Any, assert_never

from xseg.engines.reference.operations import apply, as_number, finite
from xseg.engines.reference.paths import Look, first_steps
from xseg.engines.reference.setting import Setting
from xseg.plan.nodes import (
    Aggregate,
    EventChannel,
    EventKind,
    EventTime,
    Nth,
    OfProfile,
    Path,
    Property,
    Query,
    Ref,
)
from xseg.project.types import ExactType
from xseg.tables.person import Event, Value


def aggregate(setting: Setting, operation: Aggregate, index: int) -> Value:
    """One aggregate's value for the person at `index`."""
    events = _looked_at(setting, operation.over, index)
    if operation.operand is None:
        return len(events)
    values: list[Any] = [event_value(setting, operation.operand, event, index) for event in events]
    exact = isinstance(setting.bound.plan.nodes[operation.operand].type, ExactType)
    return _summary(operation, values, exact=exact)


def _looked_at(setting: Setting, over: Query | Path, index: int) -> list[Event]:
    match over:
        case Query():
            return matching(setting, over, index)
        case Path():
            return first_steps(over, look(setting, index))


def look(setting: Setting, index: int) -> Look:
    """What a path may ask of the person at `index`."""
    return Look(
        lambda query: matching(setting, query, index),
        lambda ref, event: event_value(setting, ref, event, index),
        setting.bound.now,
    )


def matching(setting: Setting, query: Query, index: int) -> list[Event]:
    """The events of one person that a query means, in order of time, source, id."""
    return [event for event in setting.events[index] if _fits(setting, query, event, index)]


def _fits(setting: Setting, query: Query, event: Event, index: int) -> bool:
    if query.kinds is not None and event.kind not in query.kinds:
        return False
    if query.channels is not None and event.channel not in query.channels:
        return False
    if query.window is not None and not event_value(setting, query.window, event, index):
        return False
    return query.filter is None or bool(event_value(setting, query.filter, event, index))


def event_value(setting: Setting, ref: Ref, event: Event, index: int) -> Value:
    """The value of an event-level node for one event."""
    known: dict[Ref, Any] = {}
    for node in setting.below(ref):
        known[node] = _event_node(setting, node, event, index, known)
    found: Value = known[ref]
    return found


def _event_node(setting: Setting, ref: Ref, event: Event, index: int, known: Mapping[Ref, Any]) -> Any:
    """One node's value for one event, its operands being known."""
    match setting.bound.plan.nodes[ref].operation:
        case Property(name):
            return event.properties.get(name)
        case EventTime():
            return event.time
        case EventChannel():
            return event.channel
        case EventKind():
            return event.kind
        case Nth(from_end):
            return _nth(setting.events[index], event, from_end=from_end)
        case OfProfile(operand):
            return setting.values[operand][index]
        case operation:
            return apply(operation, setting.bound.zone, known.__getitem__)


def _nth(events: Sequence[Event], event: Event, *, from_end: bool) -> int:
    """1 for the earliest (or latest) event of its kind."""
    alike = [other for other in events if other.kind == event.kind]
    place = next(position for position, other in enumerate(alike) if other is event)
    return len(alike) - place if from_end else place + 1


def _summary(operation: Aggregate, values: list[Any], *, exact: bool) -> Value:
    known = [value for value in values if value is not None]
    match operation.function:
        case "count":
            return len(values)
        case "distinct":
            return len(set(known))
        case "sum":
            return _sum(known, exact=exact)
        case "avg":
            return _average(known, operation.scale, exact=exact)
        case "min":
            return min(known, default=None)
        case "max":
            return max(known, default=None)
        case "median":
            return sorted(known)[(len(known) - 1) // 2] if known else None
        case "first":
            return values[0] if values else None
        case "last":
            return values[-1] if values else None
        case "most_frequent":
            counts = Counter(known)
            return min(counts, key=lambda value: (-counts[value], value)) if counts else None
        case _:
            assert_never(operation.function)


def _sum(known: list[Any], *, exact: bool) -> int | float | None:
    """Exact values add up exactly; numbers as millionths, so that their order never matters."""
    if exact:
        return int(sum(known))
    scaled = [value * 1e6 + 0.5 for value in known]
    if not all(isfinite(value) for value in scaled):
        return None
    total: int = sum(floor(value) for value in scaled)
    return as_number(total, 6)


def _average(known: list[Any], scale: int, *, exact: bool) -> float | None:
    """The sum as a double by the count of the known."""
    if not known:
        return None
    total = as_number(sum(known), scale) if exact else _sum(known, exact=False)
    return None if total is None else finite(total / float(len(known)))
