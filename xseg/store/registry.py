"""The registry: one SQLite file that says which folders of the state are whole."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from xseg.store import folders, messages
from xseg.store.damaged import Damaged

SCHEMA_VERSION = 3
FILE = "registry.sqlite"
WAIT = 30.0
"""Seconds until another process's transaction is over."""
MACHINE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_INTERRUPT,
}
SCHEMA = """
create table registry (version integer not null);
create table lock     (only_one integer primary key check (only_one = 1), pid integer not null, started text not null);
create table builds   (id integer primary key, project text not null, report text not null);
create table units    (build integer not null references builds, source text not null, place integer not null,
                       name text not null, fingerprint text not null, size integer not null, stamp text not null,
                       part text not null, primary key (build, source, place));
create table runs     (id integer primary key, now integer not null, build integer not null references builds,
                       has_features integer not null, has_members integer not null);
create table segments (run integer not null references runs, segment text not null, size integer not null,
                       primary key (run, segment));
create table models   (name text not null, version integer not null, sha256 text not null,
                       primary key (name, version));
create table promotions (id integer primary key, name text not null, version integer not null,
                       back integer not null, foreign key (name, version) references models);
"""
"""A folder is part of the state if and only if its row is here: `build-N`, `run-N` and `NAME/N` are named by ids, parts
by the units of the last build."""
UPGRADES = {
    2: """
alter table builds add column report text not null default '{}';
create table units    (build integer not null references builds, source text not null, place integer not null,
                       name text not null, fingerprint text not null, size integer not null, stamp text not null,
                       part text not null, primary key (build, source, place));
drop table inputs;
""",
}
"""Version → how its schema becomes that of the next. Tables, identities, runs and models of older versions stay; the
next build reads every unit, for it knows none.
"""


@contextmanager
def reading(folder: Path) -> Iterator[sqlite3.Connection | None]:
    """A connection that reads, None where nothing was ever committed. Raises Damaged where the file cannot be read, or
    is of another version.
    """
    file = folder / FILE
    if not file.exists():
        yield None
        return
    with _told(folder), closing(_connect(file)) as connection:
        new = _is_new(connection, folder)
        if not new and _version(connection, folder) < SCHEMA_VERSION:
            with transaction(folder):
                pass  # it brings the schema up
        yield None if new else connection


@contextmanager
def transaction(folder: Path) -> Iterator[sqlite3.Connection]:
    """One transaction that writes, alone among processes: all of it is committed and on disk, or nothing is. Raises
    Damaged as `reading` does, and where others can look into the folder.
    """
    if not folders.close_to_others(folder):
        raise Damaged(messages.open_to_others(folder))
    with _told(folder), closing(_connect(folder / FILE)) as connection:  # closing rolls back what was not committed
        connection.execute("begin immediate")
        if _is_new(connection, folder):
            for statement in SCHEMA.split(";\n"):
                connection.execute(statement)
            connection.execute("insert into registry values (?)", (SCHEMA_VERSION,))
        _upgrade(connection, folder)
        yield connection
        connection.execute("commit")


def _is_new(connection: sqlite3.Connection, folder: Path) -> bool:
    """Whether nothing was ever committed. Raises Damaged where the schema is not ours."""
    if connection.execute("select 1 from sqlite_master where name = 'registry'").fetchone() is None:
        return True
    version = _version(connection, folder)
    if version != SCHEMA_VERSION and version not in UPGRADES:
        raise Damaged(messages.other_version(folder, version, SCHEMA_VERSION))
    return False


def _version(connection: sqlite3.Connection, folder: Path) -> int:
    row = connection.execute("select version from registry").fetchone()
    if row is None:
        raise Damaged(messages.damaged(folder, f"{FILE} has no version"))
    return int(row[0])


def _upgrade(connection: sqlite3.Connection, folder: Path) -> None:
    """Brings an older schema up, inside a transaction."""
    while (version := _version(connection, folder)) in UPGRADES:
        for statement in UPGRADES[version].split(";\n"):
            connection.execute(statement)
        connection.execute("update registry set version = ?", (version + 1,))


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """SQLite's complaints about what the file holds become Damaged; those about the machine or about us stay."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError) or _is_the_machine(error):
            raise
        raise Damaged(messages.damaged(folder, f"{FILE}: {error}")) from error


def _is_the_machine(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in MACHINE


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=WAIT, isolation_level=None)
    try:
        connection.execute("pragma synchronous = full")
        connection.execute("pragma foreign_keys = on")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection
