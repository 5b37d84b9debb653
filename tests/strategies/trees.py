"""Trees of `.seg` files: at each place whatever the grammar lets stand there."""

# mypy: disable-error-code="no-any-return"
# one of several makers has the type of its place, which is wider than any of theirs

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, TypeVar, get_args

from hypothesis import strategies as st

from tests.strategies.typist import typed_number
from xseg.diagnostics import Span
from xseg.syntax import nodes
from xseg.syntax.nodes import Comparison, Expression, File, Query, Step, Unit

T = TypeVar("T")

NOWHERE = Span("made up", 0, 0)
UNITS: tuple[Unit, ...] = get_args(Unit)
NAMES = (
    *"a b2 country total_spend größe x.y 年齢 profile.home segment model trait test".split(),
    *"use with list day label same at most".split(),
    *"count sum first_seen top known times size profile event given expect label week today.x".split(),
    *("from", "2nd", "a b", "any", "not", "count", "x#y", "where"),
)
TEXTS = ("", "x", "a b", 'say "hi"', "back\\slash", "# no comment", "größe", "DE", "a, b", "x" * 50)
KEYS = ("owner", "tags", "expect", "features", "a_very_long_key_indeed", "x")
WORDS = ("size", "kmeans", "at", "most", "label", "where", "from", "a.b", "to be", "any", "of")
MOST_DEEP = 4


class Trees:
    """Draws trees: at each place whatever the grammar lets stand there."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def file(self, most: int) -> File:
        declarations = self.several(self.declaration, 0, most)
        # `use` keeps reading names: the next declaration begins by itself only where its head is whole
        return File(declarations, span=NOWHERE)

    def several(self, make: Callable[[], T], least: int, most: int) -> tuple[T, ...]:
        return tuple(make() for _ in range(self.draw(st.integers(least, most))))

    def maybe(self, make: Callable[[], T]) -> T | None:
        return make() if self.draw(st.booleans()) else None

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.draw(st.integers(0, len(choices) - 1))]

    def flag(self) -> bool:
        return self.draw(st.booleans())

    def count(self, least: int = 1) -> int:
        return self.draw(st.integers(least, 40))

    def one(self, *makers: Callable[[], Any]) -> Any:
        return self.pick(makers)()

    # --- names, literals, times ---

    def name(self) -> nodes.Name:
        return nodes.Name(self.pick(NAMES), span=NOWHERE)

    def label(self) -> nodes.Text:
        return nodes.Text(self.pick(TEXTS), span=NOWHERE)

    def number(self) -> nodes.Number:
        scale = self.draw(st.integers(0, 3))
        return nodes.Number(self.draw(st.integers(0, 10**9)), scale, span=NOWHERE)

    def boolean(self) -> nodes.Boolean:
        return nodes.Boolean(self.flag(), span=NOWHERE)

    def day(self) -> nodes.DateLiteral:
        return nodes.DateLiteral(self.draw(st.dates(date(1, 1, 1), date(9999, 12, 31))), span=NOWHERE)

    def instant(self) -> nodes.InstantLiteral:
        moment = self.draw(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)))
        moment = self.pick((moment, moment.replace(microsecond=0), moment.replace(second=0, microsecond=0)))
        zone = self.pick((None, None, UTC, timezone(timedelta(hours=2)), timezone(-timedelta(hours=3, minutes=30))))
        return nodes.InstantLiteral(moment.replace(tzinfo=zone), span=NOWHERE)

    def duration(self) -> nodes.Duration:
        return nodes.Duration(self.count(), self.pick(UNITS), span=NOWHERE)

    def ago(self) -> nodes.Ago:
        return nodes.Ago(self.duration(), span=NOWHERE)

    def now(self) -> nodes.Now:
        return nodes.Now(span=NOWHERE)

    def day_word(self) -> nodes.DayWord:
        return nodes.DayWord(self.pick(("today", "yesterday", "tomorrow")), span=NOWHERE)

    def point(self) -> nodes.Point:
        return self.one(self.day, self.instant, self.now, self.day_word, self.ago, self.name)

    def share(self) -> nodes.Share:
        scale = self.draw(st.integers(0, 2))
        return nodes.Share(self.draw(st.integers(0, 5000)), scale, self.flag(), span=NOWHERE)

    def literal(self) -> Expression:
        return self.one(
            self.number,
            self.label,
            self.boolean,
            self.day,
            self.instant,
            self.now,
            self.day_word,
            self.duration,
            self.ago,
        )

    # --- windows and events ---

    def period(self) -> nodes.Period:
        which: Sequence[Any] = ("last", "next")
        return self.one(
            lambda: nodes.PeriodWord(self.pick(("this", "last", "next")), self.pick(UNITS), span=NOWHERE),
            lambda: nodes.FullPeriods(self.pick(which), self.count(), self.pick(UNITS), span=NOWHERE),
            lambda: nodes.CalendarYear(self.draw(st.integers(1, 9999)), span=NOWHERE),
            lambda: nodes.CalendarMonth(self.draw(st.integers(1, 9999)), self.draw(st.integers(1, 12)), span=NOWHERE),
            self.day,
            self.day_word,
        )

    def window(self) -> nodes.Window:
        return self.one(
            lambda: nodes.Within(self.duration(), span=NOWHERE),
            lambda: nodes.WithinNext(self.duration(), span=NOWHERE),
            lambda: nodes.MoreThanAgo(self.duration(), span=NOWHERE),
            lambda: nodes.Gap(self.duration(), self.maybe(self.duration), span=NOWHERE),
            lambda: nodes.Before(self.point(), span=NOWHERE),
            lambda: nodes.After(self.point(), span=NOWHERE),
            lambda: nodes.Since(self.point(), span=NOWHERE),
            lambda: nodes.On(self.one(self.day, self.day_word), span=NOWHERE),
            lambda: nodes.FromTo(self.point(), self.point(), span=NOWHERE),
            lambda: nodes.During(self.period(), span=NOWHERE),
        )

    def query(self, deep: int, *, windowed: bool = True) -> Query:
        return Query(
            self.maybe(lambda: self.several(self.name, 1, 3)),
            filter=self.maybe(lambda: self.expression(deep - 1)) if deep > 0 else None,
            channels=self.maybe(lambda: self.several(self.name, 1, 2)),
            window=self.maybe(self.window) if windowed else None,
            span=NOWHERE,
        )

    def step(self, deep: int) -> Step:
        negated = self.flag()
        return Step(
            self.query(deep), negated=negated, lasting=self.maybe(self.duration) if negated else None, span=NOWHERE
        )

    def path(self, deep: int) -> nodes.Path:
        first = Step(self.query(deep), span=NOWHERE)
        later = self.several(lambda: self.step(deep), 1, 3)
        return nodes.Path((first, *later), all_within=self.maybe(self.duration), span=NOWHERE)

    def times(self) -> nodes.Times:
        low = self.count(0)
        return nodes.Times(low, self.maybe(lambda: low + self.draw(st.integers(0, 3))), span=NOWHERE)

    def regular(self) -> nodes.Regular:
        full = self.flag()
        count = 1 if full else self.pick((1, 1, 10))
        each = nodes.Duration(count, self.pick(UNITS), span=NOWHERE)
        spans = nodes.Spans(self.count(), each, full, span=NOWHERE)
        return nodes.Regular(self.draw(st.integers(1, spans.count)), spans, span=NOWHERE)

    # --- expressions ---

    def expression(self, deep: int = MOST_DEEP) -> Expression:
        if deep <= 0:
            return self.one(self.name, self.literal)
        return self.one(
            lambda: self.value(deep),
            lambda: self.predicate(deep),
            lambda: self.predicate(deep),
            lambda: nodes.Not(self.expression(deep - 1), span=NOWHERE),
            lambda: nodes.And(self.several(lambda: self.expression(deep - 1), 2, 4), span=NOWHERE),
            lambda: nodes.Or(self.several(lambda: self.expression(deep - 1), 2, 4), span=NOWHERE),
        )

    def value(self, deep: int) -> Expression:
        if deep <= 0:
            return self.one(self.name, self.name, self.literal)
        function = self.pick(("sum", "avg", "min", "max", "median", "first", "last", "most_frequent", "distinct"))
        return self.one(
            self.name,
            self.literal,
            lambda: nodes.Arithmetic(
                self.pick(("+", "-", "*", "/")), self.expression(deep - 1), self.expression(deep - 1), span=NOWHERE
            ),
            lambda: nodes.Negative(self.expression(deep - 1), span=NOWHERE),
            lambda: nodes.Call(self.name(), self.several(lambda: self.expression(deep - 1), 0, 3), span=NOWHERE),
            lambda: nodes.Aggregate("count", None, self.over(deep - 1), span=NOWHERE),
            lambda: nodes.Aggregate(function, self.expression(deep - 1), self.over(deep - 1), span=NOWHERE),  # type: ignore[arg-type]
            lambda: nodes.EdgeTime(self.pick(("first", "last")), self.query(deep - 1, windowed=False), span=NOWHERE),
        )

    def over(self, deep: int) -> Query | nodes.Path:
        return self.one(lambda: self.query(deep), lambda: self.path(deep))

    def member(self) -> Expression:
        return self.one(self.literal, lambda: nodes.Negative(self.number(), span=NOWHERE))

    def members(self) -> tuple[Expression, ...]:
        return self.several(self.member, 1, 4)

    def predicate(self, deep: int) -> Expression:
        def operand() -> Expression:
            return self.expression(deep - 1)

        comparisons: tuple[Comparison, ...] = get_args(Comparison)
        return self.one(
            lambda: nodes.Compare(
                self.pick(comparisons), operand(), operand(), ignoring_case=self.flag(), span=NOWHERE
            ),
            lambda: nodes.Between(operand(), operand(), operand(), span=NOWHERE),
            lambda: nodes.OneOf(
                operand(), self.members(), negated=self.flag(), ignoring_case=self.flag(), span=NOWHERE
            ),
            lambda: nodes.TextTest(
                self.pick(("contains", "starts with", "ends with")),
                operand(),
                operand(),
                ignoring_case=self.flag(),
                span=NOWHERE,
            ),
            lambda: nodes.Has(operand(), "one", (operand(),), span=NOWHERE),
            lambda: nodes.Has(operand(), self.pick(("any", "all")), self.members(), span=NOWHERE),
            lambda: nodes.Is(
                operand(), self.pick(("known", "missing", "true", "false")), negated=self.flag(), span=NOWHERE
            ),
            lambda: nodes.When(operand(), self.window(), span=NOWHERE),
            lambda: nodes.Ranked(
                operand(),
                self.pick(("top", "bottom")),
                self.share(),
                among=self.maybe(self.name),
                negated=self.flag(),
                span=NOWHERE,
            ),
            lambda: nodes.InSegment(self.name(), span=NOWHERE),
            lambda: nodes.InList(self.name(), span=NOWHERE),
            lambda: nodes.Sample(self.share(), self.label(), span=NOWHERE),
            lambda: nodes.Anniversary(operand(), self.window(), span=NOWHERE),
            lambda: nodes.Did(self.path(deep - 1), span=NOWHERE),
            lambda: nodes.Did(
                self.query(deep - 1), times=self.maybe(self.times), regular=self.maybe(self.regular), span=NOWHERE
            ),
            lambda: nodes.DidNot(self.query(deep - 1), span=NOWHERE),
            lambda: nodes.Same(self.name(), span=NOWHERE),
        )

    # --- declarations ---

    def declaration(self) -> nodes.Declaration:
        return self.one(self.trait, self.trait, self.model, self.segment, self.segment, self.use, self.test)

    def trait(self) -> nodes.Trait:
        return nodes.Trait(self.name(), self.maybe(self.label), self.expression(), span=NOWHERE)

    def use(self) -> nodes.Use:
        return nodes.Use(
            self.name(),
            self.several(self.role, 0, 3),
            span=NOWHERE,
        )

    def role(self) -> nodes.Role:
        return nodes.Role(self.name(), self.maybe(lambda: self.several(self.name, 1, 2)), span=NOWHERE)

    def model(self) -> nodes.Model:
        return nodes.Model(
            self.name(),
            self.maybe(self.label),
            self.several(self.entry, 0, 3),
            self.several(self.label_rule, 0, 3),
            span=NOWHERE,
        )

    def label_rule(self) -> nodes.LabelRule:
        edge = self.pick(("highest", "lowest", "where"))
        expression = self.expression(2) if edge == "where" else self.name()
        return nodes.LabelRule(self.label(), edge, expression, span=NOWHERE)  # type: ignore[arg-type]

    def entry(self) -> nodes.Entry:
        return nodes.Entry(nodes.Name(self.pick(KEYS), span=NOWHERE), self.several(self.word, 1, 8), span=NOWHERE)

    def word(self) -> nodes.Word:
        share = self.share()
        digits = typed_number(share.unscaled, share.scale)
        return self.one(
            lambda: nodes.Word("name", self.pick(WORDS), span=NOWHERE),
            lambda: nodes.Word("text", self.pick(TEXTS), span=NOWHERE),
            lambda: (
                nodes.Word("share", digits + "%" * share.percent, share=share, span=NOWHERE)
                if share.percent or share.scale
                else nodes.Word("integer", digits, span=NOWHERE)
            ),
            lambda: nodes.Word("comma", ",", span=NOWHERE),
        )

    def segment(self) -> nodes.Segment:
        return nodes.Segment(
            self.name(), self.maybe(self.label), self.several(self.entry, 0, 3), self.expression(), span=NOWHERE
        )

    def test(self) -> nodes.Test:
        return nodes.Test(self.label(), self.several(self.fixture, 0, 4), self.several(self.expect, 1, 3), span=NOWHERE)

    def field(self) -> nodes.Field:
        return nodes.Field(self.name(), self.value(1), span=NOWHERE)

    def fixture(self) -> nodes.Fixture:
        return self.one(
            lambda: nodes.NowFixture(self.one(self.day, self.instant), span=NOWHERE),
            lambda: nodes.ProfileFixture(self.maybe(self.name), self.several(self.field, 0, 4), span=NOWHERE),
            lambda: nodes.EventFixture(
                self.name(), self.maybe(self.name), self.several(self.field, 0, 6), span=NOWHERE
            ),
            lambda: nodes.Given(self.expression(2), span=NOWHERE),
        )

    def expect(self) -> nodes.Expect:
        return nodes.Expect(self.maybe(self.name), self.flag(), self.name(), self.maybe(self.label), span=NOWHERE)
