"""What is committed works on any machine: no hosts in the locks, no paths of the machine that wrote it."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PINNED = re.compile(r"[a-z0-9][a-z0-9._-]*(\[[a-z0-9,-]+\])?==[^\s;/:]+( ; [^/:]+)? \\")
HASH = re.compile(r" {4}--hash=sha256:[0-9a-f]{64}( \\)?")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def texts_of(value: object) -> Iterator[str]:
    """Every text in a TOML value, however deep."""
    match value:
        case str():
            yield value
        case dict():
            for part in value.values():
                yield from texts_of(part)
        case list():
            for part in value:
                yield from texts_of(part)
        case _:
            return


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_holds_versions_and_hashes_and_nothing_else(lock: Path) -> None:
    odd = [line for line in lock.read_text().splitlines() if not (PINNED.fullmatch(line) or HASH.fullmatch(line))]
    assert not odd


def test_both_locks_pin_the_core_alike() -> None:
    core, dev = ({line for line in lock.read_text().splitlines() if PINNED.fullmatch(line)} for lock in LOCKS)
    assert core <= dev


def test_no_lock_that_names_hosts_is_tracked() -> None:
    assert not [file for file in tracked() if file.name in {"uv.lock", "poetry.lock", "pip.conf", ".netrc"}]


def test_no_tracked_file_names_a_path_of_this_machine() -> None:
    paths = [f"{folder}/".encode() for folder in (ROOT, Path.home()) if folder != Path("/")]
    assert not [file for file in tracked() if any(path in file.read_bytes() for path in paths)]


def test_project_files_reach_only_into_their_own_folder() -> None:
    projects = [file for file in tracked() if file.name == "xseg.toml"]
    texts = {text for project in projects for text in texts_of(tomllib.loads(project.read_text(encoding="utf-8")))}
    assert not [text for text in texts if "site-packages" in text or text.startswith(("/", "~", "../"))]
