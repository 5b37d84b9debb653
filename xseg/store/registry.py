"""The registry: one SQLite file that says which folders of the state are whole."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA_VERSION = 1
FILE = "registry.sqlite"
SCHEMA = """
create table registry (version integer not null);
create table lock     (only_one integer primary key check (only_one = 1), pid integer not null, started text not null);
create table builds   (id integer primary key, project text not null);
create table inputs   (build integer not null references builds, source text not null, file text not null,
                       bytes integer not null, sha256 text not null, primary key (build, source, file));
create table runs     (id integer primary key, now integer not null, build integer not null references builds,
                       has_features integer not null, has_members integer not null);
create table segments (run integer not null references runs, segment text not null, size integer not null,
                       primary key (run, segment));
create table models   (name text not null, version integer not null, primary key (name, version));
create table in_force (name text primary key, version integer not null, foreign key (name, version) references models);
"""
"""A folder is part of the state if and only if its row is here: `build-N`, `run-N` and `NAME/N` are named by ids."""


@contextmanager
def reading(folder: Path) -> Iterator[sqlite3.Connection | None]:
    """A connection that reads, None where nothing was ever committed. Raises DatabaseError on a damaged file."""
    file = folder / FILE
    if not file.exists():
        yield None
        return
    connection = _connect(file)
    try:
        yield None if version(connection) is None else connection
    finally:
        connection.close()


@contextmanager
def transaction(folder: Path) -> Iterator[sqlite3.Connection]:
    """One transaction that writes, alone among processes: all of it is committed and on disk, or nothing is."""
    connection = _connect(folder / FILE)
    try:
        connection.execute("begin immediate")
        if version(connection) is None:
            for statement in SCHEMA.split(";\n"):
                connection.execute(statement)
            connection.execute("insert into registry values (?)", (SCHEMA_VERSION,))
        yield connection
        connection.execute("commit")
    finally:
        connection.close()  # rolls back what was not committed


def version(connection: sqlite3.Connection) -> int | None:
    """The schema's version, None in a new file."""
    if connection.execute("select 1 from sqlite_master where name = 'registry'").fetchone() is None:
        return None
    return int(connection.execute("select version from registry").fetchone()[0])


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=30, isolation_level=None)
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")
    return connection
