"""Paths of one profile: which first-step events have the rest behind them, worked out from the last step backwards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xseg.plan.nodes import Path, Query, Step
from xseg.tables.person import Event


@dataclass(frozen=True, slots=True)
class Leg:
    """A positive step with its events, and the negative steps that look from it with theirs."""

    step: Step
    events: Sequence[Event]
    silent: list[tuple[Step, Sequence[Event]]]


def first_steps(path: Path, events_of: Callable[[Query], Sequence[Event]], now: int) -> list[Event]:
    """The first-step events from which the rest of the path can be completed, in order."""
    legs = _legs(path, events_of)
    return [event for event, end in zip(legs[0].events, _ends(legs, now)[0], strict=True) if _in_time(path, event, end)]


def witness(path: Path, events_of: Callable[[Query], Sequence[Event]], now: int) -> list[Event] | None:
    """The events of the positive steps of one choice that fits, the latest first step with its soonest end; else None.

    Law: there is one iff `first_steps` is not empty, and its first event is among them.
    """
    legs = _legs(path, events_of)
    ends = _ends(legs, now)
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
                if later_end == end and _comes_next(leg, chain[-1], following, later)
            )
        )
    return chain


def _in_time(path: Path, event: Event, end: int | None) -> bool:
    return end is not None and (path.all_within is None or end - event.time <= path.all_within)


def _ends(legs: Sequence[Leg], now: int) -> list[list[int | None]]:
    """For each event of each leg, when the last positive step can come soonest; None: the rest cannot be completed."""
    found = [[_last_end(legs[-1], event, now) for event in legs[-1].events]]
    for leg, following in reversed(list(pairwise(legs))):
        found.append([_soonest_end(leg, event, following, found[-1]) for event in leg.events])
    return found[::-1]


def _legs(path: Path, events_of: Callable[[Query], Sequence[Event]]) -> list[Leg]:
    legs: list[Leg] = []
    for step in path.steps:
        if step.negated:
            legs[-1].silent.append((step, events_of(step.query)))
        else:
            legs.append(Leg(step, events_of(step.query), []))
    return legs


def _last_end(leg: Leg, event: Event, now: int) -> int | None:
    """The event's own time, if every closing negative step stays away from it."""
    return event.time if all(_stays_silent(step, events, event, now) for step, events in leg.silent) else None


def _soonest_end(leg: Leg, event: Event, following: Leg, ends: Sequence[int | None]) -> int | None:
    """The soonest end among all the following step's events that may come after this one."""
    possible = [
        end
        for later, end in zip(following.events, ends, strict=True)
        if end is not None and _comes_next(leg, event, following, later)
    ]
    return min(possible, default=None)


def _comes_next(leg: Leg, event: Event, following: Leg, later: Event) -> bool:
    """Whether one positive step may follow the other, the negative steps between them included."""
    return _follows(following.step, event, later) and not any(
        _between(step, events, event, later) for step, events in leg.silent
    )


def _follows(step: Step, before: Event, later: Event) -> bool:
    """A positive step lies strictly after the one before it, within its window and with the same properties."""
    passed = later.time - before.time
    return passed > step.after and (step.within is None or passed <= step.within) and _same(step, before, later)


def _between(step: Step, events: Sequence[Event], before: Event, later: Event) -> bool:
    """Whether a negative step's event lies strictly between two positive ones."""
    return any(before.time < event.time < later.time and _same(step, before, event) for event in events)


def _stays_silent(step: Step, events: Sequence[Event], before: Event, now: int) -> bool:
    """A closing negative step: nothing came in its time, and its time is over.

    `within D` looks at (t, t + D]; `for D`, or neither, at (t, now].
    """
    wait = step.within if step.within is not None else step.lasting
    if wait is not None and before.time + wait > now:
        return False
    end = now if step.within is None else before.time + step.within
    return not any(before.time < event.time <= end and _same(step, before, event) for event in events)


def _same(step: Step, before: Event, event: Event) -> bool:
    """Equal and known on both sides; what is missing equals nothing."""
    return all(
        before.properties.get(name) is not None and before.properties.get(name) == event.properties.get(name)
        for name in step.same
    )
