"""`check --fix` mends what is safe to mend, in whole files, and tells the rest; other programs read the findings."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.workflow.conftest import PROJECT
from xseg.diagnostics import Edit, Fix, Source, Span
from xseg.workflow.fix import fix, mended, together

SLIPS = """\
# Kept.
trait total_spend = sum(amount of purchase)
segment one { where country = "DE" or total_spend > 50 and country = "AT" }   # kept too
segment two { where total_spend > 5 and total_spend > 3 }
segment three { where total_spend < 5 }
"""
MENDED = """\
# Kept.
trait total_spend = sum(amount of purchase)
segment one { where country == "DE" or (total_spend > 50 and country == "AT") }   # kept too
segment two { where total_spend > 5 }
segment three { where total_spend < 5 }
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "xseg.toml").write_text(PROJECT)
    (tmp_path / "slips.seg").write_text(SLIPS)
    return tmp_path


def xseg(*arguments: str, at: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "xseg", *arguments], cwd=at, capture_output=True, text=True, check=False
    )


def test_fixes_are_made_round_by_round_and_the_rest_is_told(project: Path) -> None:
    fixed = fix(project)
    assert (project / "slips.seg").read_text() == MENDED
    assert [one.code.number for one in fixed.found] == ["XS506"]
    assert len(fixed.applied) == 4
    assert [file.name for file in project.iterdir()].count("slips.seg") == 1
    assert not list(project.glob(".slips*"))


def test_a_second_time_changes_nothing(project: Path) -> None:
    fix(project)
    before = (project / "slips.seg").stat().st_mtime_ns
    assert fix(project).applied == ()
    assert (project / "slips.seg").stat().st_mtime_ns == before


def test_only_files_that_are_named_are_mended(project: Path) -> None:
    (project / "other.seg").write_text('segment other { where country = "DE" }')
    fix(project, [project / "other.seg"])
    assert (project / "other.seg").read_text() == 'segment other { where country == "DE" }'
    assert (project / "slips.seg").read_text() == SLIPS


def test_a_file_that_was_not_read_as_it_stands_is_not_written(project: Path) -> None:
    raw = b'\xef\xbb\xbfsegment one { where country = "DE" }\r\n'
    (project / "slips.seg").write_bytes(raw)
    fixed = fix(project)
    assert (project / "slips.seg").read_bytes() == raw
    assert [one.code.number for one in fixed.found] == ["XS107"]


def test_fixes_that_touch_each_other_wait_for_the_next_round() -> None:
    one = Fix("one", (Edit(Span("a.seg", 0, 3), "x"),))
    two = Fix("two", (Edit(Span("a.seg", 3, 5), "y"),))
    three = Fix("three", (Edit(Span("a.seg", 6, 7), "z"),))
    assert together([one, two, three, one]) == [one, three]
    assert mended([one, three], {"a.seg": Source("a.seg", "0123456789")}) == {"a.seg": "x345z789"}


def test_the_command_tells_what_it_mended_and_what_is_left(project: Path) -> None:
    found = xseg("check", "--fix", at=project)
    assert found.returncode == 0
    assert "mended slips.seg: write `==`" in found.stderr
    assert "XS506 lets-in-none" in found.stdout
    assert xseg("check", "--strict", at=project).returncode == 1


def test_a_sarif_log_has_what_the_standard_requires(project: Path) -> None:
    log = json.loads(xseg("check", "--format", "sarif", at=project).stdout)
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "xseg"
    assert {rule["id"] for rule in driver["rules"]} == {"XS107"}
    assert len(run["results"]) == 2
    for result in run["results"]:
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"]
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "slips.seg"
        region = place["region"]
        assert region["startLine"] == region["endLine"] == 3
        assert 1 <= region["startColumn"] < region["endColumn"]
        (made,) = result["fixes"]
        assert made["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] == "=="


def test_an_empty_sarif_log_is_a_log(project: Path) -> None:
    (project / "slips.seg").write_text("segment everyone { where true }")
    log = json.loads(xseg("check", "--format", "sarif", at=project).stdout)
    assert log["runs"][0]["results"] == []


def test_a_junit_report_counts_its_cases(project: Path) -> None:
    (project / "good.seg").write_text("segment everyone { where true }")
    root = ET.fromstring(xseg("check", "--format", "junit", at=project).stdout)
    assert root.tag == "testsuites"
    assert root.get("failures") == "2"
    suites = {suite.get("name"): suite for suite in root}
    assert set(suites) == {"xseg.toml", "slips.seg", "good.seg"}
    for suite in suites.values():
        assert suite.get("tests") == str(len(suite.findall("testcase")))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))


def test_github_reads_one_line_a_finding(project: Path) -> None:
    lines = xseg("check", "--format", "github", at=project).stdout.splitlines()
    assert len(lines) == 2
    start = "::error file=slips.seg,title=XS107 wrong-sign,line=3,endLine=3,col=29,endColumn=30::`=` is written `==`"
    assert lines[0] == start
