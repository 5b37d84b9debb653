"""What needs no data starts without the libraries that read data."""

import subprocess
import sys
from pathlib import Path

HEAVY = {"dataframely", "numpy", "polars", "scipy", "sklearn"}
MAIN = "from xseg.cli import main; main()"
PROJECT = '[project]\nname = "one"\ntimezone = "UTC"\nrules = ["*.seg"]\n'


def loaded_by(*arguments: str, expect: int = 0) -> set[str]:
    """The top-level packages that a fresh interpreter imports on the way through `python ARGUMENTS`."""
    ran = subprocess.run([sys.executable, "-X", "importtime", *arguments], capture_output=True, text=True, check=False)
    assert ran.returncode == expect, ran.stdout + ran.stderr[-2000:]
    lines = (line.rpartition("|")[2] for line in ran.stderr.splitlines() if line.startswith("import time:"))
    return {line.strip().split(".")[0] for line in lines}


def small_project(folder: Path, rule: str) -> str:
    (folder / "xseg.toml").write_text(
        '[project]\nname = "one"\ntimezone = "UTC"\nrules = ["*.seg"]\n', encoding="utf-8"
    )
    (folder / "one.seg").write_text(rule, encoding="utf-8")
    return str(folder)


def test_the_probe_sees_what_is_imported() -> None:
    assert "numpy" in loaded_by("-c", "import numpy")


def test_import_xseg_is_light() -> None:
    assert not loaded_by("-c", "import xseg") & (HEAVY | {"lark", "pydantic", "rich", "typer"})


def test_help_is_light() -> None:
    assert not loaded_by("-c", MAIN, "--help") & (HEAVY | {"lark", "pydantic"})


def test_check_is_light_when_all_is_well(tmp_path: Path) -> None:
    project = small_project(tmp_path, "segment everyone { where true }\n")
    assert not loaded_by("-c", MAIN, "check", "--project", project) & HEAVY


def test_check_is_light_when_there_is_something_to_say(tmp_path: Path) -> None:
    project = small_project(tmp_path, "segment nobody { where no_such_attribute > 1 }\n")
    loaded = loaded_by("-c", MAIN, "check", "--project", project, expect=1)
    assert "lark" in loaded
    assert not loaded & HEAVY


def test_test_is_light_when_a_test_fails(tmp_path: Path) -> None:
    rule = 'segment everyone { where true }\ntest "nobody" { now 2025-06-01 expect not in everyone }\n'
    project = small_project(tmp_path, rule)
    assert not loaded_by("-c", MAIN, "test", "--project", project, expect=1) & (HEAVY | {"rich"})


def test_check_is_light_where_a_model_in_force_is_stale(tmp_path: Path) -> None:
    people = "id,age\n" + "".join(f"{person},{20 + person % 2 * 40}\n" for person in range(40))
    (tmp_path / "people.csv").write_text(people, encoding="utf-8")
    rule = 'model kind { features: age algorithm: kmeans clusters: 2 label "old": highest age }\n'
    project = small_project(tmp_path, rule)
    with (tmp_path / "xseg.toml").open("a", encoding="utf-8") as file:
        file.write(SOURCE)
    subprocess.run([sys.executable, "-c", MAIN, "train", "--project", project], check=True, capture_output=True)
    (tmp_path / "one.seg").write_text(rule.replace("highest", "lowest"), encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-c", MAIN, "check", "--project", project], check=True, capture_output=True, text=True
    )
    assert "XS495" in told.stdout
    assert not loaded_by("-c", MAIN, "check", "--project", project) & HEAVY


SOURCE = """
[identity]
keys = ["id"]
[[sources]]
name = "crm"
kind = "profiles"
path = "people.csv"
keys = { id = "id" }
[sources.attributes]
age = "number"
"""
