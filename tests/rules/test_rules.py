"""Every rule of the acceptance list checks and lowers, or names what is not built yet."""

from functools import cache
from pathlib import Path

import pytest

from tests.support.corner import checked, told
from xseg.diagnostics import Sink, Source
from xseg.plan import lower
from xseg.project.load import project_from
from xseg.project.project import Project

HERE = Path(__file__).parent
LIST = HERE.parent / "syntax" / "rules.txt"
FINDINGS = {
    "m15": ["XS301 decimal and string cannot be compared"] * 2,  # `a` is a number everywhere else
}
DECLARED = ("m05", "m06")
"""Lines that hold declarations."""


def rules() -> list[tuple[str, str]]:
    """The name and the text of each line."""
    lines = [line for line in LIST.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]
    return [(line.partition("|")[0].split()[0], line.partition("|")[2].strip()) for line in lines]


@cache
def permissive() -> Project:
    sink = Sink()
    project = project_from(Source("xseg.toml", (HERE / "permissive.toml").read_text("utf-8")), sink, root=HERE)
    assert project is not None, told(sink)
    return project


@pytest.mark.parametrize(("name", "rule"), [rule for rule in rules() if rule[0] not in DECLARED], ids=lambda part: part)
def test_a_rule_checks_and_lowers(name: str, rule: str) -> None:
    program, sink = checked((HERE / "given.seg").read_text("utf-8"), rules={"asked_": rule}, project=permissive())
    assert told(sink) == FINDINGS.get(name, [])
    if not sink.failed:
        assert "asked_" in lower(program).segments


def test_declarations_of_the_list_tell_what_the_project_lacks() -> None:
    given = (HERE / "given.seg").read_text("utf-8")
    texts = dict(rules())
    _, sink = checked(texts["m05"] + "\n" + given, project=permissive())
    assert told(sink) == [
        "XS201 trait `a` has the name of an attribute in xseg.toml",
        "XS413 model `m` has no `features`",
        "XS208 no segment `q`",
    ]
    _, sink = checked(texts["m06"] + "\n" + given, project=permissive())
    assert told(sink) == ['XS411 model `cluster` never gives "a"', "XS208 no segment `s`"]
