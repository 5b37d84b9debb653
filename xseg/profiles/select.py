"""Runs the `select` of a source: Polars SQL over the source's own files and nothing else."""

import polars as pl

from xseg.diagnostics import Sink
from xseg.profiles import messages, sql_guard
from xseg.profiles.files import Origin, Reader
from xseg.profiles.raw import FILE, LINE, PLACES, Raw
from xseg.profiles.sql_text import Refused
from xseg.project.project import Source

SCANS = ("CSV SCAN", "PARQUET SCAN", "NDJSON SCAN", "IPC SCAN", "PYTHON SCAN", "ANONYMOUS SCAN", "SCAN [")


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
        assert not any(scan in plan.explain(optimized=False).upper() for scan in SCANS), "a select reads files"
        found = plan.collect(engine="in-memory")
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        sink.add(messages.select_failed(source.name, str(error).strip().splitlines()[0], span))
        return None
    return _as_rows(found, tables)


def _as_rows(found: pl.DataFrame, tables: dict[str, Raw]) -> Raw:
    files = ("select", *(file for raw in tables.values() for file in raw.files))
    bad = []
    start = 1
    for raw in tables.values():
        bad.append(raw.bad.with_columns((pl.col(FILE) + start).cast(pl.UInt32)))
        start += len(raw.files)
    # a query gives its rows in any order; the same ones must give the same tables
    frame = found.sort(*(name for name, type_ in found.schema.items() if not type_.is_nested())).with_columns(
        pl.lit(0, pl.UInt32).alias(FILE), pl.int_range(1, found.height + 1, dtype=pl.UInt32).alias(LINE)
    )
    return Raw(frame, pl.concat(bad), files)
