"""`xseg check`: six mistakes are six findings, each at its characters with what to do; nothing heavy is loaded."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workflow.conftest import PROJECT

SIX = """\
trait spent = sum(amuont of purchase)
segment one { where spnt > 5 }
segment two { where did purchas within 30 days }
segment three { where last purchase > 30 days }
segment four { where (last purchase within 30 days }
segment five { ownr: "x" where true }
"""
WANTED = [
    ("XS206", "amuont"),
    ("XS204", "spnt"),
    ("XS205", "purchas"),
    ("XS301", "last purchase > 30 days"),
    ("XS102", "("),
    ("XS215", "ownr"),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "xseg.toml").write_text(PROJECT)
    (tmp_path / "six.seg").write_text(SIX)
    return tmp_path


def xseg(*arguments: str, at: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "xseg", *arguments], cwd=at, capture_output=True, text=True, check=False
    )


def test_six_mistakes_in_six_declarations_are_six_findings(project: Path) -> None:
    found = xseg("check", "six.seg", "--json", at=project)
    assert found.returncode == 1
    told = json.loads(found.stdout)["diagnostics"]
    spans = [(one["place"]["start"]["offset"], one["place"]["end"]["offset"]) for one in told]
    assert [(one["code"], SIX[start:end]) for one, (start, end) in zip(told, spans, strict=True)] == WANTED
    assert all(one["help"] for one in told), [one["code"] for one in told if not one["help"]]


def test_findings_are_told_in_full_and_in_one_line(project: Path) -> None:
    full = xseg("check", "six.seg", at=project)
    assert full.returncode == 1
    assert "error[XS204 unknown-attribute]: no attribute `spnt` on a profile\n  --> six.seg:2:21\n" in full.stdout
    assert " 2 | segment one { where spnt > 5 }\n   |                     ^^^^ " in full.stdout
    assert full.stdout.endswith("6 findings in 2 files\n")
    concise = xseg("check", "--format", "concise", at=project)
    line = "six.seg:2:21: error[XS204 unknown-attribute]: no attribute `spnt` on a profile"
    assert concise.stdout.splitlines()[1] == line


def test_a_clean_project_exits_0(project: Path) -> None:
    (project / "six.seg").write_text("segment everyone { where true }\n")
    found = xseg("check", at=project)
    assert (found.returncode, found.stdout) == (0, "2 files checked, nothing to mend\n")


def test_check_loads_no_engine(project: Path) -> None:
    program = (
        "import sys\n"
        "from xseg.cli import main\n"
        "try:\n    main(['check'])\nexcept SystemExit:\n    pass\n"
        "print([name for name in ('polars', 'numpy', 'sklearn', 'scipy', 'rich') if name in sys.modules])\n"
    )
    found = subprocess.run([sys.executable, "-c", program], cwd=project, capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == "[]"


def test_without_a_project_there_is_a_way_out(tmp_path: Path) -> None:
    found = xseg("check", at=tmp_path)
    assert found.returncode == 2
    assert "xseg init" in found.stderr
    assert "xseg try" in found.stderr


def test_a_wrong_project_file_exits_2(project: Path) -> None:
    (project / "xseg.toml").write_text(PROJECT.replace("[channels]", "[chanels]"))
    found = xseg("run", at=project)
    assert found.returncode == 2
    assert "did you mean `channels`?" in found.stderr
