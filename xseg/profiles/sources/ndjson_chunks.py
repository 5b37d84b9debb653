"""A file of JSON objects, one a line, as chunks."""

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from xseg.profiles import messages
from xseg.profiles.formats.chunk import Chunk, Twice, Unreadable, agree
from xseg.profiles.formats.json_lines import read_ndjson
from xseg.profiles.sources.blocks import blocks
from xseg.profiles.sources.form import Form, Origin


def chunks(file: BinaryIO, form: Form, name: str, origin: Origin) -> Iterator[Chunk]:
    """See reading.py; a chunk ends at the end of a line."""

    def take(content: bytes, line: int, *, last: bool) -> tuple[Chunk, int]:
        used = len(content) if last else content.rfind(b"\n") + 1
        return read_ndjson(content[:used], needed=form.needed, first=line), used

    ways: dict[str, tuple[str, ...]] = {}
    try:
        for chunk, share in blocks(file, form, name, origin, take):
            agree(ways, chunk.paths)
            yield replace(chunk, share=share)
    except Twice as twice:
        raise Unreadable(messages.column_twice(str(twice), name, origin.name, origin.at(str(twice)))) from twice
