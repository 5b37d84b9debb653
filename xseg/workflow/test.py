"""`test`: the `test` blocks of a project, judged without any data; loads no engine but the reference."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from xseg.diagnostics import Sink, Span
from xseg.explain.coverage import SegmentCoverage, coverage
from xseg.explain.testing import Outcome, run_tests
from xseg.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class TestReport:
    """The outcomes in the order of the files, and how far they reach into the segments of those files.

    `sink` tells why a test could not be run.
    """

    outcomes: tuple[Outcome, ...]
    coverage: tuple[SegmentCoverage, ...]
    sink: Sink

    @property
    def passed(self) -> int:
        return sum(outcome.passed for outcome in self.outcomes)

    @property
    def failed(self) -> int:
        return sum(outcome.judged and not outcome.passed for outcome in self.outcomes)

    @property
    def not_judged(self) -> int:
        """Tests that could not be run, told in the sink."""
        return sum(not outcome.judged for outcome in self.outcomes)


def test(workspace: Workspace, paths: Sequence[Path], *, word: str) -> TestReport:
    """Runs the tests of the files named (or below the folders named; none is all) in whose titles the word stands."""
    program, sink = workspace.checked, Sink()
    wanted = [path.resolve() for path in paths]
    tests = [
        one for one in program.tests if word.casefold() in one.title.value.casefold() and _stands_in(one.span, wanted)
    ]
    outcomes = run_tests(program, workspace.sources, tests, sink)
    segments = [name for name, checked in program.segments.items() if _stands_in(checked.declaration.span, wanted)]
    return TestReport(tuple(outcomes), tuple(coverage(program, workspace.sources, outcomes, segments)), sink)


def _stands_in(span: Span, wanted: Iterable[Path]) -> bool:
    places = list(wanted)
    file = Path(span.path).resolve()
    return not places or any(file == place or file.is_relative_to(place) for place in places)
