"""Values and predicates: brackets where the tree needs them, and where they tell `and` from `or`."""

from enum import IntEnum
from typing import assert_never

from xseg.syntax.format.events import Events
from xseg.syntax.format.layout import tokens_of
from xseg.syntax.format.pieces import (
    Align,
    Group,
    Line,
    Nest,
    Pieces,
    Token,
    close,
    filled,
    lined,
    spaced,
)
from xseg.syntax.nodes import (
    Aggregate,
    Ago,
    And,
    Anniversary,
    Arithmetic,
    Between,
    Boolean,
    Call,
    Compare,
    DateLiteral,
    DayWord,
    Did,
    DidNot,
    Duration,
    EdgeTime,
    Expression,
    Has,
    InList,
    InSegment,
    InstantLiteral,
    Is,
    Name,
    Negative,
    Not,
    Now,
    Number,
    OneOf,
    Or,
    Path,
    Query,
    Ranked,
    Same,
    Sample,
    Text,
    TextTest,
    When,
)

_AGGREGATES = frozenset("count sum avg min max median first last most_frequent distinct".split())


class Strength(IntEnum):
    """How tightly a form holds together; a place says the least that may stand there without brackets."""

    OR = 1
    AND = 2
    NOT = 3
    PREDICATE = 4
    SUM = 5
    PRODUCT = 6
    SIGN = 7
    ATOM = 8


class Expressions(Events):
    """Every form of an expression."""

    def condition(self, expression: Expression) -> Pieces:
        return (Group(self._bare(expression)),)

    def clauses(self, expression: Expression) -> tuple[Pieces, ...]:
        """What a `where` says, each clause with the `and` or `or` before it."""
        if not isinstance(expression, And | Or):
            return (self._clause(expression, Strength.OR),)
        word, least = ("and", Strength.NOT) if isinstance(expression, And) else ("or", Strength.AND)
        first, *later = (self._clause(operand, least) for operand in expression.operands)
        return first, *(spaced(word, clause) for clause in later)

    def value(self, expression: Expression) -> Pieces:
        """What stands where only a value may."""
        return self._within(expression, Strength.SUM)

    def _clause(self, expression: Expression, least: Strength) -> Pieces:
        return (Align((Group(self._within(expression, least)),)),)

    def _within(self, expression: Expression, least: Strength) -> Pieces:
        """The expression, in brackets where the place wants something stronger or the author joined with care."""
        if _strength(expression) < least or (isinstance(expression, And | Or) and expression.bracketed):
            return close("(", Align(self.condition(expression)), ")")
        return self._bare(expression)

    def _bare(self, expression: Expression) -> Pieces:
        match expression:
            case Or():
                return self._joined("or", expression.operands, Strength.AND)
            case And():
                return self._joined("and", expression.operands, Strength.NOT)
            case Not():
                return spaced("not", self._within(expression.operand, Strength.NOT))
            case Arithmetic():
                return self._arithmetic(expression)
            case Negative():
                return close("-", self._within(expression.operand, Strength.ATOM))
            case Call():
                return self._call(expression)
            case Aggregate() | EdgeTime() | Did() | DidNot() | Same():
                return self._about_events(expression)
            case Number():
                return (self.number(expression),)
            case Text():
                return (self.text(expression),)
            case Boolean():
                return (Token("true" if expression.value else "false"),)
            case Duration():
                return self.duration(expression)
            case DateLiteral() | InstantLiteral() | Now() | DayWord() | Ago() | Name():
                return self.point(expression)
            case _:
                return self._predicate(expression)

    def _joined(self, word: str, operands: tuple[Expression, ...], least: Strength) -> Pieces:
        first, *later = (self._clause(operand, least) for operand in operands)
        return lined(first, *(spaced(word, operand) for operand in later))

    def _arithmetic(self, expression: Arithmetic) -> Pieces:
        """A chain of one strength, such as `a + b - c`, is one group."""
        strength = _strength(expression)
        chain: list[Pieces] = []
        left: Expression = expression
        while isinstance(left, Arithmetic) and _strength(left) == strength:
            chain.append(spaced(left.operator, self._within(left.right, Strength(strength + 1))))
            left = left.left
        return (Align((Group(lined(self._within(left, strength), *reversed(chain))),)),)

    def _call(self, call: Call) -> Pieces:
        name = call.function.text
        function = Token(f"`{name}`") if name.casefold() in _AGGREGATES else self.name(call.function)
        return close(function, "(", Align(filled(self.condition(argument) for argument in call.arguments)), ")")

    def _about_events(self, expression: Aggregate | EdgeTime | Did | DidNot | Same) -> Pieces:
        match expression:
            case Aggregate(operand=None):
                return close(expression.function, "(", Align(self.over(expression.over)), ")")
            case Aggregate(operand=operand):
                assert operand is not None, "only a count has no operand"
                inside = lined(spaced(self._before_of(operand), "of"), self.over(expression.over))
                return close(expression.function, "(", Align((Group(inside),)), ")")
            case EdgeTime():
                return spaced(expression.which, self.query(expression.query))
            case Did(over=Path() as path):
                return (Align((Group(spaced("did", self.path(path))),)),)
            case Did(over=query):
                assert isinstance(query, Query), "a path or a query"
                times = None if expression.times is None else self.times(expression.times)
                regular = None if expression.regular is None else self.regular(expression.regular)
                return spaced("did", self.query(query), times, regular)
            case DidNot():
                return spaced("did", "not", self.query(expression.query))
            case Same():
                return spaced("same", self.name(expression.property))

    def _before_of(self, operand: Expression) -> Pieces:
        """In brackets where it ends in `any`, for `any of` is one word."""
        value = self.value(operand)
        return close("(", value, ")") if tokens_of(value)[-1] == "any" else value

    def _predicate(
        self,
        expression: Compare
        | Between
        | OneOf
        | TextTest
        | Has
        | Is
        | When
        | Ranked
        | InSegment
        | InList
        | Sample
        | Anniversary,
    ) -> Pieces:
        match expression:
            case Compare():
                fold = "ignoring case" if expression.ignoring_case else None
                return self._tested(expression.left, spaced(expression.operator, self.value(expression.right), fold))
            case TextTest():
                fold = "ignoring case" if expression.ignoring_case else None
                return self._tested(expression.operand, spaced(expression.kind, self.value(expression.text), fold))
            case Between():
                ends = spaced("between", self.value(expression.low), "and", self.value(expression.high))
                return self._tested(expression.operand, ends)
            case OneOf():
                fold = "ignoring case" if expression.ignoring_case else None
                negated = "not" if expression.negated else None
                return spaced(self.value(expression.operand), negated, "in", self._set(expression.values), fold)
            case Has(quantity="one"):
                return spaced(self.value(expression.operand), "has", self.value(expression.values[0]))
            case Has():
                values = self._set(expression.values)
                return spaced(self.value(expression.operand), "has", f"{expression.quantity} of", values)
            case Is():
                return spaced(
                    self.value(expression.operand), "is", "not" if expression.negated else None, expression.state
                )
            case When():
                return spaced(self.value(expression.operand), self.window(expression.window))
            case Ranked():
                return self._ranked(expression)
            case InSegment():
                return spaced("in", "segment", self.name(expression.segment))
            case InList():
                return spaced("in", "list", self.name(expression.name))
            case Sample():
                return spaced("sample", self.share(expression.share), "by", self.text(expression.by))
            case Anniversary():
                return spaced("anniversary of", self.value(expression.operand), self.window(expression.window))
            case _:
                assert_never(expression)

    def _tested(self, operand: Expression, test: Pieces) -> Pieces:
        """A test that may stand on the next line, further in."""
        return (Group(close(self.value(operand), Nest((Line(), *test)))),)

    def _ranked(self, ranked: Ranked) -> Pieces:
        among = None if ranked.among is None else spaced("of", "segment", self.name(ranked.among))
        negated = "not" if ranked.negated else None
        return spaced(self.value(ranked.operand), negated, "in", ranked.edge, self.share(ranked.share), among)

    def _set(self, values: tuple[Expression, ...]) -> Pieces:
        return close("(", Align(filled(self._bare(value) for value in values)), ")")


def _strength(expression: Expression) -> Strength:
    match expression:
        case Or():
            return Strength.OR
        case And():
            return Strength.AND
        case Not():
            return Strength.NOT
        case Arithmetic(operator="+" | "-"):
            return Strength.SUM
        case Arithmetic():
            return Strength.PRODUCT
        case Negative():
            return Strength.SIGN
        case (
            Name()
            | Number()
            | Text()
            | Boolean()
            | DateLiteral()
            | InstantLiteral()
            | Duration()
            | Ago()
            | Now()
            | DayWord()
            | Call()
            | Aggregate()
            | EdgeTime()
        ):
            return Strength.ATOM
        case _:
            return Strength.PREDICATE
