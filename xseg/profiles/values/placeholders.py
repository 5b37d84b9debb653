"""Values that stand where nobody knew one: they join strangers, so that they join nobody unless that is wanted."""

import re

import polars as pl

from xseg.project.project import Key

NEVER = (
    *("unknown", "unbekannt", "undefined", "not available", "not applicable", "not provided", "not set", "(not set)"),
    *("n/a", "n.a.", "#n/a", "k.a.", "missing", "anonymous", "placeholder", "-", "--", "---", "?", "??", "???", "."),
    *("xx", "xxx", "xxxx", r"\n"),
)
"""Of every key, also of parts of composite ones; compared in lower case, as the NULL of MySQL, `\\N`, is."""
NO_ID = ("na", "nan", "nil", "null", "none", "test", "guest", "x", "-1")
"""Of keys that stand alone: among names of people some of these are real."""
NO_ID_PATTERN = r"[0\s.-]*0[0\s.-]*"
"""Zeros and nothing else: `0`, `000-000`, the empty UUID."""
NO_EMAIL = (
    r"(?:no-?reply|do-?not-?reply|none|nobody|unknown|test|n/a|null|noe?-?mail)@.*",
    r".*@(?:test|none|invalid|localhost|noe?-?mail)(?:\.[a-z]+)?",
)
NO_PHONE = (r"\+?[0-9]{0,4}(?:" + "|".join(f"{digit}{{7,}}" for digit in range(10)) + ")", r"\+?[0-9]{0,2}1?234567890?")


def says_nothing(values: pl.Series) -> pl.Series:
    """Where a text is a word or sign for nothing, of any key; false where nothing is."""
    return values.str.to_lowercase().is_in([*NEVER, *NO_ID]).fill_null(value=False)


def is_placeholder(values: pl.Series, key: Key) -> pl.Series:
    """Whether each normalised value of a key, or of a part of it, is a well-known placeholder."""
    return values.str.to_lowercase().str.contains(f"^(?:{'|'.join(_patterns(key))})$")


def _patterns(key: Key) -> tuple[str, ...]:
    never = tuple(re.escape(word) for word in NEVER)
    if len(key.parts) > 1:
        return never
    alone = (*never, *(re.escape(word) for word in NO_ID), NO_ID_PATTERN)
    match key.normalise:
        case "email":
            return (*alone, *NO_EMAIL)
        case "phone":
            return (*alone, *NO_PHONE)
        case _:
            return alone
