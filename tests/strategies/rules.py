"""Random rules over the corner shop that are well typed, written out as their authors would."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import strategies as st

from tests.strategies.people import LONG_AGO, NIGHTS, NOWS, ZONES, instant, value
from tests.support.corner import corner
from xseg.project.types import TIMESTAMP, CategoryType, ListType, Type, decimal
from xseg.tables import Event, Person
from xseg.tables.columns import imputed_column, recorded_column
from xseg.tables.person import Value

Kind = Literal["number", "text", "date", "time", "flag", "list", "length"]
Where = tuple[str, ...] | None
"""On the profile (None), or inside the brackets of these kinds of events."""

GIVEN = """
trait spend   = sum(amount of purchase)
trait visits  = count(view within 90 days)
trait latest  = last any
trait kindest = most_frequent(item of purchase)
model kind { features: spend, visits algorithm: kmeans clusters: 2 impute: median label "loyal": highest spend }
segment big   { where spend > 10 or age > 3 }
segment quiet { where did not view within 30 days and not in segment big }
"""

ON_PROFILE: dict[Kind, tuple[str, ...]] = {
    "number": (
        "age",
        "balance",
        "rate",
        "score",
        "spend",
        "visits",
        "confidence(kind)",
        "distance(kind)",
        "imputed(rate)",
    ),
    "text": ("name", "mail", "country", "tier", "kindest", "kind"),
    "date": ("born", "signup"),
    "time": ("seen", "latest", "changed(tier)", "entered(big)", "exited(quiet)"),
    "flag": ("flag", "consent.news", "consent.sms"),
    "list": ("interests", "sizes"),
}
ON_PURCHASE: dict[Kind, tuple[str, ...]] = {
    "number": ("amount", "pieces", "weight", "nth", "nth_last"),
    "text": ("item", "group", "channel", "event"),
    "date": ("due",),
    "time": ("until", "time"),
    "flag": ("gift",),
    "list": ("tags",),
}
ON_LETTER: dict[Kind, tuple[str, ...]] = {
    "number": ("amount", "nth"),
    "text": ("letter", "channel"),
    "time": ("time",),
}
SHOPPING = ("purchase", "view", "cart")
LETTERS = ("sent", "open")
UNITS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
TEXTS = ('"a"', '"B"', '"ß"', '"SS"', '"é"', '"x.org"')
FOLDABLE = ("name", "mail", "country", "item")


V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Author:
    """Writes rules, a choice at a time; deeper than `depth` there are only names and literals."""

    below: Callable[[int], int]
    """A number from 0 to below another: who shrinks failures draws it, who measures throws dice."""

    def pick(self, *choices: V) -> V:
        return choices[self.below(len(choices))]

    def number_of(self, least: int, most: int) -> int:
        return least + self.below(most - least + 1)

    def either_way(self) -> bool:
        return self.below(2) == 1

    def some(self, least: int, most: int) -> range:
        return range(self.number_of(least, most))

    # --- conditions ---

    def rule(self) -> str:
        """Clauses in groups of two or three, mostly such that some people fit and some do not."""
        outer, inner = self.pick(("or", "and"), ("or", "and"), ("and", "or"))
        groups = []
        for _ in self.some(2, 3):
            clauses = [self._clause() for _ in self.some(1, self.pick(2, 3))]
            groups.append(f" {inner} ".join(clauses) if len(clauses) == 1 else f"({f' {inner} '.join(clauses)})")
        text = f" {outer} ".join(groups)
        return f"({text} or {self.pick(*HALF)}) and {self.pick(*HALF)}" if self.either_way() else text

    def _clause(self) -> str:
        clause = self.condition(2)
        return clause if self.number_of(0, 2) else f"not ({clause})"

    def condition(self, depth: int, where: Where = None) -> str:
        if depth <= 0:
            return self._simple(0, where)
        match self.number_of(0, 9):
            case 0:
                return f"({self.condition(depth - 1, where)} and {self.condition(depth - 1, where)})"
            case 1:
                return f"({self.condition(depth - 1, where)} or {self.condition(depth - 1, where)})"
            case 2:
                return f"not ({self.condition(depth - 1, where)})"
            case 3 | 4 | 5:
                return self._behaviour(depth - 1)
            case 6 if where is None:
                return self._membership(depth - 1)
            case _:
                return self._simple(depth - 1, where)

    def _simple(self, depth: int, where: Where) -> str:
        match self.number_of(0, 13):
            case 13:
                return f"{self._summary(depth)} {self.pick('<', '>=', '!=')} {self._number()}"
            case 11:
                return self._span(where)
            case 12:
                part = self.pick("weekday", "hour")
                time = self.pick(*self._names("time", where))
                test = self.pick('in ("sat", "sun")', '== "mon"') if part == "weekday" else self.pick("== 2", "< 12")
                return f"{part}({time}) {test}"
            case 0 | 1:
                operator = self.pick("==", "!=", "<", "<=", ">", ">=")
                return f"{self.value('number', depth, where)} {operator} {self.value('number', depth, where)}"
            case 2:
                ends = f"{self._number()} and {self._number()}"
                return f"{self.value('number', depth, where)} between {ends}"
            case 3:
                return self._text_test(depth, where)
            case 4:
                return f"{self.value(self._moment(), depth, where)} {self.window(on_date=True, where=where)}"
            case 5:
                return self._when(where)
            case 6:
                operator = self.pick("==", "!=", "<", ">=")
                left, right = (self.value(self._moment(), depth, where) for _ in range(2))
                return f"{left} {operator} {right}"
            case 7:
                kind: Kind = self.pick("number", "text", "date", "time")
                return f"{self.value(kind, depth, where)} is {self.pick('known', 'missing', 'not missing')}"
            case 8:
                flags = self._names("flag", where)
                return self.pick(
                    "true", *(f"{flag} is {state}" for flag in flags for state in ("true", "false")), *flags
                )
            case 9:
                lists = self._names("list", where)
                if not lists:
                    return "true"
                name = self.pick(*lists)
                values = ('"S"', '"L"') if name.endswith("sizes") else ('"a"', '"b"', '"c"')
                quantity = self.pick("any", "all")
                return self.pick(f"{name} has {values[0]}", f"{name} has {quantity} of ({', '.join(values)})")
            case _:
                date = self.pick(*(self._names("date", where) or self._names("time", where)))
                return f"anniversary of {date} {self.pick('within next 9 days', 'within 2 months', 'during this week')}"

    def _span(self, where: Where) -> str:
        """How long lies between two instants, or an instant moved by a while."""
        one, other = (self.pick(*self._names("time", where)) for _ in range(2))
        length = self.pick("1 hour", "90 minutes", "2 days", "30 seconds")
        operator = self.pick("<", "<=", ">", "==")
        moved = f"{one} {self.pick('+', '-')} {length} {operator} {other}"
        return self.pick(f"{one} - {other} {operator} {length}", moved)

    def _moment(self) -> Kind:
        return "date" if self.either_way() else "time"

    def _when(self, where: Where) -> str:
        dates = self._names("date", where)
        if dates and self.number_of(0, 1) == 0:
            return f"{self.pick(*dates)} {self.window(on_date=True, where=where)}"
        return f"{self.pick(*self._names('time', where))} {self.window(on_date=False, where=where)}"

    def _text_test(self, depth: int, where: Where) -> str:
        folding = self.pick(*(name for name in self._names("text", where) if name in FOLDABLE), "")
        if folding and self.either_way():
            test = self.pick("==", "!=", "contains", "starts with", "ends with")
            return f"{folding} {test} {self.pick(*TEXTS)} ignoring case"
        closed = [name for name in self._names("text", where) if name in CLOSED]
        if closed and self.number_of(0, 3) == 0:
            name = self.pick(*closed)
            return f'{name} {self.pick("==", "!=")} "{self.pick(*CLOSED[name])}"'
        text = self.value("text", depth, where)
        if text in CLOSED or text.removeprefix("profile.") in (*CLOSED, "channel", "event"):
            return f"{text} is known"
        test = self.pick("==", "!=", "contains", "starts with", "ends with")
        texts = f"({self.pick(*TEXTS)}, {self.pick(*TEXTS)})"
        return self.pick(f"{text} {test} {self.pick(*TEXTS)}", f"{text} {self.pick('in', 'not in')} {texts}")

    def _membership(self, depth: int) -> str:
        edge, share = self.pick("top", "bottom"), self.pick("1", "3", "10%", "33.4%", "100%")
        among = self.pick("", " of segment big", " of segment quiet")
        ranked: Kind = self.pick("number", "date", "time")
        return self.pick(
            "in segment big", "in segment quiet", "in list staff", "not in list staff",
            f'sample {self.pick("10%", "50%", "66.6%")} by "{self.pick("a", "b")}"',
            f"{self.value(ranked, depth, None)} in {edge} {share}{among}",
        )  # fmt: skip

    # --- windows ---

    def window(self, *, on_date: bool, where: Where) -> str:
        far = self.number_of(2, 40)
        unit = self.pick(*(UNITS[3:] if on_date else UNITS))
        calendar = self.pick(*UNITS[3:])
        names = [name for name in self._names("date", where) + self._names("time", where) if "(" not in name]
        return self.pick(
            f"within {far} {unit}s",
            f"within next {far} {unit}s",
            f"more than {far} {unit}s ago",
            f"from {far} {unit}s ago to {far - 1} {unit}s ago",
            f"from {far} {unit}s ago to {self.pick('now', 'today', 'tomorrow')}",
            f"{self.pick('before', 'after')} {self.pick('now', 'today', 'yesterday', f'{far} {unit}s ago', *names)}",
            f"since {self.pick('today', 'yesterday', '2025-03-30', *names)}",
            f"from {self.pick(*names)} to {self.pick(*names, 'now')}",
            f"on {self.pick('today', 'yesterday', 'tomorrow', '2024-02-29')}",
            f"during {self.pick('this', 'last', 'next')} {calendar}",
            f"during {self.pick('last', 'next')} {far} full {calendar}s",
            f"during {self.pick('2024-02-29', '2024-02', '2024', 'today')}",
            f"{self.pick('before', 'after', 'since')} {self.pick('2025-03-30T02:30', '2025-01-01T00:00Z')}",
        )

    # --- values ---

    def _names(self, kind: Kind, where: Where) -> tuple[str, ...]:
        """The plain names of a kind of value that stand for something here."""
        if where is None:
            return ON_PROFILE.get(kind, ())
        own = (ON_LETTER if where[0] in LETTERS else ON_PURCHASE).get(kind, ())
        lifted = tuple(f"profile.{name}" for name in ON_PROFILE.get(kind, ()) if "(" not in name)
        return (*own, *lifted)

    def _number(self) -> str:
        return self.pick("0", "1", "2.5", "-3", "10", "0.125", "999")

    def value(self, kind: Kind, depth: int, where: Where) -> str:
        names = self._names(kind, where)
        if depth <= 0 or self.number_of(0, 2) == 0:
            return self.pick(*names, *LITERALS.get(kind, ()))
        match kind:
            case "number":
                return self._counted(depth - 1, where)
            case "text":
                own = "domain(mail)" if where is None else "item" if where[0] in SHOPPING else "letter"
                function = self.pick("first", "last", "most_frequent")
                return self.pick(f"{function}(item of {self.query(depth - 1)})", own)
            case "date":
                times = self.value("time", depth - 1, where)
                return self.pick(f"date({times})", f"coalesce({times}, {self.value('date', depth - 1, where)})")
            case "time":
                which = self.pick("first", "last")
                query = self.query(depth - 1, windowed=False)
                return self.pick(f"({which} {query})", f"max(time of {self.query(depth - 1)})")
            case _:
                return self.pick(*names)

    def _counted(self, depth: int, where: Where) -> str:
        match self.number_of(0, 18):
            case 10 | 11 | 12 | 15 | 16:
                return self._summary(depth)
            case 13 | 14 | 17 | 18:
                name = self.pick("days_since", "years_since", "year", "month", "day_of_month")
                return f"{name}({self.value(self._moment(), depth, where)})"
            case 0 | 1:
                sign = self.pick("+", "-", "/")
                return f"({self.value('number', depth, where)} {sign} {self.value('number', depth, where)})"
            case 2:
                return f"({self.pick('2', '0.5')} * {self.pick(*self._names('number', where))})"
            case 3:
                return f"-({self.value('number', depth, where)})"
            case 4:
                return f"if({self.condition(depth, where)}, {self.value('number', depth, where)}, {self._number()})"
            case 5:
                return f"abs({self.value('number', depth, where)})"
            case 6:
                return f"coalesce({self.value('number', depth, where)}, {self._number()})"
            case 7:
                return f"count({self.over(depth)})"
            case 8:
                return f"distinct(item of {self.path(depth)})"
            case _:
                text = self.pick(*self._names("text", where))
                return self.pick(f"length({text})", f"length({text})", f"distinct(item of {self.query(depth)})")

    def _summary(self, depth: int) -> str:
        function = self.pick("sum", "avg", "min", "max", "median", "first", "last", "most_frequent", "distinct")
        operand = self.pick("amount", "pieces", "weight", "amount * pieces", "weight / pieces", "2 * weight")
        return f"{function}({operand} of {self.query(depth, every=False)})"

    # --- events ---

    def over(self, depth: int) -> str:
        return self.path(depth) if self.number_of(0, 2) == 0 else self.query(depth)

    def query(self, depth: int, *, windowed: bool = True, kinds: Sequence[str] = SHOPPING, every: bool = True) -> str:
        """Events of one or more kinds, perhaps with a filter, a channel and a window."""
        chosen = list(dict.fromkeys(self.pick(*kinds) for _ in self.some(1, 2)))
        text = chosen[0] if len(chosen) == 1 else f"any of ({', '.join(chosen)})"
        if every and self.number_of(0, 11) == 0:
            return self._any(windowed=windowed)
        if self.either_way():
            text += f"[{self.condition(min(depth, 1), tuple(chosen))}]"
        if "purchase" in chosen and self.number_of(0, 3) == 0:
            text += self.pick(" on web", " on store", " on any of (web, store)")
        if windowed and self.number_of(0, 2) == 0:
            text += f" {self.window(on_date=False, where=None)}"
        return text

    def _any(self, *, windowed: bool) -> str:
        """Events of every kind, of which only what all events have can be asked."""
        asked = ("nth == 1", "nth_last <= 2", 'channel == "web"', 'event != "view"', "time within 9 days")
        filter_ = f"[{self.pick(*asked)}]" if self.either_way() else ""
        window = f" {self.window(on_date=False, where=None)}" if windowed and self.either_way() else ""
        return self.pick("any", "any event") + filter_ + self.pick("", "", " on web") + window

    def path(self, depth: int) -> str:
        steps = [self.query(depth)]
        for _ in range(self.number_of(1, 3)):
            tied = self.number_of(0, 2) == 0
            negated = self.number_of(0, 3) == 0
            step = self.query(0, windowed=False)
            if tied:
                tie = "same " + self.pick("item", "item", "channel", "event", "nth", "nth_last")
                head, bracket, rest = step.partition("[")
                step = f"{head}[{tie} and {rest}" if bracket else self._tied(step, tie)
            within = self.pick("", f" within {self.number_of(1, 9)} {self.pick('hours', 'days', 'weeks')}")
            if not negated and self.number_of(0, 3) == 0:
                within = f" after 1 hour within {self.number_of(2, 99)} hours"
            if not negated and self.number_of(0, 5) == 0:
                within = self.pick(" during this month", " since 2025-03-30", " on yesterday", " during 2025")
            steps.append(f"not {step}" if negated else f"{step}{within}")
        if self.number_of(0, 2) == 0:
            closing = self.pick("", " for 2 hours", " within 3 days")
            steps.append(f"not {self.query(0, windowed=False)}{closing}")
        bounded = any(not step.startswith("not ") for step in steps[1:]) and self.number_of(0, 2) == 0
        return " then ".join(steps) + (f" all within {self.number_of(1, 9)} days" if bounded else "")

    def _tied(self, step: str, tie: str) -> str:
        """`same item` behind the events of a step without a filter, before its channel."""
        head, on, channel = step.partition(" on ")
        return f"{head}[{tie}]{on}{channel}"

    def _behaviour(self, depth: int) -> str:
        kinds = self.pick(SHOPPING, SHOPPING, LETTERS)
        match self.number_of(0, 5):
            case 0:
                return f"did not {self.query(depth, kinds=kinds)}"
            case 1:
                times = self.pick("at least 2 times", "exactly 1 times", "0 to 2 times", "at most 1 times")
                return f"did {self.query(depth, kinds=kinds)} {times}"
            case 2:
                spans = self.pick("3 weeks", "2 full months", "4 full weeks", "3 periods of 10 days", "2 days")
                often = self.pick("", " at least 2 times", " exactly 1 times")
                return f"did {self.query(depth, kinds=kinds, windowed=False)}{often} in at least 2 of the last {spans}"
            case 3:
                return f"did {self.path(depth)}"
            case _:
                return f"did {self.query(depth, kinds=kinds)}"


RECORDED: dict[str, Type] = {
    recorded_column("changed", "tier"): TIMESTAMP,
    recorded_column("entered", "big"): TIMESTAMP,
    recorded_column("exited", "quiet"): TIMESTAMP,
    imputed_column("rate"): decimal(3),
}
"""What earlier runs and sources have kept, and what stands in for what is missing."""

HALF = (
    "flag",
    "consent.news",
    "consent.sms is false",
    "in list staff",
    "score > 0",
    "age >= 1",
    'tier == "gold"',
    'sample 50% by "a"',
    "born before 2024-12-31",
)
"""Clauses that many people fit, and many do not."""

LITERALS: dict[Kind, tuple[str, ...]] = {
    "number": ("0", "1", "2.5", "10", "1_000.50"),
    "date": ("2025-03-30", "2024-02-29", "today"),
    "time": ("now", "3 days ago", "2025-03-30T02:30", "2025-10-26T02:30"),
}
CLOSED = {"tier": ("gold", "silver", "bronze"), "kind": ("loyal", "cluster_1"), "group": ("shoes", "hats")}


@st.composite
def rules(draw: st.DrawFn) -> str:
    """A condition on a profile."""
    return Author(_drawn(draw)).rule()


def _drawn(draw: st.DrawFn) -> Callable[[int], int]:
    return lambda end: draw(st.integers(0, end - 1))


def program(author: Author) -> str:
    """Declarations beside `GIVEN`: a segment `asked`, with what it says of itself, and now and then other ones."""
    rare = author.number_of(0, 9)
    parts = [_segment(author)]
    if rare < 4:
        parts.append(_trait(author))
    if rare == 4:
        parts.append(author.pick("use rfm with purchase = purchase, amount = amount", "use rfm with prefix = mine"))
    if rare == 6:
        parts.append("model other { features: age, balance algorithm: kmeans clusters: 2 to 3 by silhouette }")
    if rare == 5:
        parts.append(f'test "{author.number_of(1, 9)}" {{ now 2025-06-01 profile {{ spend: 600 }} expect in big }}')
    return "\n".join(parts)


def _segment(author: Author) -> str:
    title = author.pick("", ' "Whom we ask"')
    said = [
        'owner: "crm@example.com"',
        'description: "asked"',
        "tags: spring, test",
        author.pick("purpose: news", "purpose: sms"),
        author.pick(
            "activate: outbox", "activate: outbox on enter", "activate: outbox on exit", "activate: outbox daily"
        ),
        author.pick(
            "expect: size 0.5% to 5%",
            "expect: change within 20%",
            "expect: disjoint from big",
            "expect: subset of quiet",
            "expect: covers big, quiet",
        ),
    ]
    chosen = dict.fromkeys(author.pick(*said) for _ in author.some(0, 2))
    return f"segment asked{title} {{ {' '.join(chosen)} where {author.rule()} }}"


def _trait(author: Author) -> str:
    kind: Kind = author.pick("number", "date", "time", "text")
    label = author.pick("", ' "A label"')
    return f"trait drawn{label} = {author.value(kind, 3, None)}"


Crowd = tuple[list[Person], int, ZoneInfo]


@st.composite
def crowds(draw: st.DrawFn) -> Crowd:
    """People of the corner shop, a `now` and a clock."""
    return crowd(Author(_drawn(draw)))


def crowd(author: Author) -> Crowd:
    """Five to twelve people with up to ten events each, a `now` and a clock."""
    now, zone = author.pick(*NIGHTS, *product(NOWS, ZONES))
    counts = [author.pick(0, 1, 3, 6, 10) for _ in author.some(5, 12)]
    rng = np.random.default_rng(author.below(2**16))
    return [_person(rng, place, count, now) for place, count in enumerate(counts)], now, ZoneInfo(zone)


def _person(rng: np.random.Generator, number: int, count: int, now: int) -> Person:
    project = corner()
    events = sorted((_event(rng, place, now) for place in range(count)), key=lambda one: (one.time, one.source, one.id))
    return Person(
        f"p{number}",
        number,
        {
            **{name: _held(rng, attribute.type, now) for name, attribute in project.attributes.items()},
            **{name: _held(rng, type_, now) for name, type_ in RECORDED.items()},
        },
        {purpose: bool(rng.random() < 0.5) for purpose in project.purposes},
        frozenset(name for name in project.lists if rng.random() < 0.5),
        tuple(events),
    )


def _event(rng: np.random.Generator, place: int, now: int) -> Event:
    kinds = tuple(corner().events.values())
    kind = kinds[int(rng.integers(len(kinds)))]
    channel = kind.channels[int(rng.integers(len(kind.channels)))]
    properties = {name: _held(rng, known.type, now) for name, known in kind.properties.items()}
    time = max(instant(rng, now, latest=now + 86_400_000_000), LONG_AGO)
    return Event(kind.name, f"e{place}", ("s", "t")[int(rng.integers(2))], channel, time, properties)


def _held(rng: np.random.Generator, type_: Type, now: int) -> Value:
    """A value of a type, missing one time in five; numbers of a size that products and sums stay finite."""
    if rng.random() < 0.2:
        return None
    match type_:
        case ListType(CategoryType(values)) if values is not None:
            return tuple(sorted({values[int(rng.integers(len(values)))] for _ in range(2)}))
        case _:
            return value(rng, type_, now)
