"""Fetches the result of a query from PostgreSQL into a Parquet file, exactly, in batches, without the right to write.

The database sorts the rows by their columns from left to right, since a query has no order of its own and the same rows
must give the same tables: of two rows with one id the greater one is read last.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from xseg.diagnostics import Sink, Span
from xseg.profiles.sources import messages
from xseg.profiles.sources.environment import Resolved, resolved

if TYPE_CHECKING:
    from adbc_driver_manager.dbapi import Connection

SECONDS_TO_CONNECT = 10
ROWS_A_GROUP = 100_000
PLAIN = {
    *("int2", "int4", "int8", "float4", "float8", "bool", "text", "varchar", "_text", "_varchar"),
}
"""Types of PostgreSQL that arrive as they are; `_` stands before the type of an array's elements."""
AS_TEXT = {"numeric", "uuid", "bpchar", "name", "date", "timestamp", "timestamptz"}
"""Types that arrive exactly as text: also `infinity` and days before our era, which are then set aside."""
ENUM = "e"
SETTINGS = (
    "set transaction isolation level repeatable read, read only",
    "set local datestyle to 'ISO, YMD'",
    "set local timezone to 'UTC'",
)
_NAMES = """select key from (select row_to_json(q) as r from (
{query}
) as q limit 1) as one, json_each(one.r) with ordinality as e(key, value, place) order by place"""
_NOTHING = """select * from (
{query}
) as q limit 0"""
_TYPES = """select coalesce(b.typname, t.typname)::text as type, coalesce(b.typtype, t.typtype)::text as kind
from unnest((select array[{asked}] from (select 1) as one left join (
{query}
) as q on false)) with ordinality as o(oid, place)
join pg_type as t on t.oid = o.oid left join pg_type as b on b.oid = t.typbasetype order by place"""
_ROWS = """select {columns} from (
{query}
) as q order by {order}"""
_SYNTAX = re.compile(r"ERROR:\s+(?P<said>[^\n]*)")
_STATE = re.compile(r"SQLSTATE: (?P<state>\w{5})")
WHY = {
    "25006": "it would write, and only reading is allowed",
    "57014": "the query took longer than the server allows",
    "57P01": "the server was shut down",
    "42501": "the user may not read what the query names",
    "53300": "the server has too many connections",
}
"""SQLSTATE → what failed."""
WHILE_ROWS_COME = {
    "read-only transaction": WHY["25006"],
    "statement timeout": WHY["57014"],
    "invalid input syntax": "the query makes something else of a text that does not fit",
    "out of range": "the query makes a number that is out of range",
    "division by zero": "the query divides by zero",
}
"""What the server says of a row, without a state → what failed; the rest of its words may hold a value."""
UNREACHABLE = {
    "Connection refused": "nobody answers at its address",
    "could not translate host name": "there is no host of that name",
    "timeout expired": "nobody answers in time",
    "authentication failed": "the user or the password is wrong",
    "no password supplied": "it asks for a password",
    "no pg_hba.conf entry": "the server does not let this user in",
    "does not exist": "there is no such user or database",
    "certificate": "its certificate is not trusted",
    "SSL": "the two sides do not agree on SSL",
}
"""What libpq says → why; the rest of its words may hold parts of the address."""


class Inexact(Exception):
    """A column's type cannot be read exactly."""

    def __init__(self, column: str, type_: str) -> None:
        super().__init__(column, type_)
        self.column = column
        self.type = type_


def fetched(
    address: str, query: str, file: Path, *, source: str, spans: tuple[Span | None, Span | None], sink: Sink
) -> bool:
    """Write the query's rows to `file`; False, told in the sink at the spans of address and query, where it fails."""
    url = resolved(address, source, spans[0], sink)
    if url is None:
        return False
    try:
        import adbc_driver_postgresql.dbapi as postgres
    except ImportError:
        sink.add(messages.extra_missing("postgres", source, spans[0]))
        return False
    try:
        connection = postgres.connect(_patient(url.text))
    except postgres.Error as error:
        sink.add(messages.database_failed(source, _why_unreachable(error), spans[0]))
        return False
    with connection:
        try:
            for setting in SETTINGS:
                _run(connection, setting)
            _write(connection, query.strip().rstrip(";"), file)
        except Inexact as inexact:
            sink.add(messages.query_column(inexact.column, inexact.type, source, spans[1]))
            return False
        except (postgres.Error, pl.exceptions.PolarsError) as error:
            sink.add(messages.database_failed(source, _why(error, url), spans[1]))
            return False
    return True


def _patient(url: str) -> str:
    """The address with a time within which the server must answer."""
    if "connect_timeout" in url:
        return url
    return f"{url}{'&' if '?' in url else '?'}connect_timeout={SECONDS_TO_CONNECT}"


def _write(connection: "Connection", query: str, file: Path) -> None:
    names = [name for (name,) in _rows(connection, _NAMES.format(query=query))]
    if not names:
        pl.DataFrame(schema=dict.fromkeys(_columns(connection, query), pl.String)).write_parquet(file)
        return
    quoted = ['q."' + name.replace('"', '""') + '"' for name in names]
    asked = ", ".join(f"pg_typeof({column})::oid" for column in quoted)
    types = _rows(connection, _TYPES.format(query=query, asked=asked))
    columns = [
        _exactly(column, name, type_, kind) for column, name, (type_, kind) in zip(quoted, names, types, strict=True)
    ]
    told = _ROWS.format(query=query, columns=", ".join(columns), order=", ".join(quoted))
    with connection.cursor() as cursor:
        cursor.execute(told)
        pl.scan_arrow_c_stream(cursor.fetch_arrow()).sink_parquet(file, row_group_size=ROWS_A_GROUP)


def _columns(connection: "Connection", query: str) -> list[str]:
    """The names of its columns, where it has no row to tell them."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTHING.format(query=query))
        return [column[0] for column in cursor.description or ()]


def _exactly(column: str, name: str, type_: str, kind: str) -> str:
    """A column as it is to be sent. Raises Inexact for types whose values would arrive as something else."""
    if type_ in PLAIN:
        return column
    if type_ in AS_TEXT or kind == ENUM:
        return f"{column}::text as {column.removeprefix('q.')}"
    raise Inexact(name, type_)


def _run(connection: "Connection", statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _rows(connection: "Connection", query: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return pl.DataFrame(cursor.fetch_arrow()).rows()


def _why_unreachable(error: Exception) -> str:
    said = str(error)
    return next((why for words, why in UNREACHABLE.items() if words in said), "its address is not understood")


def _why(error: Exception, url: Resolved) -> str:
    """What failed, in words that hold no value of any row."""
    said = str(error)
    state = _STATE.search(said)
    number = state["state"] if state else ""
    if number in WHY:
        return WHY[number]
    found = _SYNTAX.search(said)
    if number.startswith("42") and found is not None:  # syntax and names
        return url.hidden(found["said"])
    if number:
        return f"the query fails with SQLSTATE {number}"
    return next((why for words, why in WHILE_ROWS_COME.items() if words in said), "its answer breaks off")
