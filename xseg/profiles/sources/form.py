"""How files of a source are written, and whose they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from xseg.diagnostics import Span
from xseg.project.place import Dialect, Format
from xseg.project.places import format_of

__all__ = ["CHUNKS_IN_A_ROW", "CHUNK_BYTES", "MARK", "Form", "Format", "Origin", "format_of"]

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
    """How to read files; `needed` are the columns that a declaration names, `bytes_most` is about the size of a chunk;
    `scratch` is a folder for files that have to be unpacked or fetched before they are read.
    """

    format: Format | None
    dialect: Dialect = field(default_factory=Dialect)
    needed: tuple[str, ...] = ()
    bytes_most: int = CHUNK_BYTES
    scratch: Path | None = None

    def of(self, format_: Format) -> "Form":
        """The same of a file whose format is known."""
        return replace(self, format=format_)
