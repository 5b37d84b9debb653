"""The worked projects say what they mean."""

from pathlib import Path

import pytest

from xseg.workflow.check import check

SEGMENTS = Path(__file__).parents[2] / "segments"


@pytest.mark.parametrize("name", ["shop", "complete_journey"])
def test_the_worked_projects_have_nothing_to_mend(name: str) -> None:
    _, found = check(SEGMENTS / name, strict=True)
    assert [one for one in found if one.severity != "info"] == []
