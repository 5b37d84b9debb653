"""`entered` and `exited` read the membership log before the run; a run made again at the same `now` sees the same."""

from pathlib import Path

import pytest

import xseg
from tests.workflow.conftest import PROJECT, write_orders

RULES = """
trait total_spend = sum(amount of purchase)
segment big { where total_spend > 100 }
segment new_in_big { where entered(big) within 7 days }
segment long_in_big { where in segment big and entered(big) more than 7 days ago }
segment lost { where exited(big) within 30 days and not in segment big }
segment never { where entered(big) is missing }
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "xseg.toml").write_text(PROJECT)
    (tmp_path / "rules.seg").write_text(RULES)
    write_orders(tmp_path, people=100)
    return tmp_path


def sizes(shop: Path, as_of: str) -> dict[str, int]:
    return {segment.name: segment.size for segment in xseg.open(shop).run(as_of=as_of).segments}


def test_who_entered_is_known_to_later_runs(shop: Path) -> None:
    first = {"big": 10, "new_in_big": 0, "long_in_big": 0, "lost": 0, "never": 100}
    assert sizes(shop, "2025-06-01") == first
    assert sizes(shop, "2025-06-01") == first
    assert sizes(shop, "2025-06-03") == {"big": 10, "new_in_big": 10, "long_in_big": 0, "lost": 0, "never": 90}
    assert sizes(shop, "2025-06-20") == {"big": 10, "new_in_big": 0, "long_in_big": 10, "lost": 0, "never": 90}


def test_who_left_is_known_to_later_runs(shop: Path) -> None:
    sizes(shop, "2025-06-01")
    write_orders(shop, people=100, factor=0)
    assert sizes(shop, "2025-06-10")["big"] == 0
    assert sizes(shop, "2025-06-11")["lost"] == 10


def test_a_rule_may_read_its_own_past(shop: Path) -> None:
    (shop / "own.seg").write_text("segment once { where total_spend > 100 and entered(once) is missing }\n")
    assert sizes(shop, "2025-06-01")["once"] == 10
    assert sizes(shop, "2025-06-02")["once"] == 0


HISTORY = """
[[sources]]
name = "tiers"
kind = "profiles"
path = "data/tiers.csv"
keys = { email = "mail" }
updated_at = { column = "at", timezone = "UTC" }
history = true
[sources.attributes]
tier = "category"
"""
TIERS = """mail,at,tier
p0@example.com,2025-01-01T00:00:00Z,silver
p0@example.com,2025-05-20T00:00:00Z,gold
p0@example.com,2025-05-25T00:00:00Z,gold
p1@example.com,2025-01-01T00:00:00Z,gold
p1@example.com,2025-03-01T00:00:00Z,silver
p1@example.com,2025-05-30T00:00:00Z,gold
p2@example.com,2025-02-01T00:00:00Z,gold
p2@example.com,2025-06-02T00:00:00Z,silver
"""


def changed_to_gold(shop: Path, within: str, as_of: str) -> int:
    return xseg.open(shop).preview(f'tier == "gold" and changed(tier) within {within}', as_of=as_of).size


def test_changed_is_when_an_attribute_took_its_present_value(shop: Path) -> None:
    (shop / "xseg.toml").write_text(PROJECT + HISTORY)
    (shop / "data" / "tiers.csv").write_text(TIERS)
    assert changed_to_gold(shop, "3 days", "2025-06-01") == 1
    assert changed_to_gold(shop, "13 days", "2025-06-01") == 2
    assert changed_to_gold(shop, "1 year", "2025-06-01") == 3
    assert changed_to_gold(shop, "1 year", "2025-06-10") == 2
    assert changed_to_gold(shop, "1 year", "2025-05-22") == 2


def test_without_history_nothing_is_known_of_a_change(shop: Path) -> None:
    (shop / "xseg.toml").write_text(PROJECT + HISTORY.replace("history = true\n", ""))
    (shop / "data" / "tiers.csv").write_text(TIERS)
    assert xseg.open(shop).preview("changed(tier) is known", as_of="2025-06-01").size == 0
