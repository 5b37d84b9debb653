"""A CSV file as chunks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from xseg.diagnostics import Diagnostic
from xseg.profiles import messages
from xseg.profiles.formats.chunk import Chunk, Unreadable
from xseg.profiles.formats.csv_file import CsvFile, Signs, read_csv
from xseg.profiles.sources.blocks import blocks
from xseg.profiles.sources.form import Form, Origin
from xseg.profiles.sources.messages import bare_returns, delimiters_differ, other_delimiter

COMMA = ","
OTHERS = ";\t|,"
"""Delimiters that a header of one column may hold where another is declared."""
SAYS = re.compile(rb'"?sep=([^\r\n])"?\r?(\n|$)', re.IGNORECASE)
"""The first line by which Excel tells the delimiter."""


def chunks(file: BinaryIO, form: Form, name: str, origin: Origin) -> Iterator[Chunk]:
    """See reading.py; a chunk ends where a record ends, which may be lines below its start."""
    dialect = form.dialect
    signs = Signs(dialect.delimiter or COMMA, dialect.quote)
    header = dialect.header or ()
    checked = False
    said: str | None = None

    def take(content: bytes, line: int, *, last: bool) -> tuple[CsvFile, int]:
        nonlocal signs, said
        if line == 1 and b"\n" not in content and b"\r" in content.rstrip(b"\r"):
            raise Unreadable(bare_returns(name, origin.name, origin.span))
        says = SAYS.match(content) if line == 1 else None
        if says is not None:
            told = says[1].decode(errors="replace")
            if dialect.delimiter is not None and told != dialect.delimiter:
                declared = dialect.delimiter
                trouble = delimiters_differ(name, origin.name, told=told, declared=declared, span=origin.span)
                raise Unreadable(trouble)
            signs, said = Signs(told, dialect.quote), told
            content, line = content[says.end() :], line + 1
        found = read_csv(content, signs, header=header, first=line, last=last)
        return found, found.used + (says.end() if says is not None else 0)

    for found, share in blocks(file, form, name, origin, take):
        if not checked and (found.header or found.chunk.bad):  # an empty file has no columns to miss
            header, checked = found.header, True
            _check_delimiter(header, form, name, origin, said=said)
            check_columns(header, form, name, origin)
        yield replace(found.chunk, share=share)


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


def _check_delimiter(header: Sequence[str], form: Form, name: str, origin: Origin, *, said: str | None) -> None:
    """Raises Unreadable where the one column of a file is all of its columns, cut by another sign than its first line
    `said`, or than is declared.
    """
    alone = header[0] if len(header) == 1 else ""
    sign = next((sign for sign in OTHERS if sign in alone), None)
    if sign is not None and form.needed and alone not in form.needed:
        raise Unreadable(other_delimiter(name, origin.name, alone, sign, said=said, span=origin.span))
