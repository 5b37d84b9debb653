"""Event queries, paths, counts of times and regular behaviour."""

from typing import cast

from lark import Token

from xseg.diagnostics import codes
from xseg.syntax import messages
from xseg.syntax.build.base import Child, Part
from xseg.syntax.build.windows import Windows
from xseg.syntax.nodes import Duration, Expression, Name, Path, Query, Regular, Spans, Step, Times, Window

Names = tuple[Name, ...]


class Events(Windows):
    """One method a rule of the grammar, named after it."""

    def query(self, event: Part, where: Part | None, channel: Part | None, window: Window | None) -> Query:
        return Query(
            names_in(event),
            filter=expression_in(where),
            channels=names_in(channel),
            window=window,
            span=self.span(event, window or channel or where or event),
        )

    def event(self, what: Token | Name | Part) -> Part:
        if isinstance(what, Part):
            return what
        return Part((what,) if isinstance(what, Name) else None, self.span(what))

    def any_of(self, word: Token, *rest: Child | None) -> Part:
        return Part(tuple(name for name in rest if isinstance(name, Name)), self.span(word, rest[-1]))

    def filter(self, opening: Token, expression: Expression, closing: Token) -> Part:
        return Part(expression, self.span(opening, closing))

    def channel(self, word: Token, what: Name | Part) -> Part:
        return Part((what,) if isinstance(what, Name) else what.value, self.span(word, what))

    # --- paths ---

    def path(self, first: Query, *rest: Child | None) -> Path:
        """The steps, then `all within` and its duration or two blanks."""
        *later, word, duration = rest
        steps = [self.step(first)]
        steps.extend(step for step in later if isinstance(step, Step))
        if word is None:
            return Path(tuple(steps), span=self.span(first, steps[-1]))
        assert isinstance(duration, Duration)
        return Path(tuple(steps), all_within=duration, span=self.span(first, duration))

    def step(self, query: Query) -> Step:
        return Step(query, span=query.span)

    def negative_step(self, word: Token, query: Query, _for: Token | None, lasting: Duration | None) -> Step:
        return Step(query, negated=True, lasting=lasting, span=self.span(word, lasting or query))

    # --- how often ---

    def at_least(self, word: Token, count: Token, times: Token) -> Times:
        return Times(self.count(count), None, span=self.span(word, times))

    def at_most(self, word: Token, count: Token, times: Token) -> Times:
        return Times(0, self.count(count), span=self.span(word, times))

    def exactly(self, word: Token, count: Token, times: Token | None) -> Times:
        number = self.count(count)
        return Times(number, number, span=self.span(word, times or count))

    def between_times(self, low: Token, _to: Token, high: Token, times: Token) -> Times:
        least, most = self.count(low), self.count(high)
        if least > most:
            span = self.span(low, high)
            self.refuse(
                codes.WRONG_FORM,
                messages.ends_swapped(least, most),
                span,
                fix=(f"write {most} to {least}", ((span, f"{most} to {least}"),)),
            )
        return Times(*sorted((least, most)), span=self.span(low, times))

    def regular_units(
        self, word: Token, _at_least: Token, least: Token, _of: Token, count: Token, full: Token | None, unit: Token
    ) -> Regular:
        each = Duration(1, self.unit(unit), span=self.span(unit))
        spans = Spans(self.positive(count), each, full is not None, span=self.span(count, unit))
        return self._regular(word, least, spans)

    def regular_periods(
        self, word: Token, _at_least: Token, least: Token, _of: Token, count: Token, _periods: Token, each: Duration
    ) -> Regular:
        return self._regular(word, least, Spans(self.positive(count), each, full=False, span=self.span(count, each)))

    def _regular(self, word: Token, least: Token, spans: Spans) -> Regular:
        at_least = self.positive(least)
        if at_least > spans.count:
            self.refuse(codes.WRONG_FORM, messages.more_than_all(at_least, spans.count), self.span(word, spans))
        return Regular(at_least, spans, span=self.span(word, spans))


def names_in(part: Part | None) -> Names | None:
    """The names of `on web` or of an event, None for any."""
    return None if part is None else cast(Names | None, part.value)


def expression_in(part: Part | None) -> Expression | None:
    """The condition inside a filter's brackets."""
    return None if part is None else cast(Expression, part.value)
