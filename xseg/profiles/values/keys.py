"""Values of identity keys, written the one way in which they are compared; what is no such value is missing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from xseg.profiles.values.normal import written
from xseg.profiles.values.placeholders import is_placeholder
from xseg.profiles.values.problems import first, marked
from xseg.profiles.values.texts import text
from xseg.project.project import Key

BETWEEN = "\x1f"
"""Stands between the parts of a composite key."""
CONTROL = r"[\x1c-\x1f]"  # they stand between values below


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


def rewritten(values: pl.Series, key: Key) -> pl.Series:
    """Values as an earlier declaration of the key had them, as it has them now; null where that is none."""
    parts = values.str.split_exact(BETWEEN, len(key.parts) - 1).struct.unnest().get_columns()
    now = [written(part, key.normalise, region=key.region) for part in parts]
    told = [one.values if one.wrong is None else one.values.set(one.wrong, None) for one in now]
    return told[0] if len(told) == 1 else pl.select(pl.concat_str(told, separator=BETWEEN)).to_series()


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
    found = written(values, key.normalise, region=key.region)
    values = found.values if found.wrong is None else without(found.values, found.wrong, found.why)
    if key.ignore:
        ignored = values.str.contains("^(?:" + "|".join(_pattern(sign, key) for sign in key.ignore) + ")$")
        values = without(values, ignored, "a placeholder")
    if key.placeholders:
        values = without(values, is_placeholder(values, key), "a well-known placeholder")
    return values


def _pattern(sign: str, key: Key) -> str:
    """A placeholder with `*` as a regular expression, written as values of the key are."""
    placeholder = " ".join(sign.split())
    if key.normalise in ("email", "lower"):
        placeholder = placeholder.lower()
    return ".*".join(re.escape(piece) for piece in placeholder.split("*"))
