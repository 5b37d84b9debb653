"""The worked projects' own tests pass, and see nearly every clause hold and fail."""

from pathlib import Path

import pytest

from xseg.workflow.test import test as run_blocks
from xseg.workflow.workspace import open_workspace

PROJECTS = Path(__file__).parents[2] / "segments"


@pytest.mark.parametrize("name", ["shop", "complete_journey"])
def test_a_worked_project_passes_its_tests(name: str) -> None:
    report = run_blocks(open_workspace(PROJECTS / name), (), word="")
    wrong = [outcome.title for outcome in report.outcomes if not outcome.passed]
    assert not wrong, [one.message for one in report.sink]
    assert sum(one.seen for one in report.coverage) >= 0.9 * sum(one.possible for one in report.coverage)
