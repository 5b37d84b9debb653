"""One person and one condition, to be answered again and again: at another `now`, or with another value."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from xseg.diagnostics import Source
from xseg.engines.reference.evaluate import Evaluation, evaluate_nodes
from xseg.explain.clauses import Clause
from xseg.explain.trace import Trace, clause_tree
from xseg.plan.bind import bind
from xseg.plan.nodes import Aggregate, Operation, Ranked, Ref
from xseg.plan.plan import Plan, queries
from xseg.plan.reach import reachable
from xseg.semantics import Program
from xseg.syntax.nodes import Expression
from xseg.tables.model import Model
from xseg.tables.person import Person, Value


@dataclass(frozen=True, slots=True)
class Question:
    """A condition `where`, lowered to `root` of a symbolic plan, asked of one person.

    `whole` are the answers that need the whole table (ranks), as they are for this person.
    """

    program: Program
    sources: Mapping[str, Source]
    plan: Plan
    where: Expression
    root: Ref
    person: Person
    models: Mapping[str, Model]
    whole: Mapping[Ref, Value]

    @property
    def zone(self) -> ZoneInfo:
        return self.program.project.timezone

    @property
    def roots(self) -> list[Ref]:
        """The condition, and the values that are ranked, to be shown."""
        ranked = (self._operation(ref) for ref in self.whole)
        return [self.root, *(operation.operand for operation in ranked if isinstance(operation, Ranked))]

    def evaluated(self, now: int, changed: Mapping[Ref, Value] | None = None) -> Evaluation:
        """All values at `now`; the `changed` nodes have other values than they would have."""
        stated = {ref: (value,) for ref, value in {**self.whole, **(changed or {})}.items()}
        bound = bind(self.plan, now=now, zone=self.zone)
        return evaluate_nodes(bound, self.roots, [self.person], models=self.models, stated=stated)

    def answer(self, now: int, changed: Mapping[Ref, Value] | None = None) -> bool:
        """Whether the condition holds."""
        return bool(self.evaluated(now, changed).values[self.root][0])

    def tree(self, now: int) -> Clause:
        """The answer clause by clause."""
        trace = Trace.of(self.program, self.sources, self.evaluated(now))
        return clause_tree(trace, self.where, self.root)

    def _operation(self, ref: Ref) -> Operation:
        return self.plan.nodes[ref].operation

    def narrowed(self) -> "Question":
        """The same question of the same person, without events that it never looks at."""
        kinds: set[str] = set()
        for ref in reachable(self.plan, self.roots, known=self.whole):
            operation = self.plan.nodes[ref].operation
            if isinstance(operation, Aggregate):
                for query in queries(operation.over):
                    if query.kinds is None:
                        return self
                    kinds.update(query.kinds)
        events = tuple(event for event in self.person.events if event.kind in kinds)
        return replace(self, person=replace(self.person, events=events))
