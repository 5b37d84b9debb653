"""The declarations in docs/sources.md load as they stand, each made whole by what every source needs."""

import re
import tomllib
from pathlib import Path

import pytest

from xseg.diagnostics import Sink, Source
from xseg.project.load import project_from

PAGE = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
HEAD = '[project]\ntimezone = "UTC"\n[identity]\nkeys = ["id", "email"]\n'
WHOLE = 'kind = "events"\nevent = "click"\ntime = "ts"\nkeys = { id = "id", email = "mail" }\n'


@pytest.mark.parametrize("block", BLOCKS)
def test_a_declaration_loads(block: str) -> None:
    text = HEAD + re.sub(r"(?m)^(name +=.*\n)", rf"\1{WHOLE}", block)
    tomllib.loads(text)
    sink = Sink()
    assert project_from(Source("xseg.toml", text), sink, root=Path()) is not None
    assert [found.message for found in sink if found.code.number != "XS822"] == []


def test_every_place_has_an_example() -> None:
    written = "".join(BLOCKS)
    assert all(f"{place} " in written or f"{place}\n" in written for place in ("path", "sql", "delta", "kafka"))
