"""Where each key and value of a TOML text stands: `tomllib` reads values and forgets their places."""

import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from xseg.diagnostics import Span

Path = tuple[str | int, ...]
"""The way to a value: table names and keys, and for elements of arrays their index, as in ("sources", 2, "path")."""


@dataclass(frozen=True, slots=True)
class Positions:
    """Start and end of keys (of a table: its name in the header) and of values, by their path."""

    file: str
    keys: Mapping[Path, tuple[int, int]]
    values: Mapping[Path, tuple[int, int]]

    def key(self, path: Path) -> Span:
        """Where the key at `path` is written, or else the nearest table around it; at last the start of the file."""
        for length in range(len(path), 0, -1):
            place = self.keys.get(path[:length]) or self.values.get(path[:length])
            if place is not None:
                return Span(self.file, *place)
        return Span(self.file, 0, 0)

    def value(self, path: Path) -> Span:
        """Where the value at `path` is written; of what has no value of its own (a table in a header) the key."""
        place = self.values.get(path)
        return Span(self.file, *place) if place is not None else self.key(path)


def find_positions(text: str, file: str) -> Positions:
    """The positions in `text`, which is valid TOML; of any other text those before the first mistake. Never raises."""
    scan = _Scan(text)
    with suppress(_Lost, RecursionError):
        scan.document()
    return Positions(file, scan.keys, scan.values)


class _Lost(Exception):
    """The text is not TOML from here on."""


_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|[A-Za-z0-9_-]+")
_STRING = re.compile(
    r"\"\"\"(?:[^\\]|\\.)*?\"{3,5}|'''.*?'{3,5}|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\[\]{}#\s](?:[^,\[\]{}#\r\n]*[^,\[\]{}#\s])?")


class _Scan:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.keys: dict[Path, tuple[int, int]] = {}
        self.values: dict[Path, tuple[int, int]] = {}
        self.lengths: dict[Path, int] = {}  # how many elements each array of tables has so far

    def document(self) -> None:
        table: Path = ()
        while True:
            self.blank()
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
        *outer, (name, place) = self.key_parts()
        array = (*self.enter((), outer), name)
        index = self.lengths.get(array, 0)
        self.lengths[array] = index + 1
        self.keys.setdefault(array, place)
        element = (*array, index)
        self.keys[element] = place
        return element

    def enter(self, path: Path, parts: list[tuple[str, tuple[int, int]]]) -> Path:
        """Go down `parts`, into the last element of an array of tables where one stands on the way."""
        for name, place in parts:
            path = (*path, name)
            self.keys.setdefault(path, place)
            if path in self.lengths:
                path = (*path, self.lengths[path] - 1)
        return path

    def pair(self, table: Path) -> None:
        path = table
        for name, place in self.key_parts():
            path = (*path, name)
            self.keys.setdefault(path, place)
        self.need("=")
        self.blank()
        self.value(path)

    def key_parts(self) -> list[tuple[str, tuple[int, int]]]:
        parts = []
        while True:
            self.blank()
            match = _KEY.match(self.text, self.at)
            if match is None:
                raise _Lost
            parts.append((_unquoted(match.group()), match.span()))
            self.at = match.end()
            self.blank()
            if not self.skip("."):
                return parts

    def value(self, path: Path) -> None:
        start = self.at
        match self.text[start : start + 1]:
            case "[":
                self.at += 1
                index = 0
                while not self.closed("]"):
                    self.value((*path, index))
                    index += 1
                    self.comma("]")
            case "{":
                self.at += 1
                while not self.closed("}"):
                    self.pair(path)
                    self.comma("}")
            case '"' | "'":
                self.take(_STRING)
            case _:
                self.take(_SCALAR)
        self.values[path] = (start, self.at)

    def closed(self, bracket: str) -> bool:
        self.blank()
        return self.skip(bracket)

    def comma(self, bracket: str) -> None:
        self.blank()
        if not self.skip(",") and not self.text.startswith(bracket, self.at):
            raise _Lost

    def blank(self) -> None:
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match is not None else self.at

    def take(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise _Lost
        self.at = match.end()

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
