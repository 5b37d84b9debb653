"""Checks event queries and paths."""

from collections.abc import Iterator

from xseg.project.project import EventKind
from xseg.project.types import ExactType, Type
from xseg.semantics import conditions, messages, windows
from xseg.semantics.scope import ON_PROFILE, EventScope, World, event_kinds, property_type
from xseg.semantics.unify import unify
from xseg.syntax.nodes import (
    And,
    Did,
    Duration,
    Expression,
    Gap,
    Path,
    Query,
    Same,
    Step,
    Within,
)


def check_query(world: World, query: Query) -> EventScope:
    """Checks an event query that stands alone and gives the scope of its events."""
    return _check_query(world, query, previous=None, later_step=False)


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
        if high is not None and high < low:
            world.sink.add(messages.times(node.times, f"nothing happens {low} to {high} times"))
        elif low == 0 and high is None:
            world.sink.add(messages.times(node.times, "at least 0 times is always so"))
        if isinstance(node.over, Path):
            world.sink.add(messages.path_step(node.times, "a path has no times", "write `count(A then B) >= 3`"))
    if node.regular is None:
        return
    place = node.over if isinstance(node.over, Path) else node.over.window
    if place is not None:
        message = "the spans are the window here, so it takes one event without a window of its own"
        world.sink.add(messages.path_step(place, message, "take the window out"))
    if node.regular.at_least < 1 or node.regular.at_least > node.regular.spans.count:
        message = f"{node.regular.at_least} of {node.regular.spans.count} spans can never be met or missed"
        world.sink.add(messages.times(node.regular, message))
    if node.times is not None and node.times.low == 0:
        world.sink.add(messages.times(node.times, "in each of these spans something must happen"))


def check_path(world: World, path: Path) -> EventScope:
    """Checks a path and gives the scope of its first step's events."""
    first, *later = path.steps
    if first.negated:
        hint = "begin with what happened: `did A then not B`"
        world.sink.add(messages.path_step(first, "a path begins with an event that happened", hint))
    if first.lasting is not None and not first.negated:
        _no_lasting(world, first)
    scope = check_query(world, first.query)
    previous = scope.kinds
    last_positive = max((index for index, step in enumerate(path.steps) if not step.negated), default=0)
    for index, step in enumerate(later, start=1):
        found = _check_query(world, step.query, previous=previous, later_step=True)
        if step.negated:
            _negative(world, step, closing=index > last_positive)
        else:
            if step.lasting is not None:
                _no_lasting(world, step)
            _exact_window(world, step)
            previous = found.kinds
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
                messages.path_step(window or step, message, "take the window out, or put the step at the end")
            )
        return
    if step.lasting is not None:
        _exact(world, step.lasting)
    match window:
        case None:
            pass
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
            _exact(world, after)
            if within is not None:
                _exact(world, within)
                if exact_micros(within) <= exact_micros(after):
                    world.sink.add(messages.window_order(gap))
        case _:
            pass


CALENDAR = ("month", "quarter", "year")
_MICROS = {
    "second": 1_000_000,
    "minute": 60_000_000,
    "hour": 3_600_000_000,
    "day": 86_400_000_000,
    "week": 604_800_000_000,
}


def exact_micros(duration: Duration) -> int:
    """The exact length of a duration of weeks at most, in microseconds; 0 for a longer one, which was told already."""
    return duration.count * _MICROS.get(duration.unit, 0)


def _exact(world: World, duration: Duration) -> None:
    if duration.unit in CALENDAR:
        world.sink.add(messages.calendar_in_path(duration))


def _check_query(world: World, query: Query, *, previous: tuple[EventKind, ...] | None, later_step: bool) -> EventScope:
    kinds = event_kinds(world, query.events)
    scope = EventScope(kinds, previous)
    if query.filter is not None:
        for part in conjuncts(query.filter):
            if isinstance(part, Same) and previous is not None:
                _same(world, part, kinds, previous)
            else:
                conditions.check_condition(world, part, scope)
    _channels(world, query, kinds)
    if query.window is not None and not (later_step and isinstance(query.window, Within | Gap)):
        windows.check_ends(world, query.window, ON_PROFILE, on_date=False)
    return scope


def conjuncts(filter_: Expression) -> Iterator[Expression]:
    """The parts that must all hold, brackets looked into."""
    if isinstance(filter_, And):
        for operand in filter_.operands:
            yield from conjuncts(operand)
    else:
        yield filter_


def _same(world: World, node: Same, kinds: tuple[EventKind, ...], previous: tuple[EventKind, ...]) -> None:
    types: list[Type] = []
    for side in (kinds, previous):
        if not side:
            return
        type_ = property_type(world, side, node.property.text)
        if type_ is None:
            known = {property_ for kind in side for property_ in kind.properties}
            world.sink.add(messages.unknown_property(node.property, (kind.name for kind in side), known))
            return
        types.append(type_)
    if unify(*types) is None or (isinstance(types[0], ExactType) and types[0] != types[1]):
        world.sink.add(messages.not_comparable(node, types[0], types[1]))


def _channels(world: World, query: Query, kinds: tuple[EventKind, ...]) -> None:
    for name in query.channels or ():
        if name.text not in world.project.channels:
            world.sink.add(messages.unknown_channel(name, world.project.channels))
        elif kinds and query.events is not None and not any(name.text in kind.channels for kind in kinds):
            channels = dict.fromkeys(channel for kind in kinds for channel in kind.channels)
            world.sink.add(messages.event_not_on_channel(name, (kind.name for kind in kinds), channels))
