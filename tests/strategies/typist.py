"""The many texts of one tree: other blanks, comments, brackets, large letters."""

from collections.abc import Callable, Sequence
from itertools import cycle
from typing import Any

from hypothesis import strategies as st

from xseg.syntax import is_plain_name, nodes
from xseg.syntax.nodes import Expression, File, Query, Step, Unit

BLANKS = (
    " ",
    " ",
    " ",
    "  ",
    "\n",
    "\t",
    "\r\n",
    "\n\n",
    " # c\n",
    "\n# own\n",
    "\n\n  # own\n\n",
    " #\n #\n",
    " # (\n",
)
_TIGHT = frozenset("([{,:)]}")
_SAFE = frozenset("profile.home day list top known times size week at most sum min max".split())
"""Words of the grammar that cannot be taken for anything but a name where the trees put names."""
_PLAIN = frozenset("a b2 country total_spend größe x.y 年齢 first_seen".split())
_AGGREGATES = frozenset("count sum avg min max median first last most_frequent distinct".split())

Written = list[str]


class Typist:
    """Types trees, now neatly, now not; a string of the result is what must stay together."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.blanks = cycle(draw(st.lists(st.sampled_from(BLANKS), min_size=1, max_size=7)))
        self.coins = cycle(draw(st.lists(st.booleans(), min_size=1, max_size=11)))

    def file(self, file: File) -> str:
        written = [word for declaration in file.declarations for word in self.declaration(declaration)]
        typed = next(self.blanks)
        for word in written:
            typed += word + (next(self.blanks) if word not in _TIGHT or self.coin() else "")
        return typed

    def coin(self) -> bool:
        return next(self.coins)

    def word(self, words: str) -> Written:
        """A keyword, small or large; several words of one keyword stand apart by blanks only."""
        spaced = ("  " if self.coin() else " ").join(words.split())
        return [spaced.upper() if self.coin() else spaced]

    def maybe(self, node: Any, write: Callable[[Any], Written]) -> Written:
        return [] if node is None else write(node)

    def between(self, parts: Sequence[Written], between: Written) -> Written:
        return [word for place, part in enumerate(parts) for word in (*(between if place else ()), *part)]

    def listed(self, parts: Sequence[Written]) -> Written:
        return ["(", *self.between(parts, [","]), *([","] if self.coin() else []), ")"]

    # --- names, literals, times ---

    def name(self, name: nodes.Name) -> Written:
        plain = is_plain_name(name.text) and (name.text in _SAFE or (name.text in _PLAIN and self.coin()))
        return [name.text if plain else f"`{name.text}`"]

    def text(self, text: nodes.Text) -> Written:
        return [typed_text(text.value)]

    def share(self, share: nodes.Share) -> Written:
        return [typed_number(share.unscaled, share.scale), *(["%"] if share.percent else [])]

    def duration(self, duration: nodes.Duration) -> Written:
        return [str(duration.count), *self.unit(duration.unit)]

    def unit(self, unit: Unit) -> Written:
        return self.word(unit + "s" if self.coin() else unit)

    def point(self, point: nodes.Point) -> Written:
        match point:
            case nodes.DateLiteral():
                return [point.value.isoformat()]
            case nodes.InstantLiteral():
                text = point.value.isoformat()
                return [text.replace("+00:00", "Z") if self.coin() else text]
            case nodes.Now():
                return self.word("now")
            case nodes.DayWord():
                return self.word(point.word)
            case nodes.Ago():
                return [*self.duration(point.duration), *self.word("ago")]
            case nodes.Name():
                return self.name(point)

    # --- windows and events ---

    def window(self, window: nodes.Window) -> Written:
        match window:
            case nodes.Within():
                return [*self.word("within"), *self.duration(window.duration)]
            case nodes.WithinNext():
                return [*self.word("within next"), *self.duration(window.duration)]
            case nodes.MoreThanAgo():
                return [*self.word("more than"), *self.duration(window.duration), *self.word("ago")]
            case nodes.Gap():
                within = self.maybe(window.within, lambda one: [*self.word("within"), *self.duration(one)])
                return [*self.word("after"), *self.duration(window.after), *within]
            case nodes.Before():
                return [*self.word("before"), *self.point(window.point)]
            case nodes.After():
                return [*self.word("after"), *self.point(window.point)]
            case nodes.Since():
                return [*self.word("since"), *self.point(window.point)]
            case nodes.On():
                return [" ".join((*self.word("on"), *self.point(window.day)))]
            case nodes.FromTo():
                return [*self.word("from"), *self.point(window.start), *self.word("to"), *self.point(window.end)]
            case nodes.During():
                return [*self.word("during"), *self.period(window.period)]

    def period(self, period: nodes.Period) -> Written:
        match period:
            case nodes.PeriodWord():
                return [*self.word(period.which), *self.unit(period.unit)]
            case nodes.FullPeriods():
                return [*self.word(period.which), str(period.count), *self.word("full"), *self.unit(period.unit)]
            case nodes.CalendarYear():
                return [f"{period.year:04}"]
            case nodes.CalendarMonth():
                return [f"{period.year:04}-{period.month:02}"]
            case nodes.DateLiteral() | nodes.DayWord():
                return self.point(period)

    def query(self, query: Query) -> Written:
        event = self.word("any event" if self.coin() else "any") if query.events is None else self.names(query.events)
        where = self.maybe(query.filter, lambda one: ["[", *self.expression(one), "]"])
        channel = self.maybe(query.channels, lambda names: [*self.word("on"), *self.names(names)])
        return [*event, *where, *channel, *self.maybe(query.window, self.window)]

    def names(self, names: tuple[nodes.Name, ...]) -> Written:
        if len(names) == 1 and self.coin():
            return self.name(names[0])
        return [*self.word("any of"), *self.listed([self.name(name) for name in names])]

    def over(self, over: Query | nodes.Path) -> Written:
        return self.query(over) if isinstance(over, Query) else self.path(over)

    def path(self, path: nodes.Path) -> Written:
        steps = self.between([self.step(step) for step in path.steps], self.word("then"))
        return [*steps, *self.maybe(path.all_within, lambda one: [*self.word("all within"), *self.duration(one)])]

    def step(self, step: Step) -> Written:
        negated = self.word("not") if step.negated else []
        lasting = self.maybe(step.lasting, lambda one: [*self.word("for"), *self.duration(one)])
        return [*negated, *self.query(step.query), *lasting]

    def times(self, times: nodes.Times) -> Written:
        low, high = times.low, times.high
        if high is None:
            return [*self.word("at least"), str(low), *self.word("times")]
        if low == high and self.coin():
            return [*self.word("exactly"), str(low), *(self.word("time") if self.coin() else [])]
        if low == 0 and self.coin():
            return [*self.word("at most"), str(high), *self.word("times")]
        return [str(low), *self.word("to"), str(high), *self.word("times")]

    def regular(self, regular: nodes.Regular) -> Written:
        spans = regular.spans
        if spans.full:
            each = [*self.word("full"), *self.unit(spans.each.unit)]
        elif spans.each.count == 1 and self.coin():
            each = self.unit(spans.each.unit)
        else:
            each = [*self.word("periods of"), *self.duration(spans.each)]
        head = [*self.word("in"), *self.word("at least"), str(regular.at_least), *self.word("of the last")]
        return [*head, str(spans.count), *each]

    # --- expressions ---

    def expression(self, node: Expression) -> Written:
        match node:
            case nodes.And() | nodes.Or():
                return self.joined(node)
            case nodes.Not():
                return [*self.word("not"), *self.operand(node.operand)]
            case nodes.Arithmetic():
                return [*self.operand(node.left), node.operator, *self.operand(node.right)]
            case nodes.Negative():
                return ["-", *self.operand(node.operand)]
            case nodes.Call():
                name = self.name(node.function)
                name = [f"`{name[0]}`"] if name[0] in _AGGREGATES else name
                return [*name, "(", *self.between([self.expression(one) for one in node.arguments], [","]), ")"]
            case nodes.Aggregate():
                of = self.maybe(node.operand, lambda one: [*self.operand(one), *self.word("of")])
                return [self.word(node.function)[0] + "(", *of, *self.over(node.over), ")"]
            case nodes.EdgeTime():
                return [*self.word(node.which), *self.query(node.query)]
            case nodes.Number():
                return [typed_number(node.unscaled, node.scale)]
            case nodes.Text():
                return self.text(node)
            case nodes.Boolean():
                return self.word("true" if node.value else "false")
            case nodes.Duration():
                return self.duration(node)
            case nodes.DateLiteral() | nodes.InstantLiteral() | nodes.Now() | nodes.DayWord() | nodes.Ago():
                return self.point(node)
            case nodes.Name():
                return self.name(node)
            case _:
                return self.predicate(node)

    def joined(self, node: nodes.And | nodes.Or) -> Written:
        word = self.word("and" if isinstance(node, nodes.And) else "or")
        return self.between([self.operand(one) for one in node.operands], word)

    def operand(self, node: Expression) -> Written:
        """In brackets, but for what never needs them."""
        if isinstance(node, nodes.Name | nodes.Number | nodes.Text | nodes.Aggregate | nodes.Call) and self.coin():
            return self.expression(node)
        return ["(", *self.expression(node), ")"]

    def predicate(self, node: Expression) -> Written:
        fold = self.word("ignoring case") if getattr(node, "ignoring_case", False) else []
        negated = self.word("not") if getattr(node, "negated", False) else []
        match node:
            case nodes.Compare():
                return [*self.operand(node.left), node.operator, *self.operand(node.right), *fold]
            case nodes.Between():
                low, high = self.operand(node.low), self.operand(node.high)
                return [*self.operand(node.operand), *self.word("between"), *low, *self.word("and"), *high]
            case nodes.OneOf():
                return [*self.operand(node.operand), *negated, *self.word("in"), *self.members(node.values), *fold]
            case nodes.TextTest():
                return [*self.operand(node.operand), *self.word(node.kind), *self.operand(node.text), *fold]
            case nodes.Has(quantity="one"):
                return [*self.operand(node.operand), *self.word("has"), *self.operand(node.values[0])]
            case nodes.Has():
                words = [*self.word("has"), *self.word(f"{node.quantity} of")]
                return [*self.operand(node.operand), *words, *self.members(node.values)]
            case nodes.Is():
                return [*self.operand(node.operand), *self.word("is"), *negated, *self.word(node.state)]
            case nodes.When():
                return [*self.operand(node.operand), *self.window(node.window)]
            case nodes.Ranked():
                edge = [*self.word("in"), *self.word(node.edge), *self.share(node.share)]
                among = self.maybe(node.among, lambda one: [*self.word("of"), *self.word("segment"), *self.name(one)])
                return [*self.operand(node.operand), *negated, *edge, *among]
            case nodes.InSegment():
                return [*self.word("in"), *self.word("segment"), *self.name(node.segment)]
            case nodes.InList():
                return [*self.word("in"), *self.word("list"), *self.name(node.name)]
            case nodes.Sample():
                return [*self.word("sample"), *self.share(node.share), *self.word("by"), *self.text(node.by)]
            case nodes.Anniversary():
                return [*self.word("anniversary of"), *self.operand(node.operand), *self.window(node.window)]
            case nodes.Did():
                often = [*self.maybe(node.times, self.times), *self.maybe(node.regular, self.regular)]
                return [*self.word("did"), *self.over(node.over), *often]
            case nodes.DidNot():
                return [*self.word("did"), *self.word("not"), *self.query(node.query)]
            case nodes.Same():
                return [" ".join((*self.word("same"), *self.name(node.property)))]
            case _:
                raise AssertionError(f"no predicate: {node}")

    def members(self, values: tuple[Expression, ...]) -> Written:
        return self.listed([self.member(value) for value in values])

    def member(self, value: Expression) -> Written:
        if isinstance(value, nodes.Negative):
            assert isinstance(value.operand, nodes.Number)
            return ["-", typed_number(value.operand.unscaled, value.operand.scale)]
        return self.expression(value)

    # --- declarations ---

    def declaration(self, node: nodes.Declaration) -> Written:
        match node:
            case nodes.Trait():
                label = self.maybe(node.label, self.text)
                return [*self.word("trait"), *self.name(node.name), *label, "=", *self.expression(node.expression)]
            case nodes.Use():
                roles = [
                    [*self.name(role.role), "=", *(self.word("any") if role.names is None else self.names(role.names))]
                    for role in node.roles
                ]
                given = [*self.word("with"), *self.between(roles, [","])] if roles else []
                return [*self.word("use"), *self.name(node.name), *given]
            case nodes.Model():
                several = [[*map(self.entry, node.entries)], [*map(self.label_rule, node.labels)]]
                inside = [part for parts in several[:: -1 if node.label else 1] for part in parts]
                head = [*self.word("model"), *self.name(node.name), *self.maybe(node.label, self.text)]
                return [*head, "{", *self.between(inside, []), "}"]
            case nodes.Segment():
                head = [*self.word("segment"), *self.name(node.name), *self.maybe(node.title, self.text)]
                entries = self.between([self.entry(entry) for entry in node.entries], [])
                return [*head, "{", *entries, *self.word("where"), *self.expression(node.where), "}"]
            case nodes.Test():
                inside = [*map(self.fixture, node.fixtures), *map(self.expect, node.expectations)]
                return [*self.word("test"), *self.text(node.title), "{", *self.between(inside, []), "}"]

    def entry(self, entry: nodes.Entry) -> Written:
        return [entry.key.text + ":", *(word for one in entry.words for word in self.meta_word(one))]

    def meta_word(self, word: nodes.Word) -> Written:
        match word.kind:
            case "text":
                return [typed_text(word.text)]
            case "name":
                bare = word.text in ("at", "most") or (word.text in ("size", "kmeans", "a.b") and self.coin())
                return [word.text if bare else f"`{word.text}`"]
            case "share" if word.text.endswith("%"):
                return [word.text[:-1], "%"]
            case _:
                return [word.text]

    def label_rule(self, rule: nodes.LabelRule) -> Written:
        said = self.expression(rule.expression)
        edge = [] if rule.rule == "where" else self.word(rule.rule)
        return [" ".join((*self.word("label"), typed_text(rule.label.value))), ":", *edge, *said]

    def fixture(self, fixture: nodes.Fixture) -> Written:
        match fixture:
            case nodes.NowFixture():
                return [*self.word("now"), *self.point(fixture.point)]
            case nodes.ProfileFixture():
                return [*self.word("profile"), *self.maybe(fixture.name, self.name), *self.record(fixture.fields)]
            case nodes.EventFixture():
                channel = self.maybe(fixture.channel, lambda one: [*self.word("on"), *self.name(one)])
                return [*self.word("event"), *self.name(fixture.event), *channel, *self.record(fixture.fields)]
            case nodes.Given():
                return [*self.word("given"), *self.expression(fixture.predicate)]

    def record(self, pairs: tuple[nodes.Field, ...]) -> Written:
        written = [[*self.name(pair.name), ":", *self.operand(pair.value)] for pair in pairs]
        comma = [","] if written and self.coin() else []
        return ["{", *self.between(written, [","]), *comma, "}"]

    def expect(self, expect: nodes.Expect) -> Written:
        negated = self.word("not") if expect.negated else []
        because = self.maybe(expect.because, lambda one: [*self.word("because"), *self.text(one)])
        place = [*self.word("in"), *self.name(expect.segment)]
        return [*self.word("expect"), *self.maybe(expect.profile, self.name), *negated, *place, *because]


def typed_text(text: str) -> str:
    """A text between quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def typed_number(unscaled: int, scale: int) -> str:
    """`5` and 1 are `0.5`."""
    digits = str(unscaled).zfill(scale + 1)
    return digits[:-scale] + "." + digits[-scale:] if scale else digits
