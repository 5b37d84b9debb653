"""Room beside the state for files that are unpacked or fetched before they are read; nobody else can look into it."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INCOMING = "incoming"


@contextmanager
def room(beside: Path | None) -> Iterator[Path]:
    """A folder that is gone afterwards; where no state is given, one of the machine's own."""
    where = None if beside is None else beside / INCOMING
    if where is not None:
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=where) as folder:
        yield Path(folder)


@contextmanager
def swept(state: Path) -> Iterator[None]:
    """Nothing that was fetched is left before, nor afterwards, whatever happens between."""
    shutil.rmtree(state / INCOMING, ignore_errors=True)
    try:
        yield
    finally:
        shutil.rmtree(state / INCOMING, ignore_errors=True)


def incoming(state: Path, *what: str) -> Path:
    """An empty folder for what is fetched of a place and read a moment later. What an earlier build left is gone."""
    name = hashlib.sha256(repr(what).encode()).hexdigest()[:32]
    folder = state / INCOMING / name
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(mode=0o700, parents=True)
    return folder
