"""Every command from the outside: text for people, JSON with a versioned form, exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_check import xseg
from tests.workflow.conftest import corner

__all__ = ["corner"]


def document(*arguments: str, at: Path) -> dict[str, Any]:
    found = xseg(*arguments, "--json", at=at)
    assert found.returncode == 0, found.stderr
    told: dict[str, Any] = json.loads(found.stdout)
    return told


def test_from_build_to_members(corner: Path) -> None:
    built = document("build", at=corner)
    assert built["schema"] == "xseg.build/1"
    assert {source["name"]: source["kept"] for source in built["sources"]} == {"orders": 300, "crm": 100}
    stopped = xseg("run", at=corner)
    assert stopped.returncode == 1
    assert "run `xseg train cluster`" in stopped.stderr
    trained = document("train", at=corner)
    assert [(one["model"], one["version"], one["in_force"]) for one in trained["trainings"]] == [("cluster", 1, 1)]
    ran = document("run", at=corner)
    assert {one["name"]: one["size"] for one in ran["segments"]} == {"big": 10, "rich_here": 10, "nobody": 0}
    assert ran["build"]["sources"][0]["read"] == 300
    members = document("members", "big", at=corner)
    assert (members["schema"], members["size"], len(members["members"])) == ("xseg.members/1", 10, 10)
    listed = document("list", at=corner)
    first = listed["segments"][0]
    assert (first["name"], first["size"], first["change"]) == ("big", 10, None)
    previewed = document("preview", "-e", "total_spend > 100 and orders > 2", at=corner)
    assert [(clause["alone"], clause["left"]) for clause in previewed["clauses"]] == [(10, 10), (100, 10)]
    said = document("catalog", "amount", at=corner)
    assert said["entries"][0]["example"] == "did purchase[amount > 0]"


def test_text_for_people_keeps_the_brackets_of_a_rule(corner: Path) -> None:
    shown = xseg("preview", "-e", "did purchase[amount > 100] within 90 days", at=corner)
    assert shown.returncode == 0, shown.stderr
    assert "did purchase[amount > 100] within 90 days" in shown.stdout
    assert "10 of 100 profiles (10.0%)" in shown.stdout


def test_personal_values_are_masked_unless_asked_for(corner: Path) -> None:
    document("train", at=corner)
    document("run", at=corner)
    masked = xseg("members", "big", "--ids", "email", at=corner)
    assert "@example.com" not in masked.stdout
    revealed = xseg("members", "big", "--ids", "email", "--reveal", at=corner)
    assert "p10@example.com" in revealed.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("members", "bgi"), 1, "nothing was run yet"),
        (("preview",), 2, "name a segment, or write a rule with -e"),
        (("preview", "bgi"), 1, "did you mean `big`?"),
        (("preview", "-e", "total_spnd > 3"), 1, "did you mean `total_spend`?"),
        (("run", "--as-of", "yesterdy"), 2, "is no date or time"),
        (("train", "clutser"), 1, "no model `clutser`"),
        (("chek",), 2, "Did you mean 'check'"),
        (("build", "--project", "nowhere"), 2, "nowhere"),
    ],
)
def test_a_mistake_has_its_exit_code_and_a_way_out(
    corner: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    found = xseg(*arguments, at=corner)
    assert found.returncode == code, found.stderr
    assert told in found.stderr


@pytest.mark.parametrize(
    "command",
    [
        "demo",
        "init",
        "try",
        "check",
        "test",
        "catalog",
        "list",
        "build",
        "train",
        "run",
        "members",
        "explain",
        "preview",
    ],
)
def test_every_command_has_help_with_an_example(command: str, tmp_path: Path) -> None:
    found = xseg(command, "--help", at=tmp_path)
    assert found.returncode == 0, found.stderr
    assert "Example: xseg" in found.stdout


def test_the_demo_ends_with_segments_clusters_and_a_preview(tmp_path: Path) -> None:
    found = xseg("demo", "shop", "--profiles", "600", at=tmp_path)
    assert found.returncode == 0, found.stderr
    for told in ("high-intent", "cart_rescue", "clause by clause", "rows read", "xseg members cart_rescue"):
        assert told in found.stdout


def test_tests_pass_and_fail_from_the_outside(corner: Path) -> None:
    (corner / "tests.seg").write_text(
        'test "rich" { event purchase { amount: 101, at: 3 days ago } expect in big }\n'
        'test "poor" { event purchase { amount: 99, at: 3 days ago } expect in big }\n'
    )
    passed = document("test", "-k", "rich", at=corner)
    assert (passed["schema"], passed["passed"], passed["failed"]) == ("xseg.test/1", 1, 0)
    failed = xseg("test", "--coverage", at=corner)
    assert failed.returncode == 1
    assert 'FAIL tests.seg:2 "poor": expected in, is out of big\n     total_spend > 100  ✗ saw 99.00\n' in failed.stdout
    assert '  rules.seg:21 never true nor false: country == "DE"\n' in failed.stdout
    assert failed.stdout.endswith("1 passed, 1 failed\n")
