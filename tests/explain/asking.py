"""A question about the somebody of a test block."""

from pathlib import Path

from tests.explain.place import workspace
from xseg.diagnostics import Sink
from xseg.explain.fixtures import subjects, test_now
from xseg.explain.question import Question
from xseg.plan import lower


def asked(folder: Path, rule: str, fixtures: str) -> tuple[Question, int]:
    """The rule, asked of the profile of `test "one" { FIXTURES }`, and the test's `now`."""
    found = workspace(folder, f'segment s {{ where {rule} }}\ntest "one" {{ {fixtures} expect in s }}')
    program = found.checked
    now = test_now(program, program.tests[0])
    (subject,) = subjects(program, program.tests[0], now=now, sink=Sink())
    plan = lower(program, stated=subject.stated)
    where = program.segments["s"].declaration.where
    question = Question(program, found.sources, plan, where, plan.segments["s"], subject.person, {}, {})
    return question, now
