"""`or` beside a consent or an exclusion, which then binds only one side; and negations joined by `or`."""

from collections.abc import Iterator, Sequence

from xseg.logic import messages
from xseg.logic.formula import opposite
from xseg.logic.rule import Rule, Study
from xseg.plan.nodes import Consent, IsTrue
from xseg.syntax import nodes as ast
from xseg.syntax.nodes import Expression


def guards(study: Study, rule: Rule) -> None:
    """Tells of each `or` through which somebody gets past a consent or an exclusion."""
    joined = list(_ors(rule.condition))
    if rule.segment is None or not joined:
        return
    everywhere = [guard for guard in _guards(study, rule.condition) if _held(study, rule, guard)]
    for node in joined:
        if all(_is_negation(operand) for operand in node.operands):
            exclusions = [operand for operand in node.operands if _is_exclusion(operand)]
            if len(exclusions) > 1 or everywhere:
                study.found.append(messages.two_negations(node.span, [study.text(part) for part in node.operands]))
            continue
        found = [list(_guards(study, operand)) for operand in node.operands]
        if all(found):
            continue
        for guard in (one for inner in found for one in inner):
            if not _held(study, rule, guard):
                study.found.append(messages.or_beside_guard(guard.span, study.text(guard)))


def _ors(node: Expression) -> Iterator[ast.Or]:
    """Every `or` that is asked, not denied."""
    match node:
        case ast.And(operands):
            for operand in operands:
                yield from _ors(operand)
        case ast.Or(operands):
            yield node
            for operand in operands:
                yield from _ors(operand)
        case _:
            return


def _guards(study: Study, node: Expression) -> Iterator[Expression]:
    match node:
        case ast.And(operands) | ast.Or(operands):
            for operand in operands:
                yield from _guards(study, operand)
        case _ if _is_exclusion(node) or _is_consent(study, node):
            yield node
        case _:
            return


def _is_exclusion(node: Expression) -> bool:
    """`not in list …`, `not in segment …`."""
    return isinstance(node, ast.Not) and isinstance(node.operand, ast.InList | ast.InSegment)


def _is_consent(study: Study, node: Expression) -> bool:
    """`consent.PURPOSE`, with or without `is true`."""
    ref = study.lowering.refs.get(id(node))
    operation = None if ref is None else study.reading.nodes[ref].operation
    return isinstance(operation, IsTrue) and isinstance(study.reading.nodes[operation.operand].operation, Consent)


def _held(study: Study, rule: Rule, guard: Expression) -> bool:
    """Whether everybody whom the rule means fits the guard."""
    return study.impossible(study.says(rule.condition), opposite(study.says(guard)))


def _is_negation(node: Expression) -> bool:
    match node:
        case ast.Not() | ast.DidNot():
            return True
        case ast.Compare(operator="!=") | ast.OneOf(negated=True) | ast.Ranked(negated=True):
            return True
        case _:
            return False


def neither(study: Study, rule: Rule) -> None:
    """Tells of `not (did A and did B)` under a title or description that says neither."""
    if rule.segment is None or not _says_neither(study, rule.segment):
        return
    for node in _denied_both(rule.condition):
        assert isinstance(node.operand, ast.And)
        parts: Sequence[str] = [study.text(part) for part in node.operand.operands]
        study.found.append(messages.not_both(node.span, study.text(node), parts))


def _says_neither(study: Study, segment: ast.Segment) -> bool:
    described = study.lowering.program.segments[segment.name.text].metadata.description or ""
    words = f"{segment.title.value if segment.title else ''} {described}".lower().replace(",", " ").split()
    return bool({"neither", "nor", "none"} & set(words))


def _denied_both(node: Expression) -> Iterator[ast.Not]:
    match node:
        case ast.And(operands) | ast.Or(operands):
            for operand in operands:
                yield from _denied_both(operand)
        case ast.Not(ast.And(operands)) if all(isinstance(operand, ast.Did) for operand in operands):
            yield node
        case _:
            return
