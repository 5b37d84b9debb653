"""The data files of a Delta table that its newest version holds, each with what its log says about it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import polars as pl

from xseg.diagnostics import Sink, Span
from xseg.profiles.sources import messages

FEATURES = {"deletionVectors", "timestampNtz"}
"""What a table may need of those who read it."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file: where it is, and what the log says of it. Data files never change; what is deleted of one does."""

    address: str
    fingerprint: str
    rows: int
    partition: Mapping[str, pl.Series]
    """Columns that stand in the log, not in the file, each with its one value."""
    schema: pl.Schema
    """Of the table; columns that it got after the file was written are missing in all rows of the file."""
    kept: pl.Series | None
    """Whether each row still counts; None: all do."""


def data_files(address: str, root: Path, *, source: str, span: Span | None, sink: Sink) -> Sequence[DataFile] | None:
    """The files of the table, the one written last last. None, told in the sink, where it cannot be read exactly.

    `root` is what a relative address starts from.
    """
    try:
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError, TableNotFoundError
    except ImportError:
        sink.add(messages.extra_missing("delta", source, span))
        return None
    try:
        table = DeltaTable(address if "://" in address else str(root / address))
        needs = set(table.protocol().reader_features or ()) - FEATURES
        if needs or table.metadata().configuration.get("delta.columnMapping.mode", "none") != "none":
            what = ", ".join(sorted(needs)) or "columnMapping"
            sink.add(messages.delta_failed(source, f"it needs `{what}`, which is not read yet", span))
            return None
        return _files(table)
    except TableNotFoundError:
        sink.add(messages.delta_failed(source, "there is no table", span))
    except (DeltaError, OSError, pl.exceptions.PolarsError):  # their words may hold parts of a request
        sink.add(messages.delta_failed(source, "its log cannot be read", span))
    return None


def _files(table: object) -> list[DataFile]:
    from deltalake import DeltaTable

    assert isinstance(table, DeltaTable)
    schema = pl.scan_delta(table).collect_schema()
    columns = table.metadata().partition_columns
    actions = pl.DataFrame(table.get_add_actions(flatten=True))
    addresses = table.file_uris()
    vectors = {_plain(uri): kept for uri, kept in pl.DataFrame(table.deletion_vectors()).iter_rows()}
    # invariant: no row that was deleted comes back because its file is called by another name
    assert vectors.keys() <= set(addresses), "every deletion vector belongs to a file"
    assert actions.height == len(addresses), "the log names each file once"
    found = []
    for address, action in zip(addresses, actions.iter_rows(named=True), strict=True):
        written = {name: action.get(f"partition.{name}") for name in columns}
        kept = vectors.get(address)
        deleted = "" if kept is None else hashlib.sha256(bytes(kept)).hexdigest()
        told = json.dumps([action["path"], action["size_bytes"], written, deleted], default=str)
        found.append(
            (
                action["modification_time"],
                action["path"],
                DataFile(
                    address=address,
                    fingerprint=hashlib.sha256(told.encode()).hexdigest(),
                    rows=int(action["num_records"] or 0),
                    partition={name: _typed(value, schema[name]) for name, value in written.items()},
                    schema=schema,
                    kept=None if kept is None else pl.Series(kept, dtype=pl.Boolean),
                ),
            )
        )
    return [file for _, _, file in sorted(found, key=lambda entry: entry[:2])]


def _plain(uri: str) -> str:
    """The address of a file as the list of files has it."""
    return unquote(uri.removeprefix("file://"))


def _typed(value: object, type_: pl.DataType) -> pl.Series:
    """A value out of the log as one of its column."""
    return pl.Series([value]).cast(type_)
