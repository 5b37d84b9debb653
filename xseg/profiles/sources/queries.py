"""The `select` of a source as one unit: Polars SQL over the source's own files and nothing else, in memory."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from xseg.diagnostics import Sink
from xseg.profiles import messages
from xseg.profiles.formats.chunk import LINE, Chunk, Twice, Unreadable, flat
from xseg.profiles.formats.stacked import stacked
from xseg.profiles.sources import paths, sql_guard
from xseg.profiles.sources.form import Form, Origin
from xseg.profiles.sources.parquet_chunks import legible
from xseg.profiles.sources.sql_text import Refused
from xseg.profiles.sources.units import Asked, Known, Unit
from xseg.profiles.values.texts import as_text
from xseg.project.project import Source

IN_MEMORY = "DataFrameScan"
"""The only kind of plan node that may stand at an end: a table that was handed in."""
OF_THE_QUERY = (
    pl.exceptions.ColumnNotFoundError,
    pl.exceptions.DuplicateError,
    pl.exceptions.SQLInterfaceError,
    pl.exceptions.SQLSyntaxError,
)
"""What Polars says of these tells of the query and of column names; what it says of others holds values."""
CONVERSION = re.compile(r"conversion from `[^`]*` to `(?P<type>[^`]*)` failed in column '(?P<column>[^']*)'")


NAME = "select"
THE_RESULT = "the result of `select`"
ROW_BYTES = 128
"""Of a usual row of text."""
MEMORY_IN_CHUNKS = 32
"""The files of a query may take as much memory as so many chunks of text."""


@dataclass(frozen=True, slots=True)
class Query:
    """The rows of a query, in the order of their values (a query has none of its own), and the lines that its files
    lost.
    """

    source: Source
    query: str
    files: Mapping[str, Sequence[Unit]]
    needed: Sequence[str]
    bytes_most: int

    @property
    def name(self) -> str:
        return NAME

    @property
    def fingerprint(self) -> str:
        """Of all files, by the names that they have."""
        told = [(table, file.name, file.fingerprint) for table, files in self.files.items() for file in files]
        return hashlib.sha256(repr(told).encode()).hexdigest()

    @property
    def size(self) -> int:
        return sum(file.size for files in self.files.values() for file in files)

    @property
    def stamp(self) -> str:
        """Of every file, with its fingerprint, so that it is not worked out again."""
        files = {
            file.name: (file.size, file.stamp, file.fingerprint) for files in self.files.values() for file in files
        }
        return json.dumps(files)

    def chunks(self) -> Iterator[Chunk]:
        """See units.py."""
        tables: dict[str, pl.DataFrame] = {}
        size = 0
        for name, files in self.files.items():
            frames = [pl.DataFrame(schema={LINE: pl.UInt32})]
            for file in files:
                for chunk in file.chunks():
                    frames.append(chunk.frame)
                    size += int(chunk.frame.estimated_size())
                    if size > self.bytes_most * MEMORY_IN_CHUNKS:
                        raise Unreadable(messages.select_too_large(self.source.name, size, self.source.span))
                    if chunk.bad:
                        yield Chunk(frames[0], chunk.bad, file=file.name)
            try:
                tables[name] = stacked(frames).drop(LINE)
            except pl.exceptions.PolarsError as error:
                raise Unreadable(messages.select_failed(self.source.name, _why(error), self.source.span)) from error
        found = self._found(tables)
        rows_most = max(1, self.bytes_most // ROW_BYTES)
        for start in range(0, max(found.height, 1), rows_most):
            yield Chunk(found.slice(start, rows_most))

    def _found(self, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
        name, span = self.source.name, self.source.span
        try:
            plan = pl.SQLContext(tables, register_globals=False).execute(self.query, eager=False)
            # invariant: the guard saw every relation; a plan that reads files all the same is never run
            assert _ends(plan) == {IN_MEMORY}, "a select reads nothing but its tables"
            found = flat(plan.collect(engine="in-memory"))
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
            raise Unreadable(messages.select_failed(name, _why(error), span)) from error
        except Twice as twice:
            where = self.source.spans.get(str(twice), span)
            raise Unreadable(messages.column_twice(str(twice), NAME, name, where)) from twice
        found = legible(found, self.needed, THE_RESULT, Origin(name, span, self.source.spans))
        # a query gives its rows in any order; the same ones must give the same tables
        by = found.with_columns(as_text(column) for column in found.get_columns() if column.dtype.is_nested())
        ordered = found[by.select(pl.arg_sort_by(by.columns)).to_series()]
        return ordered.with_columns(pl.int_range(1, found.height + 1, dtype=pl.UInt32).alias(LINE))


def units(asked: Asked, sink: Sink) -> Sequence[Unit] | None:
    """The query as the one unit of its source. None, told in the sink, where it is refused, or a file is not there."""
    source = asked.source
    assert source.select is not None
    try:
        query = sql_guard.checked(source.select, source.files)
    except Refused as refused:
        sink.add(messages.select_refused(source.name, str(refused), source.span))
        return None
    origin = Origin(source.name, source.span, source.spans)
    form = Form(source.format, source.dialect, (), asked.bytes_most, asked.project.state)
    before = asked.known.get(NAME)
    files_before = json.loads(before.stamp) if before is not None else {}
    known = {name: Known(name, sha256, size, stamp) for name, (size, stamp, sha256) in files_before.items()}
    found: dict[str, Sequence[Unit]] = {}
    for name, pattern in source.files.items():
        files = paths.units(asked.project.root, pattern, origin, form=form, known=known, sink=sink)
        if files is not None:
            found[name] = files
    if len(found) < len(source.files):
        return None
    return [Query(source, query, found, asked.needed, asked.bytes_most)]


def _ends(plan: pl.LazyFrame) -> set[str]:
    """The kinds of the plan's nodes that have no input."""
    nodes = plan._ldf.visit()  # noqa: SLF001  the plan as nodes; its text would hold literals of the query
    found: set[str] = set()
    left = [nodes.get_node()]
    while left:
        nodes.set_node(left.pop())
        inputs = nodes.get_inputs()
        left.extend(inputs)
        if not inputs:
            found.add(type(nodes.view_current_node()).__name__)
    return found


def _why(error: BaseException) -> str:
    """What failed, in words that hold no value of any row."""
    said = str(error).strip()
    if isinstance(error, OF_THE_QUERY):
        return said.splitlines()[0]
    conversion = CONVERSION.search(said)
    if conversion is not None:
        return f"column `{conversion['column']}` has values that cannot become `{conversion['type']}`"
    return f"an expression does not fit the values it gets ({type(error).__name__})"
