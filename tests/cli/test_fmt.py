"""`xseg fmt` writes the one layout, or only tells; a file with mistakes is never touched; nothing heavy is loaded."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_check import xseg

MESSY = b"\xef\xbb\xbfsegment a{where x==1 # one\r\n}\r\n"
NEAT = "segment a {\n  where x == 1  # one\n}\n"
BROKEN = "segment b { where x == }\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "xseg.toml").write_text('[project]\nname = "one"\ntimezone = "UTC"\nrules = ["rules/*.seg"]\n')
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "messy.seg").write_bytes(MESSY)
    (tmp_path / "rules" / "neat.seg").write_text(NEAT)
    return tmp_path


def test_it_writes_what_changes_and_has_nothing_to_do_after_that(folder: Path) -> None:
    first = xseg("fmt", at=folder)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == "wrote rules/messy.seg\n2 files: 1 in the one layout, 1 laid out anew\n"
    assert (folder / "rules" / "messy.seg").read_bytes() == NEAT.encode()
    assert xseg("fmt", at=folder).stdout == "2 files: 2 in the one layout\n"
    assert sorted(path.name for path in (folder / "rules").iterdir()) == ["messy.seg", "neat.seg"]


def test_check_lists_and_diff_shows_and_neither_writes(folder: Path) -> None:
    checked = xseg("fmt", "--check", "rules", at=folder)
    assert checked.returncode == 1
    assert checked.stdout == "would change rules/messy.seg\n2 files: 1 in the one layout, 1 to lay out\n"
    shown = xseg("fmt", "--diff", at=folder)
    assert shown.returncode == 1
    assert shown.stdout == (
        "--- rules/messy.seg\n+++ rules/messy.seg\n@@ -1,3 +1,4 @@\n"
        "-segment a{where x==1 # one\n+segment a {\n+  where x == 1  # one\n }\n \n"
    )
    assert (folder / "rules" / "messy.seg").read_bytes() == MESSY
    assert xseg("fmt", "--check", "--diff", at=folder).returncode == 2


def test_a_file_with_mistakes_stays_as_it_is(folder: Path) -> None:
    broken = folder / "rules" / "broken.seg"
    broken.write_text(BROKEN)
    found = xseg("fmt", at=folder)
    assert found.returncode == 1
    assert "XS101" in found.stderr
    assert found.stdout.endswith("3 files: 1 in the one layout, 1 laid out anew, 1 left alone\n")
    assert broken.read_text() == BROKEN
    broken.write_bytes(b"# \xff\nsegment b{where x == 1}\n")
    assert xseg("fmt", at=folder).returncode == 1
    assert broken.read_bytes() == b"# \xff\nsegment b{where x == 1}\n"
    assert xseg("fmt", "no_such.seg", at=folder).returncode == 1


def test_it_tells_other_programs(folder: Path) -> None:
    told = json.loads(xseg("fmt", "--check", "--json", at=folder).stdout)
    assert told == {
        "schema": "xseg.fmt/1",
        "written": False,
        "files": [
            {"path": "rules/messy.seg", "changed": True, "read": True},
            {"path": "rules/neat.seg", "changed": False, "read": True},
        ],
    }


def test_files_keep_their_mode_and_links_stay_links(folder: Path) -> None:
    messy = folder / "rules" / "messy.seg"
    messy.chmod(0o640)
    link = folder / "link.seg"
    link.symlink_to(messy)
    assert xseg("fmt", "link.seg", at=folder).returncode == 0
    assert link.is_symlink()
    assert messy.read_text() == NEAT
    assert messy.stat().st_mode & 0o777 == 0o640


def test_hidden_folders_are_left_out_and_a_project_file_is_not_needed(tmp_path: Path) -> None:
    (tmp_path / ".xseg").mkdir()
    (tmp_path / ".xseg" / "old.seg").write_bytes(MESSY)
    (tmp_path / "new.seg").write_bytes(MESSY)
    assert xseg("fmt", ".", at=tmp_path).stdout == "wrote new.seg\n1 file: 0 in the one layout, 1 laid out anew\n"
    assert (tmp_path / ".xseg" / "old.seg").read_bytes() == MESSY
    assert xseg("fmt", at=tmp_path).returncode == 2


def test_it_loads_no_engine(folder: Path) -> None:
    program = (
        "import sys\n"
        "from xseg.cli import main\n"
        "try:\n    main(['fmt'])\nexcept SystemExit:\n    pass\n"
        "print([name for name in ('polars', 'numpy', 'sklearn', 'scipy', 'rich') if name in sys.modules])\n"
    )
    found = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == "[]"
