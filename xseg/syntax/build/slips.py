"""Forms that people write instead of ours: read, refused, and mended."""

import re
from typing import cast

from lark import Token

from xseg.diagnostics import Span, codes
from xseg.syntax import messages
from xseg.syntax.build.base import Part, Refused
from xseg.syntax.build.predicates import Predicates
from xseg.syntax.nodes import (
    And,
    Between,
    Compare,
    Comparison,
    Did,
    Expression,
    Has,
    Is,
    Not,
    OneOf,
    Path,
    Query,
    TextTest,
    TextTestKind,
    Times,
)

Edits = tuple[tuple[Span, str], ...]
_STANDS_FREE = re.compile(r"(?:\A|(?<![\w.])(?:where|and|or)|[(\[,]|&&|\|\|)\s*\Z", re.IGNORECASE)
"""Behind this two conditions joined by `and` need no brackets."""


class Slips(Predicates):
    """One method an error production of the grammar, named after it."""

    def _instead(self, found: str, right: str, span: Span, edits: Edits) -> None:
        """There is no such form; `right` is how ours looks."""
        self.refuse(codes.WRONG_FORM, messages.instead(found), span, fix=(f"write `{messages.shown(right)}`", edits))

    # --- comparisons ---

    def chain_slip(self, low: Expression, first: Part, middle: Expression, second: Part, high: Expression) -> And:
        """`18 < age < 30`: the middle has to be said twice; in brackets, where a `not` could bind one half only."""
        left, right = self.span(low, middle), self.span(middle, high)
        span = self.span(low, high)
        right_form = f"{messages.shown(self.text(left))} and {messages.shown(self.text(right))}"
        edits: Edits = ((self.at_end(middle), f" and {self.text(middle.span)}"),)
        if not _STANDS_FREE.search(self.text(Span(span.path, max(span.start - 80, 0), span.start))):
            right_form = f"({right_form})"
            edits = ((self.at_start(low), "("), *edits, (self.at_end(high), ")"))
        title = f"write `{right_form}`"
        self.refuse(codes.WRONG_FORM, messages.chain(self.text(span)), span, fix=(title, edits))
        one = Compare(cast(Comparison, first.value), low, middle, span=left)
        two = Compare(cast(Comparison, second.value), middle, high, span=right)
        return And((one, two), span=span)

    def not_between_slip(
        self, operand: Expression, negated: Token, _between: Token, low: Expression, _and: Token, high: Expression
    ) -> Not:
        """`x not between 1 and 2`."""
        span = self.span(operand, high)
        right = f"not {self.text(operand.span)} between {self.text(low.span)} and {self.text(high.span)}"
        self._instead("not between", right, span, self._move_not(operand, negated))
        return Not(Between(operand, low, high, span=span), span=span)

    def not_text_slip(self, operand: Expression, *rest: Token | Expression | None) -> Not:
        """`x not contains "a"`, `x does not contain "a"`, `x does not have "a"`."""
        *signs, text, fold = rest
        first, last = cast(Token, signs[0]), cast(Token, signs[-1])
        verb = _verb(last)
        span = self.span(operand, cast(Token | None, fold) or cast(Expression, text))
        words = self.span(first, last)
        edits = ((self.at_start(operand), "not "), (words, verb))
        right = f"not {self.text(operand.span)} {verb} {self.text(cast(Expression, text).span)}"
        self._instead(" ".join(self.text(words).split()), right, span, edits)
        if verb == "has":
            return Not(Has(operand, "one", (cast(Expression, text),), span=span), span=span)
        test = TextTest(
            cast(TextTestKind, verb), operand, cast(Expression, text), ignoring_case=fold is not None, span=span
        )
        return Not(test, span=span)

    def not_has_slip(self, operand: Expression, negated: Token, has: Token, value: Expression) -> Not:
        """`xs not has "a"`."""
        return self.not_text_slip(operand, negated, has, value, None)

    # --- `is` and `in` ---

    def is_value_slip(self, operand: Expression, word: Token, negated: Token | None, value: Expression) -> Compare:
        """`x is "a"`."""
        sign: Comparison = "==" if negated is None else "!="
        words = self.span(word, negated or word)
        span = self.span(operand, value)
        self._instead(
            f"{self.text(words)} {self.text(value.span)}",
            f"{self.text(operand.span)} {sign} {self.text(value.span)}",
            span,
            ((words, sign),),
        )
        return Compare(sign, operand, value, span=span)

    def is_word_slip(self, operand: Expression, word: Token, negated: Token | None, state: Token) -> Is:
        """`x is null`, `x is empty`, `x is active`."""
        right = messages.STATES.get(state.lower())
        span = self.span(operand, state)
        if right is None:
            self.refuse(codes.WRONG_FORM, *messages.is_what(str(state), self.span(state)))
            raise Refused
        negation = "" if negated is None else "not "
        self._instead(
            f"is {negation}{state}",
            f"{self.text(operand.span)} is {negation}{right}",
            span,
            ((self.span(state), right),),
        )
        return Is(operand, right, negated=negated is not None, span=span)

    def is_in_slip(
        self, operand: Expression, word: Token, negated: Token | None, inside: Token, values: Part, fold: Token | None
    ) -> OneOf:
        """`x is in (…)`, `x is not in (…)`."""
        found = self.text(self.span(word, inside))
        right = self.text(self.span(negated or inside, inside))
        self._instead(
            found,
            f"{self.text(operand.span)} {right} (…)",
            self.span(word, inside),
            ((self.span(word, inside), right),),
        )
        return self.one_of(operand, negated, inside, values, fold)

    def in_one_slip(self, operand: Expression, negated: Token | None, word: Token, value: Expression) -> OneOf:
        """`x in "a"`."""
        text = self.text(value.span)
        self._instead(f"in {text}", f"in ({text})", value.span, ((value.span, f"({text})"),))
        return OneOf(operand, (value,), negated=negated is not None, span=self.span(operand, value))

    # --- events ---

    def did_not_path_slip(self, word: Token, negated: Token, path: Path) -> Not:
        """`did not A then B`."""
        span = self.span(word, path)
        inner = Did(path, span=span)
        edits = ((self.span(word, negated), "not (did"), (self.at_end(path), ")"))
        self.refuse(
            codes.WRONG_FORM,
            messages.DID_NOT_PATH,
            span,
            fix=(f"write `not (did {messages.shown(self.text(path.span))})`", edits),
        )
        return Not(inner, span=span)

    def did_not_times_slip(self, word: Token, negated: Token, query: Query, times: Times) -> Not:
        """`did not Q at least 3 times`."""
        span = self.span(word, times)
        right = f"not did {self.text(self.span(query, times))}"
        self._instead(f"did not … {self.text(times.span)}", right, span, ((self.span(word, negated), "not did"),))
        return Not(Did(query, times=times, span=span), span=span)

    def _move_not(self, operand: Expression, negated: Token) -> Edits:
        """`not` goes in front of the operand, and the space behind it with it."""
        place = self.span(negated)
        end = place.end
        while self.text(Span(place.path, end, end + 1)).isspace():
            end += 1
        return ((self.at_start(operand), "not "), (Span(place.path, place.start, end), ""))


def _verb(words: Token) -> str:
    """The verb in the form that our grammar has: `doesn't contain` is `contains`."""
    last = " ".join(words.lower().split())
    for stem, verb in (("start", "starts with"), ("end", "ends with"), ("contain", "contains")):
        if stem in last:
            return verb
    return "has"
