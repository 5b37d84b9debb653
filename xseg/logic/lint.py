"""All lints over a program without errors."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from xseg.diagnostics import Diagnostic, Source, codes
from xseg.logic import messages
from xseg.logic.allow import not_allowed
from xseg.logic.lints.guards import guards, neither
from xseg.logic.lints.holding import holding
from xseg.logic.lints.reading_order import brackets, paths, ranks
from xseg.logic.lints.same import same
from xseg.logic.lints.unknown import none, unknown
from xseg.logic.reading import Reading
from xseg.logic.rule import Rule, Study, below
from xseg.logic.solve import Budget
from xseg.plan.lower import lower_program
from xseg.semantics.program import Program
from xseg.syntax import nodes as ast

STEPS = 300_000
"""How many cases all questions of one check may look at together; beyond them nothing more is claimed."""

STRICT = (codes.LETS_IN_UNKNOWN, codes.LETS_IN_NONE)
"""What is an error in strict projects."""

_OF_MEANING = (unknown, none, guards, ranks)
_OF_WRITING = (brackets, paths, neither)


def lint(program: Program, sources: Mapping[str, Source], *, strict: bool = False) -> list[Diagnostic]:
    """What may not be meant; what a comment allows is left out.

    Every claim that something never or always holds, changes nothing or says the same is certain for all data and any
    `now`. Where that would take too long to find out, nothing is claimed.
    """
    lowering = lower_program(program)
    study = Study(lowering, Reading(lowering.builder.nodes, program.project.timezone), sources, Budget(STEPS))
    rules = list(_rules(program))
    with suppress(RecursionError):  # deeper than Python's stack: what was found until here is true all the same
        _all(study, rules)
    spans = [
        *(trait.span for trait in program.traits.values()),
        *(segment.declaration.span for segment in program.segments.values()),
    ]
    found = not_allowed(study.found, spans, sources)
    return [messages.as_error(one) if strict and one.code in STRICT else one for one in found]


def _all(study: Study, rules: list[Rule]) -> None:
    for rule in rules:
        before = len(study.found)
        holding(study, rule)
        decided = len(study.found) > before
        if rule.segment is not None:
            for look in _OF_WRITING:
                look(study, rule)
        if not decided and study.budget.steps > 0 and (rule.segment is not None or rule.level == "event"):
            for look in _OF_MEANING:
                look(study, rule)
    same(study, rules)


def _rules(program: Program) -> Iterator[Rule]:
    """Every condition of the program: those of segments, and within all declarations those in brackets and in `if`.

    Inner ones come first: what they decide is told of them, not of what is around them.
    """
    for segment in program.segments.values():
        nodes = tuple(below(segment.declaration.where))
        yield from _inner(nodes)
        yield Rule(segment.declaration.where, "profile", segment.declaration, nodes)
    for trait in program.traits.values():
        yield from _inner(below(trait.expression))


def _inner(nodes: Iterable[ast.Node]) -> Iterator[Rule]:
    for node in nodes:
        match node:
            case ast.Query(filter=condition) if condition is not None:
                yield Rule(condition, "event")
            case ast.Call(function, (condition, *_)) if function.text.lower() == "if":
                yield Rule(condition, "profile")
            case _:
                pass
