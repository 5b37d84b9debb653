"""How files of a source are written, and whose they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from xseg.diagnostics import Span

Format = Literal["csv", "ndjson", "parquet"]
ENDINGS: dict[str, Format] = {
    ".csv": "csv",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".parquet": "parquet",
}
MARK = b"\xef\xbb\xbf"
CHUNK_BYTES = 32 << 20
"""Text in one chunk, where the project does not limit memory."""
CHUNKS_IN_A_ROW = 8
"""A row must not be longer than so many chunks."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose files are read, and where xseg.toml names them and their columns."""

    name: str
    span: Span | None = None
    spans: Mapping[str, Span] = field(default_factory=dict)

    def at(self, word: str) -> Span | None:
        """Where a column or pattern is written, else where the source is."""
        return self.spans.get(word, self.span)


@dataclass(frozen=True, slots=True)
class Form:
    """How to read files; `needed` are the columns that a declaration names, `bytes_most` is about the size of a chunk."""

    format: Format | None
    delimiter: str = ","
    needed: tuple[str, ...] = ()
    bytes_most: int = CHUNK_BYTES

    def of(self, format_: Format) -> "Form":
        """The same of a file whose format is known."""
        return replace(self, format=format_)


def format_of(name: str) -> Format | None:
    """The format that a file's ending tells."""
    return ENDINGS.get(Path(name).suffix.lower())
