"""Lowers predicates: what is missing is decided here, atom by atom, as false."""

from typing import assert_never

from xseg.plan import lower_events, lower_values, lower_windows
from xseg.plan.lowering import Level, Lowering
from xseg.plan.nodes import (
    And,
    Compare,
    Folded,
    Has,
    InRange,
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
            values = [lower_values.lower_value(lowering, part, level) for part in (operand, low, high)]
            value, least, most = lower_values.common(lowering, values)
            return lowering.test(InRange(value, least, True, most, True), node)
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
            a, b, c = lower_values.sample_numbers(by.value)
            limit = lower_values.SAMPLE_PRIME * share.unscaled // (100 * 10**share.scale)
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
    left, right = lower_values.common(lowering, [left, right])
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
    operand = lower_values.lower_value(lowering, node.operand, level)
    literals = [lower_values.lower_value(lowering, value, level) for value in node.values]
    operand, *literals = lower_values.common(lowering, [operand, *literals])
    if node.ignoring_case:
        operand, literals = _folded(lowering, operand), [_folded(lowering, literal) for literal in literals]
    operations = [lowering.builder.nodes[literal].operation for literal in literals]
    values = [operation.value for operation in operations if isinstance(operation, Literal_)]
    if len(values) == len(operations):
        distinct = tuple(sorted(set(values), key=lambda value: (str(type(value)), value)))
        found = lowering.test(OneOf(operand, distinct), node)
    else:
        found = lowering.test(Or(tuple(lowering.test(Compare("==", operand, literal)) for literal in literals)), node)
    return lowering.test(Not(found), node) if node.negated else found


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
