"""From a file's bytes to its text: UTF-8 with or without its mark, in composed form (NFC)."""

import re
import unicodedata
from pathlib import Path

from xseg.diagnostics import Source

_LONE_RETURN = re.compile(r"\r(?!\n)")


def read_source(path: Path, *, name: str) -> Source:
    """The text of a `.seg` file, under the name that people know it by.

    Bytes that are not UTF-8 become U+FFFD, which `parse_file` refuses where it stands. Raises OSError.
    """
    return source_of(path.read_bytes().decode("utf-8-sig", errors="replace"), name=name)


def source_of(text: str, *, name: str) -> Source:
    """A text that did not come from a file, such as a rule after `-e`; every line ends in a line feed."""
    return Source(name, unicodedata.normalize("NFC", _LONE_RETURN.sub("\n", text)))
