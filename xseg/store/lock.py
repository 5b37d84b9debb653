"""The lock: one live run at a time; an owner that died holds nothing."""

import os
import sqlite3
from pathlib import Path


def take(connection: sqlite3.Connection) -> int | None:
    """Take the lock inside a transaction; the pid of a live owner where it is held."""
    row = connection.execute("select pid, started from lock").fetchone()
    if row is not None and _lives(*row):
        return int(row[0])
    pid = os.getpid()
    connection.execute("insert or replace into lock values (1, ?, ?)", (pid, _started(pid)))
    return None


def release(connection: sqlite3.Connection) -> None:
    """Give the lock back inside a transaction."""
    connection.execute("delete from lock where pid = ?", (os.getpid(),))


def _lives(pid: int, started: str) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it lives and is somebody else's
    return _started(pid) == started


def _started(pid: int) -> str:
    """When the system started a process, so that a pid given again is not the old owner; empty where unknown."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    state, *rest = stat.rpartition(")")[2].split()
    return "" if state in "ZX" else rest[18]  # a zombie is dead and only waits to be counted
