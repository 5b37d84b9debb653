"""Windows, points and calendar periods."""

from typing import Literal, cast

from lark import Token

from xseg.diagnostics import codes
from xseg.syntax import messages
from xseg.syntax.build.base import Refused
from xseg.syntax.build.literals import Literals
from xseg.syntax.nodes import (
    After,
    Before,
    CalendarMonth,
    CalendarYear,
    DateLiteral,
    DayWord,
    Duration,
    During,
    FromTo,
    FullPeriods,
    Gap,
    MoreThanAgo,
    On,
    Period,
    PeriodWord,
    Point,
    Since,
    Within,
    WithinNext,
)


class Windows(Literals):
    """One method a rule of the grammar, named after it."""

    def within(self, word: Token, duration: Duration) -> Within:
        if word.type == "WITHIN_SLIP":
            self.refuse(
                codes.WRONG_FORM,
                messages.within_last(str(word)),
                self.span(word),
                fix=("write `within`", ((self.span(word), "within"),)),
            )
        return Within(duration, span=self.span(word, duration))

    def within_next(self, word: Token, duration: Duration) -> WithinNext:
        return WithinNext(duration, span=self.span(word, duration))

    def more_than_ago(self, word: Token, duration: Duration, ago: Token) -> MoreThanAgo:
        return MoreThanAgo(duration, span=self.span(word, ago))

    def gap(self, word: Token, after: Duration, _within: Token | None, within: Duration | None) -> Gap:
        return Gap(after, within, span=self.span(word, within or after))

    def before(self, word: Token, point: Point) -> Before:
        return Before(point, span=self.span(word, point))

    def after(self, word: Token, point: Point) -> After:
        return After(point, span=self.span(word, point))

    def since(self, word: Token, point: Point) -> Since:
        return Since(point, span=self.span(word, point))

    def on_day(self, word: Token, day: DateLiteral | DayWord) -> On:
        return On(day, span=self.span(word, day))

    def from_to(self, word: Token, start: Point, _to: Token, end: Point) -> FromTo:
        return FromTo(start, end, span=self.span(word, end))

    def during(self, word: Token, period: Period) -> During:
        return During(period, span=self.span(word, period))

    def more_times_slip(self, word: Token, count: Token, times: Token) -> None:
        span = self.span(word, times)
        mended = f"at least {self.count(count) + 1} times"
        self.refuse(
            codes.WRONG_FORM,
            messages.no_such_count(self.text(span)),
            span,
            fix=(f"write `{mended}`", ((span, mended),)),
        )
        raise Refused

    def month(self, token: Token) -> CalendarMonth:
        year, month = token.split("-")
        if len(month) != 2 or not 1 <= int(month) <= 12 or int(year) == 0:
            self.refuse(codes.WRONG_DATE, messages.no_such_month(str(token)), self.span(token))
            return CalendarMonth(1970, 1, span=self.span(token))
        return CalendarMonth(int(year), int(month), span=self.span(token))

    def year(self, token: Token) -> CalendarYear:
        if int(token) == 0:
            self.refuse(codes.WRONG_DATE, messages.no_such_year(str(token)), self.span(token))
        return CalendarYear(max(int(token), 1), span=self.span(token))

    def period_word(self, which: Token, unit: Token) -> PeriodWord:
        word = cast(Literal["this", "last", "next"], which.lower())
        return PeriodWord(word, self.unit(unit), span=self.span(which, unit))

    def full_periods(self, which: Token, count: Token, _full: Token, unit: Token) -> FullPeriods:
        word = cast(Literal["last", "next"], which.lower())
        return FullPeriods(word, self.positive(count), self.unit(unit), span=self.span(which, unit))
