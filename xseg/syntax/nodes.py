"""The tree of a `.seg` file: frozen facts with spans, one class a form of the language page.

Spans never take part in equality: two trees are equal when they say the same thing. The checker notes what it finds
out about a node under the node's identity, so a tree is never copied on its way.
"""

from dataclasses import field
from datetime import date, datetime
from typing import Literal

from xseg.diagnostics import Span
from xseg.facts import fact

Unit = Literal["second", "minute", "hour", "day", "week", "month", "quarter", "year"]
Comparison = Literal["==", "!=", "<", "<=", ">", ">="]
TextTestKind = Literal["contains", "starts with", "ends with"]
AggregateFunction = Literal["count", "sum", "avg", "min", "max", "median", "first", "last", "most_frequent", "distinct"]


@fact(kw_only=True)
class Node:
    """Whatever stands somewhere in a file."""

    span: Span = field(compare=False)


@fact
class Name(Node):
    """A name as its author meant it: `a.b` is one name, backticks are gone, text is NFC."""

    text: str


# --- literals and times ---


@fact
class Number(Node):
    """An exact number: `unscaled` / 10 ** `scale`; `500` has scale 0, `1_000.50` scale 2."""

    unscaled: int
    scale: int


@fact
class Text(Node):
    value: str


@fact
class Boolean(Node):
    """`true` or `false`; as a predicate `true` is everyone."""

    value: bool


@fact
class DateLiteral(Node):
    value: date


@fact
class InstantLiteral(Node):
    """`2025-06-01T09:30`: naive means the project's clock; with `Z` or an offset it is aware."""

    value: datetime


@fact
class Duration(Node):
    """`30 days`: a whole count from 1."""

    count: int
    unit: Unit


@fact
class Ago(Node):
    """`30 days ago`."""

    duration: Duration


@fact
class Now(Node):
    pass


@fact
class DayWord(Node):
    word: Literal["today", "yesterday", "tomorrow"]


Point = DateLiteral | InstantLiteral | Now | DayWord | Ago | Name


# --- windows ---


@fact
class PeriodWord(Node):
    """`this month`, `last quarter`, `next week`."""

    which: Literal["this", "last", "next"]
    unit: Unit


@fact
class FullPeriods(Node):
    """`last 7 full days`, `next 2 full weeks`."""

    which: Literal["last", "next"]
    count: int
    unit: Unit


@fact
class CalendarMonth(Node):
    year: int
    month: int


@fact
class CalendarYear(Node):
    year: int


Period = PeriodWord | FullPeriods | CalendarYear | CalendarMonth | DateLiteral | DayWord


@fact
class Within(Node):
    duration: Duration


@fact
class WithinNext(Node):
    duration: Duration


@fact
class MoreThanAgo(Node):
    duration: Duration


@fact
class Gap(Node):
    """`after 2 days [within 7 days]`, on a later step of a path only."""

    after: Duration
    within: Duration | None


@fact
class Before(Node):
    point: Point


@fact
class After(Node):
    point: Point


@fact
class Since(Node):
    point: Point


@fact
class On(Node):
    day: DateLiteral | DayWord


@fact
class FromTo(Node):
    start: Point
    end: Point


@fact
class During(Node):
    period: Period


Window = Within | WithinNext | MoreThanAgo | Gap | Before | After | Since | On | FromTo | During


# --- events ---


@fact
class Query(Node):
    """`EVENT [filter] [on CHANNEL] [WINDOW]`; `events` and `channels` of None mean any."""

    events: tuple[Name, ...] | None
    filter: "Expression | None" = None
    channels: tuple[Name, ...] | None = None
    window: Window | None = None


@fact
class Step(Node):
    """One step of a path; `lasting` is the `for D` of a closing negative step."""

    query: Query
    negated: bool = False
    lasting: Duration | None = None


@fact
class Path(Node):
    """`A then B then not C [all within D]`: at least two steps."""

    steps: tuple[Step, ...]
    all_within: Duration | None = None


@fact
class Aggregate(Node):
    """`sum(x of Q)`, `count(Q)`, `distinct(p of A then B)`; `operand` is None for count only."""

    function: AggregateFunction
    operand: "Expression | None"
    over: Query | Path


@fact
class EdgeTime(Node):
    """`last purchase`, `first visit on web`: the time of the latest or earliest; the query has no window."""

    which: Literal["first", "last"]
    query: Query


# --- values ---


@fact
class Arithmetic(Node):
    operator: Literal["+", "-", "*", "/"]
    left: "Expression"
    right: "Expression"


@fact
class Negative(Node):
    operand: "Expression"


@fact
class Call(Node):
    """`days_since(t)`, `if(c, a, b)`, `entered(vip)`; a name inside is a `Name`."""

    function: Name
    arguments: tuple["Expression", ...]


# --- predicates ---


@fact
class Compare(Node):
    operator: Comparison
    left: "Expression"
    right: "Expression"
    ignoring_case: bool = False


@fact
class Between(Node):
    operand: "Expression"
    low: "Expression"
    high: "Expression"


@fact
class OneOf(Node):
    operand: "Expression"
    values: tuple["Expression", ...]
    negated: bool = False
    ignoring_case: bool = False


@fact
class TextTest(Node):
    kind: TextTestKind
    operand: "Expression"
    text: "Expression"
    ignoring_case: bool = False


@fact
class Has(Node):
    """`xs has "x"` (quantity one), `has any of (…)`, `has all of (…)`."""

    operand: "Expression"
    quantity: Literal["one", "any", "all"]
    values: tuple["Expression", ...]


@fact
class Is(Node):
    operand: "Expression"
    state: Literal["known", "missing", "true", "false"]
    negated: bool = False


@fact
class When(Node):
    """`t within 30 days` and every other window on a value."""

    operand: "Expression"
    window: Window


@fact
class Share(Node):
    """`10%` (percent) or `1000` (heads): `unscaled` / 10 ** `scale`."""

    unscaled: int
    scale: int
    percent: bool


@fact
class Ranked(Node):
    operand: "Expression"
    edge: Literal["top", "bottom"]
    share: Share
    among: Name | None = None
    negated: bool = False


@fact
class InSegment(Node):
    segment: Name


@fact
class InList(Node):
    name: Name


@fact
class Sample(Node):
    share: Share
    by: Text


@fact
class Anniversary(Node):
    operand: "Expression"
    window: Window


@fact
class Times(Node):
    """How often, ends included: `at least 3 times` is (3, None), `at most 3 times` is (0, 3)."""

    low: int
    high: int | None


@fact
class Spans(Node):
    """`the last 4 weeks` (each a unit), `4 full weeks` (full), `3 periods of 10 days` (each a duration)."""

    count: int
    each: Duration
    full: bool


@fact
class Regular(Node):
    """`in at least 3 of the last 4 weeks`."""

    at_least: int
    spans: Spans


@fact
class Did(Node):
    """`did Q`, `did Q 1 to 3 times`, `did Q [times] in at least 3 of the last 4 weeks`, `did PATH`."""

    over: Query | Path
    times: Times | None = None
    regular: Regular | None = None


@fact
class DidNot(Node):
    query: Query


@fact
class Same(Node):
    """`same p` in a later step's filter: equal to the previous positive step's p."""

    property: Name


@fact
class Not(Node):
    operand: "Expression"


@fact
class And(Node):
    """All of two or more, in the written order; `bracketed` says that the author put brackets around it."""

    operands: tuple["Expression", ...]
    bracketed: bool = field(default=False, compare=False)


@fact
class Or(Node):
    """One of two or more, in the written order."""

    operands: tuple["Expression", ...]
    bracketed: bool = field(default=False, compare=False)


Value = (
    Name
    | Number
    | Text
    | Boolean
    | DateLiteral
    | InstantLiteral
    | Duration
    | Ago
    | Now
    | DayWord
    | Arithmetic
    | Negative
    | Call
    | Aggregate
    | EdgeTime
)
Predicate = (
    Compare
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
    | Anniversary
    | Did
    | DidNot
    | Same
    | Not
    | And
    | Or
)
Expression = Value | Predicate


# --- declarations ---


@fact
class Word(Node):
    """One word of a metadata value, as written: a name, a text, a share, a whole number, a comma."""

    kind: Literal["name", "text", "share", "integer", "comma"]
    text: str
    share: Share | None = None


@fact
class Entry(Node):
    """`key: value` of a segment or model block, its value still words: the checker knows each key's form."""

    key: Name
    words: tuple[Word, ...]


@fact
class LabelRule(Node):
    """`label "high-intent": highest product_views_30d`, or a condition on the cluster's means."""

    label: Text
    rule: Literal["highest", "lowest", "where"]
    expression: Expression


@fact
class Trait(Node):
    name: Name
    label: Text | None
    expression: Expression


@fact
class Model(Node):
    name: Name
    label: Text | None
    entries: tuple[Entry, ...]
    labels: tuple[LabelRule, ...]


@fact
class Segment(Node):
    name: Name
    title: Text | None
    entries: tuple[Entry, ...]
    where: Expression


@fact
class Role(Node):
    """`purchase = order` of a `use`: the standard trait's word and the project's, or several; None is `any`."""

    role: Name
    names: tuple[Name, ...] | None


@fact
class Use(Node):
    name: Name
    roles: tuple[Role, ...]


@fact
class Field(Node):
    name: Name
    value: Expression


@fact
class NowFixture(Node):
    point: DateLiteral | InstantLiteral


@fact
class ProfileFixture(Node):
    """`profile [NAME] { … }`; the events and givens after it belong to it, until the next profile."""

    name: Name | None
    fields: tuple[Field, ...]


@fact
class EventFixture(Node):
    event: Name
    channel: Name | None
    fields: tuple[Field, ...]


@fact
class Given(Node):
    """`given PREDICATE` states what the test does not compute; `given not PREDICATE` is a `Not`."""

    predicate: Expression


@fact
class Expect(Node):
    """`expect [NAME] [not] in SEGMENT [because "clause"]`."""

    profile: Name | None
    negated: bool
    segment: Name
    because: Text | None


Fixture = NowFixture | ProfileFixture | EventFixture | Given


@fact
class Test(Node):
    title: Text
    fixtures: tuple[Fixture, ...]
    expectations: tuple[Expect, ...]


Declaration = Trait | Model | Segment | Use | Test


@fact
class File(Node):
    """One `.seg` file: the declarations that parsed, in their order."""

    declarations: tuple[Declaration, ...]
