"""The lines of a span as a terminal shows them: tabs spread, wide characters counted, long lines cut."""

import unicodedata
from dataclasses import dataclass

from xseg.diagnostics.source import Source, Span

_TAB = 4
_LONGEST = 120
_BEFORE = 40


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line of text, and where below it the mark stands: `indent` columns in, `width` columns wide."""

    line: int
    text: str
    indent: int
    width: int


def excerpts(source: Source, span: Span) -> list[Excerpt]:
    """The line of a span, or the first and the last line of a longer one."""
    size = len(source.text)
    start, end = source.position(min(span.start, size)), source.position(min(span.end, size))
    first = source.line(start.line)
    if end.line == start.line:
        return [_excerpt(start.line, first, start.column - 1, end.column - 1)]
    last = source.line(end.line)
    # A span that ends with a line's end has nothing on the line below.
    parts = [_excerpt(start.line, first, start.column - 1, len(first))]
    if last[: end.column - 1].strip():
        parts.append(_excerpt(end.line, last, len(last) - len(last.lstrip()), end.column - 1))
    return parts


def _excerpt(number: int, line: str, start: int, end: int) -> Excerpt:
    """A line with its mark; of a very long one the part around the mark."""
    start, end = min(start, len(line)), min(end, len(line))
    before, behind = "", ""
    if len(line) > _LONGEST:
        left = max(min(start - _BEFORE, len(line) - _LONGEST), 0)
        before, behind = ("…" if left else ""), ("…" if left + _LONGEST < len(line) else "")
        line = line[left : left + _LONGEST]
        start, end = start - left, min(end - left, len(line))
    shown, columns = _spread(line)
    indent = columns[start] + len(before)
    return Excerpt(number, before + shown + behind, indent, max(columns[end] - columns[start], 1))


def _spread(line: str) -> tuple[str, list[int]]:
    """The text that a terminal shows, and the column at which each character, and the end, stands."""
    shown: list[str] = []
    columns = [0]
    for character in line:
        column = columns[-1]
        if character == "\t":
            width = _TAB - column % _TAB
            shown.append(" " * width)
        else:
            width = _width(character)
            shown.append(character if unicodedata.category(character) != "Cc" else "\N{REPLACEMENT CHARACTER}")
        columns.append(column + width)
    return "".join(shown), columns


def _width(character: str) -> int:
    """The columns of one character: none for what sits on the one before, two for wide ones."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
