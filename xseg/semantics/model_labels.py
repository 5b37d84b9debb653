"""Reads the label rules of a `model` block: an edge of a feature, or a condition on a cluster's means."""

from xseg.project.model import Comparison, LabelRuleDeclaration, MeanTest, MeanTests
from xseg.semantics import messages
from xseg.semantics.scope import World
from xseg.syntax.nodes import (
    And,
    Between,
    Compare,
    Expression,
    LabelRule,
    Model,
    Name,
    Negative,
    Not,
    Number,
    Or,
)

CONDITION = "compare features with numbers or with each other: `total_spend > 500 and recency_days < 60`"
MIRRORED: dict[Comparison, Comparison] = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def declare_label(world: World, node: Model, rule: LabelRule) -> LabelRuleDeclaration:
    """The declaration of one label; mistakes in it are told."""
    same = [other for other in node.labels if other.label.value == rule.label.value]
    if rule.label.value == "":
        world.sink.add(messages.empty_text(rule.label, None, hint="give the label a name"))
    elif same[0] is not rule:
        message = f'label "{rule.label.value}" stands twice'
        world.sink.add(messages.model_declaration(rule.label, message, "give one of them another name"))
    if rule.rule == "where":
        condition = _condition(world, rule.expression)
        return LabelRuleDeclaration(rule.label.value, "where", condition=condition, span=rule.label.span)
    feature = rule.expression.text if isinstance(rule.expression, Name) else ""
    return LabelRuleDeclaration(rule.label.value, rule.rule, feature, span=rule.label.span)


def features_read(condition: MeanTest | MeanTests | None) -> list[str]:
    """The features whose means a condition looks at."""
    match condition:
        case None:
            return []
        case MeanTest(feature, _, other):
            return [feature, other] if isinstance(other, str) else [feature]
        case MeanTests(_, tests):
            return [name for test in tests for name in features_read(test)]


def _condition(world: World, expression: Expression) -> MeanTest | MeanTests | None:
    """The condition as tests of means, None and told where it is none."""
    match expression:
        case And(operands):
            return _together(world, "all", operands)
        case Or(operands):
            return _together(world, "any", operands)
        case Not(operand):
            return _together(world, "none", (operand,))
        case Between(operand, low, high):
            tests = [_test(operand, ">=", low), _test(operand, "<=", high)]
            found = tuple(test for test in tests if test is not None)
            if len(found) == len(tests):
                return MeanTests("all", found)
        case Compare(operator, left, right, ignoring_case=False):
            test = _test(left, operator, right)
            if test is not None:
                return test
        case _:
            pass
    world.sink.add(messages.model_declaration(expression, "this is no condition on a cluster's means", CONDITION))
    return None


def _together(world: World, which: str, operands: tuple[Expression, ...]) -> MeanTests | None:
    found = [_condition(world, operand) for operand in operands]
    known = tuple(test for test in found if test is not None)
    if len(known) < len(found):
        return None
    match which:
        case "all":
            return MeanTests("all", known)
        case "any":
            return MeanTests("any", known)
        case _:
            return MeanTests("none", known)


def _test(left: Expression, comparison: Comparison, right: Expression) -> MeanTest | None:
    match _side(left), _side(right):
        case str(feature), (str() | float()) as other:
            return MeanTest(feature, comparison, other)
        case float(number), str(feature):
            return MeanTest(feature, MIRRORED[comparison], number)
        case _:
            return None


def _side(expression: Expression) -> str | float | None:
    match expression:
        case Name(text):
            return text
        case Number(unscaled, scale):
            return unscaled / float(10**scale)
        case Negative(operand):
            inner = _side(operand)
            return -inner if isinstance(inner, float) else None
        case _:
            return None
