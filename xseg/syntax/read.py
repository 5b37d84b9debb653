"""From a file's bytes to its text: UTF-8 with or without its mark, in composed form (NFC)."""

import re
import unicodedata
from pathlib import Path

from xseg.diagnostics import Diagnostic, Sink, Source, codes
from xseg.syntax import messages

_LONE_RETURN = re.compile(r"\r(?!\n)")


def read_source(path: Path, *, name: str, sink: Sink | None = None) -> Source:
    """The text of a `.seg` file, under the name that people know it by.

    Bytes that are not UTF-8 become U+FFFD, which `parse_file` refuses where it stands. A file that cannot be opened
    is empty and a finding in the sink; without a sink OSError is raised.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        if sink is None:
            raise
        sink.add(Diagnostic(codes.UNREADABLE, messages.cannot_open(name, error.strerror or str(error))))
        return Source(name, "")
    return source_of(raw.decode("utf-8-sig", errors="replace"), name=name)


def source_of(text: str, *, name: str) -> Source:
    """A text that did not come from a file, such as a rule after `-e`; every line ends in a line feed."""
    return Source(name, unicodedata.normalize("NFC", _LONE_RETURN.sub("\n", text)))
