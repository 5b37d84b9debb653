"""Checks event queries and paths."""

from collections.abc import Iterator
from dataclasses import replace

from xseg.project.types import ListType, UnknownType
from xseg.semantics import conditions, messages, windows
from xseg.semantics.lengths import CALENDAR_UNITS, CLOCK_UNITS, duration_text, exact_micros
from xseg.semantics.scope import EVENT_NAMES, ON_PROFILE, EventScope, World, event_scope, name_type, property_type
from xseg.semantics.unify import held_alike
from xseg.syntax.nodes import (
    And,
    Did,
    Duration,
    Expression,
    Gap,
    Path,
    Query,
    Regular,
    Same,
    Step,
    Within,
)

SPANS_MOST = 400
"""A regular behaviour is looked at span by span: a year of days, and some more."""


def check_query(world: World, query: Query) -> EventScope:
    """Checks an event query that stands alone and gives the scope of its events."""
    return _check_query(world, query, previous=None, relative=False)


def check_over(world: World, over: Query | Path) -> EventScope:
    """Checks what an aggregate looks at: of a path, its first step's events."""
    match over:
        case Query():
            return check_query(world, over)
        case Path():
            return check_path(world, over)


def check_did(world: World, node: Did) -> None:
    """Checks `did …` with its repetitions."""
    check_over(world, node.over)
    if node.times is not None:
        low, high = node.times.low, node.times.high
        if node.regular is not None and low == 0:
            world.sink.add(messages.times(node.times, "in each of these spans something must happen"))
        elif low == 0 and high is None:
            world.sink.add(messages.times(node.times, "at least 0 times is always so"))
    if node.regular is not None:
        _regular(world, node.over, node.regular)


def _regular(world: World, over: Query | Path, regular: Regular) -> None:
    spans = regular.spans
    if isinstance(over, Query) and over.window is not None:
        message = "the spans are the window here, so it takes one event without a window of its own"
        world.sink.add(messages.path_step(over.window, message, "take the window out"))
    if spans.full and spans.each.unit in CLOCK_UNITS:
        world.sink.add(messages.calendar_only(spans, spans.each.unit))
    elif spans.count > SPANS_MOST:
        hint = f"at most {SPANS_MOST} spans are looked at one by one"
        world.sink.add(messages.times(spans, hint))
    else:
        windows.check_length(world, replace(spans.each, count=spans.each.count * spans.count, span=spans.span))


def check_path(world: World, path: Path) -> EventScope:
    """Checks a path and gives the scope of its first step's events."""
    first, *later = path.steps
    if first.negated:
        hint = "begin with what happened: `did A then not B`"
        world.sink.add(messages.path_step(first, "a path begins with an event that happened", hint))
    if first.lasting is not None and not first.negated:
        _no_lasting(world, first)
    scope = previous = check_query(world, first.query)
    last_positive = max((index for index, step in enumerate(path.steps) if not step.negated), default=0)
    for index, step in enumerate(later, start=1):
        found = _check_query(world, step.query, previous=previous, relative=_is_relative(step))
        if step.negated:
            _negative(world, step, closing=index > last_positive)
        else:
            if step.lasting is not None:
                _no_lasting(world, step)
            _exact_window(world, step)
            previous = found
    if path.all_within is not None:
        _exact(world, path.all_within)
        if last_positive == 0:
            message = "`all within` needs a second event that happened"
            world.sink.add(messages.path_step(path.all_within, message, "write `within` on the last step"))
    return scope


def _no_lasting(world: World, step: Step) -> None:
    hint = "write `within` for an event, `for` behind a closing `then not …`"
    world.sink.add(messages.path_step(step.lasting or step, "only silence lasts for a while", hint))


def _negative(world: World, step: Step, *, closing: bool) -> None:
    window = step.query.window
    if not closing:
        if window is not None or step.lasting is not None:
            message = "between two events that happened, `then not` takes no window"
            world.sink.add(
                messages.path_step(
                    window or step.lasting or step, message, "take the window out, or put the step at the end"
                )
            )
        return
    match window:
        case None:
            if step.lasting is not None:
                _exact(world, step.lasting)
        case Within(duration) if step.lasting is None:
            _exact(world, duration)
        case _:
            message = "a closing `then not` takes `within 3 days` or `for 2 hours`"
            world.sink.add(messages.path_step(window, message, "use one of these two"))


def _exact_window(world: World, step: Step) -> None:
    match step.query.window:
        case Within(duration):
            _exact(world, duration)
        case Gap(after, within) as gap:
            exact = [_exact(world, duration) for duration in (after, within) if duration is not None]
            if within is not None and all(exact) and exact_micros(within) <= exact_micros(after):
                hint = f"write a longer one: `within` counts from the same event as `after {duration_text(after)}`"
                world.sink.add(messages.window_order(gap, hint=hint))
        case _:
            pass


def _exact(world: World, duration: Duration) -> bool:
    """Whether a length between two events is exact; one that is not is told."""
    if duration.unit in CALENDAR_UNITS:
        world.sink.add(messages.calendar_in_path(duration))
        return False
    return windows.check_length(world, duration)


def _is_relative(step: Step) -> bool:
    """Whether the step's window is judged by the path: it counts from the step before, or has no place at all."""
    return step.negated or isinstance(step.query.window, Within | Gap)


def _check_query(world: World, query: Query, *, previous: EventScope | None, relative: bool) -> EventScope:
    scope = event_scope(world, query.events, previous=previous)
    if query.filter is not None:
        for part in conjuncts(query.filter):
            if isinstance(part, Same) and previous is not None:
                _same(world, part, scope, previous)
            else:
                conditions.check_condition(world, part, scope)
    _channels(world, query, scope)
    if query.window is not None and not relative:
        windows.check_ends(world, query.window, ON_PROFILE, on_date=False)
    return scope


def conjuncts(filter_: Expression) -> Iterator[Expression]:
    """The parts that must all hold, brackets looked into."""
    if isinstance(filter_, And):
        for operand in filter_.operands:
            yield from conjuncts(operand)
    else:
        yield filter_


def _same(world: World, node: Same, scope: EventScope, previous: EventScope) -> None:
    """Both steps hold the property, and hold it alike; what every event has, all have alike."""
    if node.property.text in EVENT_NAMES:
        world.known(node.property, name_type(world, node.property, scope))
        return
    type_ = property_type(world, node.property, scope)
    if isinstance(type_, UnknownType):
        return
    before = property_type(world, node.property, previous)
    if isinstance(before, UnknownType):
        return
    together = held_alike(type_, before)
    if isinstance(type_, ListType) or together is None:
        world.sink.add(messages.not_comparable(node, type_, before, "tie the steps by a property that both hold alike"))
        return
    world.known(node.property, together)


def _channels(world: World, query: Query, scope: EventScope) -> None:
    for name in query.channels or ():
        if name.text not in world.project.channels:
            world.sink.add(messages.unknown_channel(name, world.project.channels))
        elif scope.whole and query.events is not None and not any(name.text in kind.channels for kind in scope.kinds):
            channels = dict.fromkeys(channel for kind in scope.kinds for channel in kind.channels)
            world.sink.add(messages.event_not_on_channel(name, (kind.name for kind in scope.kinds), channels))
