"""What is shown when a state is damaged or xseg itself is at fault: what to do, and nothing of anybody's data."""

import platform
import sys
import traceback
from contextlib import suppress
from importlib.metadata import version

import typer

from xseg.cli import EXIT_FINDINGS, EXIT_OURS
from xseg.cli.common import fail
from xseg.diagnostics import Sink


def report(error: BaseException, *, as_json: bool = False) -> int:
    """Tells of a damaged state as a finding, and of a bug on the error stream: where in our code it happened, and the
    versions. Returns the exit code.
    """
    store = sys.modules.get("xseg.store")  # loaded by whoever could meet a damaged one
    if store is not None and isinstance(error, store.Damaged):
        with suppress(typer.Exit):
            sink = Sink()
            sink.add(error.diagnostic)
            fail(sink, {}, as_json=as_json)
        return EXIT_FINDINGS
    if isinstance(error, OSError):
        print(f"error: the machine refused: {error.strerror or error}: {error.filename or ''}", file=sys.stderr)
        return EXIT_OURS
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "xseg" in frame.filename]
    print(
        "error[XS900 internal]: xseg made a mistake; your data and the last whole run are as they were", file=sys.stderr
    )
    said = f": {error}" if isinstance(error, AssertionError) else ""  # the texts of others may hold values
    print(f"  = please report: {type(error).__name__}{said}", file=sys.stderr)
    for frame in frames[-6:]:
        print(f"    {frame.filename.rpartition('xseg/')[2]}:{frame.lineno} in {frame.name}", file=sys.stderr)
    print(f"  = xseg {version('xseg')}, Python {platform.python_version()}, {platform.system()}", file=sys.stderr)
    return EXIT_OURS
