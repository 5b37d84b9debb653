"""The text of xseg.toml → the tables that TOML reads in it, or the one mistake that stops it."""

import re
import tomllib
from typing import Any

from xseg.diagnostics import Diagnostic, Sink, Source, Span
from xseg.project import messages


def parse(source: Source, sink: Sink) -> dict[str, Any] | None:
    """The tables of the text; None, with a diagnostic at the place where reading stopped, if it is not TOML."""
    try:
        return tomllib.loads(source.text)
    except ValueError as error:
        sink.add(_told(source, str(error)))
    except RecursionError:
        where = Span(source.path, 0, 0)
        sink.add(messages.toml_syntax(where, line=1, what="brackets are nested too deep", do="nest them less"))
    return None


_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

_WORDS = (  # what tomllib says → what is wrong, and what to do
    ("Expected '=' after a key", "a key has no `=`", "write `key = value`"),
    ("Invalid value", "this is no value", 'put texts in quotes: `key = "text"`'),
    (
        "Expected newline or end of document",
        "something stands behind the value",
        "begin a new line, or add the missing `,`",
    ),
    ("Cannot overwrite a value", "this key or table is already there", "delete one of the two"),
    ("Duplicate inline table key", "this key stands twice in the braces", "delete one of the two"),
    ("twice", "this table is already there", "put its keys into the first one"),
    ("Cannot mutate immutable namespace", "a table in braces is finished there", "put all its keys inside the braces"),
    ("Unclosed array", "a `]` is missing", "close the list with `]`"),
    ("Unclosed inline table", "a `}` is missing", "close the braces with `}`, all on one line"),
    ("Unterminated string", "a quote is missing", "end the text with the quote that began it"),
    ("Illegal character '\\n'", "a quote or brace is missing at the end of the line", "close it on the same line"),
    ("Illegal character", "there is a character that cannot stand here", "delete it"),
    ("Expected ']'", "the `]` of a table's name is missing", "write `[table]` or `[[table]]`"),
    ("Invalid date or datetime", "there is no such day or time", "write it as 2025-06-01 or 2025-06-01T09:30:00"),
    ("Unescaped '\\'", "`\\` has a meaning of its own in double quotes", "use single quotes, or write `\\\\`"),
    ("Invalid hex value", "`\\` has a meaning of its own in double quotes", "use single quotes, or write `\\\\`"),
    (
        "initial character for a key part",
        "a key is missing or has an odd character",
        'put odd keys in quotes: `"odd key" = …`',
    ),
    ("Invalid statement", "this is neither a table nor a key", "write `[table]` or `key = value`"),
)

_OTHER = ("it cannot be read from here", "compare with https://toml.io, or with a project made by `xseg init`")


def _told(source: Source, said: str) -> Diagnostic:
    place = _PLACE.search(said)
    start = len(source.text.rstrip())
    if place is not None and place[1] is not None:
        start = _offset(source.text, int(place[1]), int(place[2]))
    what, do = next(((what, do) for fragment, what, do in _WORDS if fragment in said), _OTHER)
    span = Span(source.path, start, min(start + 1, len(source.text)))
    return messages.toml_syntax(span, line=source.position(start).line, what=what, do=do)


def _offset(text: str, line: int, column: int) -> int:
    """Where a line and column (from 1) are in the text."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return min(start + column - 1, len(text))
