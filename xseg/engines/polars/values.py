"""How values of each type are held in Polars."""

from typing import assert_never

import polars as pl

from xseg.project.types import (
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
from xseg.tables.person import Value

DIGITS_64 = 18
"""Exact values of this many digits fit in 64 bits; longer ones take 128."""


def dtype(type_: Type) -> pl.DataType:
    """The Polars type that holds values of a type."""
    match type_:
        case BooleanType():
            return pl.Boolean()
        case ExactType(digits=digits):
            return pl.Int64() if digits <= DIGITS_64 else pl.Int128()
        case NumberType():
            return pl.Float64()
        case TextType() | CategoryType():
            return pl.String()
        case DateType():
            return pl.Int32()
        case TimestampType() | DurationType():
            return pl.Int64()
        case ListType(element):
            return pl.List(dtype(element))
        case UnknownType():
            raise AssertionError("a plan with errors is never run")
        case _:
            assert_never(type_)


def wider(first: pl.DataType, second: pl.DataType) -> pl.DataType:
    """The type in which two values that are held alike can meet without loss."""
    if first == second:
        return first
    for held in (pl.Int128(), pl.Int64()):
        if held in (first, second) and first.is_integer() and second.is_integer():
            return held
    raise AssertionError(f"{first} and {second} are not held alike")


def literal(value: Value, type_: Type) -> pl.Expr:
    """A value as a typed literal."""
    held = dtype(type_)
    return pl.lit(list(value) if isinstance(value, tuple) else value, dtype=held)


def is_constant(expression: pl.Expr) -> bool:
    """Whether an expression is made of literals alone."""
    return not expression.meta.root_names()


def divided(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """The quotient of doubles as IEEE rounds it.

    Polars divides a column by a single value as a product with its reciprocal, which may be off by one place in the
    last; a divisor of as many values as the dividend is divided by as it should be.
    """
    return left / (right + left * 0.0)


def finite(number: pl.Expr) -> pl.Expr:
    """A double as the language has it: what is not finite is missing, −0 is 0."""
    return pl.when(number == 0).then(0.0).when(number.is_finite()).then(number)
