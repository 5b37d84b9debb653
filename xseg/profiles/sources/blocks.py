"""A text file in blocks that end where records end, each with the line it starts on."""

from collections.abc import Iterator
from typing import BinaryIO, Protocol, TypeVar

from xseg.profiles import messages
from xseg.profiles.formats.chunk import Unreadable
from xseg.profiles.sources.form import CHUNKS_IN_A_ROW, MARK, Form, Origin

T_co = TypeVar("T_co", covariant=True)
PIECE = 1 << 20


class Take(Protocol[T_co]):
    """Makes something of the records that a content begins with; `line` is that of its first byte, `last` says that
    nothing comes after. Tells how many bytes are used up: to the end of a line, or of all; 0 where one record needs
    more.
    """

    def __call__(self, content: bytes, line: int, *, last: bool) -> tuple[T_co, int]: ...


def blocks(file: BinaryIO, form: Form, name: str, origin: Origin, take: Take[T_co]) -> Iterator[tuple[T_co, float]]:
    """What `take` makes of the file, block by block, and the share of it that is read then. Raises Unreadable where it
    is no UTF-8 text, or one record is larger than memory has room for.
    """
    size = file.seek(0, 2)
    file.seek(0)
    left = file.read(len(MARK)).removeprefix(MARK)
    line, last = 1, False
    while not last:
        block = file.read(form.bytes_most)
        last = not block
        content = left + block if left else block
        del block
        if not content:
            return
        _check_text(content, len(content) if last else content.rfind(b"\n") + 1, line, name, origin)
        made, used = take(content, line, last=last)
        if not used and len(content) > form.bytes_most * CHUNKS_IN_A_ROW:
            raise Unreadable(messages.row_too_long(name, origin.name, line, len(content), origin.span))
        if used:
            line += content.count(b"\n", 0, used)
        left = content[used:]
        del content
        if used:
            yield made, file.tell() / size


def _check_text(content: bytes, end: int, line: int, name: str, origin: Origin) -> None:
    """Up to `end`, where a line ends; a little at a time, for text takes up to four times its bytes."""
    if content.isascii():
        return
    start = 0
    while start < end:
        stop = content.rfind(b"\n", start, min(end, start + PIECE)) + 1 or content.find(b"\n", start, end) + 1 or end
        try:
            str(memoryview(content)[start:stop], "utf-8")
        except UnicodeDecodeError as error:
            where = line + content.count(b"\n", 0, start + error.start)
            raise Unreadable(messages.not_utf8(name, origin.name, where, origin.span)) from error
        start = stop
