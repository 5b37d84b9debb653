"""A CSV file as chunks."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from xseg.diagnostics import Diagnostic
from xseg.profiles import messages
from xseg.profiles.chunk import Chunk, Unreadable
from xseg.profiles.csv_file import CsvFile, read_csv
from xseg.profiles.sources.blocks import blocks
from xseg.profiles.sources.form import Form, Origin


def chunks(file: BinaryIO, form: Form, name: str, origin: Origin) -> Iterator[Chunk]:
    """See reading.py; a chunk ends where a record ends, which may be lines below its start."""
    header: tuple[str, ...] = ()

    def take(content: bytes, line: int, *, last: bool) -> tuple[CsvFile, int]:
        found = read_csv(content, delimiter=form.delimiter, header=header, first=line, last=last)
        return found, found.used

    for found in blocks(file, form, name, origin, take):
        if not header and found.header:  # an empty file has no columns to miss
            header = found.header
            check_columns(header, form, name, origin)
        yield found.chunk


def check_columns(header: Sequence[str], form: Form, name: str, origin: Origin) -> None:
    """Raises Unreadable where a file whose rows are all alike has no column of a name that is needed, or has two."""
    found: list[Diagnostic] = []
    for column in dict.fromkeys(form.needed):
        times = list(header).count(column)
        if not times:
            found.append(messages.missing_column(column, name, origin.name, header, origin.at(column)))
        if times > 1:
            found.append(messages.column_twice(column, name, origin.name, origin.at(column)))
    if found:
        raise Unreadable(*found)
