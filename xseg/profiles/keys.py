"""Values of identity keys, written the one way in which they are compared; what is no such value is missing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

import polars as pl

from xseg.profiles.texts import text
from xseg.project.project import Key

BETWEEN = "\x1f"
"""Stands between the parts of a composite key."""
CONTROL = r"[\x1c-\x1f]"  # they stand between values below
EMAIL = r'^[^@\s,;:<>()\[\]"]+@[^@\s.,;:<>()\[\]"]+(?:\.[^@\s.,;:<>()\[\]"]+)+$'
PHONE = r"^\+[1-9]\d{6,14}$"


@dataclass(frozen=True, slots=True)
class KeyValues:
    """`values` of one key, null where a row has none that counts; `refused` counts values that do not, by reason."""

    values: pl.Series
    refused: Mapping[str, int]


def key_values(frame: pl.DataFrame, key: Key, columns: Mapping[str, str]) -> KeyValues | None:
    """The key's values in the rows of a frame; `columns` tells where its parts stand, None where one stands nowhere."""
    if any(part not in columns or columns[part] not in frame.columns for part in key.parts):
        return None
    refused: dict[str, int] = {}
    parts = []
    for part in key.parts:
        found = _one(frame.get_column(columns[part]), key, refused)
        parts.append(found.alias(part))
    values = parts[0] if len(parts) == 1 else pl.select(pl.concat_str(parts, separator=BETWEEN)).to_series()
    return KeyValues(values.alias(key.name), refused)


def _one(series: pl.Series, key: Key, refused: dict[str, int]) -> pl.Series:
    values = text(series).values
    values = _without(values, values.str.contains(CONTROL), f"{key.name}: a control character", refused)
    match key.normalise:
        case "text":
            pass
        case "lower":
            values = values.str.to_lowercase()
        case "email":
            values = values.str.to_lowercase()
            values = _without(values, ~values.str.contains(EMAIL), f"{key.name}: not an e-mail address", refused)
        case "phone":
            values = _phone(values)
            wrong = ~values.str.contains(PHONE)
            values = _without(values, wrong, f"{key.name}: not an international phone number", refused)
        case _:
            assert_never(key.normalise)
    if key.ignore:
        ignored = values.str.contains("^(?:" + "|".join(_pattern(sign, key) for sign in key.ignore) + ")$")
        values = _without(values, ignored, f"{key.name}: a placeholder", refused)
    return values


def _without(values: pl.Series, wrong: pl.Series, reason: str, refused: dict[str, int]) -> pl.Series:
    wrong = wrong.fill_null(value=False)
    if not wrong.any():
        return values
    refused[reason] = refused.get(reason, 0) + int(wrong.sum())
    return values.set(wrong, None)


def _phone(values: pl.Series) -> pl.Series:
    """`00` in front is `+`; blanks, dots, dashes, slashes and brackets go; a number without a country code is none."""
    return values.str.replace_all(r"[\s.\-/()]", "").str.replace(r"^00", "+")


def _pattern(sign: str, key: Key) -> str:
    """A placeholder with `*` as a regular expression, written as values of the key are."""
    written = sign.strip()
    if key.normalise in ("email", "lower"):
        written = written.lower()
    return ".*".join(re.escape(piece) for piece in written.split("*"))
