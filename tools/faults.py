"""Tests the tests: seeds one fault after another in a copy of the tree and sees whether the tests catch it.

    python tools/faults.py [NAME …] [--share N] [--seed N]

The faults are those of tests/faults/faults.toml; the tests are the conformance corpus and the agreement of engines, as
far as the first that fails. Exit code 1 where more than one fault in thirty survives, where the tests fail without any,
or where one can no longer be seeded. `--share N` takes N faults by chance, other ones for another seed.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tests.faults.seeded import Fault, faults

ROOT = Path(__file__).resolve().parents[1]
NEEDED = ("xseg", "tests", "grammar", "docs/errors", "pyproject.toml")
"""What the copy has of the tree."""
TESTS = ("tests/conformance", "tests/engines/test_agreement.py")
PYTEST = "-q -x --tb=no --no-header --hypothesis-seed=0 -p no:cacheprovider -p no:xdist -p tests.faults.first".split()
SECONDS_MOST = 600
SURVIVES_MOST = 30
"""One fault in so many may survive."""
PASSED, FAILED = 0, 1
"""Exit codes of pytest; any other says that the tests did not run, and so caught nothing."""


def main() -> int:
    """Seeds and reports; 1 where too many survive."""
    options = _options()
    chosen = _chosen(options.names, options.share, options.seed)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        _copy_tree(copy)
        began = time.monotonic()
        code, told = _tested(copy)
        _tell("no fault", "passes" if code == PASSED else "FAILS", began)
        if code != PASSED:
            print(told)
            return 1
        survivors = [fault for fault in chosen if not _is_caught(copy, fault)]
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} faults caught")
    for fault in survivors:
        print(f"  survived: {fault.name}: {fault.what} ({fault.file})")
    return 1 if len(survivors) * SURVIVES_MOST > len(chosen) else 0


def _chosen(names: Sequence[str], share: int | None, seed: int) -> list[Fault]:
    known = faults()
    if unknown := set(names) - {fault.name for fault in known}:
        sys.exit(f"no fault is called {', '.join(sorted(unknown))}")
    wanted = [fault for fault in known if fault.name in names] if names else known
    if share is None or share >= len(wanted):
        return wanted
    places = np.random.default_rng(seed).choice(len(wanted), size=share, replace=False)
    return [wanted[place] for place in sorted(places)]


def _copy_tree(copy: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__", ".hypothesis", ".xseg")
    for name in NEEDED:
        source, target = ROOT / name, copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=ignored)
        else:
            shutil.copy2(source, target)


def _is_caught(copy: Path, fault: Fault) -> bool:
    """Seeds the fault, runs the tests and takes it out again."""
    path = copy / fault.file
    text = path.read_text("utf-8")
    began = time.monotonic()
    try:
        _write(path, fault.seeded(text))
        code, told = _tested(copy, "--first", fault.first, leave_no="1")
    finally:
        _write(path, text)
    caught_by = re.search(r"^FAILED (?:tests/)?(?:.*?\[)?(.*?)\]?(?: - |$)", told, re.MULTILINE)
    _tell(fault.name, "caught" if code == FAILED else "SURVIVED", began, caught_by[1] if caught_by else "")
    if code not in (PASSED, FAILED):
        print(told[-2000:])
    return code == FAILED


def _tell(name: str, outcome: str, began: float, caught_by: str = "") -> None:
    print(f"{name:32} {outcome:9} {time.monotonic() - began:5.1f} s  {caught_by}".rstrip(), flush=True)


def _write(path: Path, text: str) -> None:
    """A compiled file is known by its source's size and second, which a fault may well keep."""
    path.write_text(text, "utf-8")
    for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
        compiled.unlink()


def _tested(copy: Path, *options: str, leave_no: str = "") -> tuple[int, str]:
    """The exit code of the tests over the copy, and what they told; compiled files are left, or none of them."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *PYTEST, *options, *TESTS],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": leave_no, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS_MOST,
    )
    return done.returncode, done.stdout + done.stderr


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--share", type=int)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
