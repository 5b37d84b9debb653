"""Paths of one profile: which first-step events have the rest behind them, worked out from the last step backwards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xseg.plan.nodes import Path, Query, Ref, Step
from xseg.tables.person import Event, Value


@dataclass(frozen=True, slots=True)
class Look:
    """What a path may ask of one person: which events a query means, an event's values, and when now is."""

    events_of: Callable[[Query], Sequence[Event]]
    value_of: Callable[[Ref, Event], Value]
    now: int


@dataclass(frozen=True, slots=True)
class Leg:
    """A positive step with its events, and the negative steps that look from it with theirs."""

    step: Step
    events: Sequence[Event]
    silent: list[tuple[Step, Sequence[Event]]]


def first_steps(path: Path, look: Look) -> list[Event]:
    """The first-step events from which the rest of the path can be completed, in order."""
    legs = _legs(path, look)
    ends = _ends(legs, look)[0]
    return [event for event, end in zip(legs[0].events, ends, strict=True) if _in_time(path, event, end)]


def witness(path: Path, look: Look) -> list[Event] | None:
    """The events of the positive steps of one choice that fits, the latest first step with its soonest end; else None.

    Law: there is one iff `first_steps` is not empty, and its first event is among them.
    """
    legs = _legs(path, look)
    ends = _ends(legs, look)
    fitting = [(event, end) for event, end in zip(legs[0].events, ends[0], strict=True) if _in_time(path, event, end)]
    if not fitting:
        return None
    event, end = fitting[-1]
    chain = [event]
    for (leg, following), later_ends in zip(pairwise(legs), ends[1:], strict=True):
        chain.append(
            next(
                later
                for later, later_end in zip(following.events, later_ends, strict=True)
                if later_end == end and _comes_next(look, leg, chain[-1], following, later)
            )
        )
    return chain


def _in_time(path: Path, event: Event, end: int | None) -> bool:
    return end is not None and (path.all_within is None or end - event.time <= path.all_within)


def _ends(legs: Sequence[Leg], look: Look) -> list[list[int | None]]:
    """For each event of each leg, when the last positive step can come soonest; None: the rest cannot be completed."""
    found = [[_last_end(look, legs[-1], event) for event in legs[-1].events]]
    for leg, following in reversed(list(pairwise(legs))):
        found.append([_soonest_end(look, leg, event, following, found[-1]) for event in leg.events])
    return found[::-1]


def _legs(path: Path, look: Look) -> list[Leg]:
    legs: list[Leg] = []
    for step in path.steps:
        if step.negated:
            legs[-1].silent.append((step, look.events_of(step.query)))
        else:
            legs.append(Leg(step, look.events_of(step.query), []))
    return legs


def _last_end(look: Look, leg: Leg, event: Event) -> int | None:
    """The event's own time, if every closing negative step stays away from it."""
    return event.time if all(_stays_silent(look, step, events, event) for step, events in leg.silent) else None


def _soonest_end(look: Look, leg: Leg, event: Event, following: Leg, ends: Sequence[int | None]) -> int | None:
    """The soonest end among all the following step's events that may come after this one."""
    possible = [
        end
        for later, end in zip(following.events, ends, strict=True)
        if end is not None and _comes_next(look, leg, event, following, later)
    ]
    return min(possible, default=None)


def _comes_next(look: Look, leg: Leg, event: Event, following: Leg, later: Event) -> bool:
    """Whether one positive step may follow the other, the negative steps between them included."""
    return _follows(look, following.step, event, later) and not any(
        _between(look, step, events, event, later) for step, events in leg.silent
    )


def _follows(look: Look, step: Step, before: Event, later: Event) -> bool:
    """A positive step lies strictly after the one before it, within its window and with the same values."""
    passed = later.time - before.time
    return passed > step.after and (step.within is None or passed <= step.within) and _same(look, step, before, later)


def _between(look: Look, step: Step, events: Sequence[Event], before: Event, later: Event) -> bool:
    """Whether a negative step's event lies strictly between two positive ones."""
    return any(before.time < event.time < later.time and _same(look, step, before, event) for event in events)


def _stays_silent(look: Look, step: Step, events: Sequence[Event], before: Event) -> bool:
    """A closing negative step: nothing came in its time, and its time is over.

    `within D` looks at (t, t + D]; `for D`, or neither, at (t, now].
    """
    wait = step.within if step.within is not None else step.lasting
    if wait is not None and before.time + wait > look.now:
        return False
    end = look.now if step.within is None else before.time + step.within
    return not any(before.time < event.time <= end and _same(look, step, before, event) for event in events)


def _same(look: Look, step: Step, before: Event, event: Event) -> bool:
    """Equal and known on both sides; what is missing equals nothing."""
    for ref in step.same:
        value = look.value_of(ref, before)
        if value is None or value != look.value_of(ref, event):
            return False
    return True
