"""Segments that always have the same members."""

from collections.abc import Sequence

from xseg.logic import messages
from xseg.logic.formula import Formula, opposite, variables
from xseg.logic.rule import Rule, Study
from xseg.syntax import nodes as ast

MOST_PAIRS = 1000


def same(study: Study, rules: Sequence[Rule]) -> None:
    """Tells of two segments with one meaning; those of different purposes are two all the same."""
    alike: dict[tuple[object, ...], list[tuple[ast.Segment, Formula]]] = {}
    pairs = MOST_PAIRS
    for rule in rules:
        segment = rule.segment
        if segment is None or id(rule.condition) in study.settled or isinstance(rule.condition, ast.Boolean):
            continue
        says = study.says(rule.condition)
        purpose = study.lowering.program.segments[segment.name.text].metadata.purpose
        group = alike.setdefault((purpose, frozenset(variables(says))), [])
        for other, other_says in group:
            pairs -= 1
            if pairs < 0:
                return
            if _equal(study, says, other_says):
                name, before = segment.name, other.name
                study.found.append(messages.same_meaning(name.span, name.text, before.text, before.span))
                break
        else:
            group.append((segment, says))


def _equal(study: Study, one: Formula, other: Formula) -> bool:
    return study.impossible(one, opposite(other)) and study.impossible(other, opposite(one))
