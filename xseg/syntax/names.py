"""Which names may stand without backticks."""

import re
import unicodedata

RESERVED = frozenset(
    "and or not in is between contains has did then first last any of on within before after since from to during ago "
    "now today yesterday tomorrow true false where".split()
)
"""The words that are never names; the grammar's NAME looks ahead for the same."""

_PART = re.compile(r"[^\W\d_][\w\u0300-\u036f\u0900-\u0eff]*\Z")

_CATEGORIES = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Mn", "Mc"))


def is_plain_name(name: str) -> bool:
    """Whether a file writes this name as it is: `a.b` is plain, `from` and `2nd` stand in backticks."""
    return name.casefold() not in RESERVED and all(
        _PART.match(part) and all(map(stands_in_a_name, part)) for part in name.split(".")
    )


def stands_in_a_name(character: str) -> bool:
    """Letters and decimal digits of any script, the marks on them, and `_`."""
    return character == "_" or unicodedata.category(character) in _CATEGORIES
