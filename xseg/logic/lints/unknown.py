"""Negations that let in the unknown, and small sums and counts that let in those with none."""

from collections.abc import Iterator

from xseg.logic import messages
from xseg.logic.formula import TRUE, Formula, both, opposite
from xseg.logic.rule import WHO, Rule, Study, leaves
from xseg.plan.nodes import Aggregate, Not, Ref
from xseg.semantics.values import COUNT
from xseg.syntax import nodes as ast
from xseg.syntax.nodes import Expression

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_DENIED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def unknown(study: Study, rule: Rule) -> None:
    """Tells where a profile gets in because nothing is known of it; not where another part keeps it out."""
    if rule.level == "cluster":
        return
    for leaf, positive in leaves(rule.condition):
        if not _lets_in(study, leaf, positive=positive):
            continue
        names = [
            study.text(value)
            for value in _values(leaf)
            if (known := _known(study, rule, value)) != TRUE and _differs(study, rule, leaf, known, positive=positive)
        ]
        if names:
            denied = leaf if positive else next((one for one in _denials(rule.condition) if one.operand is leaf), leaf)
            study.found.append(messages.lets_in_unknown(denied.span, study.text(denied), names, who=WHO[rule.level]))


def _lets_in(study: Study, leaf: Expression, *, positive: bool) -> bool:
    """Whether the test, as it is asked, is a negation."""
    if isinstance(leaf, ast.Is) and leaf.state in ("known", "missing"):
        return False
    ref = study.lowering.refs.get(id(leaf))
    if ref is None:
        return False
    while isinstance(operation := study.reading.nodes[ref].operation, Not):
        ref, positive = operation.operand, not positive
    return not positive


def _values(leaf: Expression) -> Iterator[Expression]:
    """What the test looks at."""
    match leaf:
        case ast.Compare(_, left, right):
            yield from (left, right)
        case ast.Between(operand, low, high):
            yield from (operand, low, high)
        case (
            ast.OneOf(operand)
            | ast.TextTest(_, operand)
            | ast.Has(operand)
            | ast.Is(operand)
            | ast.When(operand)
            | ast.Ranked(operand)
            | ast.Anniversary(operand)
        ):
            yield operand
        case ast.Name() | ast.Call():
            yield leaf
        case _:
            return


def _known(study: Study, rule: Rule, value: Expression) -> Formula:
    return study.reading.known(study.value(value, "event" if rule.level == "event" else "profile"))


def _differs(study: Study, rule: Rule, leaf: Expression, known: Formula, *, positive: bool) -> bool:
    """Whether somebody is in only because the test holds without `known`."""
    if study.budget.steps <= 0:
        return False
    says = study.says(leaf)
    tighter = both(says, known) if positive else opposite(both(opposite(says), known))
    whole, without = study.says(rule.condition), study.says(rule.condition, {id(leaf): tighter})
    return not study.impossible(whole, opposite(without))


def _denials(node: Expression) -> Iterator[ast.Not]:
    match node:
        case ast.And(operands) | ast.Or(operands):
            for operand in operands:
                yield from _denials(operand)
        case ast.Not(operand):
            yield node
            yield from _denials(operand)
        case _:
            return


def none(study: Study, rule: Rule) -> None:
    """Tells where `sum(…) <` or `count(…) <` is meant of those with few, and holds for those with none too."""
    if rule.level != "profile":
        return
    for leaf, positive in leaves(rule.condition):
        if not isinstance(leaf, ast.Compare):
            continue
        found = _bounded(study, leaf, positive=positive)
        if found is None:
            continue
        value, ref, operator, end = found
        aggregate = study.reading.nodes[ref].operation
        assert isinstance(aggregate, Aggregate)
        count = study.lowering.add(Aggregate("count", aggregate.over, None), COUNT)
        some = study.reading.at_least_one(count)
        if _differs(study, rule, leaf, some, positive=positive):
            counts = aggregate.function != "sum"
            most = str(end.unscaled - (operator == "<")) if isinstance(end, ast.Number) and end.scale == 0 else None
            study.found.append(
                messages.lets_in_none(leaf.span, study.text(leaf), study.text(value), counts=counts, most=most)
            )


def _bounded(study: Study, leaf: ast.Compare, *, positive: bool) -> tuple[Expression, Ref, str, Expression] | None:
    """The sum or count that the test bounds from above, how, and by what."""
    if leaf.operator in ("==", "!="):
        return None
    operator: str = leaf.operator if positive else _DENIED[leaf.operator]
    for value, end, told in ((leaf.left, leaf.right, operator), (leaf.right, leaf.left, _MIRRORED[operator])):
        if told not in ("<", "<=") or not isinstance(end, ast.Number):
            continue
        ref = study.value(value, "profile")
        operation = study.reading.nodes[ref].operation
        if isinstance(operation, Aggregate) and operation.function in ("count", "sum", "distinct"):
            return value, ref, told, end
    return None
