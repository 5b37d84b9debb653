"""Runs the `select` of a source: Polars SQL over the source's own files and nothing else."""

import re

import polars as pl

from xseg.diagnostics import Sink
from xseg.profiles import messages, sql_guard
from xseg.profiles.chunk import LINE, Twice, flat
from xseg.profiles.files import Origin, Reader
from xseg.profiles.raw import FILE, PLACES, Raw
from xseg.profiles.sql_text import Refused
from xseg.profiles.texts import as_text
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


def select(source: Source, reader: Reader, sink: Sink) -> Raw | None:
    """The rows of the query as if they were one file, in the order of their values (a query has none of its own);
    lines that the files lost are in `bad`. None, told in the sink, where the query is refused, fails, or has a file
    that cannot be read.
    """
    assert source.select is not None
    span = source.span
    try:
        query = sql_guard.checked(source.select, source.files)
    except Refused as refused:
        sink.add(messages.select_refused(source.name, str(refused), span))
        return None
    origin = Origin(source.name, span, source.spans)
    tables: dict[str, Raw] = {}
    for name, pattern in source.files.items():
        raw = reader.read(pattern, origin=origin, of=source.format, delimiter=source.delimiter, needed=())
        if raw is not None:
            tables[name] = raw
    if len(tables) < len(source.files):
        return None
    frames = {name: raw.frame.drop(*PLACES) for name, raw in tables.items()}
    try:
        plan = pl.SQLContext(frames, register_globals=False).execute(query, eager=False)
        # invariant: the guard saw every relation; a plan that reads files all the same is never run
        assert _ends(plan) == {IN_MEMORY}, "a select reads nothing but its tables"
        found = flat(plan.collect(engine="in-memory"))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        sink.add(messages.select_failed(source.name, _why(error), span))
        return None
    except Twice as twice:
        sink.add(messages.column_twice(str(twice), "select", source.name, origin.at(str(twice))))
        return None
    return _as_rows(found, tables)


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


def _as_rows(found: pl.DataFrame, tables: dict[str, Raw]) -> Raw:
    files = ("select", *(file for raw in tables.values() for file in raw.files))
    bad = []
    start = 1
    for raw in tables.values():
        bad.append(raw.bad.with_columns((pl.col(FILE) + start).cast(pl.UInt32)))
        start += len(raw.files)
    # a query gives its rows in any order; the same ones must give the same tables
    by = found.with_columns(as_text(column) for column in found.get_columns() if column.dtype.is_nested())
    frame = found[by.select(pl.arg_sort_by(by.columns)).to_series()].with_columns(
        pl.lit(0, pl.UInt32).alias(FILE), pl.int_range(1, found.height + 1, dtype=pl.UInt32).alias(LINE)
    )
    return Raw(frame, pl.concat(bad), files)
