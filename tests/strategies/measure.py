"""What random programs and crowds hold: how often each row of the language's tables, and each hard corner of data."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from zoneinfo import ZoneInfo

import numpy as np

from tests.strategies.rules import GIVEN, RECORDED, Author, Crowd, crowd, program
from tests.support.corner import ask, checked, told
from xseg.diagnostics import Sink, Source
from xseg.logic.rule import below, leaves
from xseg.plan import lower
from xseg.plan.bind import from_micros
from xseg.semantics.program import Program
from xseg.syntax import nodes as ast
from xseg.syntax import parse_file
from xseg.tables import ClosedModel, Person

KIND = ClosedModel(
    name="kind",
    version="1",
    features=("spend", "visits"),
    impute=(0.5, None),
    shift=(0.1, 1.0),
    scale=(0.7, 2.0),
    centres=((0.0, 0.0), (1.0, -0.3)),
    labels=("cluster_1", "loyal"),
)
FUNCTIONS = (
    "days_since years_since date year month day_of_month weekday hour abs length domain coalesce if "
    "changed entered exited confidence distance imputed"
).split()
AGGREGATES = "count sum avg min max median first last most_frequent distinct".split()
METADATA = "owner description tags purpose expect activate".split()


def _is(kind: type[ast.Node], test: Callable[..., bool] = lambda _: True) -> Callable[[ast.Node], bool]:
    return lambda node: isinstance(node, kind) and test(node)


def _steps(test: Callable[[ast.Path, int, ast.Step], bool]) -> Callable[[ast.Node], bool]:
    """A later step of a path."""
    return _is(ast.Path, lambda path: any(test(path, at, step) for at, step in enumerate(path.steps) if at))


def _closing(path: ast.Path, at: int, step: ast.Step) -> bool:
    return step.negated and all(later.negated for later in path.steps[at:])


def _windowed(kind: type[ast.Node]) -> Callable[[ast.Node], bool]:
    return _is(ast.When, lambda node: isinstance(node.window, kind))


def _during(kind: type[ast.Node], test: Callable[..., bool] = lambda _: True) -> Callable[[ast.Node], bool]:
    return _is(ast.During, lambda node: isinstance(node.period, kind) and test(node.period))


ROWS: dict[str, Callable[[ast.Node], bool]] = {
    # declarations
    "trait": _is(ast.Trait),
    "trait with a label": _is(ast.Trait, lambda node: node.label is not None),
    "model": _is(ast.Model),
    "segment": _is(ast.Segment),
    "segment with a title": _is(ast.Segment, lambda node: node.title is not None),
    "test": _is(ast.Test),
    "use": _is(ast.Use),
    "use with roles": _is(ast.Use, lambda node: bool(node.roles)),
    **{
        f"{key}:": _is(ast.Segment, lambda node, key=key: any(e.key.text == key for e in node.entries))
        for key in METADATA
    },
    **{
        f"expect: {word}": _is(
            ast.Segment,
            lambda node, word=word: any(e.key.text == "expect" and e.words[0].text == word for e in node.entries),
        )
        for word in ("size", "change", "disjoint", "subset", "covers")
    },
    # literals
    "whole number": _is(ast.Number, lambda node: node.scale == 0),
    "number with a point": _is(ast.Number, lambda node: node.scale > 0),
    "text": _is(ast.Text),
    "date": _is(ast.DateLiteral),
    "local instant": _is(ast.InstantLiteral, lambda node: node.value.tzinfo is None),
    "instant with an offset": _is(ast.InstantLiteral, lambda node: node.value.tzinfo is not None),
    "duration as a value": _is(ast.Compare, lambda node: isinstance(node.right, ast.Duration)),
    "N UNIT ago": _is(ast.Ago),
    "now": _is(ast.Now),
    **{
        word: _is(ast.DayWord, lambda node, word=word: node.word == word) for word in ("today", "yesterday", "tomorrow")
    },
    "true": _is(ast.Boolean),
    # arithmetic
    **{f"a {sign} b": _is(ast.Arithmetic, lambda node, sign=sign: node.operator == sign) for sign in "+-*/"},
    "-a": _is(ast.Negative),
    "time - time": _is(ast.Compare, lambda node: isinstance(node.right, ast.Duration)),
    "time ± duration": _is(ast.Arithmetic, lambda node: isinstance(node.right, ast.Duration)),
    # predicates
    **{
        f"a {sign} b ": _is(ast.Compare, lambda node, sign=sign: node.operator == sign)
        for sign in ("==", "!=", "<", "<=", ">", ">=")
    },
    "between": _is(ast.Between),
    "in (…)": _is(ast.OneOf, lambda node: not node.negated),
    "not in (…)": _is(ast.OneOf, lambda node: node.negated),
    **{
        kind: _is(ast.TextTest, lambda node, kind=kind: node.kind == kind)
        for kind in ("contains", "starts with", "ends with")
    },
    "== ignoring case": _is(ast.Compare, lambda node: node.ignoring_case),
    "contains ignoring case": _is(ast.TextTest, lambda node: node.ignoring_case),
    **{f"has {word}": _is(ast.Has, lambda node, word=word: node.quantity == word) for word in ("one", "any", "all")},
    **{
        f"is {word}": _is(ast.Is, lambda node, word=word: node.state == word)
        for word in ("known", "missing", "true", "false")
    },
    "flag alone": _is(ast.And, lambda node: any(isinstance(one, ast.Name) for one in node.operands)),
    "and": _is(ast.And),
    "or": _is(ast.Or),
    "not": _is(ast.Not),
    # windows
    "t within D": _windowed(ast.Within),
    "t more than D ago": _windowed(ast.MoreThanAgo),
    "t within next D": _windowed(ast.WithinNext),
    "t before X": _windowed(ast.Before),
    "t since X": _windowed(ast.Since),
    "t after X": _windowed(ast.After),
    "t on DAY": _windowed(ast.On),
    "t from X to Y": _windowed(ast.FromTo),
    "t from AGO to AGO": _is(
        ast.FromTo, lambda node: isinstance(node.start, ast.Ago) and isinstance(node.end, ast.Ago)
    ),
    "t from NAME to Y": _is(ast.FromTo, lambda node: isinstance(node.start, ast.Name)),
    **{
        f"during {word} UNIT": _during(ast.PeriodWord, lambda period, word=word: period.which == word)
        for word in ("this", "last", "next")
    },
    **{
        f"during {word} N full UNITs": _during(ast.FullPeriods, lambda period, word=word: period.which == word)
        for word in ("last", "next")
    },
    "during DAY": _during(ast.DateLiteral),
    "during today": _during(ast.DayWord),
    "during MONTH": _during(ast.CalendarMonth),
    "during YEAR": _during(ast.CalendarYear),
    "a window on an event": _is(ast.Query, lambda node: node.window is not None),
    **{
        f"in {unit}s": _is(ast.Duration, lambda node, unit=unit: node.unit == unit)
        for unit in "second minute hour day week month quarter year".split()
    },
    "anniversary of": _is(ast.Anniversary),
    # ranks and membership
    "in top P%": _is(ast.Ranked, lambda node: node.edge == "top" and node.share.percent),
    "in bottom P%": _is(ast.Ranked, lambda node: node.edge == "bottom" and node.share.percent),
    "in top N": _is(ast.Ranked, lambda node: not node.share.percent),
    "in top … of segment": _is(ast.Ranked, lambda node: node.among is not None),
    "in segment": _is(ast.InSegment),
    "in list": _is(ast.InList),
    "sample": _is(ast.Sample),
    # functions
    **{f"{name}(…)": _is(ast.Call, lambda node, name=name: node.function.text == name) for name in FUNCTIONS},
    "consent.PURPOSE": _is(ast.Name, lambda node: node.text.startswith("consent.")),
    "a model's label": _is(ast.Name, lambda node: node.text == "kind"),
    # events
    "EVENT": _is(ast.Query, lambda node: node.events is not None and len(node.events) == 1),
    "any of (…)": _is(ast.Query, lambda node: node.events is not None and len(node.events) > 1),
    "any": _is(ast.Query, lambda node: node.events is None),
    "a filter": _is(ast.Query, lambda node: node.filter is not None),
    "on CHANNEL": _is(ast.Query, lambda node: node.channels is not None and len(node.channels) == 1),
    "on any of (…)": _is(ast.Query, lambda node: node.channels is not None and len(node.channels) > 1),
    **{
        f"[{word}]": _is(ast.Name, lambda node, word=word: node.text == word)
        for word in ("time", "channel", "event", "nth", "nth_last")
    },
    "profile.NAME": _is(ast.Name, lambda node: node.text.startswith("profile.")),
    **{f"{name}(x of Q)": _is(ast.Aggregate, lambda node, name=name: node.function == name) for name in AGGREGATES},
    "arithmetic on properties": _is(ast.Aggregate, lambda node: isinstance(node.operand, ast.Arithmetic)),
    "last EVENT": _is(ast.EdgeTime, lambda node: node.which == "last"),
    "first EVENT": _is(ast.EdgeTime, lambda node: node.which == "first"),
    "did Q": _is(ast.Did, lambda node: isinstance(node.over, ast.Query) and not node.times and not node.regular),
    "did not Q": _is(ast.DidNot),
    "at least N times": _is(ast.Times, lambda node: node.high is None),
    "exactly N times": _is(ast.Times, lambda node: node.low == node.high),
    "N to M times": _is(ast.Times, lambda node: node.high is not None and node.low != node.high),
    "in at least N of the last M UNITs": _is(
        ast.Regular, lambda node: not node.spans.full and node.spans.each.count == 1
    ),
    "of the last M full UNITs": _is(ast.Regular, lambda node: node.spans.full),
    "of the last M periods of D": _is(ast.Regular, lambda node: node.spans.each.count > 1),
    "times in each span": _is(ast.Did, lambda node: node.times is not None and node.regular is not None),
    # paths
    "did A then B": _is(ast.Did, lambda node: isinstance(node.over, ast.Path)),
    "count(A then B)": _is(ast.Aggregate, lambda node: isinstance(node.over, ast.Path)),
    "distinct(p of A then B)": _is(
        ast.Aggregate, lambda node: isinstance(node.over, ast.Path) and node.function == "distinct"
    ),
    "a window on the first step": _is(ast.Path, lambda node: node.steps[0].query.window is not None),
    "then B within D": _steps(lambda path, at, step: isinstance(step.query.window, ast.Within) and not step.negated),
    "then B after C within D": _steps(lambda path, at, step: isinstance(step.query.window, ast.Gap)),
    "then B during …": _steps(lambda path, at, step: isinstance(step.query.window, ast.During | ast.Since | ast.On)),
    "then not C then B": _steps(lambda path, at, step: step.negated and not _closing(path, at, step)),
    "then not C": _steps(
        lambda path, at, step: _closing(path, at, step) and not step.lasting and not step.query.window
    ),
    "then not C within D": _steps(lambda path, at, step: _closing(path, at, step) and step.query.window is not None),
    "then not C for D": _steps(lambda path, at, step: _closing(path, at, step) and step.lasting is not None),
    "all within D": _is(ast.Path, lambda node: node.all_within is not None),
    **{
        f"same {word}": _is(ast.Same, lambda node, word=word: node.property.text == word)
        for word in ("item", "channel", "event", "nth")
    },
    "four steps and more": _is(ast.Path, lambda node: len(node.steps) > 3),
}
"""Every row of the language's tables, and whether a node is one."""

CORNERS = ("missing values", "ties", "equal instants", "nights whose clock changes")


@dataclass(slots=True)
class Measured:
    """What was found in so many programs."""

    programs: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    clauses: list[int] = field(default_factory=list)
    split: int = 0
    corners: Counter[str] = field(default_factory=Counter)

    def share(self, row: str) -> float:
        return self.rows[row] / self.programs

    def rare(self, least: float) -> list[str]:
        """The rows in fewer programs than that."""
        return [row for row in ROWS if self.share(row) < least]

    @property
    def balanced(self) -> bool:
        """Six clauses in the middle, two thirds with members and others, each corner in a fifth of the crowds."""
        corners = all(self.corners[name] / self.programs >= 0.2 for name in CORNERS)
        return median(self.clauses) >= 6 and self.split / self.programs >= 2 / 3 and corners

    def table(self) -> str:
        """The figures, the rarest row first."""
        lines = [
            f"{self.programs} programs",
            f"{median(self.clauses):6g}  clauses in the middle, {min(self.clauses)} to {max(self.clauses)}",
            f"{self.split / self.programs:6.1%}  have members and others",
            *(f"{self.corners[name] / self.programs:6.1%}  of the crowds have {name}" for name in CORNERS),
            *(f"{self.share(row):6.1%}  {row}" for row in sorted(ROWS, key=lambda row: self.rows[row])),
        ]
        return "\n".join(lines)


def measure(count: int, *, seed: int = 1) -> Measured:
    """Draws so many programs with crowds, asks both engines, and counts; a disagreement raises AssertionError."""
    measured = Measured()
    for place in range(count):
        author = Author(_dice(seed, place))
        people, text = crowd(author), program(author)
        checked_, sink = checked(GIVEN + text)
        if any(finding.code.name == "too-many-digits" for finding in sink):
            continue
        assert told(sink) == [], text
        _count(measured, text, checked_, people)
    return measured


def _dice(seed: int, place: int) -> Callable[[int], int]:
    generator = np.random.default_rng((seed, place))
    return lambda end: int(generator.integers(end))


def _count(measured: Measured, text: str, program: Program, asked_of: Crowd) -> None:
    people, now, zone = asked_of
    measured.programs += 1
    asked = program.segments["asked"].declaration
    nodes = [
        node
        for declaration in parse_file(Source("drawn.seg", text), Sink()).declarations
        for node in below(declaration)
    ]
    measured.rows.update(row for row, holds in ROWS.items() if any(map(holds, nodes)))
    measured.clauses.append(sum(1 for _ in leaves(asked.where)))
    plan = lower(program)
    answers = ask(plan, plan.segments["asked"], people, now=now, zone=zone, models={"kind": KIND}, recorded=RECORDED)
    measured.split += len(set(answers)) == 2
    measured.corners.update(_corners(people, now, zone))


def _corners(people: Sequence[Person], now: int, zone: ZoneInfo) -> Iterable[str]:
    if any(value is None for person in people for value in person.attributes.values()):
        yield "missing values"
    for name in ("age", "balance", "score"):
        known = [person.attributes[name] for person in people if person.attributes[name] is not None]
        if len(set(known)) < len(known):
            yield "ties"
            break
    if any(len({event.time for event in person.events}) < len(person.events) for person in people):
        yield "equal instants"
    moments = [now, *(event.time for person in people for event in person.events)]
    if any(_changes(moment, zone) for moment in moments):
        yield "nights whose clock changes"


def _changes(moment: int, zone: ZoneInfo) -> bool:
    """Whether the clock changes on the local day."""
    day = from_micros(moment, zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    offsets = {(day + timedelta(hours=hour)).replace(tzinfo=zone).utcoffset() for hour in (0, 24)}
    return len(offsets) > 1
