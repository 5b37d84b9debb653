"""Runs `test` blocks: everybody made up in them is judged on the reference evaluator, and told why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from xseg.diagnostics import Sink, Source, Span
from xseg.engines.reference.evaluate import evaluate_nodes
from xseg.explain import messages
from xseg.explain.clauses import Clause, deciding, every, written
from xseg.explain.fixtures import Subject, said_of, subjects, test_now
from xseg.explain.trace import Trace, clause_tree, leaves
from xseg.plan import Plan, bind, lower
from xseg.plan.nodes import Imputed, Listed, Member, Not, Operation, Ranked, Recorded, Ref, Sampled, Score
from xseg.plan.reach import reachable
from xseg.semantics import Program
from xseg.syntax import parse_rule
from xseg.syntax.nodes import Expect, Expression, InSegment, Test
from xseg.tables.columns import imputed_column
from xseg.tables.person import Value

UNKNOWABLE = (Ranked, Sampled, Listed, Recorded, Imputed, Score)
"""What a made-up profile cannot answer by itself; `imputed(…)` of a known value it can."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One expectation: `member` is the answer, `because` what is wrong with the reason that was expected."""

    expect: Expect
    member: bool
    tree: Clause
    because: str = ""

    @property
    def passed(self) -> bool:
        return self.member is not self.expect.negated and not self.because


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test. `judged` is False where it could not be run: the sink says why."""

    test: Test
    now: int
    judged: bool
    verdicts: tuple[Verdict, ...] = ()

    @property
    def title(self) -> str:
        return self.test.title.value

    @property
    def passed(self) -> bool:
        return self.judged and all(verdict.passed for verdict in self.verdicts)


def run_tests(program: Program, sources: Mapping[str, Source], tests: Sequence[Test], sink: Sink) -> list[Outcome]:
    """The outcome of each test, in order; what keeps one from running is told in the sink."""
    return [_run(program, sources, test, sink) for test in tests]


def _run(program: Program, sources: Mapping[str, Source], test: Test, sink: Sink) -> Outcome:
    found = Sink()
    now = test_now(program, test)
    people = subjects(program, test, now=now, sink=found)
    verdicts: dict[int, Verdict] = {}
    for subject in people:
        asked = [one for one in test.expectations if one.profile is None or one.profile.text == subject.name]
        if asked and not found.failed:
            verdicts |= {id(one.expect): one for one in _judge(program, sources, subject, asked, now, found)}
    sink.extend(found)
    if found.failed:
        return Outcome(test, now, judged=False)
    return Outcome(test, now, judged=True, verdicts=tuple(verdicts[id(one)] for one in test.expectations))


def _judge(
    program: Program, sources: Mapping[str, Source], subject: Subject, asked: Sequence[Expect], now: int, sink: Sink
) -> Iterator[Verdict]:
    """The verdicts on one made-up profile; none where something it must state is not stated."""
    given = list(said_of(subject.givens, sink))
    rules = {f"given {place}": predicate for place, (predicate, _) in enumerate(given)}
    plan = lower(replace(program, rules=rules), stated=subject.stated)
    stated: dict[Ref, tuple[Value]] = {}
    places: dict[Ref, Span] = {}
    for (predicate, holds), name in zip(given, rules, strict=True):
        ref, holds = _positive(plan, plan.segments[name], holds=holds)
        text = written(sources, predicate.span)
        if not any(_unknowable(plan.nodes[below].operation, subject) for below in reachable(plan, [ref])):
            sink.add(messages.not_stateable(text, predicate.span))
        if stated.get(ref, (holds,)) != (holds,):
            sink.add(messages.stated_twice(text, predicate.span, places[ref]))
        stated[ref], places[ref] = (holds,), predicate.span
    for one in asked:
        _all_stated(program, sources, plan, one, subject, stated, sink)
    if sink.failed:
        return
    roots = [plan.segments[one.segment.text] for one in asked]
    bound = bind(plan, now=now, zone=program.project.timezone)
    evaluation = evaluate_nodes(bound, roots, [subject.person], stated=stated)
    trace = Trace.of(program, sources, evaluation, stated=stated)
    for one, root in zip(asked, roots, strict=True):
        tree = clause_tree(trace, program.segments[one.segment.text].declaration.where, root)
        yield Verdict(one, tree.holds, tree, _because(one, tree, sink))


def _positive(plan: Plan, ref: Ref, *, holds: bool) -> tuple[Ref, bool]:
    """A predicate without the `not` that its form was lowered to."""
    operation = plan.nodes[ref].operation
    return _positive(plan, operation.operand, holds=not holds) if isinstance(operation, Not) else (ref, holds)


def _all_stated(
    program: Program,
    sources: Mapping[str, Source],
    plan: Plan,
    expect: Expect,
    subject: Subject,
    stated: Mapping[Ref, tuple[Value]],
    sink: Sink,
) -> None:
    """Tells each clause that needs more than one made-up profile and is not stated."""
    waiting: list[tuple[str, Expression, Ref]] = []
    segment = expect.segment.text
    waiting.append((segment, program.segments[segment].declaration.where, plan.segments[segment]))
    while waiting:
        segment, where, root = waiting.pop()
        for leaf, ref in leaves(program, plan, where, root):
            ref, _ = _positive(plan, ref, holds=True)
            operation = plan.nodes[ref].operation
            below = reachable(plan, [ref], known=stated)
            unknown = [plan.nodes[one].operation for one in below if one not in stated]
            if isinstance(leaf, InSegment) and isinstance(operation, Member) and ref not in stated:
                inner = leaf.segment.text
                waiting.append((inner, program.segments[inner].declaration.where, operation.operand))
            elif any(_unknowable(one, subject) for one in unknown):
                labels = sorted({one.model for one in unknown if isinstance(one, Score) and one.output == "label"})
                text = written(sources, leaf.span)
                sink.add(messages.not_stated(segment, text, expect.span, leaf.span, models=labels))


def _unknowable(operation: Operation, subject: Subject) -> bool:
    """Whether only more people, earlier runs or a model could answer."""
    if isinstance(operation, Imputed):
        return imputed_column(operation.name) not in subject.person.attributes
    return isinstance(operation, UNKNOWABLE)


def _because(expect: Expect, tree: Clause, sink: Sink) -> str:
    """What is wrong with the reason that a test expects; empty where it did decide, or none is expected."""
    if expect.because is None:
        return ""
    text = expect.because.value
    node = parse_rule(Source("because", text), Sink())
    if node is None or all(clause.node != node for clause in every(tree)):
        told = list(dict.fromkeys(clause.text for clause in every(tree) if not clause.parts))
        sink.add(messages.because_no_clause(text, expect.segment.text, expect.because.span, told))
        return ""
    if any(clause.node == node for clause in deciding(tree)):
        return ""
    others = [clause.text for clause in deciding(tree) if not clause.parts]
    return "because " + ", ".join(f"`{other}`" for other in others)
