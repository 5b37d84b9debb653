"""The tree of a `.seg` file: frozen facts with spans, one class a form of the language page.

Spans never take part in equality: two trees are equal when they say the same thing. The checker notes what it finds
out about a node under the node's identity, so a tree is never copied on its way.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from xseg.diagnostics import Span

Unit = Literal["second", "minute", "hour", "day", "week", "month", "quarter", "year"]
Comparison = Literal["==", "!=", "<", "<=", ">", ">="]
TextTestKind = Literal["contains", "starts with", "ends with"]
AggregateFunction = Literal["count", "sum", "avg", "min", "max", "median", "first", "last", "most_frequent", "distinct"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Whatever stands somewhere in a file."""

    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name as its author meant it: `a.b` is one name, backticks are gone, text is NFC."""

    text: str


# --- literals and times ---


@dataclass(frozen=True, slots=True)
class Number(Node):
    """An exact number: `unscaled` / 10 ** `scale`; `500` has scale 0, `1_000.50` scale 2."""

    unscaled: int
    scale: int


@dataclass(frozen=True, slots=True)
class Text(Node):
    value: str


@dataclass(frozen=True, slots=True)
class Boolean(Node):
    """`true` or `false`; as a predicate `true` is everyone."""

    value: bool


@dataclass(frozen=True, slots=True)
class DateLiteral(Node):
    value: date


@dataclass(frozen=True, slots=True)
class InstantLiteral(Node):
    """`2025-06-01T09:30`: naive means the project's clock; with `Z` or an offset it is aware."""

    value: datetime


@dataclass(frozen=True, slots=True)
class Duration(Node):
    """`30 days`: a whole count from 1."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Ago(Node):
    """`30 days ago`."""

    duration: Duration


@dataclass(frozen=True, slots=True)
class Now(Node):
    pass


@dataclass(frozen=True, slots=True)
class DayWord(Node):
    word: Literal["today", "yesterday", "tomorrow"]


Point = DateLiteral | InstantLiteral | Now | DayWord | Ago | Name


# --- windows ---


@dataclass(frozen=True, slots=True)
class PeriodWord(Node):
    """`this month`, `last quarter`, `next week`."""

    which: Literal["this", "last", "next"]
    unit: Unit


@dataclass(frozen=True, slots=True)
class FullPeriods(Node):
    """`last 7 full days`, `next 2 full weeks`."""

    which: Literal["last", "next"]
    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class CalendarMonth(Node):
    year: int
    month: int


@dataclass(frozen=True, slots=True)
class CalendarYear(Node):
    year: int


Period = PeriodWord | FullPeriods | CalendarYear | CalendarMonth | DateLiteral | DayWord


@dataclass(frozen=True, slots=True)
class Within(Node):
    duration: Duration


@dataclass(frozen=True, slots=True)
class WithinNext(Node):
    duration: Duration


@dataclass(frozen=True, slots=True)
class MoreThanAgo(Node):
    duration: Duration


@dataclass(frozen=True, slots=True)
class Gap(Node):
    """`after 2 days [within 7 days]`, on a later step of a path only."""

    after: Duration
    within: Duration | None


@dataclass(frozen=True, slots=True)
class Before(Node):
    point: Point


@dataclass(frozen=True, slots=True)
class After(Node):
    point: Point


@dataclass(frozen=True, slots=True)
class Since(Node):
    point: Point


@dataclass(frozen=True, slots=True)
class On(Node):
    day: DateLiteral | DayWord


@dataclass(frozen=True, slots=True)
class FromTo(Node):
    start: Point
    end: Point


@dataclass(frozen=True, slots=True)
class During(Node):
    period: Period


Window = Within | WithinNext | MoreThanAgo | Gap | Before | After | Since | On | FromTo | During


# --- events ---


@dataclass(frozen=True, slots=True)
class Query(Node):
    """`EVENT [filter] [on CHANNEL] [WINDOW]`; `events` and `channels` of None mean any."""

    events: tuple[Name, ...] | None
    filter: "Expression | None" = None
    channels: tuple[Name, ...] | None = None
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class Step(Node):
    """One step of a path; `lasting` is the `for D` of a closing negative step."""

    query: Query
    negated: bool = False
    lasting: Duration | None = None


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`A then B then not C [all within D]`: at least two steps."""

    steps: tuple[Step, ...]
    all_within: Duration | None = None


@dataclass(frozen=True, slots=True)
class Aggregate(Node):
    """`sum(x of Q)`, `count(Q)`, `distinct(p of A then B)`; `operand` is None for count only."""

    function: AggregateFunction
    operand: "Expression | None"
    over: Query | Path


@dataclass(frozen=True, slots=True)
class EdgeTime(Node):
    """`last purchase`, `first visit on web`: the time of the latest or earliest; the query has no window."""

    which: Literal["first", "last"]
    query: Query


# --- values ---


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    operator: Literal["+", "-", "*", "/"]
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Negative(Node):
    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`days_since(t)`, `if(c, a, b)`, `entered(vip)`; a name inside is a `Name`."""

    function: Name
    arguments: tuple["Expression", ...]


# --- predicates ---


@dataclass(frozen=True, slots=True)
class Compare(Node):
    operator: Comparison
    left: "Expression"
    right: "Expression"
    ignoring_case: bool = False


@dataclass(frozen=True, slots=True)
class Between(Node):
    operand: "Expression"
    low: "Expression"
    high: "Expression"


@dataclass(frozen=True, slots=True)
class OneOf(Node):
    operand: "Expression"
    values: tuple["Expression", ...]
    negated: bool = False
    ignoring_case: bool = False


@dataclass(frozen=True, slots=True)
class TextTest(Node):
    kind: TextTestKind
    operand: "Expression"
    text: "Expression"
    ignoring_case: bool = False


@dataclass(frozen=True, slots=True)
class Has(Node):
    """`xs has "x"` (quantity one), `has any of (…)`, `has all of (…)`."""

    operand: "Expression"
    quantity: Literal["one", "any", "all"]
    values: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Is(Node):
    operand: "Expression"
    state: Literal["known", "missing", "true", "false"]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class When(Node):
    """`t within 30 days` and every other window on a value."""

    operand: "Expression"
    window: Window


@dataclass(frozen=True, slots=True)
class Share(Node):
    """`10%` (percent) or `1000` (heads): `unscaled` / 10 ** `scale`."""

    unscaled: int
    scale: int
    percent: bool


@dataclass(frozen=True, slots=True)
class Ranked(Node):
    operand: "Expression"
    edge: Literal["top", "bottom"]
    share: Share
    among: Name | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class InSegment(Node):
    segment: Name


@dataclass(frozen=True, slots=True)
class InList(Node):
    name: Name


@dataclass(frozen=True, slots=True)
class Sample(Node):
    share: Share
    by: Text


@dataclass(frozen=True, slots=True)
class Anniversary(Node):
    operand: "Expression"
    window: Window


@dataclass(frozen=True, slots=True)
class Times(Node):
    """How often, ends included: `at least 3 times` is (3, None), `at most 3 times` is (0, 3)."""

    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Spans(Node):
    """`the last 4 weeks` (each a unit), `4 full weeks` (full), `3 periods of 10 days` (each a duration)."""

    count: int
    each: Duration
    full: bool


@dataclass(frozen=True, slots=True)
class Regular(Node):
    """`in at least 3 of the last 4 weeks`."""

    at_least: int
    spans: Spans


@dataclass(frozen=True, slots=True)
class Did(Node):
    """`did Q`, `did Q 1 to 3 times`, `did Q [times] in at least 3 of the last 4 weeks`, `did PATH`."""

    over: Query | Path
    times: Times | None = None
    regular: Regular | None = None


@dataclass(frozen=True, slots=True)
class DidNot(Node):
    query: Query


@dataclass(frozen=True, slots=True)
class Same(Node):
    """`same p` in a later step's filter: equal to the previous positive step's p."""

    property: Name


@dataclass(frozen=True, slots=True)
class Not(Node):
    operand: "Expression"


@dataclass(frozen=True, slots=True)
class And(Node):
    """All of two or more, in the written order; `bracketed` says that the author put brackets around it."""

    operands: tuple["Expression", ...]
    bracketed: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Word(Node):
    """One word of a metadata value, as written: a name, a text, a share, a whole number, a comma."""

    kind: Literal["name", "text", "share", "integer", "comma"]
    text: str
    share: Share | None = None


@dataclass(frozen=True, slots=True)
class Entry(Node):
    """`key: value` of a segment or model block, its value still words: the checker knows each key's form."""

    key: Name
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class LabelRule(Node):
    """`label "high-intent": highest product_views_30d`, or a condition on the cluster's means."""

    label: Text
    rule: Literal["highest", "lowest", "where"]
    expression: Expression


@dataclass(frozen=True, slots=True)
class Trait(Node):
    name: Name
    label: Text | None
    expression: Expression


@dataclass(frozen=True, slots=True)
class Model(Node):
    name: Name
    label: Text | None
    entries: tuple[Entry, ...]
    labels: tuple[LabelRule, ...]


@dataclass(frozen=True, slots=True)
class Segment(Node):
    name: Name
    title: Text | None
    entries: tuple[Entry, ...]
    where: Expression


@dataclass(frozen=True, slots=True)
class Role(Node):
    """`purchase = order` of a `use`: the standard trait's word and the project's."""

    role: Name
    name: Name


@dataclass(frozen=True, slots=True)
class Use(Node):
    name: Name
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Field(Node):
    name: Name
    value: Expression


@dataclass(frozen=True, slots=True)
class NowFixture(Node):
    point: DateLiteral | InstantLiteral


@dataclass(frozen=True, slots=True)
class ProfileFixture(Node):
    """`profile [NAME] { … }`; the events and givens after it belong to it, until the next profile."""

    name: Name | None
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class EventFixture(Node):
    event: Name
    channel: Name | None
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Given(Node):
    """`given PREDICATE` states what the test does not compute; `given not PREDICATE` is a `Not`."""

    predicate: Expression


@dataclass(frozen=True, slots=True)
class Expect(Node):
    """`expect [NAME] [not] in SEGMENT [because "clause"]`."""

    profile: Name | None
    negated: bool
    segment: Name
    because: Text | None


Fixture = NowFixture | ProfileFixture | EventFixture | Given


@dataclass(frozen=True, slots=True)
class Test(Node):
    title: Text
    fixtures: tuple[Fixture, ...]
    expectations: tuple[Expect, ...]


Declaration = Trait | Model | Segment | Use | Test


@dataclass(frozen=True, slots=True)
class File(Node):
    """One `.seg` file: the declarations that parsed, in their order."""

    declarations: tuple[Declaration, ...]
