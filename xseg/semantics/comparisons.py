"""Whether two values may be compared, and whether a literal can ever be met."""

from xseg.project.types import (
    DIGITS_MOST,
    BooleanType,
    CategoryType,
    DateType,
    DurationType,
    ExactType,
    ListType,
    TimestampType,
    Type,
    UnknownType,
    is_numeric,
    is_textual,
)
from xseg.semantics import messages
from xseg.semantics.lengths import CLOCK_UNITS
from xseg.semantics.scope import World
from xseg.semantics.unify import common_exact, unify
from xseg.syntax.nodes import Ago, Expression, Name, Node, Text

Typed = tuple[Expression, Type]


def check_comparable(
    world: World, node: Node, left: Typed, right: Typed, *, ordered: bool, ignoring_case: bool = False
) -> bool:
    """Tells what is wrong with comparing the two, by order or only by equality; true when nothing is."""
    (left_node, left_type), (right_node, right_type) = left, right
    if isinstance(left_type, UnknownType) or isinstance(right_type, UnknownType):
        return True
    if isinstance(left_type, ListType) or isinstance(right_type, ListType):
        world.sink.add(messages.not_comparable(node, left_type, right_type, 'write `has "x"` or `has any of (…)`'))
        return False
    together = unify(left_type, right_type)
    if together is None:
        world.sink.add(messages.not_comparable(node, left_type, right_type, _hint(left_type, right_type)))
        return False
    if isinstance(together, DateType) and not _whole_days(world, left, right):
        return False
    if ordered and (is_textual(together) or isinstance(together, BooleanType)):
        world.sink.add(messages.no_order(node, together))
        return False
    if isinstance(together, ExactType):
        common = common_exact(together, together)
        if common.digits > DIGITS_MOST:
            world.sink.add(messages.too_many_digits(node, common.digits))
            return False
    if isinstance(right_node, Text):
        return check_member(world, right_node, left_node, left_type, ignoring_case=ignoring_case)
    if isinstance(left_node, Text):
        return check_member(world, left_node, right_node, right_type, ignoring_case=ignoring_case)
    return True


def _whole_days(world: World, *sides: Typed) -> bool:
    """Dates are compared by the day: `3 hours ago` beside one is told."""
    for node, _ in sides:
        match node:
            case Ago(duration) if duration.unit in CLOCK_UNITS:
                world.sink.add(messages.hours_on_a_date(duration))
                return False
            case _:
                pass
    return True


def check_member(world: World, literal: Text, owner: Expression, type_: Type, *, ignoring_case: bool) -> bool:
    """Tells when a text can never equal a value out of a closed set."""
    if not isinstance(type_, CategoryType) or type_.values is None:
        return True
    known = {value.casefold() for value in type_.values} if ignoring_case else set(type_.values)
    if (literal.value.casefold() if ignoring_case else literal.value) in known:
        return True
    name = owner.text if isinstance(owner, Name) else None
    is_model = name in world.models
    shown = name if is_model and name else f"`{name}`" if name else "this"
    world.sink.add(messages.not_in_set(literal, literal.value, shown, type_.values, is_model=is_model))
    return False


def _hint(left: Type, right: Type) -> str:
    pair = (left, right)
    if any(isinstance(type_, DurationType) for type_ in pair):
        if any(isinstance(type_, TimestampType | DateType) for type_ in pair):
            return "write a window: `within 30 days` or `more than 30 days ago`"
        if any(is_numeric(type_) for type_ in pair):
            return "`days_since` counts days: compare it with a plain number, such as `> 30`"
    if any(isinstance(type_, TimestampType | DateType) for type_ in pair) and any(is_textual(type_) for type_ in pair):
        return "write dates without quotes: `2025-06-01`"
    if any(is_numeric(type_) for type_ in pair) and any(is_textual(type_) for type_ in pair):
        return "write numbers without quotes: `500`"
    if any(isinstance(type_, BooleanType) for type_ in pair):
        return "write `is true` or `is false`"
    return ""
