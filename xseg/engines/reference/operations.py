"""One operation, one answer: everything that looks only at its operands' values, for a profile or an event."""

import math
from collections.abc import Callable
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from xseg.engines.reference.clock import anniversaries, date_of, hour, local_date, years_between
from xseg.plan.nodes import (
    Absolute,
    Align,
    And,
    Anniversary,
    Arithmetic,
    Coalesce,
    Compare,
    Domain,
    Folded,
    Has,
    If,
    InRange,
    IsTrue,
    Known,
    Length,
    Literal_,
    LocalDate,
    Member,
    Not,
    OneOf,
    Operation,
    Or,
    PartOf,
    Ref,
    TextTest,
    ToNumber,
    YearsBetween,
)
from xseg.tables.person import Value

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def apply(operation: Operation, zone: ZoneInfo, value: Callable[[Ref], Any]) -> Any:
    """The operation's value from its operands' values; missing is None, and predicates answer it with false."""
    match operation:
        case Literal_(known):
            return known
        case Arithmetic(operator, left, right):
            return _arithmetic(operator, value(left), value(right))
        case Align(operand, factor):
            return None if value(operand) is None else value(operand) * factor
        case ToNumber(operand, scale):
            return None if value(operand) is None else as_number(value(operand), scale)
        case Absolute(operand):
            return None if value(operand) is None else abs(value(operand))
        case LocalDate(operand):
            return None if value(operand) is None else local_date(value(operand), zone)
        case PartOf():
            return _part(operation, value(operation.operand), zone)
        case YearsBetween(start, end):
            return None if None in (value(start), value(end)) else years_between(value(start), value(end))
        case Length(operand):
            return None if value(operand) is None else len(value(operand))
        case Folded(operand):
            return None if value(operand) is None else value(operand).casefold()
        case Domain(operand):
            return _domain(value(operand))
        case Coalesce(operands):
            return next((value(operand) for operand in operands if value(operand) is not None), None)
        case If(condition, then, otherwise):
            return value(then) if value(condition) else value(otherwise)
        case Compare(operator, left, right):
            return _compare(operator, value(left), value(right))
        case InRange():
            return _in_range(operation, value)
        case OneOf(operand, values):
            return value(operand) is not None and value(operand) in values
        case TextTest(kind, operand, text):
            return value(operand) is not None and _text_test(kind, value(operand), text)
        case Has(operand, quantity, values):
            held = value(operand)
            if held is None:
                return False
            return all(item in held for item in values) if quantity == "all" else any(item in held for item in values)
        case Known(operand):
            return value(operand) is not None
        case IsTrue(operand):
            return value(operand) is True
        case Anniversary(operand, low, high):
            if value(operand) is None:
                return False
            least = None if low is None else value(low)
            most = None if high is None else value(high)
            return anniversaries(value(operand), least, most)
        case Not(operand):
            return not value(operand)
        case And(operands):
            return all(value(operand) for operand in operands)
        case Or(operands):
            return any(value(operand) for operand in operands)
        case Member(operand=operand):
            return bool(value(operand))
        case _:
            raise AssertionError(f"{type(operation).__name__} does not look at its operands alone")


def finite(number: float) -> float | None:
    """What is not finite is missing; −0 is 0."""
    return number + 0.0 if math.isfinite(number) else None


def as_number(units: int, scale: int) -> float | None:
    """Units of 10 ** -scale as a double: the nearest to the units, divided once; missing where that is not finite."""
    try:
        return finite(float(units) / 10.0**scale)
    except OverflowError:
        return None


def _arithmetic(operator: str, left: Any, right: Any) -> Any:
    if left is None or right is None:
        return None
    if operator == "/":
        return None if right == 0 else finite(left / right)
    result = left + right if operator == "+" else left - right if operator == "-" else left * right
    return finite(result) if isinstance(result, float) else result


def _compare(operator: str, left: Any, right: Any) -> bool:
    if left is None or right is None:
        return False
    match operator:
        case "==":
            return bool(left == right)
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
        case ">=":
            return bool(left >= right)
        case _:
            raise AssertionError(operator)


def _in_range(operation: InRange, value: Callable[[Ref], Any]) -> bool:
    tested = value(operation.operand)
    if tested is None:
        return False
    if operation.low is not None and not _compare(">=" if operation.low_in else ">", tested, value(operation.low)):
        return False
    return operation.high is None or _compare("<=" if operation.high_in else "<", tested, value(operation.high))


def _text_test(kind: str, held: str, text: str) -> bool:
    match kind:
        case "contains":
            return text in held
        case "starts with":
            return held.startswith(text)
        case "ends with":
            return held.endswith(text)
        case _:
            raise AssertionError(kind)


def _part(operation: PartOf, held: int | None, zone: ZoneInfo) -> Value:
    if held is None:
        return None
    if operation.part == "hour":
        return hour(held, zone)
    day = date_of(held if operation.of_date else local_date(held, zone))
    match operation.part:
        case "year":
            return day.year
        case "month":
            return day.month
        case "day_of_month":
            return day.day
        case "weekday":
            return WEEKDAYS[day.weekday()]
        case _:
            assert_never(operation.part)


def _domain(address: str | None) -> str | None:
    """What stands behind the last `@`, in lower case; missing where nothing does."""
    if address is None or "@" not in address:
        return None
    found = address.rsplit("@", 1)[1]
    return found.lower() or None
