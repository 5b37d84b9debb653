"""Texts written in one way, so that equal things are equal: e-mail addresses, phone numbers, case and blanks.

All are in NFC and have no blanks at their ends. `text`: blanks inside are one blank. `lower`: besides, in lower case.
`email`: in lower case, and of the form of an address; its domain in letters, so `xn--` forms and letters are one. Dots
and `+tags` in front of the `@` stay: only some hosts read over them. `phone`: E.164, as `+4930123456`.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import assert_never

import polars as pl

from xseg.diagnostics import Sink, Span
from xseg.profiles import messages
from xseg.profiles.values import phones
from xseg.profiles.values.texts import text
from xseg.project.project import ColumnDeclaration, Normal, Project

EMAIL = r'^[^@\s,;:<>()\[\]"]+@[^@\s.,;:<>()\[\]"]+(?:\.[^@\s.,;:<>()\[\]"]+)+$'
INNER_BLANKS = r"\s\s|[^\S ]"
ENCODED = "xn--"


@dataclass(frozen=True, slots=True)
class Written:
    """`values` as they are compared, null where `wrong`: there a value is no such thing, as `why` says."""

    values: pl.Series
    wrong: pl.Series | None = None
    why: str = ""


def written(values: pl.Series, how: Normal, *, region: str | None) -> Written:
    """Clean texts (texts.py) in a normal form."""
    match how:
        case "text":
            return Written(_single_blanks(values))
        case "lower":
            return Written(_lower(_single_blanks(values)))
        case "email":
            return _checked(_letters(_lower(values)), EMAIL, "not an e-mail address")
        case "phone":
            why = "not an international phone number" if region is None else "not a phone number"
            return _checked(phones.international(values, region), phones.E164, why)
        case _:
            assert_never(how)


def can_be_written(project: Project, sink: Sink) -> bool:
    """Whether the rules of countries are installed where a project needs them; told where they are not."""
    if phones.installed():
        return True
    needing: list[tuple[str, Span | None]] = [
        (f"`[identity.{key.name}]`", None) for key in project.keys if key.region is not None
    ]
    for source in project.sources:
        declared = [column for column in source.columns if column.region is not None]
        needing += [(f"`{column.name}`", source.spans.get(column.column, source.span)) for column in declared]
    for what, span in needing:
        sink.add(messages.region_needs_extra(what, span))
    return not needing


def column_written(series: pl.Series, declared: ColumnDeclaration) -> tuple[pl.Series, dict[str, int]]:
    """A column of a source as its declaration wants texts written; what is none is missing, counted by its reason."""
    if declared.normalise is None:
        return series, {}
    found = written(text(series).values, declared.normalise, region=declared.region)
    if found.wrong is None:
        return found.values, {}
    return found.values, {f"attribute {declared.name}: {found.why}": int(found.wrong.sum())}


def _checked(values: pl.Series, form: str, why: str) -> Written:
    wrong = (~values.str.contains(form)).fill_null(value=False)
    return Written(values.set(wrong, None), wrong, why) if wrong.any() else Written(values)


def _single_blanks(values: pl.Series) -> pl.Series:
    return values.str.replace_all(r"\s+", " ") if values.str.contains(INNER_BLANKS).any() else values


def _lower(values: pl.Series) -> pl.Series:
    low = values.str.to_lowercase()
    return low.str.normalize("NFC") if low.str.len_bytes().sum() != low.str.len_chars().sum() else low


def _letters(values: pl.Series) -> pl.Series:
    """Addresses with domains that are written for machines, in letters again."""
    encoded = values.str.contains(ENCODED, literal=True).fill_null(value=False)
    if not encoded.any():
        return values
    different = values.filter(encoded).unique().to_list()
    return values.replace(different, [_decoded(value) for value in different])


def _decoded(address: str) -> str:
    local, at, domain = address.rpartition("@")
    return local + at + ".".join(_label(label) for label in domain.split("."))


@lru_cache(maxsize=1 << 16)
def _label(label: str) -> str:
    """One part of a domain; what only looks encoded stays. Nothing is folded: `straße` and `strasse` are two."""
    encoded = label.removeprefix(ENCODED)
    if encoded == label:
        return label
    try:
        letters = encoded.encode("ascii").decode("punycode")
        same = letters.encode("punycode").decode("ascii") == encoded
    except UnicodeError:
        return label
    plain = same and letters.isprintable() and not letters.isascii() and not {"@", "."}.intersection(letters)
    return unicodedata.normalize("NFC", letters.lower()) if plain else label
