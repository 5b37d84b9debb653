"""A condition as a tree of clauses in the author's words, each with its answer and what it saw."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from xseg.diagnostics import Source, Span
from xseg.project.types import Type
from xseg.syntax.nodes import Expression
from xseg.tables.person import Event, Value

Kind = Literal["and", "or", "not", "segment", "clause"]


@dataclass(frozen=True, slots=True)
class Sight:
    """A value that a clause looked at. `label` says which, empty where the clause is nothing else.

    `events` are those that made it, `properties` those that the query asked of them, by name and type. `name` is the
    attribute's, where the value is one. `counts`: the value is how many events there are, and they are what was asked
    for. `features` are what a model's answer was made of. `raw` is what the source had, where that was an outlier;
    `stands_in`: the value stands in for a missing one.
    """

    label: str
    value: Value
    type: Type
    events: tuple[Event, ...] = ()
    properties: tuple[tuple[str, Type], ...] = ()
    name: str | None = None
    counts: bool = False
    features: tuple["Sight", ...] = ()
    raw: Value = None
    stands_in: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """How far a path came: `chain` are the events of its positive steps, one choice of many.

    `failed` is the first part that could not be met, as written; empty where the path was completed: `missing` where no
    event fits the step, `broken` where `broken_by` is what a negative step did not want, `waits` where its time is not
    over, `late` where the chain takes longer than all of it may.
    """

    chain: tuple[Event, ...]
    failed: str = ""
    why: Literal["", "missing", "broken", "waits", "late"] = ""
    broken_by: Event | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of one person's answer. `stated`: a test said so, it was not worked out."""

    kind: Kind
    text: str
    span: Span
    node: Expression
    holds: bool
    parts: tuple["Clause", ...] = ()
    sights: tuple[Sight, ...] = ()
    story: Story | None = None
    stated: bool = False


def every(clause: Clause) -> Iterator[Clause]:
    """The clause and all below it, through segments too, in the written order."""
    yield clause
    for part in clause.parts:
        yield from every(part)


def deciding(clause: Clause) -> Iterator[Clause]:
    """Those that made the answer what it is: of an `and` that fails the failing parts, of one that holds all parts."""
    yield clause
    wanted = {"and": [False], "or": [True]}.get(clause.kind)
    for part in clause.parts:
        if wanted is None or clause.holds not in wanted or part.holds is clause.holds:
            yield from deciding(part)


def written(sources: Mapping[str, Source], span: Span | None) -> str:
    """What stands at a span, on one line and without comments."""
    if span is None or span.path not in sources:
        return ""
    lines = (line.partition("#")[0] for line in sources[span.path].slice(span).splitlines())
    return " ".join(" ".join(lines).split())
