"""Values of identity keys, written the one way in which they are compared; what is no such value is missing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

import polars as pl

from xseg.profiles.problems import first, marked
from xseg.profiles.texts import text
from xseg.project.project import Key

BETWEEN = "\x1f"
"""Stands between the parts of a composite key."""
CONTROL = r"[\x1c-\x1f]"  # they stand between values below
EMAIL = r'^[^@\s,;:<>()\[\]"]+@[^@\s.,;:<>()\[\]"]+(?:\.[^@\s.,;:<>()\[\]"]+)+$'
PHONE = r"^\+[1-9]\d{6,14}$"


@dataclass(frozen=True, slots=True)
class KeyValues:
    """`values` of one key, null where a row has none that counts; `problem` is why, where it has one that does not
    (None: nowhere), and `refused` counts such values by reason.
    """

    values: pl.Series
    refused: Mapping[str, int]
    problem: pl.Series | None = None


def key_values(frame: pl.DataFrame, key: Key, columns: Mapping[str, str]) -> KeyValues | None:
    """The key's values in the rows of a frame; `columns` tells where its parts stand, None where one stands nowhere."""
    if any(part not in columns or columns[part] not in frame.columns for part in key.parts):
        return None
    refused: dict[str, int] = {}
    problems: list[pl.Series | None] = []
    parts = []
    for part in key.parts:
        found = _one(frame.get_column(columns[part]), key, refused, problems)
        parts.append(found.alias(part))
    values = parts[0] if len(parts) == 1 else pl.select(pl.concat_str(parts, separator=BETWEEN)).to_series()
    return KeyValues(values.alias(key.name), refused, first(*problems))


def _one(series: pl.Series, key: Key, refused: dict[str, int], problems: list[pl.Series | None]) -> pl.Series:
    def without(values: pl.Series, wrong: pl.Series, why: str) -> pl.Series:
        wrong = wrong.fill_null(value=False)
        if not wrong.any():
            return values
        reason = f"{key.name}: {why}"
        refused[reason] = refused.get(reason, 0) + int(wrong.sum())
        problems.append(marked(wrong, reason))
        return values.set(wrong, None)

    words = text(series)
    values = without(words.values, words.told.is_not_null(), "a control character")
    values = without(values, values.str.contains(CONTROL), "a control character")
    match key.normalise:
        case "text":
            pass
        case "lower":
            values = values.str.to_lowercase()
        case "email":
            values = values.str.to_lowercase()
            values = without(values, ~values.str.contains(EMAIL), "not an e-mail address")
        case "phone":
            values = _phone(values)
            wrong = ~values.str.contains(PHONE)
            values = without(values, wrong, "not an international phone number")
        case _:
            assert_never(key.normalise)
    if key.ignore:
        ignored = values.str.contains("^(?:" + "|".join(_pattern(sign, key) for sign in key.ignore) + ")$")
        values = without(values, ignored, "a placeholder")
    return values


def _phone(values: pl.Series) -> pl.Series:
    """`00` in front is `+`; blanks, dots, dashes, slashes and brackets go; a number without a country code is none."""
    return values.str.replace_all(r"[\s.\-/()]", "").str.replace(r"^00", "+")


def _pattern(sign: str, key: Key) -> str:
    """A placeholder with `*` as a regular expression, written as values of the key are."""
    written = sign.strip()
    if key.normalise in ("email", "lower"):
        written = written.lower()
    return ".*".join(re.escape(piece) for piece in written.split("*"))
