"""Finds the files of a source, keeps their digests, and reads each by its format."""

import glob
import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import polars as pl

from xseg.diagnostics import Sink, Span
from xseg.profiles import messages
from xseg.profiles.chunk import LINE, Chunk, Twice, flat
from xseg.profiles.csv_file import Signs, read_csv
from xseg.profiles.json_lines import read_ndjson
from xseg.profiles.raw import Raw, joined

Format = Literal["csv", "ndjson", "parquet"]
ENDINGS: dict[str, Format] = {
    ".csv": "csv",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".parquet": "parquet",
}
MARK = b"\xef\xbb\xbf"
PARQUET_MAGIC = b"PAR1"


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose files are read, and where xseg.toml names them and their columns."""

    name: str
    span: Span | None = None
    spans: Mapping[str, Span] = field(default_factory=dict)

    def at(self, word: str) -> Span | None:
        """Where a column or pattern is written, else where the source is."""
        return self.spans.get(word, self.span)


@dataclass(slots=True)
class Reader:
    """Reads the files of a project and remembers what it read: (source, file, bytes, sha256)."""

    root: Path
    sink: Sink
    inputs: list[tuple[str, str, int, str]] = field(default_factory=list)

    def read(
        self,
        pattern: str,
        *,
        origin: Origin,
        of: Format | None,
        delimiter: str,
        needed: Sequence[str],
    ) -> Raw | None:
        """Every file that matches, in order of name. None, told in the sink, where one cannot be read or a CSV or
        Parquet file has no column of a name in `needed`.
        """
        names = matches(self.root, pattern)
        if not names:
            self.sink.add(messages.missing_file(pattern, origin.name, origin.at(pattern)))
            return None
        parts: list[Chunk] = []
        troubled = False
        for name in names:
            part = self._read_one(name, origin, of or format_of(name), delimiter, needed)
            troubled |= part is None
            if part is not None:
                parts.append(part)
        return None if troubled else joined(parts, tuple(names))

    def _read_one(
        self, name: str, origin: Origin, format_: Format | None, delimiter: str, needed: Sequence[str]
    ) -> Chunk | None:
        source, span = origin.name, origin.span
        readable = os.fsencode(name).decode(errors="replace")
        if readable != name:
            self.sink.add(messages.unreadable_file(readable, source, "its name is not UTF-8 text", span))
            return None
        if format_ is None:
            self.sink.add(messages.unknown_format(name, source, span))
            return None
        try:
            content = (self.root / name).read_bytes()
        except OSError as error:
            self.sink.add(messages.unreadable_file(name, source, error.strerror or "it cannot be opened", span))
            return None
        row = (source, name, len(content), hashlib.sha256(content).hexdigest())
        if row not in self.inputs:
            self.inputs.append(row)
        if format_ == "parquet":
            part = self._parquet(name, origin, content)
            return part if part is not None and self._has_columns(name, origin, part.frame.columns, needed) else None
        if not self._is_text(name, source, content, span):
            return None
        if format_ == "ndjson":
            return self._objects(name, origin, content, needed)
        file = read_csv(content.removeprefix(MARK), Signs(delimiter))
        # an empty file has no columns to miss
        return file.chunk if not file.header or self._has_columns(name, origin, file.header, needed) else None

    def _objects(self, name: str, origin: Origin, content: bytes, needed: Sequence[str]) -> Chunk | None:
        try:
            return read_ndjson(content.removeprefix(MARK), needed=needed)
        except Twice as twice:
            self.sink.add(messages.column_twice(str(twice), name, origin.name, origin.at(str(twice))))
            return None

    def _is_text(self, name: str, source: str, content: bytes, span: Span | None) -> bool:
        try:
            content.decode()
        except UnicodeDecodeError as error:
            self.sink.add(messages.not_utf8(name, source, content.count(b"\n", 0, error.start) + 1, span))
            return False
        return True

    def _parquet(self, name: str, origin: Origin, content: bytes) -> Chunk | None:
        source, span = origin.name, origin.span
        if not content.startswith(PARQUET_MAGIC):
            self.sink.add(messages.unreadable_file(name, source, "it is not a Parquet file", span))
            return None
        if len(content) < 12 or not content.endswith(PARQUET_MAGIC):
            self.sink.add(messages.unreadable_file(name, source, "the Parquet file stops in the middle", span))
            return None
        try:
            frame = flat(pl.read_parquet(content))
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
            # what Polars says may hold values
            self.sink.add(messages.unreadable_file(name, source, "the Parquet file is damaged", span))
            return None
        except Twice as twice:
            self.sink.add(messages.column_twice(str(twice), name, source, origin.at(str(twice))))
            return None
        return Chunk(frame.with_columns(pl.int_range(1, frame.height + 1, dtype=pl.UInt32).alias(LINE)))

    def _has_columns(self, name: str, origin: Origin, header: Sequence[str], needed: Sequence[str]) -> bool:
        missing = [column for column in dict.fromkeys(needed) if column not in header]
        for column in missing:
            self.sink.add(messages.missing_column(column, name, origin.name, header, origin.at(column)))
        twice = [column for column in dict.fromkeys(needed) if list(header).count(column) > 1]
        for column in twice:
            self.sink.add(messages.column_twice(column, name, origin.name, origin.at(column)))
        return not missing and not twice


def matches(root: Path, pattern: str) -> list[str]:
    """The files that a path or pattern names, as written relative to the project, in order of name."""
    if (root / pattern).is_file():
        return [pattern]
    found = glob.glob(pattern, root_dir=root, recursive=True)  # noqa: PTH207 (patterns may begin at the root)
    return sorted(Path(name).as_posix() for name in found if (root / name).is_file())


def format_of(name: str) -> Format | None:
    """The format that a file's ending tells."""
    return ENDINGS.get(Path(name).suffix.lower())
