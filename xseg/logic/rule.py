"""A condition as it is written, and what its parts say: what every lint looks at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from xseg.diagnostics import Diagnostic, Source
from xseg.logic.facts import with_facts
from xseg.logic.formula import Formula, both, either, opposite, truth, variables
from xseg.logic.reading import Reading
from xseg.logic.solve import Budget, unsatisfiable
from xseg.plan.lower_values import lower_value
from xseg.plan.lowering import Level, Lowering
from xseg.plan.nodes import Aggregate, EventTime, Query, Ref
from xseg.semantics.walk import children
from xseg.syntax import nodes as ast
from xseg.syntax.nodes import Expression, Node

WHO = {"profile": "customer", "event": "event", "cluster": "cluster"}
"""Whom a condition is asked of."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition to look at: a segment's own, a trait's, an event's in brackets, one in an `if`, or a label's."""

    condition: Expression
    level: Literal["profile", "event", "cluster"]
    segment: ast.Segment | None = None
    """The segment whose condition it is."""
    nodes: tuple[Node, ...] = ()
    """The condition and all that stand in it, in the written order; nothing where others have them."""
    asks: bool = True
    """Whether it is a condition at all, and no other value: then it is reasoned about."""


@dataclass(slots=True)
class Study:
    """What is known of the program, and what has been found."""

    lowering: Lowering
    reading: Reading
    sources: Mapping[str, Source]
    budget: Budget
    found: list[Diagnostic] = field(default_factory=list)
    settled: set[int] = field(default_factory=set)
    """Conditions, by identity, of which it has been told that they hold for nobody or for everybody."""
    means: dict[int, Formula] = field(default_factory=dict)
    """What conditions on a cluster's means say, by identity: they stand in no plan."""

    def says(self, node: Expression, instead: Mapping[int, Formula] | None = None) -> Formula:
        """What a condition says; parts whose identity is in `instead` say that."""
        if instead and id(node) in instead:
            return instead[id(node)]
        match node:
            case ast.And(operands):
                return both(*(self.says(operand, instead) for operand in operands))
            case ast.Or(operands):
                return either(*(self.says(operand, instead) for operand in operands))
            case ast.Not(operand):
                return opposite(self.says(operand, instead))
            case _ if id(node) in self.means:
                return self.means[id(node)]
            case _:
                ref = self.lowering.refs.get(id(node))
                return truth(("node", id(node))) if ref is None else self.reading.formula(ref)

    def impossible(self, *formulas: Formula) -> bool:
        """Whether certainly nobody (no event) fits all of them."""
        if self.budget.steps <= 0:
            return False
        return unsatisfiable(with_facts(self.reading, both(*formulas), self.budget), self.budget)

    def value(self, node: Expression, level: Level) -> Ref:
        """The plan's node of a value."""
        return lower_value(self.lowering, node, level)

    def text(self, node: Node) -> str:
        """The author's words on one line, cut where they are long."""
        source = self.sources.get(node.span.path)
        words = " ".join(source.slice(node.span).split()) if source else type(node).__name__.lower()
        return words if len(words) <= 80 else words[:77] + "…"

    def topics(self, formula: Formula) -> set[object]:
        """What a formula is about: two that share nothing cannot depend on each other."""
        found: set[object] = set()
        for variable in variables(formula):
            found.add(variable)
            match variable.key:
                case ("ref", int(ref)):
                    found |= self._events(self.reading.nodes[ref].operation)
                case _:
                    pass
        return found

    def _events(self, operation: object) -> set[object]:
        match operation:
            case Aggregate(over=over):
                kinds = (over if isinstance(over, Query) else over.steps[0].query).kinds
                return set(self.lowering.program.project.events if kinds is None else kinds)
            case EventTime():
                return {"time"}
            case _:
                return set()


def leaves(node: Expression, *, positive: bool = True) -> Iterator[tuple[Expression, bool]]:
    """The tests that `and`, `or` and `not` join, and whether each is asked or denied."""
    match node:
        case ast.And(operands) | ast.Or(operands):
            for operand in operands:
                yield from leaves(operand, positive=positive)
        case ast.Not(operand):
            yield from leaves(operand, positive=not positive)
        case _:
            yield node, positive


def below(node: Node) -> Iterator[Node]:
    """The node and all that stand in it, in the written order."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(reversed(list(children(one))))
