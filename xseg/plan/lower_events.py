"""Lowers event queries, aggregates, repetitions and paths."""

from typing import Literal

from xseg.plan import lower_conditions, lower_values, lower_windows
from xseg.plan.lowering import Lowering
from xseg.plan.nodes import (
    Aggregate,
    And,
    Arithmetic,
    Compare,
    EventTime,
    If,
    InRange,
    Path,
    Query,
    Ref,
    Step,
    Time,
)
from xseg.plan.times import PeriodStart, Shifted
from xseg.project.types import INTEGER, TIMESTAMP, ExactType
from xseg.semantics.events import conjuncts
from xseg.semantics.lengths import exact_micros
from xseg.semantics.values import COUNT
from xseg.syntax import nodes as ast
from xseg.syntax.nodes import Expression


def lower_query(lowering: Lowering, query: ast.Query, *, window: Ref | None = None) -> Query:
    """An event query that stands alone; `window` is one made by the caller."""
    if query.window is not None:
        window = lower_windows.lower_query_window(lowering, query.window)
    return _query(lowering, query, query.filter, window)


def lower_aggregate(lowering: Lowering, node: ast.Aggregate) -> Ref:
    """`sum(x of Q)` and its like, a value of the profile."""
    over = _over(lowering, node.over)
    if node.operand is None:
        return lowering.add(Aggregate("count", over, None), COUNT, node)
    operand = lower_values.lower_value(lowering, node.operand, "event")
    type_ = lowering.ref_type(operand)
    scale = type_.scale if isinstance(type_, ExactType) else 0
    return lowering.add(Aggregate(node.function, over, operand, scale), lowering.type_of(node), node)


def lower_did(lowering: Lowering, node: ast.Did) -> Ref:
    """`did …`: a count that lies in a range."""
    if node.regular is not None:
        return _regular(lowering, node, node.regular)
    if node.times is None:
        return happened(lowering, node.over, node)
    return _times(lowering, _count(lowering, _over(lowering, node.over)), node.times.low, node.times.high, node)


def happened(lowering: Lowering, over: ast.Query | ast.Path, node: ast.Node | None = None) -> Ref:
    """There is at least one."""
    return _times(lowering, _count(lowering, _over(lowering, over)), 1, None, node)


def _over(lowering: Lowering, over: ast.Query | ast.Path) -> Query | Path:
    match over:
        case ast.Query():
            return lower_query(lowering, over)
        case ast.Path():
            return _path(lowering, over)


def _count(lowering: Lowering, over: Query | Path) -> Ref:
    return lowering.add(Aggregate("count", over, None), COUNT)


def _times(lowering: Lowering, count: Ref, low: int, high: int | None, node: ast.Node | None) -> Ref:
    least = lowering.integer(low)
    most = None if high is None else lowering.integer(high)
    return lowering.test(InRange(count, least, True, most, high is not None), node)


def _query(lowering: Lowering, query: ast.Query, filter_: Expression | None, window: Ref | None) -> Query:
    kinds = _any(lowering) if query.events is None else tuple(sorted({name.text for name in query.events}))
    channels = None if query.channels is None else tuple(sorted({name.text for name in query.channels}))
    condition = None if filter_ is None else lower_conditions.lower_condition(lowering, filter_, "event")
    return Query(kinds, channels, condition, window)


def _any(lowering: Lowering) -> tuple[str, ...] | None:
    """`any`: every kind, or, where some are made out of others, those that are not."""
    every = lowering.program.project.events.values()
    real = tuple(sorted(kind.name for kind in every if not kind.made))
    return None if len(real) == len(every) else real


def _path(lowering: Lowering, path: ast.Path) -> Path:
    steps = tuple(_step(lowering, step, first=index == 0) for index, step in enumerate(path.steps))
    return Path(steps, None if path.all_within is None else exact_micros(path.all_within))


def _step(lowering: Lowering, step: ast.Step, *, first: bool) -> Step:
    """A step with its `same` properties taken out of the filter and its window made relative to the step before."""
    if first:
        return Step(lower_query(lowering, step.query))
    parts = [] if step.query.filter is None else list(conjuncts(step.query.filter))
    tied = (lower_values.lower_value(lowering, part.property, "event") for part in parts if isinstance(part, ast.Same))
    same = tuple(sorted(set(tied)))
    rest = [
        lower_conditions.lower_condition(lowering, part, "event") for part in parts if not isinstance(part, ast.Same)
    ]
    condition = rest[0] if len(rest) == 1 else lowering.test(And(tuple(rest))) if rest else None
    after, within, window = 0, None, None
    match step.query.window:
        case None:
            pass
        case ast.Within(duration):
            within = exact_micros(duration)
        case ast.Gap(gap, duration_or_none):
            after = exact_micros(gap)
            within = None if duration_or_none is None else exact_micros(duration_or_none)
        case other:
            window = lower_windows.lower_query_window(lowering, other)
    query = _query(lowering, step.query, None, window)
    lasting = None if step.lasting is None else exact_micros(step.lasting)
    return Step(
        Query(query.kinds, query.channels, condition, window),
        step.negated,
        same,
        after=after,
        within=within,
        lasting=lasting,
    )


def _regular(lowering: Lowering, node: ast.Did, regular: ast.Regular) -> Ref:
    """In each of at least so many spans something happened often enough: a sum of ones."""
    assert isinstance(node.over, ast.Query)
    low, high = (1, None) if node.times is None else (node.times.low, node.times.high)
    one, zero = lowering.integer(1), lowering.integer(0)
    total: Ref | None = None
    for index in range(1, regular.spans.count + 1):
        window = _span(lowering, regular.spans, index)
        count = _count(lowering, lower_query(lowering, node.over, window=window))
        met = lowering.add(If(_times(lowering, count, low, high, None), one, zero), INTEGER)
        total = met if total is None else lowering.add(Arithmetic("+", total, met), INTEGER)
    assert total is not None
    return lowering.test(Compare(">=", total, lowering.integer(regular.at_least)), node)


def _span(lowering: Lowering, spans: ast.Spans, index: int) -> Ref:
    """The span that lies `index` lengths back: half open towards the past, or a calendar period."""
    unit, step = spans.each.unit, spans.each.count
    if spans.full:
        calendar = lower_windows.calendar_unit(unit)
        first, last = PeriodStart(-index * step, calendar), PeriodStart(-(index - 1) * step, calendar)
        return _between(lowering, Time(first), Time(last), closed="low")
    start, end = Shifted(-index * step, unit), Shifted(-(index - 1) * step, unit)
    return _between(lowering, Time(start), Time(end), closed="high")


def _between(lowering: Lowering, low: Time, high: Time, *, closed: Literal["low", "high"]) -> Ref:
    time = lowering.add(EventTime(), TIMESTAMP)
    return lowering.test(
        InRange(time, lowering.add(low, TIMESTAMP), closed == "low", lowering.add(high, TIMESTAMP), closed == "high")
    )
