"""Pairs a condition's tree with its plan and one person's values: the clause tree of an answer.

The tree says what was written and where, the plan what was worked out. `and`, `or` and `not` are lowered to themselves,
part by part, so the two are walked side by side.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from xseg.diagnostics import Source
from xseg.engines.reference.evaluate import Evaluation
from xseg.engines.reference.events import event_value, look, matching
from xseg.engines.reference.paths import Look, first_steps, witness
from xseg.explain.clauses import Clause, Sight, Story, written
from xseg.plan import nodes as plan_nodes
from xseg.plan.nodes import (
    Aggregate,
    Attribute,
    Consent,
    EventTime,
    Imputed,
    InRange,
    Listed,
    Literal_,
    Member,
    Not,
    Operation,
    Path,
    Property,
    Query,
    Ranked,
    Recorded,
    Ref,
    Sampled,
    Score,
    Step,
    Time,
    ToNumber,
)
from xseg.plan.plan import Plan, operands, queries
from xseg.plan.reach import reachable
from xseg.project.model import inputs
from xseg.project.types import Type
from xseg.semantics import Program
from xseg.syntax import nodes as ast
from xseg.syntax.nodes import Expression
from xseg.tables.columns import raw_column
from xseg.tables.person import Event, Value


@dataclass(frozen=True, slots=True)
class Trace:
    """One person's answers: `index` is the person's place in the evaluation, `stated` what was not worked out."""

    program: Program
    sources: Mapping[str, Source]
    evaluation: Evaluation
    index: int = 0
    stated: Collection[Ref] = ()
    names: dict[Ref, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        program: Program,
        sources: Mapping[str, Source],
        evaluation: Evaluation,
        *,
        index: int = 0,
        stated: Collection[Ref] = (),
    ) -> "Trace":
        """The trace of one person in an evaluation of the program's plan."""
        plan = evaluation.bound.plan
        names = {ref: name for name, ref in (*plan.traits.items(), *plan.models.items())}
        return cls(program, sources, evaluation, index, stated, names)

    @property
    def plan(self) -> Plan:
        return self.evaluation.bound.plan

    def matching(self, query: Query) -> list[Event]:
        """The person's events that a query means."""
        return matching(self.evaluation.setting, query, self.index)

    @property
    def look(self) -> Look:
        """What a path may ask of the person."""
        return look(self.evaluation.setting, self.index)


def clause_tree(trace: Trace, node: Expression, ref: Ref) -> Clause:
    """The tree of a condition that was lowered to `ref`."""
    holds = bool(trace.evaluation.values[ref][trace.index])
    text = written(trace.sources, node.span)
    if ref in trace.stated:
        return Clause("clause", text, node.span, node, holds, stated=True)
    operation = trace.plan.nodes[ref].operation
    match node, operation:
        case (ast.And(parts), plan_nodes.And(refs)) | (ast.Or(parts), plan_nodes.Or(refs)):
            below = tuple(clause_tree(trace, part, below) for part, below in zip(parts, refs, strict=True))
            return Clause("and" if isinstance(node, ast.And) else "or", text, node.span, node, holds, below)
        case ast.Not(operand), Not(below_ref):
            return Clause("not", text, node.span, node, holds, (clause_tree(trace, operand, below_ref),))
        case ast.InSegment(), Member(segment, below_ref):
            where = trace.program.segments[segment].declaration.where
            return Clause("segment", text, node.span, node, holds, (clause_tree(trace, where, below_ref),))
        case _:
            counts = isinstance(node, ast.Did | ast.DidNot)
            sights, story = tuple(_sights(trace, ref, counts=counts)), _story(trace, node, ref)
            return Clause(
                "clause", text, node.span, node, holds, sights=sights, story=story, stated=_stated(trace, ref)
            )


def leaves(program: Program, plan: Plan, node: Expression, ref: Ref) -> Iterator[tuple[Expression, Ref]]:
    """The leaf clauses of a condition with their nodes, those of segments it reads too."""
    match node, plan.nodes[ref].operation:
        case (ast.And(parts), plan_nodes.And(refs)) | (ast.Or(parts), plan_nodes.Or(refs)):
            for part, below in zip(parts, refs, strict=True):
                yield from leaves(program, plan, part, below)
        case ast.Not(operand), Not(below):
            yield from leaves(program, plan, operand, below)
        case _:
            yield node, ref


def _stated(trace: Trace, ref: Ref) -> bool:
    """Whether the predicate, or what it negates, was stated."""
    operation = trace.plan.nodes[ref].operation
    return ref in trace.stated or (isinstance(operation, Not) and _stated(trace, operation.operand))


def _sights(trace: Trace, root: Ref, *, counts: bool) -> Iterator[Sight]:
    """The values that a leaf looks at, each once: named ones, aggregates, scores; not what they are made of.

    `counts`: the leaf asks for events, so what it saw are the events themselves.
    """
    seen: set[Ref] = set()
    waiting = [root]
    while waiting:
        ref = waiting.pop()
        if ref in seen or ref in trace.stated:
            continue
        seen.add(ref)
        operation = trace.plan.nodes[ref].operation
        match operation:
            case Aggregate(function="count") if counts:
                yield replace(_sight(trace, ref, "", name=None), counts=True)
            case _ if ref in trace.names and ref != root:
                yield _sight(trace, ref, trace.names[ref], name=trace.names[ref])
            case Attribute(name):
                yield _sight(trace, ref, name, name=name)
            case Imputed(name):
                yield _sight(trace, ref, f"imputed({name})", name=name)
            case Consent(purpose):
                yield _sight(trace, ref, f"consent.{purpose}", name=None)
            case Aggregate() | Score() | Recorded():
                yield _sight(trace, ref, written(trace.sources, trace.plan.spans.get(ref)), name=None)
            case Literal_() | Time() | Listed() | Sampled():
                pass
            case Ranked(operand=operand):
                waiting.append(operand)
            case _:
                waiting.extend(reversed(list(operands(operation))))


def _sight(trace: Trace, ref: Ref, label: str, *, name: str | None) -> Sight:
    node = trace.plan.nodes[ref]
    if isinstance(node.operation, Score):
        value = trace.evaluation.values[ref][trace.index]
        return Sight(label, value, node.type, name=name, features=tuple(_features(trace, node.operation)))
    return Sight(
        label=label,
        value=trace.evaluation.values[ref][trace.index],
        type=node.type,
        events=tuple(_events(trace, ref)),
        properties=tuple(_properties(trace, ref)),
        name=name,
        raw=_beside(trace, node.operation),
        stands_in=_stands_in(trace, node.operation),
    )


def _beside(trace: Trace, operation: Operation) -> Value:
    """What the source had in place of an outlier."""
    attributes = trace.evaluation.people[trace.index].attributes
    return attributes.get(raw_column(operation.name)) if isinstance(operation, Attribute) else None


def _stands_in(trace: Trace, operation: Operation) -> bool:
    """Whether the value is imputed."""
    attributes = trace.evaluation.people[trace.index].attributes
    return isinstance(operation, Imputed) and attributes.get(operation.name) is None


def _features(trace: Trace, operation: Score) -> Iterator[Sight]:
    """A model's features as they are declared, not as the model takes them."""
    names = inputs(trace.program.models[operation.model].model)
    for name, ref in zip(names, operation.features, strict=True):
        fitted = trace.plan.nodes[ref].operation
        own = fitted.operand if isinstance(fitted, ToNumber) else ref
        node = trace.plan.nodes[own]
        yield Sight(
            name,
            trace.evaluation.values[own][trace.index],
            node.type,
            name=name,
            raw=_beside(trace, node.operation),
            stands_in=_stands_in(trace, node.operation),
        )


def _aggregates(trace: Trace, ref: Ref) -> Iterator[Aggregate]:
    """The aggregates that a value is made of."""
    for below in reachable(trace.plan, [ref], known=trace.stated):
        operation = trace.plan.nodes[below].operation
        if isinstance(operation, Aggregate) and below in trace.evaluation.values:
            yield operation


def _events(trace: Trace, ref: Ref) -> list[Event]:
    """The events that made a value, in order: of a largest, smallest, first or last only the one it is taken from."""
    found: dict[int, Event] = {}
    for operation in _aggregates(trace, ref):
        for event in _of_aggregate(trace, operation):
            found[id(event)] = event
    return sorted(found.values(), key=lambda event: (event.time, event.source, event.id))


def _of_aggregate(trace: Trace, operation: Aggregate) -> list[Event]:
    over = operation.over
    events = trace.matching(over) if isinstance(over, Query) else first_steps(over, trace.look)
    on_time = operation.operand is not None and isinstance(trace.plan.nodes[operation.operand].operation, EventTime)
    match operation.function:
        case "first":
            return events[:1]
        case "last":
            return events[-1:]
        case "min" if on_time:
            return events[:1]
        case "max" if on_time:
            return events[-1:]
        case _:
            return events


def _properties(trace: Trace, ref: Ref) -> list[tuple[str, Type]]:
    """The properties that a value's queries ask of their events, in the order of their names."""
    found: dict[str, Type] = {}
    for aggregate in _aggregates(trace, ref):
        roots = [query.filter for query in queries(aggregate.over) if query.filter is not None]
        if aggregate.operand is not None:
            roots.append(aggregate.operand)
        for below in reachable(trace.plan, roots):
            node = trace.plan.nodes[below]
            if isinstance(node.operation, Property):
                found[node.operation.name] = node.type
    return sorted(found.items(), key=lambda item: item[0])


def _story(trace: Trace, node: Expression, ref: Ref) -> Story | None:
    """How far a path came, where the leaf is `did PATH`."""
    if not isinstance(node, ast.Did) or not isinstance(node.over, ast.Path):
        return None
    operation = trace.plan.nodes[ref].operation
    assert isinstance(operation, InRange)
    aggregate = trace.plan.nodes[operation.operand].operation
    assert isinstance(aggregate, Aggregate)
    assert isinstance(aggregate.over, Path)
    path = aggregate.over
    chain = witness(path, trace.look)
    if chain is not None:
        return Story(tuple(chain))
    reached, failed = _reached(trace, path)
    if failed == len(path.steps):
        assert node.over.all_within is not None
        return Story(tuple(reached), f"all within {written(trace.sources, node.over.all_within.span)}", "late")
    said = written(trace.sources, node.over.steps[failed].span)
    step = path.steps[failed]
    if not step.negated:
        return Story(tuple(reached), said, "missing")
    found = _broken_by(trace, step, reached)
    return Story(tuple(reached), said, "broken" if found else "waits", found)


def _reached(trace: Trace, path: Path) -> tuple[list[Event], int]:
    """One choice for the longest beginning that fits, and the step behind it; `len(steps)` means the bound on all."""
    look, steps = trace.look, path.steps
    chain: list[Event] = []
    before = 0
    for place in [place for place, step in enumerate(steps) if not step.negated]:
        found = witness(Path(steps[: place + 1], None), look)
        if found is None:
            loud = tuple(step for step in steps[: place + 1] if not step.negated)
            only_silence = before + 1 < place and witness(Path(loud, None), look) is not None
            return chain, before + 1 if only_silence else place
        chain, before = found, place
    for place in range(before + 1, len(steps)):
        if witness(Path(steps[: place + 1], None), look) is None:
            return chain, place
    return chain, len(steps)


def _broken_by(trace: Trace, step: Step, chain: list[Event]) -> Event | None:
    """The first event after the chain that a negative step did not want; None where only its time is not over."""
    last = chain[-1]
    for event in trace.matching(step.query):
        if event.time > last.time and all(_alike(trace, ref, last, event) for ref in step.same):
            return event
    return None


def _alike(trace: Trace, ref: Ref, one: Event, other: Event) -> bool:
    """Whether an event-level node is known of both events, and the same."""
    values = [event_value(trace.evaluation.setting, ref, event, trace.index) for event in (one, other)]
    return values[0] is not None and values[0] == values[1]
