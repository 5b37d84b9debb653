"""Random plans that are well typed, as the lowering could make them, over the worlds of `people`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.strategies.people import (
    ATTRIBUTES,
    CHANNELS,
    DAY,
    HOUR,
    LISTS,
    PROPERTIES,
    PURPOSES,
    TIERS,
    WORDS,
    values,
)
from xseg.plan import nodes as op
from xseg.plan.nodes import Operation, Ref
from xseg.plan.plan import Builder, Plan
from xseg.project.types import (
    BOOLEAN,
    DATE,
    DIGITS_MOST,
    DURATION,
    INTEGER,
    NUMBER,
    TEXT,
    TIMESTAMP,
    WEEKDAYS,
    BooleanType,
    CategoryType,
    DateType,
    DurationType,
    ExactType,
    ListType,
    NumberType,
    TextType,
    TimestampType,
    Type,
    decimal,
)
from xseg.tables import ClosedModel
from xseg.tables.sample import SAMPLE_PRIME

COUNT = ExactType(0, 10)
MODEL = ClosedModel(
    name="cluster",
    version="1",
    features=("one", "two"),
    impute=(None, 0.5),
    shift=(0.1, -3.0),
    scale=(0.7, 1.3),
    centres=((0.0, 0.0), (1.0, -0.3), (1.0, -0.3), (40.0, 2.2)),
    labels=("low", "mid", "other", "high"),
)
SPANS = (1, 60_000_000, HOUR, 2 * HOUR, DAY, 3 * DAY, 10**20)


@dataclass(slots=True)
class Maker:
    """Draws nodes into a builder; `event` tells whether an event is at hand."""

    draw: st.DrawFn
    builder: Builder
    now: int

    def add(self, operation: Operation, type_: Type) -> Ref:
        return self.builder.add(operation, type_)

    def test(self, operation: Operation) -> Ref:
        return self.add(operation, BOOLEAN)

    def type(self, ref: Ref) -> Type:
        return self.builder.nodes[ref].type

    def pick(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    # --- values ---

    def value(self, type_: Type, depth: int, *, event: bool) -> Ref:
        """A value of a kind of type; an exact one may come with another scale and more digits."""
        if depth <= 0:
            return self.leaf(type_, event=event)
        makers: Sequence[Callable[[int, bool], Ref]] = {
            BooleanType: [self._flag],
            ExactType: [self._exact_arithmetic, self._exact_arithmetic, self._part, self._years, self._days],
            NumberType: [self._number_arithmetic, self._to_number, self._score],
            TextType: [self._text],
            CategoryType: [self._text],
            DateType: [self._local_date],
            TimestampType: [self._moved],
            DurationType: [self._between],
            ListType: [],
        }[type(type_)]
        choice = self.draw(st.integers(0, len(makers) + 4))
        if choice < len(makers):
            return makers[choice](depth - 1, event)
        if choice == len(makers) and not isinstance(type_, ListType):
            return self._chosen(type_, depth - 1, event=event)
        if choice == len(makers) + 1 and not isinstance(type_, ListType):
            return self.lifted(self.aggregate(type_, depth - 1), event=event)
        return self.leaf(type_, event=event)

    def lifted(self, ref: Ref, *, event: bool) -> Ref:
        if not event or isinstance(self.builder.nodes[ref].operation, op.Literal_):
            return ref
        return self.add(op.OfProfile(ref), self.type(ref))

    def leaf(self, type_: Type, *, event: bool) -> Ref:
        choice = self.draw(st.integers(0, 5))
        if event and choice < 3:
            names = [name for name, other in PROPERTIES.items() if _alike(other, type_)]
            if isinstance(type_, TimestampType):
                return self.add(op.EventTime(), TIMESTAMP)
            if isinstance(type_, ExactType) and choice == 0:
                return self.add(op.Nth(self.draw(st.booleans())), INTEGER)
            if isinstance(type_, TextType) and choice == 0:
                return self.add(self.pick(op.EventChannel(), op.EventKind()), TEXT)
            if names:
                name = self.draw(st.sampled_from(names))
                return self.add(op.Property(name), PROPERTIES[name])
        if choice == 3 and isinstance(type_, TimestampType):
            return self.lifted(self.add(op.Recorded("changed", "tier"), TIMESTAMP), event=event)
        if choice == 3 and isinstance(type_, ExactType):
            return self.lifted(self.add(op.Imputed("age", "median"), INTEGER), event=event)
        if choice == 4 and not isinstance(type_, ListType):
            wanted = INTEGER if isinstance(type_, ExactType) else type_
            return self.add(op.Literal_(self.draw(values(wanted, self.now))), wanted)
        name = self.draw(st.sampled_from([name for name, other in ATTRIBUTES.items() if _alike(other, type_)]))
        return self.lifted(self.add(op.Attribute(name), ATTRIBUTES[name]), event=event)

    def aligned(self, left: Ref, right: Ref) -> tuple[Ref, Ref]:
        """Two exact values at one scale, or as numbers where that would need too many digits."""
        one, two = self.type(left), self.type(right)
        assert isinstance(one, ExactType)
        assert isinstance(two, ExactType)
        scale = max(one.scale, two.scale)
        return self.at_scale(left, scale), self.at_scale(right, scale)

    def at_scale(self, ref: Ref, scale: int) -> Ref:
        type_ = self.type(ref)
        assert isinstance(type_, ExactType)
        more = scale - type_.scale
        if more == 0:
            return ref
        return self.add(op.Align(ref, 10**more), ExactType(scale, type_.digits + more))

    def _flag(self, depth: int, event: bool) -> Ref:
        return self.predicate(depth, event=event)

    def _exact_arithmetic(self, depth: int, event: bool) -> Ref:
        left, right = self.value(INTEGER, depth, event=event), self.value(decimal(), depth, event=event)
        operator = self.pick("+", "-", "*", "abs")
        one, two = self.type(left), self.type(right)
        assert isinstance(one, ExactType)
        assert isinstance(two, ExactType)
        if operator == "abs":
            return self.add(op.Absolute(left), one)
        if operator == "*":
            result = ExactType(one.scale + two.scale, one.digits + two.digits)
        else:
            scale = max(one.scale, two.scale)
            digits = max(one.digits + scale - one.scale, two.digits + scale - two.scale) + 1
            result = ExactType(scale, digits)
        if result.digits > DIGITS_MOST - 1:
            return left
        if operator != "*":
            left, right = self.aligned(left, right)
        return self.add(op.Arithmetic(operator, left, right), result)

    def _part(self, depth: int, event: bool) -> Ref:
        part = self.pick("year", "month", "day_of_month", "hour")
        if part != "hour" and self.draw(st.booleans()):
            return self.add(op.PartOf(part, self.value(DATE, depth, event=event), of_date=True), INTEGER)
        return self.add(op.PartOf(part, self.value(TIMESTAMP, depth, event=event), of_date=False), INTEGER)

    def _years(self, depth: int, event: bool) -> Ref:
        start, end = self.value(DATE, depth, event=event), self.value(DATE, depth, event=event)
        return self.add(op.YearsBetween(start, end), INTEGER)

    def _days(self, depth: int, event: bool) -> Ref:
        if self.draw(st.booleans()):
            of_list = self.draw(st.booleans())
            held = self.value(ListType(TEXT), depth, event=event) if of_list else self.value(TEXT, depth, event=event)
            return self.add(op.Length(held, of_list), INTEGER)
        start, end = self.value(DATE, depth, event=event), self.value(DATE, depth, event=event)
        return self.add(op.Arithmetic("-", start, end), INTEGER)

    def _number_arithmetic(self, depth: int, event: bool) -> Ref:
        left, right = self.value(NUMBER, depth, event=event), self.value(NUMBER, depth, event=event)
        return self.add(op.Arithmetic(self.pick("+", "-", "*", "/"), left, right), NUMBER)

    def _to_number(self, depth: int, event: bool) -> Ref:
        exact = self.value(decimal(), depth, event=event)
        type_ = self.type(exact)
        assert isinstance(type_, ExactType)
        return self.add(op.ToNumber(exact, type_.scale), NUMBER)

    def _score(self, depth: int, event: bool) -> Ref:
        return self.lifted(self.score(self.pick("confidence", "distance"), depth), event=event)

    def score(self, output: Any, depth: int) -> Ref:
        features = (self.value(NUMBER, depth, event=False), self.value(NUMBER, depth, event=False))
        return self.add(op.Score("cluster", output, features), TEXT if output == "label" else NUMBER)

    def _text(self, depth: int, event: bool) -> Ref:
        match self.pick("folded", "domain", "weekday", "weekday of date", "label"):
            case "folded":
                return self.add(op.Folded(self.leaf(TEXT, event=event)), TEXT)
            case "domain":
                return self.add(op.Domain(self.value(TEXT, depth, event=event)), TEXT)
            case "weekday":
                return self.add(op.PartOf("weekday", self.value(TIMESTAMP, depth, event=event), False), WEEKDAYS)
            case "weekday of date":
                return self.add(op.PartOf("weekday", self.value(DATE, depth, event=event), True), WEEKDAYS)
            case _:
                return self.lifted(self.score("label", depth), event=event)

    def _local_date(self, depth: int, event: bool) -> Ref:
        return self.add(op.LocalDate(self.value(TIMESTAMP, depth, event=event)), DATE)

    def _moved(self, depth: int, event: bool) -> Ref:
        start, length = self.value(TIMESTAMP, 0, event=event), self.value(DURATION, 0, event=event)
        return self.add(op.Arithmetic(self.pick("+", "-"), start, length), TIMESTAMP)

    def _between(self, depth: int, event: bool) -> Ref:
        end, start = self.value(TIMESTAMP, depth, event=event), self.value(TIMESTAMP, depth, event=event)
        return self.add(op.Arithmetic("-", end, start), DURATION)

    def _chosen(self, type_: Type, depth: int, *, event: bool) -> Ref:
        """Coalesce or If, of operands made to be held alike."""
        first, second = self.value(type_, depth, event=event), self.value(type_, depth, event=event)
        if isinstance(self.type(first), ExactType):
            first, second = self.aligned(first, second)
            one, two = self.type(first), self.type(second)
            assert isinstance(one, ExactType)
            assert isinstance(two, ExactType)
            if max(one.digits, two.digits) > DIGITS_MOST:
                return self.leaf(type_, event=event)
            result: Type = ExactType(one.scale, max(one.digits, two.digits))
        else:
            result = TEXT if isinstance(type_, TextType | CategoryType) else type_
        if self.draw(st.booleans()):
            return self.add(op.Coalesce((first, second)), result)
        return self.add(op.If(self.predicate(depth, event=event), first, second), result)

    # --- predicates ---

    def predicate(self, depth: int, *, event: bool) -> Ref:
        makers: list[Callable[[int, bool], Ref]] = [
            self._compare,
            self._range,
            self._one_of,
            self._text_test,
            self._has,
            self._known,
            self._is_true,
            self._logic,
            self._logic,
            self._anniversary,
            self._of_person,
        ]
        return self.draw(st.sampled_from(makers))(depth - 1, event)

    def _compare(self, depth: int, event: bool) -> Ref:
        type_ = self.pick(INTEGER, decimal(), NUMBER, DATE, TIMESTAMP, DURATION, TEXT, BOOLEAN)
        left, right = self.value(type_, depth, event=event), self.value(type_, depth, event=event)
        if isinstance(type_, ExactType):
            left, right = self.aligned(left, right)
        operator = self.pick("==") if type_ in (TEXT, BOOLEAN) else self.pick("==", "<", "<=", ">", ">=")
        return self.test(op.Compare(operator, left, right))

    def _range(self, depth: int, event: bool) -> Ref:
        type_ = self.pick(COUNT, NUMBER, DATE, TIMESTAMP, TIMESTAMP)
        operand = self.value(type_, depth, event=event)
        ends: list[Ref | None] = []
        for _ in range(2):
            end = self.leaf(type_, event=event) if self.draw(st.integers(0, 3)) else None
            if end is not None and isinstance(type_, ExactType):
                operand, end = self.aligned(operand, end)
            ends.append(end)
        if isinstance(type_, ExactType):
            ends = [None if end is None else self.aligned(operand, end)[1] for end in ends]
        return self.test(op.InRange(operand, ends[0], self.draw(st.booleans()), ends[1], self.draw(st.booleans())))

    def _one_of(self, depth: int, event: bool) -> Ref:
        type_ = self.pick(TEXT, NUMBER, DATE, BOOLEAN, INTEGER)
        operand = self.value(type_, depth, event=event)
        held = self.type(operand)
        some: Any = WORDS[:4] + TIERS if isinstance(held, TextType | CategoryType) else None
        known = st.sampled_from(some) if some else values(INTEGER if isinstance(held, ExactType) else held, self.now)
        found = self.draw(st.lists(known, max_size=3, unique=True))
        return self.test(op.OneOf(operand, tuple(sorted(found))))

    def _text_test(self, depth: int, event: bool) -> Ref:
        kind = self.pick("contains", "starts with", "ends with")
        return self.test(op.TextTest(kind, self.value(TEXT, depth, event=event), self.pick("a", "S", "é", "@", "本")))

    def _has(self, depth: int, event: bool) -> Ref:
        held = self.value(ListType(TEXT), depth, event=event)
        wanted = self.draw(st.lists(st.sampled_from(("a", "b", "z")), max_size=2, unique=True))
        return self.test(op.Has(held, self.pick("any", "all"), tuple(sorted(wanted))))

    def _known(self, depth: int, event: bool) -> Ref:
        type_ = self.pick(TEXT, NUMBER, DATE, TIMESTAMP, INTEGER, ListType(TEXT))
        return self.test(op.Known(self.value(type_, depth, event=event)))

    def _is_true(self, depth: int, event: bool) -> Ref:
        return self.test(op.IsTrue(self.value(BOOLEAN, depth, event=event)))

    def _logic(self, depth: int, event: bool) -> Ref:
        if depth < 0:
            return self._is_true(0, event)
        parts = tuple(self.predicate(depth, event=event) for _ in range(self.draw(st.integers(1, 3))))
        match self.pick("and", "or", "not", "member"):
            case "and":
                return self.test(op.And(parts))
            case "or":
                return self.test(op.Or(parts))
            case "member" if not event:
                return self.test(op.Member("s", parts[0]))
            case _:
                return self.test(op.Not(parts[0]))

    def _anniversary(self, depth: int, event: bool) -> Ref:
        ends = [
            self.add(op.Literal_(self.now // DAY + self.draw(st.integers(-400, 400))), DATE)
            if self.draw(st.integers(0, 4))
            else None
            for _ in range(2)
        ]
        return self.test(op.Anniversary(self.value(DATE, depth, event=event), ends[0], ends[1]))

    def _of_person(self, depth: int, event: bool) -> Ref:
        """What only a profile has: consents, lists, samples, ranks."""
        match self.pick("consent", "listed", "sample", "rank", "rank"):
            case "consent":
                found = self.test(op.Consent(self.pick(*PURPOSES)))
            case "listed":
                found = self.test(op.Listed(self.pick(*LISTS)))
            case "sample":
                a, b, c = (self.draw(st.integers(1, SAMPLE_PRIME - 1)) for _ in range(3))
                found = self.test(op.Sampled(a, b, c, SAMPLE_PRIME // 2))
            case _:
                found = self._ranked(depth)
        return self.lifted(found, event=event)

    def _ranked(self, depth: int) -> Ref:
        operand = self.value(self.pick(INTEGER, NUMBER, TIMESTAMP, DATE), depth, event=False)
        among = self.predicate(depth, event=False) if self.draw(st.integers(0, 2)) == 0 else None
        edge = self.pick("top", "bottom")
        if self.draw(st.booleans()):
            return self.test(op.Ranked(operand, edge, self.draw(st.integers(1, 999)), 1, True, among))
        return self.test(op.Ranked(operand, edge, self.draw(st.integers(1, 5)), 0, False, among))

    # --- events ---

    def aggregate(self, type_: Type, depth: int) -> Ref:
        over = self.path(depth) if self.draw(st.integers(0, 2)) == 0 else self.query(depth)
        if isinstance(type_, ExactType) and self.draw(st.booleans()):
            if self.draw(st.booleans()):
                return self.add(op.Aggregate("count", over, None), COUNT)
            other = self.pick(TEXT, NUMBER, DATE, BOOLEAN, INTEGER, TIMESTAMP)
            return self.add(op.Aggregate("distinct", over, self.value(other, depth, event=True)), COUNT)
        if isinstance(type_, NumberType) and self.draw(st.booleans()):
            operand = self.value(self.pick(NUMBER, decimal()), depth, event=True)
            held = self.type(operand)
            scale = held.scale if isinstance(held, ExactType) else 0
            if not isinstance(held, ExactType) or held.digits + 10 <= DIGITS_MOST:
                return self.add(op.Aggregate("avg", over, operand, scale), NUMBER)
        operand = self.value(type_, depth, event=True)
        held = self.type(operand)
        functions = ["first", "last", "most_frequent"]
        if not isinstance(held, TextType | CategoryType | BooleanType):
            functions += ["min", "max", "median"]
        if isinstance(held, ExactType):
            functions += ["sum"] * (held.digits + 10 <= DIGITS_MOST)
        elif isinstance(held, NumberType):
            functions += ["sum"]
        function = self.pick(*functions)
        scale = held.scale if isinstance(held, ExactType) else 0
        if function == "sum" and isinstance(held, ExactType):
            held = ExactType(held.scale, held.digits + 10)
        return self.add(op.Aggregate(function, over, operand, scale), held)

    def query(self, depth: int) -> op.Query:
        kinds = self.pick(None, ("buy",), ("view",), ("buy", "view"), ("mail", "unheard"), ("buy",), ("buy", "mail"))
        channels = self.pick(None, None, None, ("email", "web"), CHANNELS)
        filter_ = self.predicate(depth, event=True) if depth > 0 and self.draw(st.booleans()) else None
        window = self._window() if self.draw(st.integers(0, 2 + 3 * (depth <= 0))) == 0 else None
        return op.Query(kinds, channels, filter_, window)

    def _window(self) -> Ref:
        time = self.add(op.EventTime(), TIMESTAMP)
        low = self.add(op.Literal_(self.now - self.pick(HOUR, DAY, 30 * DAY, 365 * DAY)), TIMESTAMP)
        high = self.add(op.Literal_(self.now - self.pick(0, HOUR, 2 * DAY)), TIMESTAMP)
        return self.test(op.InRange(time, low, self.draw(st.booleans()), high, self.draw(st.booleans())))

    def path(self, depth: int) -> op.Path:
        """A positive first step, steps of both kinds after it, each tied, bounded or free."""
        steps = [op.Step(self.query(depth))]
        more = self.draw(st.integers(1, 4))
        steps.extend(self._step(depth, negated=self.draw(st.integers(0, 2)) == 0) for _ in range(more))
        last = len(steps) - 1
        while steps[last].negated:
            steps[last] = self._closing(steps[last])
            last -= 1
        return op.Path(tuple(steps), self.pick(None, None, HOUR, DAY, 3 * DAY, 10**20))

    def _step(self, depth: int, *, negated: bool) -> op.Step:
        same = tuple(sorted({self._tie() for _ in range(self.draw(st.integers(0, 2)))}))
        same = same if self.draw(st.booleans()) else ()
        query = self.query(depth - 1)
        if negated:
            return op.Step(query, True, same)
        after = self.pick(0, 0, 1, HOUR, DAY)
        within = self.pick(None, *SPANS)
        return op.Step(query, False, same, after=after, within=within)

    def _tie(self) -> Ref:
        """What a step has in common with the positive step before."""
        match self.pick("item", "item", "amount", "weight", "channel", "event", "nth", "time"):
            case "channel":
                return self.add(op.EventChannel(), TEXT)
            case "event":
                return self.add(op.EventKind(), TEXT)
            case "nth":
                return self.add(op.Nth(self.draw(st.booleans())), INTEGER)
            case "time":
                return self.add(op.EventTime(), TIMESTAMP)
            case name:
                return self.add(op.Property(name), PROPERTIES[name])

    def _closing(self, step: op.Step) -> op.Step:
        within, lasting = self.pick((None, None), (None, HOUR), (DAY, None), (HOUR, None), (None, 10**20))
        return op.Step(step.query, True, step.same, within=within, lasting=lasting)


def _alike(one: Type, other: Type) -> bool:
    textual = (TextType, CategoryType)
    return isinstance(one, textual) if isinstance(other, textual) else type(one) is type(other)


@st.composite
def paths(draw: st.DrawFn, now: int) -> tuple[Plan, dict[str, Ref]]:
    """Paths alone, their steps mostly without filters, so that many can be completed."""
    maker = Maker(draw, Builder(), now)
    refs = {}
    for place in range(3):
        path = maker.path(0)
        refs[f"n{place}"] = maker.add(op.Aggregate("count", path, None), COUNT)
        refs[f"last{place}"] = maker.add(op.Aggregate("last", path, maker.add(op.EventTime(), TIMESTAMP)), TIMESTAMP)
    return Plan(tuple(maker.builder.nodes)), refs


@st.composite
def plans(draw: st.DrawFn, now: int, outputs: int = 3) -> tuple[Plan, dict[str, Ref]]:
    """A plan with outputs `o0`, `o1` … of any type."""
    maker = Maker(draw, Builder(), now)
    types: tuple[Type, ...] = (INTEGER, decimal(), NUMBER, TEXT, DATE, TIMESTAMP, DURATION, BOOLEAN)
    refs = {}
    for place in range(outputs):
        if draw(st.booleans()):
            refs[f"o{place}"] = maker.predicate(3, event=False)
        elif draw(st.booleans()):
            refs[f"o{place}"] = maker.aggregate(draw(st.sampled_from(types)), 2)
        else:
            refs[f"o{place}"] = maker.value(draw(st.sampled_from(types)), 3, event=False)
    return Plan(tuple(maker.builder.nodes)), refs
