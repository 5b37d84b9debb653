"""A state that is not what was written is a finding of every command that reads it, never our own failure."""

import json
from pathlib import Path

import polars as pl
import pytest

from xseg.cli import EXIT_FINDINGS, EXIT_OURS, main
from xseg.cli.failure import report

PROJECT = """
[project]
name = "small"
timezone = "UTC"
edition = 2026
rules = ["*.seg"]
[identity]
keys = ["customer"]
[channels]
web = {}
[[sources]]
name = "orders"
kind = "events"
channel = "web"
event = "purchase"
path = "orders.csv"
time = { column = "ts" }
keys = { customer = "who" }
"""
RULES = "segment buyers { where did purchase }\n"
READERS = [
    ["list"],
    ["members", "buyers"],
    ["run"],
    ["preview", "-e", "did purchase"],
    ["explain", "buyers", "customer:ann"],
]


def left_with(*arguments: str) -> object:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return left.value.code


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "xseg.toml").write_text(PROJECT)
    (tmp_path / "rules.seg").write_text(RULES)
    (tmp_path / "orders.csv").write_text("who,ts\nann,2025-01-01\n")
    assert not left_with("run", "--project", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("command", READERS)
def test_a_damaged_registry_is_told(project: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    (project / ".xseg" / "registry.sqlite").write_bytes(b"junk" * 1000)
    assert left_with(*command, "--project", str(project)) == EXIT_FINDINGS
    assert "XS852" in capsys.readouterr().err


@pytest.mark.parametrize("command", READERS)
def test_damaged_tables_are_told(project: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    for file in (project / ".xseg").rglob("*.parquet"):
        file.write_bytes(b"PAR1")
    assert left_with(*command, "--project", str(project)) == EXIT_FINDINGS
    assert "XS852" in capsys.readouterr().err


def test_programs_are_told_in_json(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / ".xseg" / "registry.sqlite").write_bytes(b"junk" * 1000)
    capsys.readouterr()
    assert left_with("list", "--json", "--project", str(project)) == EXIT_FINDINGS
    assert "XS852" in json.dumps(json.loads(capsys.readouterr().out))


def test_what_others_say_of_a_mistake_of_ours_may_hold_values_and_is_not_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert report(KeyError("ann@x.org")) == EXIT_OURS
    told = capsys.readouterr().err
    assert "KeyError" in told
    assert "ann" not in told


def test_where_polars_breaks_off_it_is_told_as_a_mistake_of_ours(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def panic() -> None:
        raise pl.exceptions.PanicException("ann@x.org")

    monkeypatch.setattr("xseg.cli.list.command", panic)
    assert left_with("list") == EXIT_OURS
    told = capsys.readouterr().err
    assert "error[XS900 internal]" in told
    assert "ann" not in told
