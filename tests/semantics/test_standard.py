"""`use` brings the standard traits in the project's own words."""

from pathlib import Path

import pytest

import xseg
from tests.workflow.conftest import PROJECT, write_orders
from xseg.library import standard_names, standard_text

RULES = "segment good { where recency_score >= 4 and monetary > 100 }\n"


@pytest.fixture
def corner(tmp_path: Path) -> Path:
    (tmp_path / "xseg.toml").write_text(PROJECT)
    write_orders(tmp_path, people=100)
    return tmp_path


def findings(root: Path, rules: str) -> list[tuple[str, tuple[str, ...]]]:
    (root / "rules.seg").write_text(rules)
    return [(found.code.number, found.help) for found in xseg.open(root).check()]


def test_standard_traits_are_traits_like_any_other(corner: Path) -> None:
    assert findings(corner, "use rfm\n" + RULES) == []
    assert xseg.open(corner).preview("good").size == 3


def test_roles_are_mapped_to_the_projects_words(corner: Path) -> None:
    (corner / "xseg.toml").write_text(PROJECT.replace('event = "purchase"', 'event = "order"'))
    lacking = ("say what the project calls it: `use rfm with purchase = …`",)
    assert findings(corner, "use rfm\n" + RULES) == [("XS220", lacking)]
    assert findings(corner, "use rfm with purchase = order\n" + RULES) == []
    assert xseg.open(corner).preview("good").size == 3


def test_a_slip_in_a_use_is_told(corner: Path) -> None:
    assert [code for code, _ in findings(corner, "use rmf\nsegment a { where true }\n")] == ["XS219"]
    assert [code for code, _ in findings(corner, "use rfm with purchas = purchase\n" + RULES)] == ["XS219"]
    assert [code for code, _ in findings(corner, "use rfm\ntrait monetary = 1\n" + RULES)] == ["XS201"]


@pytest.mark.parametrize("name", standard_names())
def test_a_standard_file_begins_with_its_own_use(name: str) -> None:
    text = "\n".join(line for line in standard_text(name).splitlines() if not line.startswith("#"))
    assert text.strip().startswith(f"use {name} with ")
