"""Types of values: names, literals, arithmetic, aggregates; a predicate used as a value is a boolean."""

from typing import assert_never

from xseg.project.types import (
    BOOLEAN,
    DATE,
    DIGITS_MOST,
    DURATION,
    NUMBER,
    TEXT,
    TIMESTAMP,
    UNKNOWN,
    BooleanType,
    DateType,
    DurationType,
    ExactType,
    ListType,
    NumberType,
    TimestampType,
    Type,
    UnknownType,
    is_numeric,
    is_textual,
)
from xseg.semantics import conditions, events, functions, messages, windows
from xseg.semantics.calendar import check_day, check_instant
from xseg.semantics.lengths import CALENDAR_UNITS
from xseg.semantics.scope import Scope, World, name_type
from xseg.semantics.unify import common_exact
from xseg.syntax.nodes import (
    Aggregate,
    Ago,
    Arithmetic,
    Boolean,
    Call,
    DateLiteral,
    DayWord,
    Duration,
    EdgeTime,
    Expression,
    InstantLiteral,
    Name,
    Negative,
    Now,
    Number,
    Text,
)

COUNT_DIGITS = 10
"""A profile has fewer than 10^10 events."""
COUNT = ExactType(0, COUNT_DIGITS)


def value_type(world: World, node: Expression, scope: Scope) -> Type:
    """Checks an expression that is used as a value and gives its type, which is noted for the node."""
    return world.known(node, _value_type(world, node, scope))


def _value_type(world: World, node: Expression, scope: Scope) -> Type:
    match node:
        case Name():
            return name_type(world, node, scope)
        case Number(unscaled, scale):
            return ExactType(scale, len(str(unscaled)))
        case Text():
            return TEXT
        case Boolean():
            return BOOLEAN
        case DateLiteral(day):
            return DATE if check_day(world, node, day) else UNKNOWN
        case DayWord():
            return DATE
        case InstantLiteral(instant):
            return TIMESTAMP if check_instant(world, node, instant) else UNKNOWN
        case Now():
            return TIMESTAMP
        case Ago(duration):
            return TIMESTAMP if windows.check_length(world, duration) else UNKNOWN
        case Duration():
            return _duration(world, node)
        case Arithmetic():
            return _chain(world, node, scope)
        case Negative(operand):
            type_ = value_type(world, operand, scope)
            if is_numeric(type_) or isinstance(type_, DurationType | UnknownType):
                return type_
            world.sink.add(messages.wrong_operand(operand, "`-` takes a number", type_, "compare it as it is"))
            return UNKNOWN
        case Call():
            return functions.call_type(world, node, scope)
        case Aggregate():
            return _aggregate(world, node, scope)
        case EdgeTime(_, query):
            events.check_query(world, query)
            return TIMESTAMP
        case _:
            conditions.check_condition(world, node, scope)
            return BOOLEAN


def within_digits(world: World, node: Expression, type_: Type) -> Type:
    """The type itself, or an error where it could need more digits than stay exact."""
    if isinstance(type_, ExactType) and type_.digits > DIGITS_MOST:
        world.sink.add(messages.too_many_digits(node, type_.digits))
        return UNKNOWN
    return type_


def _chain(world: World, node: Arithmetic, scope: Scope) -> Type:
    """`a + b + c …` leans left: walked down in a loop, so that long chains need no deep stack."""
    spine = [node]
    while isinstance(spine[-1].left, Arithmetic):
        spine.append(spine[-1].left)
    left = value_type(world, spine[-1].left, scope)
    for part in reversed(spine):
        right = value_type(world, part.right, scope)
        left = world.known(part, _arithmetic(world, part, left, right))
    return left


def _arithmetic(world: World, node: Arithmetic, left: Type, right: Type) -> Type:
    match node.operator, left, right:
        case (_, UnknownType(), _) | (_, _, UnknownType()):
            return UNKNOWN
        case ("/", ExactType() | NumberType(), ExactType() | NumberType()):
            return NUMBER
        case (_, NumberType(), ExactType() | NumberType()) | (_, ExactType(), NumberType()):
            return NUMBER
        case ("*", ExactType(scale, digits), ExactType(other_scale, other_digits)):
            return within_digits(world, node, ExactType(scale + other_scale, digits + other_digits))
        case ("+" | "-", ExactType(), ExactType()):
            common = common_exact(left, right)
            return within_digits(world, node, ExactType(common.scale, common.digits + 1))
        case ("-", TimestampType(), TimestampType()) | ("+" | "-", DurationType(), DurationType()):
            return DURATION
        case ("+" | "-", TimestampType(), DurationType()) | ("+", DurationType(), TimestampType()):
            return TIMESTAMP
        case ("-", DateType() | TimestampType(), DateType() | TimestampType()):
            hint = "write `days_since(a) - days_since(b)`"
            world.sink.add(messages.wrong_operand(node, "dates are not subtracted", DATE, hint))
            return UNKNOWN
        case _:
            wrong, type_ = (node.left, left) if not is_numeric(left) else (node.right, right)
            hint = "use numbers, or a timestamp with a duration in hours or days"
            world.sink.add(messages.wrong_operand(wrong, f"`{node.operator}` takes numbers", type_, hint))
            return UNKNOWN


def _duration(world: World, node: Duration) -> Type:
    """A length of time by itself is exact: weeks at the longest."""
    if node.unit in CALENDAR_UNITS:
        hint = "write days, or a window such as `within 3 months`"
        world.sink.add(messages.wrong_operand(node, "months and longer have no fixed length", DURATION, hint))
        return UNKNOWN
    return DURATION if windows.check_length(world, node) else UNKNOWN


def _aggregate(world: World, node: Aggregate, scope: Scope) -> Type:
    del scope  # an aggregate stands for the whole profile wherever it stands
    event_scope = events.check_over(world, node.over)
    if node.operand is None:
        return COUNT
    type_ = value_type(world, node.operand, event_scope)
    if isinstance(type_, UnknownType):
        return COUNT if node.function == "distinct" else UNKNOWN
    match node.function:
        case "count":
            return COUNT
        case "distinct":
            return COUNT if not isinstance(type_, ListType) else _not_so(world, node, type_, "a single value")
        case "sum":
            match type_:
                case ExactType(scale, digits):
                    return within_digits(world, node, ExactType(scale, digits + COUNT_DIGITS))
                case NumberType():
                    return type_
                case _:
                    return _not_so(world, node, type_, "a number")
        case "avg":
            if isinstance(type_, ExactType):
                within_digits(world, node, ExactType(type_.scale, type_.digits + COUNT_DIGITS))
            return NUMBER if is_numeric(type_) else _not_so(world, node, type_, "a number")
        case "min" | "max" | "median":
            if is_numeric(type_) or isinstance(type_, DateType | TimestampType | DurationType):
                return type_
            if is_textual(type_):
                world.sink.add(messages.no_order(node.operand, type_))
                return UNKNOWN
            return _not_so(world, node, type_, "a number, date or timestamp")
        case "most_frequent" | "first" | "last":
            return type_ if not isinstance(type_, ListType) else _not_so(world, node, type_, "a single value")
        case _:
            assert_never(node.function)


def _not_so(world: World, node: Aggregate, type_: Type, takes: str) -> Type:
    assert node.operand is not None
    world.sink.add(
        messages.wrong_operand(node.operand, f"`{node.function}` takes {takes}", type_, "choose another property")
    )
    return UNKNOWN


ORDERED = (ExactType, NumberType, DateType, TimestampType, DurationType, UnknownType)
"""Types whose values have an order."""


def is_ordered(type_: Type) -> bool:
    """Whether values of the type have an order (or are unknown)."""
    return isinstance(type_, ORDERED)


def is_flag(type_: Type) -> bool:
    """Whether the type can stand as a condition (or is unknown)."""
    return isinstance(type_, BooleanType | UnknownType)


def is_text(type_: Type) -> bool:
    """Whether values of the type are texts (or are unknown)."""
    return is_textual(type_) or isinstance(type_, UnknownType)
