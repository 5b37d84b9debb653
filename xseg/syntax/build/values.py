"""Values: arithmetic, calls, aggregates over events, the first and last time."""

from dataclasses import replace
from typing import Literal, cast

from lark import Token

from xseg.diagnostics import codes
from xseg.syntax import messages
from xseg.syntax.build.base import Child, Part, Refused
from xseg.syntax.build.events import Events, expression_in, names_in
from xseg.syntax.nodes import (
    Aggregate,
    AggregateFunction,
    And,
    Arithmetic,
    Call,
    EdgeTime,
    Expression,
    Name,
    Negative,
    Or,
    Path,
    Query,
)

Sign = Literal["+", "-", "*", "/"]


class Values(Events):
    """One method a rule of the grammar, named after it."""

    def arithmetic(self, first: Expression, *rest: Token | Expression) -> Expression:
        left = first
        for sign, right in zip(rest[::2], rest[1::2], strict=True):
            operator = cast(Sign, "-" if str(sign) == "−" else str(sign))
            left = Arithmetic(operator, left, cast(Expression, right), span=self.span(first, right))
        return left

    def negative(self, sign: Token, operand: Expression) -> Negative:
        return Negative(operand, span=self.span(sign, operand))

    def bracket(self, opening: Token, expression: Expression, closing: Token) -> Expression:
        """A bracketed expression reaches from bracket to bracket; `and` and `or` remember theirs."""
        span = self.span(opening, closing)
        if isinstance(expression, And | Or):
            return replace(expression, bracketed=True, span=span)
        return replace(expression, span=span)

    def call(self, function: Name, *rest: Child | None) -> Call:
        *arguments, closing = rest
        given = tuple(cast(Expression, argument) for argument in arguments if argument is not None)
        return Call(function, given, span=self.span(function, cast(Token, closing)))

    def edge_time(self, word: Token, event: Part, where: Part | None, channel: Part | None) -> EdgeTime:
        query = Query(
            names_in(event),
            filter=expression_in(where),
            channels=names_in(channel),
            span=self.span(event, channel or where or event),
        )
        which = cast(Literal["first", "last"], word.lower())
        return EdgeTime(which, query, span=self.span(word, query))

    def count_of(self, function: Token, over: Query | Path, closing: Token) -> Aggregate:
        """`count(Q)`; any other function has lost its `x of`."""
        span = self.span(function, closing)
        if function.lower() != "count":
            self.refuse(codes.WRONG_FORM, *messages.aggregate_of_what(function.lower(), self.text(over.span), span))
            raise Refused
        return Aggregate("count", None, over, span=span)

    def aggregate(
        self, function: Token, operand: Expression, of: Token, over: Query | Path, closing: Token
    ) -> Aggregate:
        name = cast(AggregateFunction, function.lower())
        if name == "count":
            extra = replace(self.span(operand, of), end=over.span.start)
            self.refuse(
                codes.WRONG_FORM,
                messages.count_of(self.text(operand.span)),
                extra,
                hint=messages.COUNT_OR_DISTINCT,
            )
            raise Refused
        return Aggregate(name, operand, over, span=self.span(function, closing))
