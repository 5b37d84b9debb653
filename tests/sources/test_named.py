"""A pattern names each file once, also where links lead to it in many ways, or round and round."""

import glob
from pathlib import Path

import pytest

from tests.profiles.place import HEAD, Place
from xseg.profiles.sources.named import named

WEB = """
[identity]
keys = ["who"]
[channels]
web = {}
[[sources]]
name = "web"
kind = "events"
channel = "web"
event = "click"
path = "data/**/*.csv"
time = "ts"
keys = { who = "who" }
"""
ROWS = "ts,who\n2025-01-01,ann\n2025-01-02,bob\n"


def files(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")


@pytest.mark.parametrize(
    "pattern",
    [
        "**/*.csv",
        "a/**",
        "**",
        "a/*/c?.csv",
        "*/[bc]/**/c*.csv",
        "a/b/c1.csv",
        "**/b/**/*.csv",
        "none/**",
        "a.csv/*",
        "./a/**/*.csv",
    ],
)
def test_without_links_a_pattern_names_what_it_names_elsewhere(tmp_path: Path, pattern: str) -> None:
    files(tmp_path, "a.csv", "a/b/c1.csv", "a/b/c2.csv", "a/b/.c3.csv", "a/.h/c4.csv", "a/b/b/c5.csv", "d/c/c6.txt")
    for where in (pattern, f"{tmp_path}/{pattern}"):
        found = glob.glob(where, root_dir=tmp_path, recursive=True)  # noqa: PTH207 (held against it)
        expected = sorted({Path(name).as_posix() for name in found if (tmp_path / name).is_file()})
        assert named(tmp_path, where).files == tuple(expected)
        assert not named(tmp_path, where).again


@pytest.mark.parametrize("pattern", ["data/**/*.csv", "data/*.csv", "data/b.csv"])
def test_a_link_to_nothing_stops_the_build_with_its_reason(tmp_path: Path, pattern: str) -> None:
    at = Place(tmp_path)
    at.write({"xseg.toml": HEAD + WEB.replace("data/**/*.csv", pattern), "data/a.csv": ROWS})
    (tmp_path / "data/b.csv").symlink_to(tmp_path / "moved.csv")
    assert at.build() is None
    assert [found.message for found in at.found] == [
        "`data/b.csv`, which `web` reads, cannot be read: it is a link to nothing"
    ]
    at.write({"moved.csv": ROWS.replace("ann", "eve")})
    assert at.source("web").read == (4 if "*" in pattern else 2)


def test_links_that_lead_back_are_not_followed_for_ever(tmp_path: Path) -> None:
    files(tmp_path, "a/1.csv", "a/b/2.csv")
    for name in ("loop", "again", "b/up", "b/here"):
        (tmp_path / "a" / name).symlink_to(tmp_path / "a" / ("b" if name == "b/here" else ""))
    found = named(tmp_path, "a/**/*.csv")
    assert found.files == ("a/1.csv", "a/b/2.csv")
    assert found.again == {"a/again": "a", "a/b/here": "a/b", "a/b/up": "a", "a/loop": "a"}


def test_what_only_a_link_leads_to_is_read_by_the_link(tmp_path: Path) -> None:
    files(tmp_path, "elsewhere/1.csv", "data/2.csv")
    (tmp_path / "data" / "more").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "data" / "latest.csv").symlink_to(tmp_path / "data" / "2.csv")
    found = named(tmp_path, "data/**/*.csv")
    assert found.files == ("data/2.csv", "data/more/1.csv")
    assert found.again == {"data/latest.csv": "data/2.csv"}


def test_a_loop_is_told_and_no_row_is_read_twice(tmp_path: Path) -> None:
    at = Place(tmp_path)
    at.write({"xseg.toml": HEAD + WEB, "data/in/1.csv": ROWS})
    (at.root / "data" / "in" / "round").symlink_to(at.root / "data")
    assert at.source("web").read == 2
    assert at.codes() == ["XS869"]
    assert at.found[0].message == "`data/in/round`, which `web` reads, is a link to `data`, which it reads too"
