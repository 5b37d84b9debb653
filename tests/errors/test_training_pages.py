"""The pages of what training tells: each example is built and trained, with the people of its table."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from xseg.diagnostics import Sink
from xseg.plan.bind import to_micros
from xseg.workflow.building import built
from xseg.workflow.train import train
from xseg.workflow.workspace import open_workspace

PAGES = Path(__file__).parents[2] / "docs" / "errors"
NUMBERS = range(480, 488)
_BLOCK = re.compile(r"^```(csv|seg trained) (fails|holds)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROJECT = """\
[project]
name     = "people"
timezone = "UTC"
as_of    = 2025-06-01T12:00:00

[identity]
keys = ["id"]

[[sources]]
name = "crm"
kind = "profiles"
path = "people.csv"
keys = { id = "id" }
[sources.attributes]
age   = "number"
spend = "number"
"""


def told(folder: Path, people: str, model: str) -> set[str]:
    """The codes that a build and a training tell."""
    (folder / "xseg.toml").write_text(PROJECT, "utf-8")
    (folder / "people.csv").write_text(people, "utf-8")
    (folder / "model.seg").write_text(model, "utf-8")
    workspace = open_workspace(folder)
    assert workspace.ready, [found.message for found in workspace.sink]
    now = to_micros(datetime(2025, 6, 1, 12, tzinfo=UTC))
    sink = Sink()
    assert built(workspace.checked.project, sink, clock=now) is not None
    train(workspace.checked, sink, now=now)
    return {found.code.number for found in sink}


@pytest.mark.parametrize("which", ["fails", "holds"])
@pytest.mark.parametrize("number", NUMBERS)
def test_the_examples_of_a_page_are_told_and_mended(number: int, which: str, tmp_path: Path) -> None:
    text = (PAGES / f"XS{number}.md").read_text("utf-8")
    blocks = {(kind, state): body for kind, state, body in _BLOCK.findall(text)}
    people = blocks.get(("csv", which), blocks.get(("csv", "fails"), ""))
    model = blocks.get(("seg trained", which), blocks.get(("seg trained", "fails"), ""))
    assert told(tmp_path, people, model) == ({f"XS{number}"} if which == "fails" else set())
