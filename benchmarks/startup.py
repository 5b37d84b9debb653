"""How long `xseg --help` and a one-file `check` take, in times of a bare Python that does nothing."""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 9
MAIN = "from xseg.cli import main; main()"
PROJECT = '[project]\nname = "one"\ntimezone = "UTC"\nrules = ["*.seg"]\n'
RULE = "segment everyone { where true }\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "xseg.toml").write_text(PROJECT, encoding="utf-8")
        Path(folder, "one.seg").write_text(RULE, encoding="utf-8")
        commands = {
            "python -c pass": ["-c", "pass"],
            "xseg --help": ["-c", MAIN, "--help"],
            "xseg check (one file)": ["-c", MAIN, "check", "--project", folder],
        }
        medians = {name: median_seconds([sys.executable, *arguments]) for name, arguments in commands.items()}
    bare = medians["python -c pass"]
    print("start-up, median of", ROUNDS)
    for name, seconds in medians.items():
        print(f"  {name:24} {seconds * 1e3:7.1f} ms  {seconds / bare:6.1f} ×")


def median_seconds(command: list[str]) -> float:
    """Run the command once to warm the file cache, then ROUNDS times; a command that fails ends the benchmark."""
    subprocess.run(command, check=True, capture_output=True)
    return statistics.median(seconds_of(command) for _ in range(ROUNDS))


def seconds_of(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
