"""Rules that are read otherwise than they are: ranks, brackets, comparisons with `ago`, and windows of a path."""

from collections.abc import Iterator

from xseg.logic import messages
from xseg.logic.rule import Rule, Study
from xseg.syntax import nodes as ast
from xseg.syntax.nodes import Expression


def ranks(study: Study, rule: Rule) -> None:
    """Tells of a rank behind other parts, which reads as if they narrowed who is ranked."""
    for node in _ands(rule.condition):
        for place, part in enumerate(node.operands):
            if not isinstance(part, ast.Ranked) or part.among is not None or part.negated:
                continue
            before = next((other for other in node.operands[:place] if _narrows(other)), None)
            if before is not None:
                study.found.append(
                    messages.rank_not_narrowed(part.span, study.text(part), before.span, study.text(before))
                )


def _ands(node: Expression) -> Iterator[ast.And]:
    match node:
        case ast.And(operands):
            yield node
            for operand in operands:
                yield from _ands(operand)
        case ast.Or(operands):
            for operand in operands:
                yield from _ands(operand)
        case _:
            return


def _narrows(node: Expression) -> bool:
    """Whether a part says who is meant, rather than who is left out or how much of them."""
    return not isinstance(node, ast.Ranked | ast.Sample | ast.Not | ast.DidNot)


def brackets(study: Study, rule: Rule) -> None:
    """Asks for brackets where `and` and `or` meet without any."""
    for node in rule.nodes:
        if isinstance(node, ast.Or):
            for part in node.operands:
                if isinstance(part, ast.And) and not part.bracketed:
                    study.found.append(messages.and_or_without_brackets(part.span, study.text(part)))


def agos(study: Study, rule: Rule) -> None:
    """Tells which way a comparison with `ago` goes: later is a shorter time ago."""
    for node in rule.nodes:
        if isinstance(node, ast.Compare) and node.operator in ("<", "<=", ">", ">="):
            swapped = isinstance(node.left, ast.Ago)
            ago, moment = (node.left, node.right) if swapped else (node.right, node.left)
            if isinstance(ago, ast.Ago) and not isinstance(moment, ast.Ago):
                later = node.operator.startswith("<") if swapped else node.operator.startswith(">")
                said = study.text(node)
                study.found.append(
                    messages.ago_compared(node.span, said, study.text(moment), study.text(ago.duration), later=later)
                )


def paths(study: Study, rule: Rule) -> None:
    """Asks whether `all within` is meant where only the last of three or more steps has a window."""
    for node in rule.nodes:
        if not isinstance(node, ast.Path) or len(node.steps) < 3 or node.all_within is not None:
            continue
        *before, last = node.steps
        window = last.query.window
        if last.negated or not isinstance(window, ast.Within) or any(step.query.window for step in before):
            continue
        span = before[0].span.to(before[-1].span)
        study.found.append(messages.only_last_step_bounded(span, study.text(window), window.span))
