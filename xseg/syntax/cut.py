"""Cuts a file into its declarations: each begins where its keyword and name stand outside brackets."""

import re

_SKIP = r"""(?:\s|\#[^\n]*+)*+"""
_NAME = r"(?:[^\W\d_][\w.]*+|`[^`\r\n]+`)"
_SCAN = re.compile(
    rf"""
    \#[^\n]*+ | "(?:[^"\\\r\n]|\\[^\r\n])*+"? | `[^`\r\n]*+`?
    | (?P<start> (?:trait|model|segment)(?={_SKIP}{_NAME}{_SKIP}(?:"(?:[^"\\\r\n]|\\[^\r\n])*+"{_SKIP})?(?:=(?!=)|\{{))
        | test(?={_SKIP}"(?:[^"\\\r\n]|\\[^\r\n])*+"{_SKIP}\{{)
        | use(?=\s+{_NAME}) )
    | [\w.]++
    """,
    re.VERBOSE | re.IGNORECASE,
)


def cut(text: str) -> list[tuple[int, int]]:
    """The places (start, end) of the declarations."""
    starts = [found.start() for found in _SCAN.finditer(text) if found["start"]]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))
