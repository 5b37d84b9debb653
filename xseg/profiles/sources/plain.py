"""Text files as plain UTF-8: unpacked, decoded from the encoding that is declared, comments made blank lines."""

import codecs
import gzip
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xseg.profiles.formats.chunk import Unreadable
from xseg.profiles.sources import buckets, messages
from xseg.profiles.sources.form import Form, Origin
from xseg.profiles.sources.scratch import room

PACKED = (".gz", ".zst")
UTF_8 = ("utf-8",)
BLOCK = 1 << 20


class Damaged(Exception):
    """An archive cannot be unpacked; the text says why, for people."""


class Undecodable(Exception):
    """A line has bytes that are no text in the encoding; its number is `line`."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@contextmanager
def plain(file: Path, name: str, form: Form, origin: Origin) -> Iterator[Path]:
    """The file itself where it can be read as it lies there, else a copy that is gone afterwards. Raises Unreadable."""
    packed = file.name.lower().endswith(PACKED)
    foreign = form.format == "csv" and form.dialect.encoding not in UTF_8
    comment = form.dialect.comment if form.format == "csv" else None
    if not packed and not foreign and comment is None:
        yield file
        return
    with room(form.scratch) as folder:
        whole = file
        try:
            if packed:
                whole = folder / "unpacked"
                unpack(file, whole)
            if foreign:
                read, whole = whole, folder / "decoded"
                decode(read, whole, encoding=form.dialect.encoding)
            if comment is not None:
                read, whole = whole, folder / "uncommented"
                uncomment(read, whole, comment=comment, quote=form.dialect.quote)
        except Damaged as damaged:
            raise Unreadable(messages.damaged_archive(name, origin.name, str(damaged), origin.span)) from None
        except Undecodable as found:
            encoding = form.dialect.encoding
            said = messages.not_in_encoding(name, origin.name, found.line, encoding, origin.span)
            raise Unreadable(said) from None
        yield whole


def unpack(file: Path, into: Path) -> None:
    """The content of an archive of one file. Raises Damaged, OSError."""
    if file.name.lower().endswith(".zst"):
        try:
            buckets.fetch(str(file), into, format_="ndjson")
        except buckets.Failed:
            raise Damaged("it is no whole zstd file of UTF-8 text") from None
        return
    try:
        with gzip.open(file) as packed, into.open("wb") as plain:
            shutil.copyfileobj(packed, plain, BLOCK)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise Damaged("it is no whole gzip file") from None


def decode(file: Path, into: Path, *, encoding: str) -> None:
    """The same text as UTF-8. Raises Undecodable at the first line that is none in the encoding; nothing is guessed."""
    decoder = codecs.getincrementaldecoder(_codec(file, encoding))(errors="strict")
    line = 1
    with file.open("rb") as foreign, into.open("wb") as plain:
        while True:
            block = foreign.read(BLOCK)
            before = decoder.getstate()
            try:
                text = decoder.decode(block, not block)
            except UnicodeDecodeError as error:
                decoder.setstate(before)
                raise Undecodable(line + _lines_before(error)) from None
            line += text.count("\n")
            plain.write(text.encode())
            if not block:
                return


def uncomment(file: Path, into: Path, *, comment: str, quote: str | None) -> None:
    """The same with a blank line for each one that begins with the sign, but for those inside a quoted field."""
    sign, mark = comment.encode(), quote.encode() if quote else None
    inside = False
    with file.open("rb") as whole, into.open("wb") as left:
        for number, line in enumerate(whole):
            start = line.removeprefix(codecs.BOM_UTF8) if not number else line
            if not inside and start.startswith(sign):
                left.write(b"\n")
                continue
            left.write(line)
            if mark is not None and line.count(mark) % 2:
                inside = not inside


def _codec(file: Path, encoding: str) -> str:
    """UTF-16 without a mark is little-endian, as Windows writes it."""
    if encoding != "utf-16":
        return encoding
    with file.open("rb") as foreign:
        marked = foreign.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return "utf-16" if marked else "utf-16-le"


def _lines_before(error: UnicodeDecodeError) -> int:
    """How many lines end in the part of a block that could be decoded."""
    return error.object[: error.start].decode(error.encoding, errors="replace").count("\n")
