"""What is shown when xseg itself is at fault: what to report, and nothing of anybody's data."""

import platform
import sys
import traceback
from importlib.metadata import version


def report(error: Exception) -> None:
    """Tells of a bug on the error stream: where in our code it happened, and the versions."""
    if isinstance(error, OSError):
        print(f"error: the machine refused: {error.strerror or error}: {error.filename or ''}", file=sys.stderr)
        return
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "xseg" in frame.filename]
    print(
        "error[XS900 internal]: xseg made a mistake; your data and the last whole run are as they were", file=sys.stderr
    )
    print(f"  = please report: {type(error).__name__}: {error}", file=sys.stderr)
    for frame in frames[-6:]:
        print(f"    {frame.filename.rpartition('xseg/')[2]}:{frame.lineno} in {frame.name}", file=sys.stderr)
    print(f"  = xseg {version('xseg')}, Python {platform.python_version()}, {platform.system()}", file=sys.stderr)
