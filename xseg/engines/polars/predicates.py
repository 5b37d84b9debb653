"""Predicates: true or false and never missing, since each atom decides what missing means for it."""

from typing import assert_never

import polars as pl
from polars.expr.string import ExprStringNameSpace

from xseg.engines.polars import clock
from xseg.engines.polars.operations import lower
from xseg.engines.polars.scope import Scope
from xseg.engines.polars.values import dtype, is_constant, wider
from xseg.plan.nodes import (
    And,
    Anniversary,
    Compare,
    Consent,
    Has,
    InRange,
    IsTrue,
    Known,
    Listed,
    Member,
    Not,
    OneOf,
    Or,
    Ref,
    Sampled,
    TextTest,
)
from xseg.project.types import Type
from xseg.tables import SAMPLE_FIRST, SAMPLE_SECOND, consent_column, list_column
from xseg.tables.sample import SAMPLE_PRIME

MIRRORED = {"==": "==", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""Comparisons read from the other side: Polars gives `pl.lit(1) == x` one row where all values of x are equal."""


@lower.register
def _(operation: Consent, scope: Scope, type_: Type) -> pl.Expr:
    return pl.col(consent_column(operation.purpose))


@lower.register
def _(operation: Listed, scope: Scope, type_: Type) -> pl.Expr:
    return pl.col(list_column(operation.name))


@lower.register
def _(operation: Compare, scope: Scope, type_: Type) -> pl.Expr:
    return _compared(operation.operator, operation.left, operation.right, scope)


@lower.register
def _(operation: InRange, scope: Scope, type_: Type) -> pl.Expr:
    tests = [scope[operation.operand].is_not_null()]
    if operation.low is not None:
        tests.append(_compared("<=" if operation.low_in else "<", operation.low, operation.operand, scope))
    if operation.high is not None:
        tests.append(_compared("<=" if operation.high_in else "<", operation.operand, operation.high, scope))
    return pl.all_horizontal(tests)


def _compared(operator: str, left: Ref, right: Ref, scope: Scope) -> pl.Expr:
    meeting = wider(dtype(scope.type(left)), dtype(scope.type(right)))
    first, second = scope[left].cast(meeting), scope[right].cast(meeting)
    if is_constant(first) and not is_constant(second):
        first, second, operator = second, first, MIRRORED[operator]
    match operator:
        case "==":
            holds = first == second
        case "<":
            holds = first < second
        case "<=":
            holds = first <= second
        case ">":
            holds = first > second
        case ">=":
            holds = first >= second
        case _:
            raise AssertionError(operator)
    return holds.fill_null(value=False)


@lower.register
def _(operation: OneOf, scope: Scope, type_: Type) -> pl.Expr:
    held = dtype(scope.type(operation.operand))
    values = pl.Series(list(operation.values), dtype=held)
    return scope[operation.operand].is_in(values.implode()).fill_null(value=False)


@lower.register
def _(operation: TextTest, scope: Scope, type_: Type) -> pl.Expr:
    return _tested(operation, scope[operation.operand].str).fill_null(value=False)


def _tested(test: TextTest, text: ExprStringNameSpace) -> pl.Expr:
    match test.kind:
        case "contains":
            return text.contains(test.text, literal=True)
        case "starts with":
            return text.starts_with(test.text)
        case "ends with":
            return text.ends_with(test.text)
        case _:
            assert_never(test.kind)


@lower.register
def _(operation: Has, scope: Scope, type_: Type) -> pl.Expr:
    held = scope[operation.operand]
    found = [held.list.contains(pl.lit(value)) for value in operation.values]
    some, every = pl.any_horizontal(pl.lit(value=False), *found), pl.all_horizontal(held.is_not_null(), *found)
    return (some if operation.quantity == "any" else every).fill_null(value=False)


@lower.register
def _(operation: Known, scope: Scope, type_: Type) -> pl.Expr:
    return scope[operation.operand].is_not_null()


@lower.register
def _(operation: IsTrue, scope: Scope, type_: Type) -> pl.Expr:
    return scope[operation.operand].fill_null(value=False)


@lower.register
def _(operation: Anniversary, scope: Scope, type_: Type) -> pl.Expr:
    day = scope[operation.operand].cast(pl.Date)
    year = day.dt.year() + 1
    if operation.low is None:
        first = clock.returned(day, year)
    else:
        low = scope[operation.low].cast(pl.Date)
        year = pl.max_horizontal(year, low.dt.year())
        here = clock.returned(day, year)
        first = pl.when(here >= low).then(here).when(here < low).then(clock.returned(day, year + 1))
    if operation.high is None:
        return first.is_not_null()
    return (first <= scope[operation.high].cast(pl.Date)).fill_null(value=False)


@lower.register
def _(operation: Sampled, scope: Scope, type_: Type) -> pl.Expr:
    first, second = pl.col(SAMPLE_FIRST).cast(pl.Int64), pl.col(SAMPLE_SECOND).cast(pl.Int64)
    return (operation.a * first + operation.b * second + operation.c).mod(SAMPLE_PRIME) < operation.limit


@lower.register
def _(operation: Not, scope: Scope, type_: Type) -> pl.Expr:
    return ~scope[operation.operand]


@lower.register
def _(operation: And, scope: Scope, type_: Type) -> pl.Expr:
    return pl.all_horizontal(pl.lit(value=True), *(scope[operand] for operand in operation.operands))


@lower.register
def _(operation: Or, scope: Scope, type_: Type) -> pl.Expr:
    return pl.any_horizontal(pl.lit(value=False), *(scope[operand] for operand in operation.operands))


@lower.register
def _(operation: Member, scope: Scope, type_: Type) -> pl.Expr:
    return scope[operation.operand]
