"""Whether two types go together, and the one type that holds both."""

from xseg.project.types import (
    DATE,
    NUMBER,
    TEXT,
    BooleanType,
    CategoryType,
    DateType,
    DurationType,
    ExactType,
    ListType,
    NumberType,
    TextType,
    TimestampType,
    Type,
    UnknownType,
)


def unify(left: Type, right: Type) -> Type | None:
    """The type of a value that may come from either side; None where there is none.

    Exact values take the larger scale, a double on one side makes both doubles, a date on one side makes local dates.
    """
    match left, right:
        case (UnknownType(), other) | (other, UnknownType()):
            return other
        case (BooleanType(), BooleanType()) | (DurationType(), DurationType()) | (TimestampType(), TimestampType()):
            return left
        case (DateType() | TimestampType(), DateType() | TimestampType()):
            return DATE
        case (ExactType(), ExactType()):
            return common_exact(left, right)
        case (ExactType() | NumberType(), ExactType() | NumberType()):
            return NUMBER
        case (CategoryType(None), CategoryType()) | (CategoryType(), CategoryType(None)):
            return CategoryType(None)
        case (CategoryType(mine), CategoryType(other)) if mine is not None and other is not None:
            return CategoryType(tuple(dict.fromkeys((*mine, *other))))
        case (TextType() | CategoryType(), TextType() | CategoryType()):
            return TEXT
        case (ListType(mine), ListType(other)):
            element = unify(mine, other)
            return None if element is None else ListType(element)
        case _:
            return None


def common_exact(left: ExactType, right: ExactType) -> ExactType:
    """The exact type that holds both at one scale."""
    scale = max(left.scale, right.scale)
    return ExactType(scale, max(left.digits + scale - left.scale, right.digits + scale - right.scale))


def held_alike(left: Type, right: Type) -> Type | None:
    """The one type of values that are held in the same way and so need no conversion to meet; None where there is none.

    Exact values need the same scale; a date is not held as a timestamp is.
    """
    match left, right:
        case (ExactType(scale, digits), ExactType(other_scale, other_digits)):
            return ExactType(scale, max(digits, other_digits)) if scale == other_scale else None
        case (TextType() | CategoryType(), TextType() | CategoryType()) | (ListType(), ListType()):
            return unify(left, right)
        case (UnknownType(), other) | (other, UnknownType()):
            return other
        case _:
            return left if left == right else None
