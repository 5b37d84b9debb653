"""A run is held against what its segments expect of themselves."""

from pathlib import Path

import pytest

from tests.cli.test_check import xseg
from tests.workflow.conftest import PROJECT, write_orders

SEGMENTS = """
trait total_spend = sum(amount of purchase)
segment rich {{
  {guard}
  where total_spend > 100
}}
segment all_of_them {{ where true }}
segment poor {{ where not total_spend > 100 }}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "xseg.toml").write_text(PROJECT)
    write_orders(tmp_path, people=100)
    return tmp_path


def ran(shop: Path, guard: str) -> tuple[int, str]:
    (shop / "rules.seg").write_text(SEGMENTS.format(guard=guard))
    found = xseg("run", at=shop)
    return found.returncode, found.stderr


@pytest.mark.parametrize(
    "guard",
    [
        "expect: size 10% to 10%",
        "expect: size 10 to 10",
        "expect: size 0.5% to 20%",
        "expect: subset of all_of_them",
        "expect: disjoint from poor",
        "expect: change within 0%",
        "expect: covers rich",
    ],
)
def test_a_guard_that_holds_says_nothing(shop: Path, guard: str) -> None:
    assert ran(shop, guard) == (0, "")
    assert ran(shop, guard) == (0, "")


@pytest.mark.parametrize(
    ("guard", "saw"),
    [
        ("expect: size 11% to 20%", "10 of 100 profiles"),
        ("expect: size 1% to 9.9%", "10 of 100 profiles"),
        ("expect: size 11 to 20", "10 of 100 profiles"),
        ("expect: subset of poor", "10 profiles beside `poor`"),
        ("expect: disjoint from all_of_them", "10 profiles beside `all_of_them`"),
        ("expect: covers poor", "90 profiles beside `poor`"),
    ],
)
def test_a_broken_guard_ends_the_command_with_1_after_the_run_is_recorded(shop: Path, guard: str, saw: str) -> None:
    code, told = ran(shop, guard)
    assert code == 1
    assert "XS701" in told
    assert saw in told
    assert "10 members" in xseg("members", "rich", at=shop).stdout


def test_change_is_held_against_the_run_before(shop: Path) -> None:
    assert ran(shop, "expect: change within 40%")[0] == 0
    write_orders(shop, people=50)
    code, told = ran(shop, "expect: change within 40%")
    assert (code, "10 before, 5 now" in told) == (1, True)
    assert ran(shop, "expect: change within 40%")[0] == 0
