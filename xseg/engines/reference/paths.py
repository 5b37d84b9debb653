"""Paths of one profile: which first-step events have the rest behind them, found by trying every choice."""

from collections.abc import Callable, Sequence

from xseg.plan.nodes import Path, Query, Step
from xseg.tables.person import Event


def first_steps(path: Path, events_of: Callable[[Query], Sequence[Event]], now: int) -> list[Event]:
    """The first-step events from which the rest of the path can be completed, in order."""
    found = [list(events_of(step.query)) for step in path.steps]
    return [event for event in found[0] if _completes(path, found, event, 1, event, now)]


def _completes(path: Path, found: Sequence[Sequence[Event]], event: Event, at: int, first: Event, now: int) -> bool:
    """Whether the steps from `at` on can follow the positive step `event`."""
    silent: list[int] = []
    while at < len(path.steps) and path.steps[at].negated:
        silent.append(at)
        at += 1
    if at == len(path.steps):
        in_time = path.all_within is None or event.time - first.time <= path.all_within
        return in_time and all(_stays_silent(path.steps[step], found[step], event, now) for step in silent)
    return any(
        _follows(path.steps[at], event, later)
        and not any(_between(path.steps[step], found[step], event, later) for step in silent)
        and _completes(path, found, later, at + 1, first, now)
        for later in found[at]
    )


def _follows(step: Step, before: Event, later: Event) -> bool:
    """A positive step lies strictly after the one before it, within its window and with the same properties."""
    passed = later.time - before.time
    return passed > step.after and (step.within is None or passed <= step.within) and _same(step, before, later)


def _between(step: Step, events: Sequence[Event], before: Event, later: Event) -> bool:
    """Whether a negative step's event lies strictly between two positive ones."""
    return any(before.time < event.time < later.time and _same(step, before, event) for event in events)


def _stays_silent(step: Step, events: Sequence[Event], before: Event, now: int) -> bool:
    """A closing negative step: nothing came in its time, and its time is over."""
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
