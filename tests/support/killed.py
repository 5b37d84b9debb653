"""A build in a process of its own that is killed at a point."""

import signal
import subprocess
import sys
from pathlib import Path

CUT = """
import importlib, os, signal, sys
from pathlib import Path
from xseg.diagnostics import Sink
from xseg.profiles import build
from xseg.project.load import load_project
from xseg.store import Store

where, call = sys.argv[2], int(sys.argv[3])
path, _, name = where.rpartition(".")
try:
    holder = importlib.import_module(path)
except ModuleNotFoundError:
    module, _, class_ = path.rpartition(".")
    holder = getattr(importlib.import_module(module), class_)
real, calls = getattr(holder, name), 0

def cut(*arguments, **named):
    global calls
    calls += 1
    if calls == call:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments, **named)

setattr(holder, name, cut)
root = Path(sys.argv[1])
build(load_project(root, Sink()), Store(root / ".xseg"), Sink(), progress=lambda *_: None)
"""


def killed_build(root: Path, where: str, call: int) -> None:
    """Builds until the function `where`, a dotted name, is called the `call`th time; it must come to that."""
    done = subprocess.run([sys.executable, "-c", CUT, str(root), where, str(call)], check=False)
    assert done.returncode == -signal.SIGKILL
