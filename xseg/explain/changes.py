"""The nearest change of one value that would turn an answer."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from math import inf, nextafter

from xseg.explain.clauses import written
from xseg.explain.question import Question
from xseg.explain.trace import leaves
from xseg.plan.nodes import (
    Aggregate,
    Align,
    Attribute,
    Compare,
    Imputed,
    InRange,
    Literal_,
    Member,
    Ref,
    Score,
    ToNumber,
)
from xseg.plan.plan import Plan
from xseg.plan.reach import reachable
from xseg.project.types import DateType, ExactType, NumberType, TimestampType, Type
from xseg.syntax.nodes import Did, DidNot, InSegment

MOST = 3
"""At most so many changes are offered."""


@dataclass(frozen=True, slots=True)
class Change:
    """A value that would turn the answer if it alone were `after` instead of `before`.

    `label` is its name, or what was written; `name` the attribute's or trait's, where it is one. `counts`: it is the
    number of events that the clause `label` asks for.
    """

    label: str
    before: int | float
    after: int | float
    type: Type
    name: str | None
    counts: bool


def nearest_changes(question: Question, now: int, *, hidden: Collection[str] = ()) -> list[Change]:
    """For each value that is compared with something fixed, the smallest change that turns the answer, by itself.

    The smallest in proportion to the value come first. Each was worked out again with the value changed, wherever the
    value is read. What is worked out of a `hidden` attribute is left out: how far it is off would tell the value.
    """
    evaluation = question.evaluated(now)
    plan = evaluation.bound.plan
    names = {ref: name for name, ref in plan.traits.items()}
    answer = bool(evaluation.values[question.root][0])
    asking = _asking(question)
    tried: dict[Ref, set[int | float]] = {}
    for ref in reachable(plan, [question.root], known=question.whole):
        if ref in evaluation.values:
            for base, values in _edges(plan, ref):
                tried.setdefault(base, set()).update(values)
    found = []
    for base, edges in tried.items():
        before = evaluation.values[base][0] if base in evaluation.values else None
        if isinstance(before, bool) or not isinstance(before, int | float) or not _may_change(plan, base):
            continue
        if _attributes(plan, base) & set(hidden):
            continue
        node = plan.nodes[base]
        for after in _nearest_first(edges, before):
            if after == before or not _possible(plan, base, after, now):
                continue
            if question.answer(now, {base: after}) is not answer:
                attribute = node.operation.name if isinstance(node.operation, Attribute | Imputed) else None
                name = names.get(base) or attribute
                is_written = name is None or isinstance(node.operation, Imputed)
                label = written(question.sources, plan.spans.get(base)) if is_written else str(name)
                counts = not label and isinstance(node.operation, Aggregate)
                label = label or asking.get(base, "")
                found.append(Change(label, before, after, node.type, name, counts))
                break
    found.sort(key=lambda change: abs(change.after - change.before) / (abs(change.before) + abs(change.after)))
    told = {_said(change): change for change in reversed(found)}
    return [change for change in found if change.label and told[_said(change)] is change][:MOST]


def _nearest_first(values: Iterable[int | float], before: int | float) -> list[int | float]:
    """Values by how far they are off; floats beside an edge may be equally far, but lie in order."""
    return sorted(values, key=lambda value: (abs(value - before), value if value > before else -value))


def _said(change: Change) -> tuple[str, int | float]:
    """What is told of a change: the spans of one clause are counted one by one, and the smallest change is told."""
    return change.label, 0 if change.counts else change.after - change.before


def _asking(question: Question) -> dict[Ref, str]:
    """What is counted without a name of its own → the clause that asks for it."""
    found: dict[Ref, str] = {}
    waiting = [(question.where, question.root)]
    while waiting:
        where, root = waiting.pop()
        for leaf, ref in leaves(question.program, question.plan, where, root):
            operation = question.plan.nodes[ref].operation
            if isinstance(leaf, InSegment) and isinstance(operation, Member):
                inner = question.program.segments[leaf.segment.text].declaration.where
                waiting.append((inner, operation.operand))
            elif isinstance(leaf, Did | DidNot):
                text = written(question.sources, leaf.span)
                below = reachable(question.plan, [ref])
                found |= {one: text for one in below if isinstance(question.plan.nodes[one].operation, Aggregate)}
    return found


def _edges(plan: Plan, ref: Ref) -> Iterator[tuple[Ref, list[int | float]]]:
    """The value that a comparison with something fixed reads, and the values around the edge."""
    match plan.nodes[ref].operation:
        case Compare(left=left, right=right):
            for value, fixed in ((left, right), (right, left)):
                yield from _around(plan, value, fixed)
        case InRange(operand=operand, low=low, high=high):
            for end in (low, high):
                if end is not None:
                    yield from _around(plan, operand, end)
        case _:
            return


def _around(plan: Plan, ref: Ref, fixed: Ref) -> Iterator[tuple[Ref, list[int | float]]]:
    edge = plan.nodes[fixed].operation
    if not isinstance(edge, Literal_) or isinstance(edge.value, bool) or not isinstance(edge.value, int | float):
        return
    at = edge.value
    match plan.nodes[ref].operation:
        case Literal_():
            return
        case Align(operand, factor) if isinstance(at, int):
            yield operand, [at // factor + step for step in (-1, 0, 1)]
        case ToNumber(operand, scale):
            yield operand, [int(at * 10**scale) + step for step in (-1, 0, 1)]
        case _ if isinstance(plan.nodes[ref].type, NumberType):
            yield ref, [nextafter(at, -inf), float(at), nextafter(at, inf)]
        case _ if isinstance(at, int) and isinstance(plan.nodes[ref].type, ExactType | DateType | TimestampType):
            yield ref, [at - 1, at, at + 1]
        case _:
            return


def _attributes(plan: Plan, ref: Ref) -> set[str]:
    """The names of the attributes that a value is worked out of."""
    below = (plan.nodes[one].operation for one in reachable(plan, [ref]))
    return {operation.name for operation in below if isinstance(operation, Attribute | Imputed)}


def _may_change(plan: Plan, ref: Ref) -> bool:
    """Whether it is a value that can be spoken of: not a model's."""
    return not isinstance(plan.nodes[ref].operation, Score)


def _possible(plan: Plan, ref: Ref, value: int | float, now: int) -> bool:
    """Whether such a value can be: no negative counts, no events after `now`."""
    operation = plan.nodes[ref].operation
    if not isinstance(operation, Aggregate):
        return True
    if operation.function in ("count", "distinct"):
        return value >= 0
    return not isinstance(plan.nodes[ref].type, TimestampType) or value <= now
