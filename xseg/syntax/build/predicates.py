"""Predicates, and how `and`, `or` and `not` join them."""

from typing import Literal, cast

from lark import Token

from xseg.diagnostics import Span, codes
from xseg.syntax import messages
from xseg.syntax.build.base import Child, Part
from xseg.syntax.build.values import Values
from xseg.syntax.nodes import (
    And,
    Anniversary,
    Between,
    Compare,
    Comparison,
    Did,
    DidNot,
    Expression,
    Has,
    InList,
    InSegment,
    Is,
    Name,
    Node,
    Not,
    OneOf,
    Or,
    Path,
    Query,
    Ranked,
    Regular,
    Same,
    Sample,
    Share,
    Text,
    TextTest,
    TextTestKind,
    Times,
    When,
    Window,
)

State = Literal["known", "missing", "true", "false"]


class Predicates(Values):
    """One method a rule of the grammar, named after it."""

    # --- joined ---

    def or_(self, *operands: Expression | None) -> Or:
        return Or(_present(operands), span=self.span(*_ends(operands)))

    def and_(self, *operands: Expression | None) -> And:
        return And(_present(operands), span=self.span(*_ends(operands)))

    def not_(self, sign: Token, operand: Expression) -> Not:
        if sign.type == "BANG":
            self.wrong_sign(sign, "not")
        return Not(operand, span=self.span(sign, operand))

    def or_sign(self, sign: Token) -> None:
        if sign.type == "OR_SLIP":
            self.wrong_sign(sign, "or")
        elif sign.type == "AND_OR_SLIP":
            self.refuse(codes.WRONG_SIGN, *messages.and_or(str(sign), self.span(sign)))

    def and_sign(self, sign: Token) -> None:
        if sign.type == "AND_SLIP":
            self.wrong_sign(sign, "and")

    def wrong_sign(self, sign: Token, right: str) -> None:
        """Another language's sign, read as ours and refused."""
        span = self.span(sign)
        title = f"write `{right}`"
        self.refuse(
            codes.WRONG_SIGN,
            messages.wrong_sign(str(sign), right),
            span,
            fix=(title, ((span, self._apart(right, span)),)),
        )

    def _apart(self, word: str, span: Span) -> str:
        """A word that takes a sign's place keeps a space from its neighbours."""
        if not word.isalpha():
            return word
        left = self.text(Span(span.path, max(span.start - 1, 0), span.start))
        right = self.text(Span(span.path, span.end, span.end + 1))
        return (" " if left and not (left.isspace() or left in "([") else "") + word + ("" if right.isspace() else " ")

    # --- comparisons ---

    def comparison(self, sign: Token) -> Part:
        """The operator as we write it."""
        right = messages.SIGNS.get(str(sign), str(sign))
        if right != sign:
            self.wrong_sign(sign, right)
        return Part(right, self.span(sign))

    def compare(self, left: Expression, sign: Part, right: Expression, fold: Token | None) -> Compare:
        return Compare(
            cast(Comparison, sign.value),
            left,
            right,
            ignoring_case=fold is not None,
            span=self.span(left, fold or right),
        )

    def between(self, operand: Expression, _word: Token, low: Expression, _and: Token, high: Expression) -> Between:
        return Between(operand, low, high, span=self.span(operand, high))

    def set(self, opening: Token, *rest: Child | None) -> Part:
        """Literals in brackets."""
        *inside, closing = rest
        assert isinstance(closing, Token)
        values = tuple(member for member in inside if isinstance(member, Node))
        for bracket, right in ((opening, "("), (closing, ")")):
            if bracket != right:
                self.wrong_sign(bracket, right)
        return Part(values, self.span(opening, closing))

    def unquoted_slip(self, name: Name) -> Text:
        self.refuse(
            codes.WRONG_QUOTES,
            messages.unquoted(name.text),
            name.span,
            fix=(messages.STRAIGHT_QUOTES, ((name.span, f'"{name.text}"'),)),
        )
        return Text(name.text, span=name.span)

    def one_of(self, operand: Expression, negated: Token | None, _in: Token, values: Part, fold: Token | None) -> OneOf:
        return OneOf(
            operand,
            cast(tuple[Expression, ...], values.value),
            negated=negated is not None,
            ignoring_case=fold is not None,
            span=self.span(operand, fold or values),
        )

    def ranked(
        self,
        operand: Expression,
        negated: Token | None,
        _in: Token,
        edge: Token,
        share: Share,
        _of: Token | None,
        _segment: Token | None,
        among: Name | None,
    ) -> Ranked:
        return Ranked(
            operand,
            cast(Literal["top", "bottom"], edge.lower()),
            share,
            among=among,
            negated=negated is not None,
            span=self.span(operand, among or share),
        )

    def text_test(self, operand: Expression, word: Token, text: Expression, fold: Token | None) -> TextTest:
        kind = cast(TextTestKind, " ".join(word.lower().split()))
        return TextTest(kind, operand, text, ignoring_case=fold is not None, span=self.span(operand, fold or text))

    def has_one(self, operand: Expression, _has: Token, value: Expression) -> Has:
        return Has(operand, "one", (value,), span=self.span(operand, value))

    def has_set(self, operand: Expression, _has: Token, quantity: Token, values: Part) -> Has:
        which = cast(Literal["any", "all"], quantity.lower().split()[0])
        return Has(operand, which, cast(tuple[Expression, ...], values.value), span=self.span(operand, values))

    def is_(self, operand: Expression, _is: Token, negated: Token | None, state: Token) -> Is:
        return Is(operand, cast(State, state.lower()), negated=negated is not None, span=self.span(operand, state))

    def when(self, operand: Expression, window: Window) -> When:
        return When(operand, window, span=self.span(operand, window))

    # --- members ---

    def in_segment(self, word: Token, _segment: Token, name: Name) -> InSegment:
        return InSegment(name, span=self.span(word, name))

    def in_list(self, word: Token, _list: Token, name: Name) -> InList:
        return InList(name, span=self.span(word, name))

    def sample(self, word: Token, share: Share, _by: Token, by: Text) -> Sample:
        return Sample(share, by, span=self.span(word, by))

    def anniversary(self, word: Token, operand: Expression, window: Window) -> Anniversary:
        return Anniversary(operand, window, span=self.span(word, window))

    def same(self, word: Token, name: Name) -> Same:
        return Same(name, span=self.span(word, name))

    # --- events ---

    def did(self, word: Token, over: Query | Path) -> Did:
        return Did(over, span=self.span(word, over))

    def did_not(self, word: Token, _not: Token, query: Query) -> DidNot:
        return DidNot(query, span=self.span(word, query))

    def did_times(self, word: Token, query: Query, times: Times, regular: Regular | None) -> Did:
        return Did(query, times=times, regular=regular, span=self.span(word, regular or times))

    def did_regular(self, word: Token, query: Query, regular: Regular) -> Did:
        return Did(query, regular=regular, span=self.span(word, regular))


def _present(operands: tuple[Expression | None, ...]) -> tuple[Expression, ...]:
    return tuple(operand for operand in operands if operand is not None)


def _ends(operands: tuple[Expression | None, ...]) -> tuple[Expression, Expression]:
    present = _present(operands)
    return present[0], present[-1]
