"""The declarations in docs/enrichment.md load as they stand."""

import re
from pathlib import Path

from xseg.diagnostics import Sink, Source
from xseg.project.load import project_from

PAGE = Path(__file__).parents[2] / "docs" / "enrichment.md"
HEAD = """
[project]
timezone = "UTC"
[identity]
keys = ["email"]
[[sources]]
name = "crm"
kind = "profiles"
path = "crm.csv"
keys = { email = "mail" }
attributes = { country = "category" }
"""


def test_the_example_loads() -> None:
    (example,) = re.findall(r"^```toml\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    sink = Sink()
    project = project_from(Source("xseg.toml", HEAD + example), sink, root=Path())
    assert project is not None, [one.message for one in sink]
    assert not sink.found
    assert [(source.name, source.priority) for source in project.sources] == [("crm", 0), ("bought_in", -10)]
