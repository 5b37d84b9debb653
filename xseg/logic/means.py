"""Reads conditions on a cluster's means, which stand in a model's labels and in no plan."""

from fractions import Fraction

from xseg.logic.formula import Among, Atom, Formula, High, Low, Variable, both, exact, opposite
from xseg.syntax import nodes as ast
from xseg.syntax.nodes import Expression

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_WAYS = {"==": {0}, "!=": {-1, 1}, "<": {-1}, "<=": {-1, 0}, ">": {1}, ">=": {0, 1}}


def means(node: Expression) -> dict[int, Formula]:
    """What each test in the condition says, by its identity; the mean of a feature is any number, never missing."""
    match node:
        case ast.And(operands) | ast.Or(operands):
            return {key: said for operand in operands for key, said in means(operand).items()}
        case ast.Not(operand):
            return means(operand)
        case ast.Between(operand, low, high):
            said = both(_compared(operand, ">=", low), _compared(operand, "<=", high))
        case ast.Compare(operator, left, right):
            said = _compared(left, operator, right)
        case _:
            return {}
    return {id(node): said}


def _compared(left: Expression, operator: str, right: Expression) -> Formula:
    match left, right:
        case ast.Name(feature), ast.Name(other):
            return _pair(feature, operator, other)
        case ast.Name(feature), _:
            return _beside(feature, operator, _number(right))
        case _, ast.Name(feature):
            return _beside(feature, _MIRRORED.get(operator, operator), _number(left))
        case _:
            raise AssertionError("the checker refuses a test that reads no feature")


def _pair(feature: str, operator: str, other: str) -> Formula:
    """How two means stand to each other: one of three ways."""
    ways = _WAYS[operator]
    if feature > other:
        feature, other, ways = other, feature, {-way for way in ways}
    if feature == other:
        ways = {-1, 0, 1} if 0 in ways else set()
    pair = Variable(("means", feature, other), "text", may_miss=False, values=(-1, 0, 1))
    return Atom(pair, Among(frozenset(ways)))


def _beside(feature: str, operator: str, number: Fraction | int) -> Formula:
    mean = Variable(("mean", feature), "ordered", may_miss=False)
    match operator:
        case "<" | "<=":
            return Atom(mean, High(number, closed=operator == "<="))
        case ">" | ">=":
            return Atom(mean, Low(number, closed=operator == ">="))
        case _:
            equal = both(Atom(mean, Low(number, closed=True)), Atom(mean, High(number, closed=True)))
            return equal if operator == "==" else opposite(equal)


def _number(node: Expression) -> Fraction | int:
    """As a model holds it: a double."""
    match node:
        case ast.Number(unscaled, scale):
            return exact(unscaled / float(10**scale))
        case ast.Negative(operand):
            return -_number(operand)
        case _:
            raise AssertionError("the checker refuses what is no number")
