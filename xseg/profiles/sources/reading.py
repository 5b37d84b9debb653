"""The content of an open file as chunks, by its format; a file is whatever can be read from and sought in."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

from xseg.profiles.formats.chunk import Chunk
from xseg.profiles.sources import csv_chunks, ndjson_chunks, parquet_chunks
from xseg.profiles.sources.form import Form, Format, Origin

Read = Callable[[BinaryIO, Form, str, Origin], Iterator[Chunk]]
READ: dict[Format, Read] = {
    "csv": csv_chunks.chunks,
    "ndjson": ndjson_chunks.chunks,
    "parquet": parquet_chunks.chunks,
}


def read(file: BinaryIO, form: Form, name: str, origin: Origin) -> Iterator[Chunk]:
    """The chunks of an open file. Raises Unreadable where its content is not what it should be."""
    assert form.format is not None, "the format of a file is known before it is read"
    return READ[form.format](file, form, name, origin)
