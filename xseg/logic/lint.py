"""All lints over a program without errors."""

from collections.abc import Iterator, Mapping
from contextlib import suppress

from xseg.diagnostics import Diagnostic, Source, codes
from xseg.logic import messages
from xseg.logic.allow import not_allowed
from xseg.logic.lints.guards import guards, neither
from xseg.logic.lints.holding import holding
from xseg.logic.lints.reading_order import agos, brackets, paths, ranks
from xseg.logic.lints.same import same
from xseg.logic.lints.unknown import none, unknown
from xseg.logic.means import means
from xseg.logic.reading import Reading
from xseg.logic.rule import Rule, Study, below
from xseg.logic.solve import Budget
from xseg.plan.lower import lower_program
from xseg.plan.lowering import Level
from xseg.project.types import BooleanType
from xseg.semantics.program import Program
from xseg.semantics.walk import children
from xseg.syntax import nodes as ast
from xseg.syntax.nodes import Expression

EACH = 30_000
"""How many cases the questions about one condition may look at; beyond them nothing more is claimed of it."""
STEPS = 2_000_000
"""And those about all conditions of a check together: a thousand segments as they are written need a third of it."""

STRICT = (codes.LETS_IN_UNKNOWN, codes.LETS_IN_NONE)
"""What is an error in strict projects."""

_OF_MEANING = (unknown, none, guards, ranks)
_OF_WRITING = (brackets, agos, paths, neither)


def lint(program: Program, sources: Mapping[str, Source], *, strict: bool = False) -> list[Diagnostic]:
    """What may not be meant; what a comment allows is left out.

    Every claim that something never or always holds, changes nothing or says the same is certain for all data and any
    `now`. Where that would take too long to find out, nothing is claimed.
    """
    lowering = lower_program(program)
    study = Study(lowering, Reading(lowering.builder.nodes, program.project.timezone), sources, Budget(EACH))
    rules = list(_rules(program))
    with suppress(RecursionError):  # deeper than Python's stack: what was found until here is true all the same
        _all(study, rules)
    spans = [
        *(trait.span for trait in program.traits.values()),
        *(segment.declaration.span for segment in program.segments.values()),
        *(model.declaration.span for model in program.models.values()),
    ]
    found = not_allowed(study.found, spans, sources)
    return [messages.as_error(one) if strict and one.code in STRICT else one for one in found]


def _all(study: Study, rules: list[Rule]) -> None:
    left = STEPS
    tangled: list[Rule] = []
    for rule in rules:
        if rule.level == "cluster":
            study.means |= means(rule.condition)
        budget = study.budget.steps = min(EACH, left)
        before = len(study.found)
        if rule.asks:
            holding(study, rule)
        decided = len(study.found) > before
        for look in _OF_WRITING:
            look(study, rule)
        if rule.asks and not decided and study.budget.steps > 0:
            for look in _OF_MEANING:
                look(study, rule)
        left -= budget - max(study.budget.steps, 0)
        if study.budget.steps <= 0:
            tangled.append(rule)
    study.budget.steps = min(10 * EACH, left)
    same(study, rules)
    if tangled:
        study.found.append(messages.not_looked_at_whole(tangled[0].condition.span, len(tangled), len(rules)))


def _rules(program: Program) -> Iterator[Rule]:
    """Every condition of the program: of segments, traits and labels, and within them those in brackets and in `if`;
    but of no standard trait, whose words are not the author's.

    Inner ones come first: what they decide is told of them, not of what is around them.
    """
    for segment in program.segments.values():
        nodes = tuple(below(segment.declaration.where))
        yield from _inner(segment.declaration.where)
        yield Rule(segment.declaration.where, "profile", segment.declaration, nodes)
    for name, trait in program.traits.items():
        if name in program.standard:
            continue
        nodes = tuple(below(trait.expression))
        yield from _inner(trait.expression)
        asks = isinstance(program.trait_types[name], BooleanType)
        yield Rule(trait.expression, "profile", nodes=nodes, asks=asks)
    for model in program.models.values():
        for label in model.declaration.labels:
            if label.rule == "where":
                yield Rule(label.expression, "cluster", nodes=tuple(below(label.expression)))


def _inner(condition: Expression) -> Iterator[Rule]:
    """The conditions within one: of events in brackets, and those of an `if`, on the event where that is about one."""
    waiting: list[tuple[ast.Node, Level]] = [(condition, "profile")]
    while waiting:
        node, level = waiting.pop()
        of_event: ast.Node | None = None
        match node:
            case ast.Query(filter=filter_) if filter_ is not None:
                of_event = filter_
                yield Rule(filter_, "event")
            case ast.Aggregate(operand=operand) if operand is not None:
                of_event = operand
            case ast.Call(function, (asked, *_)) if function.text.lower() == "if":
                yield Rule(asked, level)
            case _:
                pass
        waiting.extend((one, "event" if one is of_event else level) for one in reversed(list(children(node))))
