"""What a build found reads the same in wide and narrow terminals and in logs."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.profiles.test_expectations import BEFORE, GRAPH, REPORT, WEB
from xseg.cli.building import build_json, print_build
from xseg.cli.measures import print_trend, share
from xseg.diagnostics import Sink, Source
from xseg.profiles.measures.report import KeyReport
from xseg.project.load import project_from

FOREIGN = {"heartbeat": 12, "ann@example.com": 5, "0170 1234567": 4, "wish\nlist": 1, "": 3}
FULL = replace(REPORT, sources=(replace(WEB, unknown_events=FOREIGN, read=40_000, kept=39_900),))


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (0, 10, "0%"),
        (10, 10, "100%"),
        (1, 3, "33%"),
        (1, 40, "2.5%"),
        (1, 400, "0.25%"),
        (1, 1_000_000, "<0.01%"),
        (999_999, 1_000_000, "99%"),
        (0, 0, "–"),
    ],
)
def test_a_share_is_nothing_or_all_only_where_it_is(part: int, whole: int, told: str) -> None:
    assert share(part, whole) == told


@pytest.mark.parametrize("width", [30, 40, 60, 80, 200])
def test_numbers_are_whole_at_any_width_that_holds_them(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(width))
    print_build(FULL, BEFORE)
    print_trend([BEFORE, FULL, FULL, FULL])
    told = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)
    lines = [line.split() for line in told.splitlines()]
    if width >= 60:
        assert any(
            line[:1] == ["web"] and "40,000" in line and "+38,000" in line and "39,900" in line for line in lines
        )
        assert any(line[:2] == ["web", "read"] and line[-2:] == ["40,000", "40,000"] for line in lines)
    assert ["why"] in lines


def test_values_that_may_name_somebody_are_dots(capsys: pytest.CaptureFixture[str]) -> None:
    print_build(FULL)
    told = capsys.readouterr().out
    assert "heartbeat" in told
    assert "wish·list" in told
    assert "all others" in told
    assert "ann@example.com" not in told
    assert "1234567" not in told


def test_programs_read_no_columns_of_units() -> None:
    toml = Source("xseg.toml", '[project]\ntimezone = "UTC"\n')
    project = project_from(toml, Sink(), root=Path())
    assert project is not None
    (source,) = build_json(FULL, project)["sources"]
    assert "shapes" not in source
    assert source["changes"][0]["column"] == "coupon"
    assert source["late"] == 90


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (1, "1 value of `email` joins nobody: 3 records have it"),
        (2, "2 values of `email` join nobody: 3 records have one"),
    ],
)
def test_values_that_join_nobody_are_told_whatever_the_reason(
    values: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_build(replace(REPORT, graph=replace(GRAPH, keys=(KeyReport("email", 9, 9, values, 3),))))
    assert told in capsys.readouterr().out.splitlines()
