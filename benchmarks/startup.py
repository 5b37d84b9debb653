"""How long `xseg --help` and a one-file `check` take, in times of a bare Python that does nothing.

Rounds take turns, so that a busy machine slows all commands alike. Byte code is kept, as it is where xseg is installed.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

ROUNDS = 11
MAIN = "from xseg.cli import run; run()"
PROJECT = '[project]\nname = "one"\ntimezone = "UTC"\nrules = ["*.seg"]\n'
RULE = "segment everyone { where true }\n"
BARE = "python -c pass"
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
TO_REACH = {"xseg --help": 12, "xseg check (one file)": 30}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "xseg.toml").write_text(PROJECT, encoding="utf-8")
        Path(folder, "one.seg").write_text(RULE, encoding="utf-8")
        medians = median_seconds(
            {
                BARE: [sys.executable, "-c", "pass"],
                "xseg --help": [sys.executable, "-c", MAIN, "--help"],
                "xseg check (one file)": [sys.executable, "-c", MAIN, "check", "--project", folder],
            }
        )
    print("start-up, median of", ROUNDS)
    for name, seconds in medians.items():
        most = f"  to reach: {TO_REACH[name]} ×" if name in TO_REACH else ""
        print(f"  {name:24} {seconds * 1e3:7.1f} ms  {seconds / medians[BARE]:6.1f} ×{most}")


def median_seconds(commands: Mapping[str, list[str]]) -> dict[str, float]:
    """Run each command once to warm the file cache, then ROUNDS times; one that fails ends the benchmark."""
    for command in commands.values():
        seconds_of(command)
    rounds = [{name: seconds_of(command) for name, command in commands.items()} for _ in range(ROUNDS)]
    return {name: statistics.median(one[name] for one in rounds) for name in commands}


def seconds_of(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=ENVIRONMENT)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
