"""Conditions that never hold, always hold, or have parts that change nothing."""

from collections.abc import Iterator, Sequence

from xseg.diagnostics import Fix, Span
from xseg.logic import messages
from xseg.logic.formula import All, Atom, Formula, Missing, opposite
from xseg.logic.rule import WHO, Rule, Study, below
from xseg.syntax import nodes as ast
from xseg.syntax.nodes import Expression

MOST_PARTS = 60
"""Longer lists of parts are not compared with each other."""


def holding(study: Study, rule: Rule) -> None:
    """Tells what of a condition is decided before anybody is looked at."""
    if not isinstance(rule.condition, ast.Boolean):
        _look(study, rule, rule.condition)


def _look(study: Study, rule: Rule, node: Expression) -> None:
    """Outermost first; of what never or always holds, nothing more is told but its guilty part."""
    match node:
        case ast.Not(operand):
            _look(study, rule, operand)
        case ast.And(operands) | ast.Or(operands):
            before = len(study.found)
            for operand in operands:
                _look(study, rule, operand)
            if len(study.found) == before:
                _look_together(study, rule, node, operands)
            if any(id(operand) in study.settled for operand in operands):
                study.settled.add(id(node))
        case _ if _told_elsewhere(study, node):
            return
        case _:
            says = study.says(node)
            if study.impossible(says):
                _never(study, rule, node, node.span, ())
            elif not _needs_a_value(says) and study.impossible(opposite(says)):
                _always(study, rule, node, node.span, ())


def _needs_a_value(says: Formula) -> bool:
    """Whether the test is false where some value is missing, and so does not always hold."""
    parts = says.parts if isinstance(says, All) else (says,)
    return any(isinstance(part, Atom) and isinstance(part.test, Missing) and not part.holds for part in parts)


def _told_elsewhere(study: Study, node: Expression) -> bool:
    """Whether what decides the test is told where it stands: another segment, or an event's brackets."""
    if isinstance(node, ast.InSegment):
        return True
    return bool(study.settled) and any(
        isinstance(one, ast.Query) and id(one.filter) in study.settled for one in below(node)
    )


def _look_together(study: Study, rule: Rule, node: ast.And | ast.Or, operands: Sequence[Expression]) -> None:
    """Parts that depend on each other, each group by itself."""
    if len(operands) > MOST_PARTS:
        return
    joined_by_and = isinstance(node, ast.And)
    # Dual: for `or` everything is asked of the opposites.
    says = {id(part): study.says(part) if joined_by_and else opposite(study.says(part)) for part in operands}
    for group in _groups(study, operands, says):
        if len(group) == 1:
            continue
        if any(isinstance(part, ast.InSegment) and study.impossible(says[id(part)]) for part in group):
            continue
        if study.impossible(*(says[id(part)] for part in group)):
            core = _core(study, group, says)
            span = node.span if len(core) == len(operands) else core[0].span.to(core[-1].span)
            (_never if joined_by_and else _always)(study, rule, node, span, core)
            return
        _redundant(study, node, group, says)


def _groups(study: Study, operands: Sequence[Expression], says: dict[int, Formula]) -> Iterator[list[Expression]]:
    """The parts in groups that share nothing with each other, in the written order."""
    groups: list[tuple[set[object], list[Expression]]] = []
    for part in operands:
        topics, members = study.topics(says[id(part)]), [part]
        apart = []
        for other_topics, others in groups:
            if topics & other_topics:
                topics, members = topics | other_topics, others + members
            else:
                apart.append((other_topics, others))
        groups = [*apart, (topics, members)]
    order = {id(part): place for place, part in enumerate(operands)}
    for _, members in groups:
        yield sorted(members, key=lambda part: order[id(part)])


def _core(study: Study, group: Sequence[Expression], says: dict[int, Formula]) -> list[Expression]:
    """Fewer parts that contradict each other already."""
    core = list(group)
    for part in group:
        rest = [other for other in core if other is not part]
        if len(rest) > 1 and study.impossible(*(says[id(other)] for other in rest)):
            core = rest
    return core


def _never(study: Study, rule: Rule, node: Expression, span: Span, core: Sequence[Expression]) -> None:
    study.settled.add(id(node))
    because = [study.text(part) for part in core]
    study.found.append(messages.never_true(span, study.text(node), because, who=WHO[rule.level]))


def _always(study: Study, rule: Rule, node: Expression, span: Span, core: Sequence[Expression]) -> None:
    study.settled.add(id(node))
    text = " or ".join(study.text(part) for part in core) or study.text(node)
    hint = _differs(study, core)
    study.found.append(messages.always_true(span, text, who=WHO[rule.level], hint=hint))


def _differs(study: Study, core: Sequence[Expression]) -> str | None:
    """`x != "a" or x != "b"`: what is meant is `x not in ("a", "b")`."""
    unequal = [part for part in core if isinstance(part, ast.Compare) and part.operator == "!="]
    if len(unequal) < 2 or len(unequal) != len(core) or len({study.text(part.left) for part in unequal}) != 1:
        return None
    return messages.differs_hint(study.text(unequal[0].left), [study.text(part.right) for part in unequal])


def _redundant(study: Study, node: ast.And | ast.Or, group: Sequence[Expression], says: dict[int, Formula]) -> None:
    """Parts that the rest of their group implies; the later of two that say the same is told."""
    kept = list(group)
    for part in reversed(group):
        rest = [other for other in kept if other is not part]
        if isinstance(node, ast.Or) and isinstance(part, ast.Is) and part.state == "missing":
            continue  # this says of a negation that the unknown are meant
        denied = opposite(says[id(part)])
        if not rest or not study.impossible(denied, *(says[id(other)] for other in rest)):
            continue
        kept = rest
        alone = next((other for other in rest if study.impossible(denied, says[id(other)])), None)
        joined = "and" if isinstance(node, ast.And) else "or"
        text = study.text(part)
        other = None if alone is None else alone.span
        fix = _taken_out(study, node, part, text)
        study.found.append(messages.changes_nothing(part.span, text, other=other, joined=joined, fix=fix))


def _taken_out(study: Study, node: ast.And | ast.Or, part: Expression, text: str) -> Fix | None:
    """The part with its `and` or `or`, if nothing else (no comment) stands between it and its neighbour."""
    place = next(index for index, operand in enumerate(node.operands) if operand is part)
    left, right = (node.operands[place - 1], part) if place else (part, node.operands[1])
    between = Span(left.span.path, left.span.end, right.span.start)
    source = study.sources.get(between.path)
    if source is None or source.slice(between).strip().lower() not in ("and", "or"):
        return None
    start, end = (between.start, part.span.end) if place else (part.span.start, between.end)
    return messages.taken_out(text, Span(between.path, start, end))
