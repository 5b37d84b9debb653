"""From a file's bytes to its text: UTF-8, with or without a mark, in composed form (NFC)."""

import unicodedata
from pathlib import Path

from xseg.diagnostics import Diagnostic, Sink, Source, Span, codes
from xseg.syntax import messages


def read_source(path: Path, *, name: str, sink: Sink | None = None) -> Source:
    """The text of a `.seg` file under the name that people know it by."""
    raw = path.read_bytes()
    return Source(name, as_text(raw.decode("utf-8-sig", errors="replace")))


def as_text(text: str) -> str:
    """Composed form."""
    return unicodedata.normalize("NFC", text)
