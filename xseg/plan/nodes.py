"""The IR: a small, engine-neutral graph of typed operations, each a frozen dataclass.

A node names its operands by their index in `Plan.nodes`, where every operand stands before its user; so a plan is
acyclic by construction, equal nodes are one node, and a walk in index order needs no recursion. Nodes of the *profile
level* have one value for each profile, nodes of the *event level* one for each event of the query they filter.

How values are held is told in `xseg.tables.columns`. Every value may be missing; predicates (the operations from
`Compare` on that say so) never are.
"""

from typing import Annotated, Literal

from xseg.facts import fact
from xseg.plan.times import Moment
from xseg.tables.person import Value

Ref = Annotated[int, "node"]
"""The index of a node in its plan."""

Function = Literal["count", "sum", "avg", "min", "max", "median", "first", "last", "most_frequent", "distinct"]
TimePart = Literal["year", "month", "day_of_month", "weekday", "hour"]


# --- leaves ---


@fact
class Literal_:
    """A known value, or missing (None), held as its type says; `True` is everyone."""

    value: Value


@fact
class Time:
    """A moment relative to `now` or on the local calendar; `bind` makes it a literal (timestamp or date by type)."""

    moment: Moment


@fact
class Attribute:
    """An attribute of the profile."""

    name: str


@fact
class Consent:
    """Predicate: the profile's present answer for a purpose, default applied."""

    purpose: str


@fact
class Listed:
    """Predicate: the profile is on the list."""

    name: str


@fact
class Recorded:
    """A time kept by the store: when an attribute changed, when a segment was last entered or exited."""

    what: Literal["changed", "entered", "exited"]
    name: str


@fact
class Imputed:
    """An attribute's value; where it is missing, what stands in for it (profiles/snapshots/impute.py).

    `method` and `constant` are the declaration's: another one gives other values, so it is another node.
    """

    name: str
    method: Literal["median", "mode", "knn", "constant"]
    constant: bool | int | float | str | None = None


@fact
class Property:
    """Event level: a property of the event (missing where its kind has none)."""

    name: str


@fact
class EventTime:
    """Event level: the event's instant (a timestamp)."""


@fact
class EventChannel:
    """Event level: the channel, a text."""


@fact
class EventKind:
    """Event level: the name of the kind, a text."""


@fact
class Nth:
    """Event level: 1 for the profile's earliest (or, from the end, latest) event of its kind up to `now`."""

    from_end: bool


@fact
class OfProfile:
    """Event level: the value of a profile-level node for the profile that the event belongs to."""

    operand: Ref


# --- values ---


@fact
class Arithmetic:
    """Both exact (at one scale for + and −; `*` adds the scales), both numbers, or both durations/timestamps in µs.

    `/` is on numbers only. Missing where an operand is, where a number comes out that is not finite, and for division
    by zero; −0 is 0.
    """

    operator: Literal["+", "-", "*", "/"]
    left: Ref
    right: Ref


@fact
class Align:
    """An exact value at a larger scale: times 10 ** (to − from)."""

    operand: Ref
    factor: int


@fact
class ToNumber:
    """An exact value as a double: the units to the nearest double, then divided by 10.0 ** scale."""

    operand: Ref
    scale: int


@fact
class Absolute:
    operand: Ref


@fact
class LocalDate:
    """A timestamp's day on the project's clock, a date."""

    operand: Ref


@fact
class PartOf:
    """A part of a date or timestamp on the project's clock; the weekday is `mon` … `sun`; a date has no hour.

    `of_date` tells whether the operand is a date.
    """

    part: TimePart
    operand: Ref
    of_date: bool


@fact
class YearsBetween:
    """Whole years from date `start` to date `end`: birthdays had; 29 February comes on the 28th. Negative before."""

    start: Ref
    end: Ref


@fact
class Length:
    """Code points of a text; elements of a list (`of_list`)."""

    operand: Ref
    of_list: bool


@fact
class Folded:
    """A text attribute or property, case-folded (Python's `str.casefold`)."""

    operand: Ref


@fact
class Domain:
    """What stands behind the last `@` of an e-mail address, lower case; missing where there is none."""

    operand: Ref


@fact
class Coalesce:
    """The first operand that is known."""

    operands: tuple[Ref, ...]


@fact
class If:
    """The chosen branch; the condition is a predicate."""

    condition: Ref
    then: Ref
    otherwise: Ref


# --- predicates: true or false, never missing ---


@fact
class Compare:
    """Predicate: both known, and the comparison holds. Operands are held alike. `!=` is lowered to not `==`."""

    operator: Literal["==", "<", "<=", ">", ">="]
    left: Ref
    right: Ref


@fact
class InRange:
    """Predicate: known and between the ends, each in or out; no end is no limit. An end that is missing is false.

    Windows, `between`, counts and repetitions all come to this.
    """

    operand: Ref
    low: Ref | None
    low_in: bool
    high: Ref | None
    high_in: bool


@fact
class OneOf:
    """Predicate: known and equal to one of the values (held alike, sorted, distinct)."""

    operand: Ref
    values: tuple[Value, ...]


@fact
class TextTest:
    """Predicate: a known text contains, starts with or ends with `text`, by code point."""

    kind: Literal["contains", "starts with", "ends with"]
    operand: Ref
    text: str


@fact
class Has:
    """Predicate: a known list holds any, or all, of the values."""

    operand: Ref
    quantity: Literal["any", "all"]
    values: tuple[str, ...]


@fact
class Known:
    """Predicate: the value is not missing."""

    operand: Ref


@fact
class IsTrue:
    """Predicate: a boolean value that may be missing is known and true."""

    operand: Ref


@fact
class Anniversary:
    """Predicate: the date returns, in a later year than its own, on a day from `low` to `high` (dates, both in);

    29 February returns on the 28th in a common year.
    """

    operand: Ref
    low: Ref | None
    high: Ref | None


@fact
class Ranked:
    """Predicate, a barrier: the value is in the top (or bottom) share among profiles whose value is known.

    Equal values share the largest rank r, 1 being the best. With a percentage P = share / 10 ** scale, in iff
    (r − 1) · 100 · 10 ** scale < share · known and, for ties across the edge, iff the whole tie fits (which the largest
    rank decides); with heads, in iff r <= share. `among` is a predicate that narrows who is ranked; others are out.
    """

    operand: Ref
    edge: Literal["top", "bottom"]
    share: int
    scale: int
    percent: bool
    among: Ref | None


@fact
class Sampled:
    """Predicate: a stable pseudo-random share: (a · s1 + b · s2 + c) mod 1,073,741,789 below `limit`."""

    a: int
    b: int
    c: int
    limit: int


@fact
class Not:
    operand: Ref


@fact
class And:
    operands: tuple[Ref, ...]


@fact
class Or:
    operands: tuple[Ref, ...]


@fact
class Member:
    """Predicate: the profile is in the segment whose condition is `operand`."""

    segment: str
    operand: Ref


# --- events ---


@fact
class Query:
    """Which events: kinds (None is any), channels (None is any), and two event-level predicates.

    `filter` is the author's condition in brackets; `window` tests the event's time. Events after `now` do not exist.
    """

    kinds: tuple[str, ...] | None
    channels: tuple[str, ...] | None
    filter: Ref | None
    window: Ref | None


@fact
class Step:
    """A step of a path, seen from the positive step before it, whose instant is t.

    A positive step lies in (t + after, t + within] (`within` None: no end), with the values of `same` (nodes of the
    event level) equal and known on both sides. A negative step between two positive ones: no such event strictly
    between them. A closing negative step: none in (t, t + within] where `within` is given, else none in (t, now];
    `within` and `lasting` both ask that t + that much is not after `now`, and `lasting` still looks at all of (t, now].
    Microseconds.
    """

    query: Query
    negated: bool = False
    same: tuple[Ref, ...] = ()
    after: int = 0
    within: int | None = None
    lasting: int | None = None


@fact
class Path:
    """Steps in order; `all_within` bounds last positive − first positive step, in microseconds."""

    steps: tuple[Step, ...]
    all_within: int | None


@fact
class Aggregate:
    """A value over a profile's events that fit (of a path: over its first-step events that can be completed).

    count: integer, 0 when none. sum: exact sums exactly (0 when none known); numbers as the exact sum of each rounded
    to six decimals, floor(x · 1e6 + 0.5), then divided by 1e6. avg: sum as a number / count of the known (see
    ToNumber, `scale` being the operand's). min, max, median (the lower middle), distinct, most_frequent (smaller of
    equals) look at known values; first and last look at the one event that is first or last by time, source, id.
    `last purchase` is max of EventTime.
    """

    function: Function
    over: Query | Path
    operand: Ref | None
    scale: int = 0


# --- models ---


@fact
class Score:
    """A barrier: the model's label (text), confidence or distance (numbers) from its features, all numbers.

    See ClosedModel for the arithmetic. Missing where a feature is missing that the model does not impute.
    """

    model: str
    output: Literal["label", "confidence", "distance"]
    features: tuple[Ref, ...]


Operation = (
    Literal_
    | Time
    | Attribute
    | Consent
    | Listed
    | Recorded
    | Imputed
    | Property
    | EventTime
    | EventChannel
    | EventKind
    | Nth
    | OfProfile
    | Arithmetic
    | Align
    | ToNumber
    | Absolute
    | LocalDate
    | PartOf
    | YearsBetween
    | Length
    | Folded
    | Domain
    | Coalesce
    | If
    | Compare
    | InRange
    | OneOf
    | TextTest
    | Has
    | Known
    | IsTrue
    | Anniversary
    | Ranked
    | Sampled
    | Not
    | And
    | Or
    | Member
    | Aggregate
    | Score
)
