"""Values as TOML: strings, lists of them and inline tables that read back as they were."""

import re
import unicodedata
from collections.abc import Mapping

from xseg.profiles.guess.proposal import Option

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def text(words: str) -> str:
    """A string; signs that a reader of the file could change or not see are escaped."""
    composed = unicodedata.is_normalized("NFC", words)
    return '"' + "".join(_sign(sign, composed=composed) for sign in words) + '"'


def key(name: str) -> str:
    """A key, in quotes where it must be."""
    return name if _BARE.fullmatch(name) else text(name)


def inline(value: Option | Mapping[str, Option] | Mapping[str, str]) -> str:
    """A string, a number, a list of strings, or an inline table of those."""
    match value:
        case str():
            return text(value)
        case int():
            return str(value)
        case tuple():
            return "[" + ", ".join(text(item) for item in value) + "]"
        case _:
            return "{ " + ", ".join(f"{key(name)} = {inline(item)}" for name, item in value.items()) + " }"


def _sign(sign: str, *, composed: bool) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    if (sign.isprintable() and (composed or sign.isascii())) or sign == " ":
        return sign
    number = ord(sign)
    return f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"
