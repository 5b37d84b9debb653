"""Where rows come from: files, a query, a Delta table or a topic, and how CSV files there are written."""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from xseg.diagnostics import Span
from xseg.facts import fact

Format = Literal["csv", "ndjson", "parquet"]


@fact
class Dialect:
    """How CSV files are written."""

    delimiter: str | None = None
    """None: as a first line `sep=;` says, else a comma."""
    quote: str | None = '"'
    """None: quotes are signs like others."""
    encoding: str = "utf-8"
    header: tuple[str, ...] | None = None
    """The names of the columns, where files have no line that names them."""
    comment: str | None = None
    """Lines that begin with this sign are no rows."""
    decimal: str = "."
    """The sign before the decimal places of numbers."""
    thousands: str | None = None
    """The sign between groups of three digits."""


@fact
class Topic:
    """A Kafka topic whose messages are JSON objects; `options` are librdkafka's, with `${NAME}` as written."""

    servers: str
    topic: str
    options: Mapping[str, str] = field(default_factory=dict, hash=False)
    gaps: Literal["stop", "accept"] = "stop"
    """What to do where the topic has forgotten messages that were not read yet."""


@fact
class Place:
    """Exactly one of `path`, `sql` (with `query`), `delta` and `kafka`; `${NAME}` stands as written.

    `format` None means: by the ending of the file.
    """

    path: str | None = None
    format: Format | None = None
    dialect: Dialect = Dialect()
    sql: str | None = None
    query: str | None = None
    delta: str | None = None
    kafka: Topic | None = None
    span: Span | None = field(default=None, compare=False)
    """Of the address."""


@fact
class Retention:
    """How long events are kept, back from `now`."""

    count: int
    unit: Literal["minute", "hour", "day", "week", "month", "year"]
