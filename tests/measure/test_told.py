"""The page of drift has a row for every measure, with the bound that counts without one."""

import re
from pathlib import Path

import pytest

from xseg.measure.bounds import JUDGES
from xseg.project.model import DRIFT_DEFAULTS, DRIFT_UNITS, Measure

PAGE = (Path(__file__).parents[2] / "docs" / "drift.md").read_text("utf-8")


@pytest.mark.parametrize("measure", sorted(DRIFT_UNITS))
def test_every_measure_has_its_row_and_its_judge(measure: Measure) -> None:
    row = re.search(rf"^\| `{measure}` \|[^|]*\|([^|]*)\|[^|]*\|$", PAGE, re.MULTILINE)
    assert row is not None
    assert measure in JUDGES
    default = next((bound for bound in DRIFT_DEFAULTS if bound.measure == measure), None)
    if default is None:
        assert row.group(1).strip() == "not bounded"
    else:
        written = f"at most {default.bound / 10**default.bound_scale:g} {DRIFT_UNITS[measure]}".strip()
        assert row.group(1).strip() == written
