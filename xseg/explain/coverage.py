"""Which clauses the tests have seen true, and which false."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xseg.diagnostics import Source, Span
from xseg.explain.clauses import every, written
from xseg.explain.testing import Outcome
from xseg.semantics import Program
from xseg.syntax.nodes import And, Expression, Not, Or


@dataclass(frozen=True, slots=True)
class ClauseSeen:
    """A leaf clause of a segment, and whether any test saw it hold, and fail."""

    text: str
    span: Span
    seen_true: bool
    seen_false: bool


@dataclass(frozen=True, slots=True)
class SegmentCoverage:
    segment: str
    clauses: tuple[ClauseSeen, ...]

    @property
    def seen(self) -> int:
        """How many of the two answers of each clause were seen."""
        return sum(clause.seen_true + clause.seen_false for clause in self.clauses)

    @property
    def possible(self) -> int:
        """Two answers a clause; everyone has only one."""
        return sum(1 if clause.text == "true" else 2 for clause in self.clauses)


def coverage(
    program: Program, sources: Mapping[str, Source], outcomes: Iterable[Outcome], segments: Sequence[str]
) -> list[SegmentCoverage]:
    """The coverage of some segments by some tests; a segment read through another one is seen too."""
    answers: dict[Span, set[bool]] = {}
    for outcome in outcomes:
        for verdict in outcome.verdicts:
            for clause in every(verdict.tree):
                answers.setdefault(clause.span, set()).add(clause.holds)
    return [SegmentCoverage(name, tuple(_seen(program, sources, name, answers))) for name in segments]


def _seen(
    program: Program, sources: Mapping[str, Source], segment: str, answers: Mapping[Span, set[bool]]
) -> Iterator[ClauseSeen]:
    for leaf in _leaves(program.segments[segment].declaration.where):
        found = answers.get(leaf.span, set())
        yield ClauseSeen(written(sources, leaf.span), leaf.span, True in found, False in found)


def _leaves(node: Expression) -> Iterator[Expression]:
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part)
        case Not(operand):
            yield from _leaves(operand)
        case _:
            yield node
