"""Where each key and value of a TOML text stands: `tomllib` reads values and forgets their places."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

from xseg.diagnostics import Span

Path = tuple[str | int, ...]
"""The way to a value: table names and keys, and for elements of arrays their index, as in ("sources", 2, "path")."""


@dataclass(frozen=True, slots=True)
class Positions:
    """The spans of keys (of a table: its name in the header) and of values, by their path."""

    file: str
    keys: Mapping[Path, Span]
    values: Mapping[Path, Span]

    def key(self, path: Path) -> Span:
        """Where the key at `path` is written, or else the nearest table around it; at last the start of the file."""
        for length in range(len(path), 0, -1):
            span = self.keys.get(path[:length]) or self.values.get(path[:length])
            if span is not None:
                return span
        return Span(self.file, 0, 0)

    def value(self, path: Path) -> Span:
        """Where the value at `path` is written; of what has no value of its own (a table) the key."""
        return self.values.get(path) or self.key(path)


def find_positions(text: str, file: str) -> Positions:
    """The positions in `text`, which is valid TOML; of any other text those before the first mistake. Never raises."""
    scan = _Scan(text, file)
    try:
        scan.document()
    except (_Lost, RecursionError):
        pass
    return Positions(file, scan.keys, scan.values)


class _Lost(Exception):
    """The text is not TOML from here on."""


_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_KEY = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|[A-Za-z0-9_-]+")
_STRING = re.compile(
    r"\"\"\"(?:[^\\]|\\.)*?\"{3,5}|'''.*?'{3,5}|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\[\]{}#\s](?:[^,\[\]{}#\r\n]*[^,\[\]{}#\s])?")


@dataclass(slots=True)
class _Scan:
    text: str
    file: str
    at: int = 0
    keys: dict[Path, Span] = field(default_factory=dict)
    values: dict[Path, Span] = field(default_factory=dict)
    lengths: dict[Path, int] = field(default_factory=dict)
    """How many elements each array of tables has so far."""

    def document(self) -> None:
        table: Path = ()
        while True:
            self.take(_BLANK)
            if self.at >= len(self.text):
                return
            if self.skip("[["):
                table = self.element_header()
                self.need("]]")
            elif self.skip("["):
                table = self.enter((), self.key_parts())
                self.need("]")
            else:
                self.pair(table)

    def element_header(self) -> Path:
        """`[[a.b]]`: one more element of the array `b`."""
        *outer, (name, span) = self.key_parts()
        array = (*self.enter((), outer), name)
        index = self.lengths.get(array, 0)
        self.lengths[array] = index + 1
        self.keys.setdefault(array, span)
        element = (*array, index)
        self.keys[element] = span
        return element

    def enter(self, path: Path, parts: list[tuple[str, Span]]) -> Path:
        """Go down `parts`, into the last element of an array of tables where one stands on the way."""
        for name, span in parts:
            path = (*path, name)
            self.keys.setdefault(path, span)
            if path in self.lengths:
                path = (*path, self.lengths[path] - 1)
        return path

    def pair(self, table: Path) -> None:
        path = table
        for name, span in self.key_parts():
            path = (*path, name)
            self.keys.setdefault(path, span)
        self.need("=")
        self.take(_SPACE)
        self.value(path)

    def key_parts(self) -> list[tuple[str, Span]]:
        parts = []
        while True:
            self.take(_SPACE)
            start = self.at
            written = self.take(_KEY)
            parts.append((_unquoted(written), Span(self.file, start, self.at)))
            self.take(_SPACE)
            if not self.skip("."):
                return parts

    def value(self, path: Path) -> None:
        start = self.at
        if self.skip("["):
            index = 0
            while not self.closed("]"):
                self.value((*path, index))
                index += 1
                self.comma("]")
        elif self.skip("{"):
            while not self.closed("}"):
                self.pair(path)
                self.comma("}")
        elif self.text[start : start + 1] in ('"', "'"):
            self.take(_STRING)
        else:
            self.take(_SCALAR)
        self.values[path] = Span(self.file, start, self.at)

    def closed(self, bracket: str) -> bool:
        self.take(_BLANK)
        return self.skip(bracket)

    def comma(self, bracket: str) -> None:
        self.take(_BLANK)
        if not self.skip(",") and not self.text.startswith(bracket, self.at):
            raise _Lost

    def take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise _Lost
        self.at = match.end()
        return match.group()

    def skip(self, literal: str) -> bool:
        found = self.text.startswith(literal, self.at)
        if found:
            self.at += len(literal)
        return found

    def need(self, literal: str) -> None:
        if not self.skip(literal):
            raise _Lost


def _unquoted(written: str) -> str:
    if written[0] == "'":
        return written[1:-1]
    if written[0] == '"':
        if "\\" not in written:
            return written[1:-1]
        try:
            return str(tomllib.loads(f"key = {written}")["key"])
        except ValueError:
            raise _Lost from None
    return written
