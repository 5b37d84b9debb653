"""`xseg models` lists versions, promotes one through its gates, and goes back."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workflow.conftest import PROJECT, RULES, write_orders


@pytest.fixture
def corner(tmp_path: Path) -> Path:
    (tmp_path / "xseg.toml").write_text(PROJECT)
    (tmp_path / "rules.seg").write_text(RULES)
    write_orders(tmp_path, people=40)
    return tmp_path


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    whole = [sys.executable, "-m", "xseg", *arguments, "--project", str(folder)]
    return subprocess.run(whole, capture_output=True, text=True, check=False)


def states(folder: Path) -> list[tuple[int, str]]:
    found = json.loads(command(folder, "models", "cluster", "--json").stdout)
    assert found["schema"] == "xseg.models/1"
    return [(one["version"], one["state"]) for one in found["versions"]]


def test_versions_are_listed_promoted_and_rolled_back(corner: Path) -> None:
    assert command(corner, "train").returncode == 0
    second = command(corner, "train", "cluster")
    assert "put it in force with: xseg models cluster --promote 2" in second.stdout
    assert states(corner) == [(2, "candidate"), (1, "in force")]
    promoted = command(corner, "models", "cluster", "--promote", "2")
    assert (promoted.returncode, promoted.stdout.splitlines()[-1]) == (0, "version 2 of cluster is in force")
    back = command(corner, "models", "cluster", "--rollback")
    assert back.stdout.splitlines()[0] == "version 1 of cluster is in force again"
    assert states(corner) == [(2, "retired"), (1, "in force")]
    assert command(corner, "models", "cluster", "--rollback").returncode == 1


def test_a_promotion_that_a_gate_holds_back_is_a_finding(corner: Path) -> None:
    command(corner, "train")
    (corner / "rules.seg").write_text(RULES.replace("highest total_spend", "lowest total_spend"))
    told = command(corner, "train", "--promote")
    assert told.returncode == 1
    assert "gate is closed: 100.0% of all profiles would be relabelled" in told.stdout
    assert "XS886" in told.stderr
    assert command(corner, "models", "cluster", "--promote", "2").returncode == 1
    assert states(corner) == [(2, "candidate"), (1, "in force")]


def test_promotion_needs_the_name_of_one_model(corner: Path) -> None:
    assert command(corner, "models", "--promote", "1").returncode == 2
    assert command(corner, "models", "cluster", "--promote", "1", "--rollback").returncode == 2


def test_a_label_is_printed_as_it_is_written(corner: Path) -> None:
    write_orders(corner, people=100)
    (corner / "rules.seg").write_text(RULES.replace('"rich"', '"[/x] [red]rich[/red]"'))
    told = command(corner, "train")
    assert told.returncode == 0, told.stderr
    assert told.stdout.count("[/x] [red]rich[/red]") == 2
