"""Folders of the state: written beside, made durable, renamed, and swept when nothing names them."""

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    import polars as pl

BUILD_PARTS = ("tables", "identities", "quarantine")
PARTS = "parts"
"""Of sources as they were read: one folder a unit, named by what it was read from and how."""
SCRATCH = "scratch"
"""What a build needs while it is at work; nothing names it."""
RUN_PARTS = ("features", "membership")
PENDING = "pending-"
ENDING = ".parquet"
PIECE = "@"
"""Stands before the number of a piece, where a table is kept in several files; it stands in no name (see `safe`)."""
OTHERS = stat.S_IRWXG | stat.S_IRWXO
LETTERS_MOST = 150
"""A file's name has at most 255 bytes on the systems we know; longer names are cut well before."""


def make(folder: Path) -> Path:
    """A folder (with those above it) that only its owner can read."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def close_to_others(folder: Path) -> bool:
    """Makes a folder one that only its owner can look into; False where it is not ours to change: a link's target stays
    as it is.
    """
    if not folder.stat().st_mode & OTHERS:
        return True
    if folder.is_symlink():
        return False
    try:
        folder.chmod(0o700)
    except OSError:
        return False
    return True


def write_table(frame: "pl.DataFrame", folder: Path, *, name: str) -> None:
    """A frame as Parquet: the same content gives the same bytes."""
    write_parquet(frame, make(folder) / file_name(name))


def write_piece(frame: "pl.DataFrame", folder: Path, *, name: str, place: int) -> None:
    """The piece of a table at a place, from 0; read together they are the table."""
    write_parquet(frame, make(folder) / f"{safe(name)}{PIECE}{place:06d}{ENDING}")


def write_parquet(frame: "pl.DataFrame", file: Path) -> None:
    """Parquet in the one way in which the state is kept."""
    frame.rechunk().write_parquet(file, compression="zstd", compression_level=1, row_group_size=1 << 18)


def table_files(folder: Path, *, name: str) -> list[Path]:
    """The files of a table in the order of its rows. Raises FileNotFoundError where there is none of that name."""
    whole = folder / file_name(name)
    if whole.exists():
        return [whole]
    start = safe(name) + PIECE
    pieces = sorted(file for file in folder.glob(f"*{PIECE}*{ENDING}") if file.name.startswith(start))
    if not pieces:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(whole))
    return pieces


def table_names(folder: Path) -> list[str]:
    """The names of the tables of a folder, sorted; very long ones in their short form."""
    return sorted({unquote(file.name.removesuffix(ENDING).partition(PIECE)[0]) for file in folder.glob(f"*{ENDING}")})


def file_name(name: str) -> str:
    """The file of a table whose name may be of any letters."""
    return safe(name) + ENDING


def safe(name: str) -> str:
    """A name of any letters as one that a file may have: it holds no separators and no dots, and a long one is cut and
    told apart by its digest. `#` stands in no other name.
    """
    written = quote(name, safe=" ").replace(".", "%2E")
    if len(written) <= LETTERS_MOST:
        return written
    return f"{written[:80]}#{hashlib.sha256(name.encode()).hexdigest()}"


def settle(pending: Path, whole: Path) -> None:
    """Make a written folder durable, then give it its name; both survive a crash from here on."""
    for file in sorted(pending.iterdir()):
        _sync(file)
    _sync(pending)
    pending.rename(whole)
    _sync(whole.parent)


def sweep(folder: Path, *, named: Callable[[str], bool]) -> None:
    """Remove every sub-folder that nothing names: what a crash left, and what was replaced."""
    if folder.is_dir():
        for child in sorted(folder.iterdir()):
            if child.is_dir() and not named(child.name):
                shutil.rmtree(child)


def remove(files: Iterable[Path]) -> None:
    """Remove files that may be gone already."""
    for file in files:
        file.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
