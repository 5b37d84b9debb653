"""When an answer changes by itself, if nothing happens: events grow old, waits run out, days pass."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xseg.engines.reference.evaluate import Evaluation
from xseg.engines.reference.events import event_value, matching
from xseg.explain.clauses import Clause, every
from xseg.explain.question import Question
from xseg.plan.bind import EXACT_UNITS, bind, day_start, from_micros, local_day
from xseg.plan.nodes import (
    Aggregate,
    Anniversary,
    Compare,
    EventTime,
    InRange,
    Literal_,
    Operation,
    PartOf,
    Query,
    Ref,
    Time,
)
from xseg.plan.plan import Node, Plan, queries
from xseg.plan.reach import reachable
from xseg.plan.times import DayNear, Moment, NowMoment, PeriodStart, Shifted
from xseg.project.types import TIMESTAMP, DateType, DurationType, TimestampType
from xseg.semantics.lengths import MONTHS
from xseg.tables.person import Value

DAYS = 400
"""So far ahead an answer is looked for."""
LOOKS = 1500
"""At most so many instants are looked at."""
DAY = 86_400_000_000
QUARTER = DAY // 96
"""A quarter of an hour: hours begin at one in every zone, and clocks change at one."""


@dataclass(frozen=True, slots=True)
class Flip:
    """The first instant at which the answer is another: the person enters or leaves. `clauses` are those that turned.

    With `enters` of None it stays as it is up to `at`, as far as was looked.
    """

    at: int
    enters: bool | None
    clauses: tuple[str, ...] = ()


def next_flip(question: Question, now: int) -> Flip | None:
    """When the person will enter or leave if nothing happens; None where nothing in the condition looks at the clock.

    Every instant at which a window's end can pass one of the person's times is tried in order, so the first one found
    is the first there is. Ranks are taken as they are; of arithmetic with `now`, adding lengths of time is followed.
    """
    small = question.narrowed()
    evaluation = small.evaluated(now)
    if not _reads_clock(small):
        return None
    before = bool(evaluation.values[small.root][0])
    end = now + DAYS * DAY
    instants = sorted({at for at in _instants(small, evaluation, now) if now < at <= end})
    for at in instants[:LOOKS]:
        if small.answer(at) is not before:
            return Flip(at, not before, tuple(_turned(small.tree(now), small.tree(at))))
    return Flip(end if len(instants) <= LOOKS else instants[LOOKS], None)


def _turned(before: Clause, after: Clause) -> Iterator[str]:
    """The leaf clauses whose answer is another, each once."""
    pairs = zip(every(before), every(after), strict=True)
    texts = (old.text for old, new in pairs if not old.parts and old.holds is not new.holds)
    yield from dict.fromkeys(texts)


def _reads_clock(question: Question) -> bool:
    """Whether anything asks what time it is: a moment, or a path that waits."""
    for ref in reachable(question.plan, [question.root], known=question.whole):
        match question.plan.nodes[ref].operation:
            case Time(NowMoment() | Shifted() | PeriodStart() | DayNear()):
                return True
            case Aggregate(over=over) if any(_waits(over)):
                return True
            case _:
                pass
    return False


def _instants(question: Question, evaluation: Evaluation, now: int) -> Iterator[int]:
    """Every instant after `now` at which a part of the condition may turn, and some more."""
    plan = question.plan
    by_day = by_hour = False
    for ref in reachable(plan, [question.root], known=question.whole):
        match plan.nodes[ref].operation:
            case Aggregate(over=over, operand=operand):
                for query in queries(over):
                    yield from _of_query(question, evaluation, query, operand)
                for query, wait in _waits(over):
                    for event in matching(evaluation.setting, _windowless(query), 0):
                        yield from (event.time + wait, event.time + wait + 1)
            case Compare() | InRange():
                yield from _of_test(question, evaluation, ref)
            case Time(PeriodStart() | DayNear()) | Anniversary():
                by_day = True
            case Time(NowMoment() | Shifted()) if isinstance(plan.nodes[ref].type, DateType):
                by_day = True
            case PartOf(operand=operand) if any(_moments(plan, [operand])):
                by_day = by_hour = True
            case _:
                pass
    if by_hour:
        yield from (now - now % QUARTER + number * QUARTER for number in range(1, 2 * 24 * 4))
    if by_day:
        today = local_day(now, question.zone)
        yield from (day_start(today + number, question.zone) for number in range(1, DAYS + 2))


def _waits(over: object) -> Iterator[tuple[Query, int]]:
    """The positive step before each closing silence, and how long the silence must last."""
    steps = getattr(over, "steps", ())
    if not steps:
        return
    last = max(place for place, step in enumerate(steps) if not step.negated)
    for step in steps[last + 1 :]:
        wait = step.within if step.within is not None else step.lasting
        if wait is not None:
            yield steps[last].query, wait


def _windowless(query: Query) -> Query:
    return Query(query.kinds, query.channels, query.filter, None)


def _of_query(question: Question, evaluation: Evaluation, query: Query, operand: Ref | None) -> Iterator[int]:
    """The times of the events that a query means but for its moments, each moved by each of its moments.

    So too where the moments stand in what is read of each event, the `operand`.
    """
    roots = [ref for ref in (query.window, query.filter, operand) if ref is not None]
    moments = list(_moments(question.plan, roots))
    if moments:
        lengths = _lengths(question.plan, roots)
        times = [
            event.time for event in matching(evaluation.setting, Query(query.kinds, query.channels, None, None), 0)
        ]
        yield from _moved(question, moments, [time + length for time in times for length in lengths])


def _of_test(question: Question, evaluation: Evaluation, ref: Ref) -> Iterator[int]:
    """The times that a test reads, each moved by each of its moments."""
    moments = list(_moments(question.plan, [ref]))
    times = list(_times_below(question, evaluation, ref)) if moments else []
    if moments and times:
        lengths = _lengths(question.plan, [ref])
        yield from _moved(question, moments, [time + length for time in times for length in lengths])


def _times_below(question: Question, evaluation: Evaluation, root: Ref) -> Iterator[int]:
    """The times that a test reads: the profile's, those that stand fixed in the rule, and those that events bring.

    When an event happened counts only in a test on the profile; in one on each event `_of_query` has looked at it.
    """
    setting = evaluation.setting
    for ref in reachable(question.plan, [root], known=question.whole):
        operation = question.plan.nodes[ref].operation
        values: Iterable[Value] = ()
        if not isinstance(question.plan.nodes[ref].type, TimestampType) or _moves(operation):
            continue
        if ref in setting.event_level:
            if root not in setting.event_level or not isinstance(operation, EventTime):
                values = [event_value(setting, ref, event, 0) for event in setting.events[0]]
        elif ref in evaluation.values:
            values = evaluation.values[ref]
        yield from (value for value in values if isinstance(value, int))


def _moves(operation: Operation) -> bool:
    """Whether it is a moment that goes with the clock."""
    return isinstance(operation, Time) and isinstance(operation.moment, NowMoment | Shifted | PeriodStart | DayNear)


def _lengths(plan: Plan, roots: Iterable[Ref]) -> list[int]:
    """Lengths of time that are added or taken away somewhere below, and none."""
    found = {0}
    for ref in reachable(plan, roots):
        node = plan.nodes[ref]
        if isinstance(node.operation, Literal_) and isinstance(node.type, DurationType):
            assert isinstance(node.operation.value, int)
            found.update((node.operation.value, -node.operation.value))
    return sorted(found)


def _moments(plan: Plan, roots: Iterable[Ref]) -> Iterator[Moment]:
    for ref in reachable(plan, roots):
        operation = plan.nodes[ref].operation
        if isinstance(operation, Time):
            yield operation.moment


def _moved(question: Question, moments: Iterable[Moment], times: Iterable[int]) -> Iterator[int]:
    """The instants at which `now`, moved as a moment says, comes to stand at one of the times; some beside them.

    Where a month's end clamps the edge lies at a midnight beside.
    """
    every_time = sorted(set(times))
    for moment in dict.fromkeys(moments):
        match moment:
            case NowMoment():
                for time in every_time:
                    yield from (time, time + 1)
            case Shifted(count, unit):
                for time in every_time:
                    back = _shifted(question, time, Shifted(-count, unit))
                    yield from (back, back + 1)
                    if unit in MONTHS:
                        day = local_day(back, question.zone)
                        yield from (day_start(day + number, question.zone) for number in range(-3, 5))
                    if unit not in EXACT_UNITS and (_jumps(question, time) or _jumps(question, back)):
                        yield from (back - back % QUARTER + number * QUARTER for number in range(-8, 9))
            case _:
                pass


def _jumps(question: Question, at: int) -> bool:
    """Whether the project's clock changes near an instant: the edge may then lie at the jump."""
    offsets = (from_micros(at + hours * DAY // 24, question.zone).utcoffset() for hours in (-2, 2))
    return len(set(offsets)) > 1


def _shifted(question: Question, at: int, moment: Shifted) -> int:
    """An instant moved on the project's clock."""
    bound = bind(Plan((Node(Time(moment), TIMESTAMP),)), now=at, zone=question.zone)
    value = getattr(bound.plan.nodes[0].operation, "value", at)
    assert isinstance(value, int)
    return value
