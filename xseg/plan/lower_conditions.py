"""Lowers predicates: what is missing is decided here, atom by atom, as false."""

from typing import Any, assert_never

from xseg.plan import lower_events, lower_values, lower_windows
from xseg.plan.lowering import Level, Lowering
from xseg.plan.nodes import (
    And,
    Compare,
    Folded,
    Has,
    IsTrue,
    Known,
    Listed,
    Literal_,
    Member,
    Not,
    OneOf,
    Or,
    Ranked,
    Ref,
    Sampled,
    TextTest,
)
from xseg.project.types import BOOLEAN, TEXT
from xseg.syntax import nodes as ast
from xseg.syntax.nodes import Expression
from xseg.tables.person import Value
from xseg.tables.sample import SAMPLE_PRIME, sample_numbers


def lower_condition(lowering: Lowering, node: Expression, level: Level) -> Ref:
    """The predicate that answers a condition, true or false for everybody."""
    match node:
        case ast.And(operands):
            return lowering.test(And(tuple(lower_condition(lowering, part, level) for part in operands)), node)
        case ast.Or(operands):
            return lowering.test(Or(tuple(lower_condition(lowering, part, level) for part in operands)), node)
        case ast.Not(operand):
            return lowering.test(Not(lower_condition(lowering, operand, level)), node)
        case ast.Compare():
            return _compare(lowering, node, level)
        case ast.Between(operand, low, high):
            value, least, most = (lower_values.lower_value(lowering, part, level) for part in (operand, low, high))
            low_end, high_end = (lower_windows.End(end, closed=True) for end in (least, most))
            return lower_windows.in_range(lowering, value, low_end, high_end, node)
        case ast.OneOf():
            return _one_of(lowering, node, level)
        case ast.TextTest(kind, operand, text, ignoring_case):
            assert isinstance(text, ast.Text)
            value = lower_values.lower_value(lowering, operand, level)
            if ignoring_case:
                return lowering.test(TextTest(kind, _folded(lowering, value), text.value.casefold()), node)
            return lowering.test(TextTest(kind, value, text.value), node)
        case ast.Has(operand, quantity, values):
            wanted = tuple(sorted({value.value for value in values if isinstance(value, ast.Text)}))
            value = lower_values.lower_value(lowering, operand, level)
            return lowering.test(Has(value, "all" if quantity == "all" else "any", wanted), node)
        case ast.Is():
            return _is(lowering, node, level)
        case ast.When(operand, window):
            value = lower_values.lower_value(lowering, operand, level)
            return lower_windows.lower_window(lowering, value, window, level, node)
        case ast.Anniversary(operand, window):
            value = lower_values.lower_value(lowering, operand, level)
            return lower_windows.lower_anniversary(lowering, value, window, node)
        case ast.Ranked():
            return _ranked(lowering, node, level)
        case ast.InSegment(segment):
            member = lowering.test(Member(segment.text, lowering.segments[segment.text]), node)
            return lowering.lifted(member, level)
        case ast.InList(name):
            return lowering.lifted(lowering.test(Listed(name.text), node), level)
        case ast.Sample(share, by):
            a, b, c = sample_numbers(by.value)
            limit = SAMPLE_PRIME * share.unscaled // (100 * 10**share.scale)
            return lowering.lifted(lowering.test(Sampled(a, b, c, limit), node), level)
        case ast.Did():
            return lowering.lifted(lower_events.lower_did(lowering, node), level)
        case ast.DidNot(query):
            return lowering.lifted(lowering.test(Not(lower_events.happened(lowering, query)), node), level)
        case ast.Same():
            raise AssertionError("`same` is taken out by its step")
        case ast.Boolean(value):
            return lowering.test(Literal_(value), node)
        case _:
            return lowering.test(IsTrue(lower_values.lower_value(lowering, node, level)), node)


def _compare(lowering: Lowering, node: ast.Compare, level: Level) -> Ref:
    left = lower_values.lower_value(lowering, node.left, level)
    right = lower_values.lower_value(lowering, node.right, level)
    left, right = lower_values.common(lowering, left, right)
    if node.ignoring_case:
        left, right = _folded(lowering, left), _folded(lowering, right)
    match node.operator:
        case "!=":
            return lowering.test(Not(lowering.test(Compare("==", left, right))), node)
        case operator:
            return lowering.test(Compare(operator, left, right), node)


def _folded(lowering: Lowering, ref: Ref) -> Ref:
    operation = lowering.builder.nodes[ref].operation
    if isinstance(operation, Literal_) and isinstance(operation.value, str):
        return lowering.add(Literal_(operation.value.casefold()), TEXT)
    return lowering.add(Folded(ref), TEXT)


def _one_of(lowering: Lowering, node: ast.OneOf, level: Level) -> Ref:
    """Equality with one of them; literals that are held as the operand is make one test together."""
    operand = lower_values.lower_value(lowering, node.operand, level)
    held: dict[Ref, list[Value]] = {}
    tests: list[Ref] = []
    for value in node.values:
        left, right = lower_values.common(lowering, operand, lower_values.lower_value(lowering, value, level))
        if node.ignoring_case:
            left, right = _folded(lowering, left), _folded(lowering, right)
        match lowering.builder.nodes[right].operation:
            case Literal_(known):
                held.setdefault(left, []).append(known)
            case _:
                tests.append(lowering.test(Compare("==", left, right), node))
    tests[:0] = [lowering.test(OneOf(left, _distinct(values)), node) for left, values in held.items()]
    found = tests[0] if len(tests) == 1 else lowering.test(Or(tuple(tests)), node)
    return lowering.test(Not(found), node) if node.negated else found


def _distinct(values: list[Value]) -> tuple[Value, ...]:
    """Literals of one type, sorted, each once."""
    known: list[Any] = [value for value in values if value is not None]
    return tuple(sorted(set(known)))


def _is(lowering: Lowering, node: ast.Is, level: Level) -> Ref:
    value = lower_values.lower_value(lowering, node.operand, level)
    match node.state:
        case "known" | "missing":
            found = lowering.test(Known(value), node)
        case "true":
            found = lowering.test(IsTrue(value), node)
        case "false":
            found = lowering.test(Compare("==", value, lowering.add(Literal_(False), BOOLEAN)), node)
        case _:
            assert_never(node.state)
    negated = node.negated != (node.state == "missing")
    return lowering.test(Not(found), node) if negated else found


def _ranked(lowering: Lowering, node: ast.Ranked, level: Level) -> Ref:
    among = None if node.among is None else lowering.segments[node.among.text]
    share = node.share
    found = lowering.test(
        Ranked(
            lower_values.lower_value(lowering, node.operand, level),
            node.edge,
            share.unscaled,
            share.scale,
            share.percent,
            among,
        ),
        node,
    )
    return lowering.test(Not(found), node) if node.negated else found
